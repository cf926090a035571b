// The automatic answer outside business hours: collects what the rule looks at, asks the rule, and says what people
// must know about it. A reader of its own: no list and no card waits for what it has to read.
#pragma once

#include "async/wait_list.hpp"
#include "domain/auto_approval.hpp"
#include "domain/fence.hpp"
#include "domain/fold.hpp"
#include "domain/grant.hpp"
#include "domain/pattern.hpp"
#include "domain/ratings.hpp"
#include "domain/request_life.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/elevation_source.hpp"
#include "ports/time_zones.hpp"
#include "workflows/announcer.hpp"
#include "workflows/off_latch.hpp"
#include "workflows/read_lists.hpp"
#include "workflows/records.hpp"
#include "workflows/settings_keeper.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace privman {

struct UnattendedPolicy {
    Grant grant = Grant::lasting(std::chrono::hours{4});
    std::vector<RequestPattern> except;
    std::vector<std::string> ratings{"clean", "good"};  ///< that may be approved
    unsigned limit = 20;                  ///< automatic yeses per requester, within 24 hours of one closed period
    unsigned limit_computer = 60;         ///< the same per computer
    Millis kept = std::chrono::days{90};  ///< how long a store of an earlier version has kept what was settled
};

class ApproveUnattended {
public:
    struct Deps {
        Records& records;
        SettingsKeeper& settings;
        const TimeZones& zones;
        Announcer& announcer;
        Clock& clock;
        Fold fold;
        std::function<bool()> holds_lease;  ///< this bot is the one that may act by itself now
        observe::Log& log;
        /// What people say arrives, or has arrived before: somebody could switch it off.
        std::function<bool()> people_are_heard = [] { return true; };
        /// Returns when everything that people had said before a moment has arrived.
        std::function<Async<void>(BootTime since)> heard{};
        /// Why this machine's clock cannot be believed, in a clause; nothing while nobody says so.
        std::function<std::optional<std::string>()> clock_trouble{};
    };

    ApproveUnattended(Deps deps, UnattendedPolicy policy);
    ApproveUnattended(const ApproveUnattended&) = delete;
    ApproveUnattended& operator=(const ApproveUnattended&) = delete;

    /// Answers for what waits, after each list that was stored. Until cancelled.
    Async<void> run();

