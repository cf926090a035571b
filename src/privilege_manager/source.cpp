#include "privilege_manager/source.hpp"

#include <utility>

namespace privman::pm {

Async<Outcome<PendingList>> Source::pending() { return client_.pending(); }

Async<Submission> Source::submit(RequestId id, Choice choice, std::string comment) {
    auto approver = comment;
    if (choice.approve) return client_.approve(std::move(id), choice.grant, std::move(comment), std::move(approver));
    return client_.deny(std::move(id), std::move(comment), std::move(approver));
}

}  // namespace privman::pm
