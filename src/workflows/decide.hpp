// From a kept click to a confirmed decision: judge, claim, compare with a list, submit, settle, answer. Everything is
// driven by what is stored, so that going on after a restart is the same work as going on.
#pragma once

#include "async/task_scope.hpp"
#include "async/wait_list.hpp"
#include "domain/authorisation.hpp"
#include "domain/fold.hpp"
#include "domain/refusal.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/elevation_source.hpp"
#include "ports/message_board.hpp"
#include "ports/randomness.hpp"
#include "ports/seal.hpp"
#include "workflows/announcer.hpp"
#include "workflows/approve_unattended.hpp"
#include "workflows/call_slots.hpp"
#include "workflows/card_index.hpp"
#include "workflows/look_up_people.hpp"
#include "workflows/read_lists.hpp"
#include "workflows/records.hpp"
#include "workflows/settings_keeper.hpp"
#include "workflows/tally.hpp"
#include "workflows/watch_requests.hpp"

#include <expected>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace privman {

struct DecisionPolicy {
    DecisionRights rights;
    TeamId home;
    Millis limit = std::chrono::seconds{120};  ///< no call is sent later after the click
    Fold fold;                                 ///< for the names of clickers and requesters
    CallSlots::Limits calls{};                 ///< that decide, under way at once
};