    /// A complete list was read, and is about to be stored. Stores what has to outlive this process. A store that does
    /// not take it is asked again with the next list.
    Async<void> take_list(std::shared_ptr<const ReadList> read);
    /// What it says is stored: whatever is new in it may be answered.
    void list_is_stored();
    /// The answer for this request is on its way: whoever shows it may wait so long. Nothing: there is none to wait
    /// for.
    [[nodiscard]] std::optional<BootTime> answers_until(const Life& life) const;
    static constexpr Millis answers_within{2'000};
    /// One was read for a decision: an instance that rates is known by any list. Stored with the next poll's.
    void learn_ratings(const PendingList& list);

    /// The life with the schedule's claim on it, if every condition holds now. Otherwise, at a time when nobody is
    /// there, with the reason why it waits for people. `read_just_now` says that schedule and store were read strongly
    /// a moment ago.
    /// `may_pass`, when given: whether it may be answered otherwise with the next list.
    [[nodiscard]] Life consider(Life life, const Moment& now, bool read_just_now, bool* may_pass = nullptr);
    /// Why this life, which waits or which the schedule has claimed, may not be approved automatically now, in a
    /// clause; nothing when it may.
    [[nodiscard]] std::optional<std::string> objection(const Life& life, const Moment& now, bool read_just_now) const;

    /// This life has ended, and a rule may still look at it: it must be kept.
    [[nodiscard]] bool still_counts(const Life& life) const;

    /// The same of one that has left memory.
    [[nodiscard]] bool counts(const RequestId& id) const { return past_.knows(id); }
    /// Of what has left memory, only what a rule may look at stays known.
    void forget_what_counts_no_more();

    /// What makes it more careful now than its settings say, for `status`; nothing at other times.
    [[nodiscard]] std::optional<Words> reservation() const;
    /// Whoever has reached a limit in the closed period that runs.
    [[nodiscard]] std::vector<std::string> limits_reached() const;
    /// The schedule and its time zone can be read.
    [[nodiscard]] bool can_read_schedule() const;
    /// How many of the requests that are remembered AUTO_APPROVE_RATINGS would have left to people.
    [[nodiscard]] HeldByRating held_by_ratings() const;

    [[nodiscard]] const UnattendedPolicy& policy() const { return policy_; }

    /// Whoever says off sets it; while it holds there is no claim.
    [[nodiscard]] OffLatch& off_latch() { return off_latch_; }
    [[nodiscard]] const OffLatch& off_latch() const { return off_latch_; }
    /// Nothing is approved before that: nobody could switch it off.
    [[nodiscard]] bool can_be_switched_off() const { return people_are_heard_(); }
    /// Returns when everything that people had said before `since` has arrived, and nobody is just being looked up who
    /// may be switching it off.
    Async<void> until_heard(BootTime since);
    /// Would the schedule act, as far as it is switched on and nothing speaks against all of it?
    [[nodiscard]] bool is_on() const;
    /// Another process may answer for the same app, so this one does not act by itself.
    [[nodiscard]] bool pauses() const { return !holds_lease_(); }

private:
    /// The stored schedule, read.
    struct Reading {
        std::optional<BusinessHours> hours;
        SpanAt span_at;
    };
    /// What answers hang on besides the request itself: when it changes, all that waits is looked at again.
    struct Situation {
        bool on = false;
        bool doubted = false;
        bool may_act = false;
        bool rates = false;
        std::optional<std::uint64_t> settings;
        std::optional<WallTime> nobody_there_since;
        friend bool operator==(const Situation&, const Situation&) = default;
    };
    /// Schedule and store, read strongly for as many answers as come at once.
    struct JustRead {
        std::optional<BootTime> at;
        bool well = false;
    };
    [[nodiscard]] Situation situation() const;
    [[nodiscard]] std::optional<ClosedPeriod> period_now() const;
    [[nodiscard]] std::optional<std::string> clock_trouble() const {
        return clock_trouble_ ? clock_trouble_() : std::nullopt;
    }
    void collect();
    Async<void> look_at(RequestId id, JustRead& read);
    void note_change(const Life* before, const Life* after);
    [[nodiscard]] const Reading& read_schedule() const;
    [[nodiscard]] Unattended judge(const Life& life, const Moment& now, bool read_just_now) const;
    /// A change failed, and what it was about may be stored all the same.
    [[nodiscard]] bool is_in_doubt() const { return records_.in_doubt() || settings_.in_doubt(); }
    [[nodiscard]] bool instance_rates() const { return rated_ || past_.rated() || settings_.now().rated; }
    [[nodiscard]] bool waited_for_rating(const Life& life) const;
    [[nodiscard]] std::optional<WallTime> remembers_since() const;
    [[nodiscard]] unsigned limit_now(unsigned limit, const ClosedPeriod& period) const;

    // Limits: said once in each closed period.
    void mind_limits_reached_before(WallTime now);
    void note_approval(const Life& life);
    void say_limit(const Life& life, LimitReached which, const ClosedPeriod& period);
    [[nodiscard]] std::string limit_key(const ElevationRequest& request, LimitReached which) const;

    Records& records_;
    SettingsKeeper& settings_;
    const TimeZones& zones_;
    Announcer& announcer_;
    Clock& clock_;
    Fold fold_;
    std::function<bool()> holds_lease_;
    std::function<bool()> people_are_heard_;
    std::function<Async<void>(BootTime since)> heard_;
    std::function<std::optional<std::string>()> clock_trouble_;
    observe::Log& log_;
    OffLatch off_latch_;
    UnattendedPolicy policy_;
    PastDecisions past_;
    Fences fences_;
    mutable std::optional<std::string> schedule_read_;  ///< the text that `reading_` is of; nothing: no schedule
    mutable Reading reading_;
    std::shared_ptr<const ReadList> list_;  ///< the latest complete one
    bool list_is_stored_ = false;           ///< and nobody has looked at what is new in it
    async::WaitList stored_;
    std::optional<BootTime> heard_until_;
    std::uint64_t seen_ = 0;  ///< of the changes of lives
    Situation situation_;
    bool may_answer_ = false;             ///< the schedule is on, and nobody is there: as of that list
    std::map<RequestId, bool> answered_;  ///< those that wait; true: another answer may come
    std::set<RequestId> to_answer_;
    bool rated_ = false;                     ///< some request of a list carried a rating
    std::optional<WallTime> memory_begins_;  ///< as found out by this process, until it is stored
    struct LimitSaid {
        WallTime period{};  ///< when it began
        std::string who;
    };
    std::map<std::string, LimitSaid> limits_said_;  ///< by whom or what reached it
    std::shared_ptr<const Records::LifeWatcher> watching_;
};

}  // namespace privman
