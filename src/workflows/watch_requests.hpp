// Polls Privilege Manager, and lets every life know what the list says about it.
#pragma once

#include "async/task_scope.hpp"
#include "async/wait_list.hpp"
#include "domain/vanishing.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/elevation_source.hpp"
#include "ports/randomness.hpp"
#include "workflows/announcer.hpp"
#include "workflows/approve_unattended.hpp"
#include "workflows/read_lists.hpp"
#include "workflows/records.hpp"
#include "workflows/tally.hpp"

#include <algorithm>
#include <map>
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
        ApproveUnattended& unattended;
        Announcer& announcer;
        Clock& clock;
        Randomness& randomness;
        async::TaskScope& tasks;
        Tally& tally;
        observe::Log& log;
    };

    WatchRequests(Deps deps, Millis interval)
        : deps_{deps},
          interval_{interval},
          lists_{deps.source, deps.clock, deps.tasks, std::min(shortest_pause, interval)},
          vanishing_{std::min(lists_apart_at_most, interval)} {}

    /// Until cancelled.
    Async<void> run();

    /// The lists that polls read, for whoever compares a call with one. What such a list says about one request is
    /// stored by whoever asked for it, who then says so with `learnt`; the rest of it is for the next poll to say.
    ReadLists& lists() { return lists_; }
    /// What is stored of this request is as new as this list: older ones that are still under way do not count.
    void learnt(const RequestId& request, BootTime list_begun);
    /// A list that was asked for before a decision failed: what is missing around it is not missing "in a row".
    void could_not_read() { vanishing_.failed_list(); }
    /// A complete list was read for a decision: what it holds is not vanishing, what it rates is rated, and whoever
    /// waited for the server to answer again need wait no longer.
    void also_read(const ReadList& read);
    static constexpr Millis shortest_pause{1'000};

    [[nodiscard]] const Sight& sight() const { return sight_; }
    /// Without a complete list for longer than three intervals, each time counted from the last one; so far.
    [[nodiscard]] Millis blind_time() const;

private:
    Async<Outcome<void>> poll();
    Async<void> mind_while_asking();
    void note_not_stored(std::size_t requests, const std::string& why);
    Async<void> apply(const ReadList& read, const std::set<RequestId>& ended_before);
    /// What the store said against a new request; nothing when it is known now.
    Async<std::optional<Failure>> apply(const ReadList& read, const ElevationRequest& request, bool had_ended,
                                        bool read_just_now);
    Async<std::optional<Failure>> begin(const ElevationRequest& request, bool twice, bool read_just_now);
    [[nodiscard]] Life considered(Life life, bool read_just_now) const;
    /// Was this list asked for long enough after the last one that held the request although it should not?
    bool is_another_witness(const Life& life, const ReadList& read);
    void note_witness(const RequestId& id, unsigned before, const Life& after, const ReadList& read);
    Async<void> close_the_gone(const std::set<RequestId>& listed, const ListTimes& times);
    void mind_blindness(bool saw);
    Async<void> pause(unsigned failures, std::optional<Millis> retry_after);
    Async<void> rest_until(BootTime due);

    Deps deps_;
    Millis interval_;
    ReadLists lists_;
    Sight sight_;
    bool remembers_ = false;  ///< what was pending before: from the store, or from a first list
    Millis blind_before_{0};  ///< blind times that are over
    Vanishing vanishing_;
    bool answers_again_ = false;  ///< somebody else's list has come since the last poll ended
    async::WaitList list_came_;
    std::optional<BootTime> seen_until_;       ///< of the last complete list
    Millis last_took_{0};                      ///< from asking for the last complete list to its arrival
    std::string not_stored_;                   ///< why new requests could not be stored, as far as that was said
    std::map<RequestId, BootTime> learnt_;     ///< by whom it was learnt: lists asked for later than the last poll's
    std::map<RequestId, BootTime> witnessed_;  ///< when the last list arrived that counted as held after its end
};

}  // namespace privman
