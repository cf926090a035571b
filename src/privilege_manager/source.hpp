// The client as the port that the workflows know.
#pragma once

#include "ports/elevation_source.hpp"
#include "privilege_manager/client.hpp"

namespace privman::pm {

/// The client must outlive it.
class Source final : public ElevationSource {
public:
    explicit Source(Client& client) : client_{client} {}

    Async<Outcome<PendingList>> pending() override;
    /// {comment} and {approver} both become `comment`, which names the decider.
    Async<Submission> submit(RequestId id, Choice choice, std::string comment) override;

private:
    Client& client_;
};

}  // namespace privman::pm
