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
#include "workflows/settings_keeper.hpp"
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
        SettingsKeeper& settings;
        ApproveUnattended& unattended;
        Announcer& announcer;
        Clock& clock;
        Randomness& randomness;
        async::TaskScope& tasks;
        Tally& tally;
        observe::Log& log;
    };

    WatchRequests(Deps deps, Millis interval);
    WatchRequests(const WatchRequests&) = delete;
    WatchRequests& operator=(const WatchRequests&) = delete;

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
    /// The last complete one that was stored; null before the first.
    [[nodiscard]] const ReadList* last_list() const { return stored_.read.get(); }
    /// Without a complete list for longer than three intervals, each time counted from the last one; so far.
    [[nodiscard]] Millis blind_time() const;

private:
    void say_damaged();
    Async<Outcome<void>> poll();
    Async<void> mind_while_asking();
    void note_not_stored(std::size_t requests, const std::string& why);

    // store_lists.cpp
    using Read = std::shared_ptr<const ReadList>;
    /// What is told of one list, several requests at once.
    struct Telling;
    void note_change(const Life* before, const Life* after);
    Async<void> store(Read read);
    [[nodiscard]] std::vector<const ElevationRequest*> to_tell(const ReadList& read, bool only_changes) const;
    void note_missing(const ReadList& read, bool only_changes, std::uint64_t since);
    static Async<void> tell_the_next(WatchRequests& self, std::shared_ptr<Telling> telling);
    /// What the store said against a new request; nothing when it is known now.
    Async<std::optional<Failure>> tell(const ReadList& read, const ElevationRequest& request);
    Async<std::optional<Failure>> begin(const ElevationRequest& request, bool twice);
    void say_set_aside(const RequestId& id, const std::string& why);
    /// Was this list asked for long enough after the last one that held the request although it should not?
    bool is_another_witness(const Life& life, const ReadList& read);
    void note_witness(const RequestId& id, unsigned before, const Life& after, const ReadList& read);
    Async<void> close_the_gone(const ReadList& read);
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
    // Kept up to date with each change of a life, so that no list walks over all of them.
    std::set<RequestId> watched_;          ///< they should be listed: they wait, or nobody knows
    std::set<RequestId> held_after_end_;   ///< confirmed, and a list has still held them
    std::set<RequestId> ended_meanwhile_;  ///< while a list is under way, which knows nothing about that
    /// What was done with the last list, so that the same one again costs only what has changed.
    struct Stored {
        std::shared_ptr<const ReadList> read;
        std::uint64_t lives = 0;       ///< of the journal, before it was told
        std::set<RequestId> restless;  ///< each list says something new about them
        std::set<RequestId> missing;   ///< watched, and not in it
    } stored_;
    bool answers_again_ = false;  ///< somebody else's list has come since the last poll ended
    async::WaitList list_came_;
    std::optional<BootTime> seen_until_;       ///< of the last complete list
    Millis last_took_{0};                      ///< from asking for the last complete list to its arrival
    std::string not_stored_;                   ///< why new requests could not be stored, as far as that was said
    std::map<RequestId, BootTime> learnt_;     ///< by whom it was learnt: lists asked for later than the last poll's
    std::map<RequestId, BootTime> witnessed_;  ///< when the last list arrived that counted as held after its end
    std::shared_ptr<const Records::LifeWatcher> watching_;
};

}  // namespace privman