/// A list serves the first call for a click when it was asked for no earlier than so long before it.
inline constexpr Millis list_may_precede_click{5'000};
/// A call leaves so soon after it was compared with a list, or it is compared with another one first.
inline constexpr Millis call_leaves_within{1'000};
/// After a call whose answer told nothing the same one is made again only when two lists, so far apart, still hold the
/// request; and so often in all.
inline constexpr Millis lists_before_repeat_apart{10'000};
inline constexpr unsigned most_calls = 3;

class Decide {
public:
    struct Deps {
        Records& records;
        SettingsKeeper& settings;
        ElevationSource& source;
        WatchRequests& watch;
        ApproveUnattended& unattended;
        MessageBoard& board;
        LookUpPeople& people;
        const Seal& seal;
        Announcer& announcer;
        Clock& clock;
        Randomness& randomness;
        async::TaskScope& tasks;
        Tally& tally;
        observe::Log& log;
    };

    Decide(Deps deps, DecisionPolicy policy)
        : deps_{deps}, policy_{std::move(policy)}, slots_{policy_.calls}, card_index_{deps.records} {}

    /// Sees to it that every kept click is being judged and every claim is being carried out. Until cancelled.
    Async<void> run();

    /// A click on a card of a request that is not known (any more). When its clicker may decide, the card is ours and a
    /// list holds the request just as the card showed it, the request is known from now on, with this card and this
    /// click; otherwise its clicker is told.
    Async<void> take_unknown(RequestId id, KeptClick click);

    /// Clicks wait from now on: nobody can be asked yet who their clickers are. Claims are carried out all the same.
    void wait_with_clicks() { clicks_wait_ = true; }
    void judge_clicks_again() {
        clicks_wait_ = false;
        deps_.records.nudge();
    }
    /// No new claims are carried out from now on; those at work go on. For a clean stop.
    void take_no_more() { closing_ = true; }
    [[nodiscard]] std::size_t at_work() const { return carrying_out_.size(); }
    /// Calls to Privilege Manager that wait for their answer, or are about to leave.
    [[nodiscard]] std::size_t calls_under_way() const { return slots_.taken(); }

private:
    // Judging: clicks become claims or refusals.
    static Async<void> judge_one(Decide& self, RequestId id, ClickKey key);
    Async<void> judge(RequestId id, KeptClick click);
    Async<std::expected<Person, Refusal>> clicker(const KeptClick& click);
    Async<std::optional<Refusal>> objection(RequestId id, const KeptClick& click, std::string& handle);
    [[nodiscard]] std::optional<Refusal> not_what_was_shown(const Life& life, const KeptClick& click) const;
    void answer(const Life& life, const KeptClick& click, Words words, bool open);
    [[nodiscard]] bool wants_judging(const Life& life, const KeptClick& click) const;
    void warn_once(const RequestId& id, const KeptClick& click, const Failure& why);
    void tell_once(const KeptClick& click, Words words);
    static Async<void> keep_answering(Decide& self, RequestId id, KeptClick click, Words words, bool open);
    static Async<void> follow_up(Decide& self, RequestId id, KeptClick click);

    // Which messages are cards of ours.
    Async<void> adopt_card(RequestId id, const KeptClick& click);
    Async<std::optional<Refusal>> card_objection(RequestId id, const KeptClick& click);
    [[nodiscard]] bool is_something_else(const RequestId& id, const ChannelId& channel, const MessageTs& ts) const;
    Async<std::optional<Words>> begin_from_card(RequestId id, KeptClick click);

    // Carrying out: a claim becomes an outcome.
    static Async<void> carry_out(Decide& self, RequestId id);
    /// What this process knows about a claim that it carries out.
    struct Course {
        BootTime began{};         ///< a call of an earlier process had ended by then
        unsigned failures = 0;    ///< calls in a row that were not delivered
        unsigned doors_shut = 0;  ///< of these, because a token was refused
        std::string no_list{};    ///< why there is no list
        bool hopeless = false;    ///< waiting would mend nothing
        BootTime compared{};      ///< when the request was last found to be what was shown
        /// After a call whose answer told nothing: when the first list arrived that still held the request.
        std::optional<BootTime> held_at{};
        [[nodiscard]] BootTime last_call_ended(const Claim&, const Moment& now) const;
    };
    using List = std::shared_ptr<const ReadList>;
    static std::string comment_on(const Claim& claim, const std::string& approver);
    Async<bool> step(RequestId id, Claim claim, Course& course);
    Async<List> list_for(const RequestId& id, const Claim& claim, Course& course);
    Async<List> list_in_time(const Claim& claim, ListWanted wanted, Course& course);
    Async<bool> is_as_shown(RequestId id, const Claim& claim, const List& list);
    Async<bool> still_unattended(RequestId id, const Claim& claim, const Course& course);
    Async<bool> strongly_read_since(BootTime from);
    Async<std::optional<CallSlots::Slot>> turn_of(const RequestId& id, const Claim& claim);
    Async<bool> call_once(RequestId id, Claim claim, Course& course);
    Async<bool> not_answered(RequestId id, const Claim& claim, const Submission& submission, Course& course);
    Async<void> give_up(RequestId id, const Claim& claim, std::string why);
    void log_outcome(const RequestId& id);
    [[nodiscard]] Millis time_left(const Claim& claim) const;
    /// Held by whoever works on a life. At its end the life is looked at once more: what came meanwhile was left to it.
    template <class Key>
    struct AtWork {
        std::set<Key>& all;
        Key key;
        std::set<RequestId>& again;
        RequestId id;
        ~AtWork() {
            all.erase(key);
            again.insert(id);
        }
    };
    void take_up(const RequestId& id);
    [[nodiscard]] bool may_carry_out(const Life& life) const;
    /// A change failed, and what it was about may be stored all the same: the schedule does nothing then.
    [[nodiscard]] bool is_in_doubt() const { return deps_.records.in_doubt() || deps_.settings.in_doubt(); }
    Async<Changed<Life>> note(RequestId id, Happening happening, Records::When when = Records::When::now);
    void count_end(const Life& life, const Claim& claim, const Happening& happening);

    Deps deps_;
    DecisionPolicy policy_;
    CallSlots slots_;
    CardIndex card_index_;
    std::set<std::pair<RequestId, ClickKey>> judging_;
    std::set<RequestId> carrying_out_;
    std::set<std::pair<RequestId, ClickKey>> answering_;  ///< judged, and told just now
    std::set<std::pair<RequestId, ClickKey>> warned_;     ///< that it is not certain what became of them
    std::set<std::pair<RequestId, ClickKey>> following_up_;
    bool reading_ = false;                   ///< schedule and store are being read
    std::optional<BootTime> read_since_{};   ///< when the last read that went well was begun
    std::optional<BootTime> read_failed_{};  ///< the same of the last one that did not
    async::WaitList read_;
    bool closing_ = false;
    bool clicks_wait_ = false;
    std::set<RequestId> open_;   ///< clicks, claims and people who wait to hear: looked at again now and then
    std::set<RequestId> again_;  ///< whose work has just ended: what came meanwhile was left to it
};

}  // namespace privman
