// Polls Privilege Manager, and lets every life know what the list says about it.
#pragma once

#include "async/wait_list.hpp"
#include "domain/vanishing.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/elevation_source.hpp"
#include "ports/randomness.hpp"
#include "workflows/announcer.hpp"
#include "workflows/approve_unattended.hpp"
#include "workflows/records.hpp"
#include "workflows/tally.hpp"

#include <optional>
#include <set>

namespace privman {

/// What people may want to know about polling.
struct Sight {
    std::optional<WallTime> last_complete;  ///< when a complete list was last read
    std::optional<Failure> trouble;         ///< why the latest poll was none
    bool said_blind = false;
    std::size_t pending = 0;  ///< in the last complete list
};

class WatchRequests {
public:
    struct Deps {
        ElevationSource& source;
        Records& records;
        const ApproveUnattended& unattended;
        Announcer& announcer;
        Clock& clock;
        Randomness& randomness;
        Tally& tally;
        observe::Log& log;
    };

    WatchRequests(Deps deps, Millis interval) : deps_{deps}, interval_{interval} {}

    /// Until cancelled.
    Async<void> run();

    /// The ids in a list that was asked for after this call; several callers share one. Also while polls back off, but
    /// never two lists within `shortest_pause`.
    Async<Outcome<std::set<RequestId>>> fresh_list();
    static constexpr Millis shortest_pause{1'000};

    [[nodiscard]] const Sight& sight() const { return sight_; }
    /// Without a complete list for longer than three intervals, each time counted from the last one; so far.
    [[nodiscard]] Millis blind_time() const;

private:
    struct Poll {
        std::uint64_t number = 0;
        Outcome<std::set<RequestId>> listed;
    };

    Async<Outcome<std::set<RequestId>>> poll();
    Async<void> mind_while_asking();
    void note_not_stored(std::size_t requests, const std::string& why);
    Async<void> apply(const PendingList& list, const std::set<RequestId>& ended_before);
    /// What the store said against a new request; nothing when it is known now.
    Async<std::optional<Failure>> apply(const ElevationRequest& request, bool had_ended, bool read_just_now);
    Async<void> close_the_gone(const std::set<RequestId>& listed);
    void mind_blindness(bool saw);
    Async<void> pause(unsigned failures, std::optional<Millis> retry_after);

    Deps deps_;
    Millis interval_;
    Sight sight_;
    bool remembers_ = false;  ///< what was pending before: from the store, or from a first list
    Millis blind_before_{0};  ///< blind times that are over
    Vanishing vanishing_;
    std::optional<BootTime> seen_until_;  ///< of the last complete list
    Millis last_took_{0};                 ///< from asking for the last complete list to its arrival
    std::string not_stored_;              ///< why new requests could not be stored, as far as that was said
    std::uint64_t begun_ = 0;             ///< polls begun
    std::uint64_t wanted_ = 0;            ///< a poll of at least this number is wanted
    Poll last_{0, std::unexpected{Failure{Trouble::unreachable, "not asked yet"}}};
    async::WaitList wanted_changed_;
    async::WaitList polled_;
};

}  // namespace privman
