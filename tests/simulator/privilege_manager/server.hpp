// Privilege Manager as it really is, and as it answers: the truth is kept apart from what anybody is told.
#pragma once

#include "domain/elevation_request.hpp"
#include "ports/elevation_source.hpp"
#include "tests/simulator/world/chance.hpp"
#include "tests/simulator/world/letter.hpp"
#include "tests/simulator/world/witness.hpp"
#include "tests/simulator/world/world.hpp"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace privman::simulator {

class Server {
public:
    Server(World& world, Witness& witness, std::uint64_t seed, bool lenient);

    // How it is at the moment; the plan switches.
    bool unreachable = false;
    bool slow = false;
    bool refuses_login = false;
    unsigned errors = 0;          ///< per mille of calls whose answer is an error, with or without effect
    unsigned lost = 0;            ///< per mille of calls whose answer is lost; some of them take effect much later
    unsigned malformed = 0;       ///< per mille of lists that are no complete lists
    Millis lag{0};                ///< lists show what was true so long ago
    bool next_list_lies = false;  ///< the next list claims to be complete and is not; never two in a row

    // The truth, as people and the console make it.
    void raise(ElevationRequest request);
    void decided_in_console(const RequestId& id, bool withdrawn);
    [[nodiscard]] std::vector<RequestId> pending() const;
    [[nodiscard]] const ElevationRequest* find(const RequestId& id) const;

    // The wire.
    void list(LifeNumber whose, const LetterTo<Outcome<PendingList>>& answer);
    void submit(LifeNumber whose, const Instruction& said, const LetterTo<Submission>& answer);

private:
    struct Entry {
        ElevationRequest request;
        Millis raised{};
        Millis ended = Millis::max();
    };
    void execute(const Instruction& said, bool& accepted);
    [[nodiscard]] Outcome<PendingList> snapshot(Millis as_of);

    World& world_;
    Witness& witness_;
    Chance chance_;
    bool lenient_;
    std::map<RequestId, Entry> entries_;
    bool lied_ = false;
};

/// The port, for one life.
class ServerSource final : public ElevationSource {
public:
    ServerSource(Server& server, LifeNumber whose) : server_{server}, whose_{whose} {}
    Async<Outcome<PendingList>> pending() override;
    Async<Submission> submit(Instruction instruction) override;

private:
    Server& server_;
    LifeNumber whose_;
};

}  // namespace privman::simulator
