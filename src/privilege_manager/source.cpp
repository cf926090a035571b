#include "privilege_manager/source.hpp"

#include <utility>

namespace privman::pm {

Async<Outcome<SharedList>> Source::pending() { return client_.pending(); }

Async<Submission> Source::submit(Instruction said) {
    if (said.choice.approve)
        return client_.approve(std::move(said.request), said.choice.grant, std::move(said.comment),
                               std::move(said.approver), said.not_sent_after);
    return client_.deny(std::move(said.request), std::move(said.comment), std::move(said.approver),
                        said.not_sent_after);
}

}  // namespace privman::pm
