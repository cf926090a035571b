// The client as the port that the workflows know.
#pragma once

#include "ports/elevation_source.hpp"
#include "privilege_manager/client.hpp"

namespace privman::pm {

/// The client must outlive it.
class Source final : public ElevationSource {
public:
    explicit Source(Client& client) : client_{client} {}

    Async<Outcome<SharedList>> pending() override;
    Async<Submission> submit(Instruction instruction) override;

private:
    Client& client_;
};

}  // namespace privman::pm
