// Privilege Manager as it really is, and as it answers: the truth is kept apart from what anybody is told.
#pragma once

#include "domain/elevation_request.hpp"
#include "ports/elevation_source.hpp"
#include "tests/simulator/world/chance.hpp"
#include "tests/simulator/world/letter.hpp"
#include "tests/simulator/world/witness.hpp"
#include "tests/simulator/world/world.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
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
    bool turns_away = false;      ///< decisions get a 429; lists do not
    bool error_pages = false;     ///< decisions get an error page, and nothing is done; lists are as ever
    unsigned errors = 0;          ///< per mille of calls whose answer is an error, with or without effect
    unsigned lost = 0;            ///< per mille of calls whose answer is lost; some of them take effect much later
    unsigned malformed = 0;       ///< per mille of lists that are no complete lists
    Millis lag{0};                ///< lists show what was true so long ago
    bool next_list_lies = false;  ///< the next list claims to be complete and is not; never two in a row

    // The truth, as people and the console make it.
    void raise(ElevationRequest request);
    void decided_in_console(const RequestId& id, bool withdrawn);
    /// What waits says something else from now on; nothing when it does not wait any more.
    void edit(const RequestId& id, const std::function<void(ElevationRequest&)>& change);
    /// One more row of the same id, with other facts, for so long.
    void list_twice(const RequestId& id, ElevationRequest other, Millis length);
    [[nodiscard]] std::vector<RequestId> pending() const;
    /// As it is listed now, if it waits.
    [[nodiscard]] const ElevationRequest* find(const RequestId& id) const;
    [[nodiscard]] bool is_listed_twice(const RequestId& id) const;

    // The wire.
    void list(LifeNumber whose, const LetterTo<Outcome<PendingList>>& answer);
    void submit(LifeNumber whose, const Instruction& said, const LetterTo<Submission>& answer);

private:
    struct Twin {
        ElevationRequest request;
        Millis from{};
        Millis until{};
    };
    struct Entry {
        std::map<Millis, ElevationRequest> facts;  ///< since when
        std::optional<Twin> twin;
        Millis raised{};
        Millis ended = Millis::max();
    };
    /// A list as it stands, and under which of its ids it holds different facts.
    struct Page {
        PendingList list;
        std::set<RequestId> twice;
    };
    void execute(const Instruction& said, bool& accepted);
    [[nodiscard]] Page snapshot(Millis as_of);

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
    Async<Outcome<SharedList>> pending() override;
    Async<Submission> submit(Instruction instruction) override;

private:
    Server& server_;
    LifeNumber whose_;
    SharedList last_;  ///< handed out; while nothing changes the same again
};

}  // namespace privman::simulator
