// Text typed at the bot: who may say it, what it does, what is answered.
#pragma once

#include "async/task_scope.hpp"
#include "async/turnstile.hpp"
#include "domain/authorisation.hpp"
#include "domain/chat_command.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/directory.hpp"
#include "ports/inbox.hpp"
#include "ports/message_board.hpp"
#include "ports/randomness.hpp"
#include "ports/time_zones.hpp"
#include "workflows/announcer.hpp"
#include "workflows/approve_unattended.hpp"
#include "workflows/clock_check.hpp"
#include "workflows/look_up_people.hpp"
#include "workflows/one_at_a_time.hpp"
#include "workflows/records.hpp"
#include "workflows/settings_keeper.hpp"
#include "workflows/watch_requests.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace privman {

struct CommandPolicy {
    WhoDecides approvers;
    WhoAdministers admins;
    TeamId home;
    std::string version;                  ///< of this program, for people
    std::vector<Words> reservations;      ///< what is not verified; said at every welcome and status
    std::vector<std::string> zone_names;  ///< of the zone files, sorted: which zone is meant, and "did you mean"
};

class AnswerCommands {
public:
    struct Deps {
        Records& records;
        SettingsKeeper& settings;
        WatchRequests& watch;
        ApproveUnattended& unattended;
        MessageBoard& board;
        Directory& directory;
        LookUpPeople& people;
        const TimeZones& zones;
        Announcer& announcer;
        Clock& clock;
        observe::Log& log;
        async::TaskScope& tasks;
        Randomness& randomness;
        /// Lines about connections and parked channels, for `status`.
        std::function<std::vector<Words>()> further_status;
        /// Somebody spoke in this channel: what was given up there may be tried again.
        std::function<void(const ChannelId&)> stirred;
        /// Somebody wants to know what waits: are its cards still there?
        std::function<void()> look_again;
        /// What the chat product's own clock says now, as far as it is known; `anew`: it is asked. Empty: nobody knows.
        std::function<Async<std::optional<WallTime>>(bool anew)> chat_now{};
        ClockCheck clock_check{};
    };

    AnswerCommands(Deps deps, CommandPolicy policy) : deps_{std::move(deps)}, policy_{std::move(policy)} {}

    /// Something more that is not verified, found out since this was made.
    void add_reservation(Words words) { policy_.reservations.push_back(std::move(words)); }

    /// Does what was said, if its author may, and answers. Says nothing at all to guests, strangers, bots and the
    /// deactivated. What changes something is done in the order in which it came, and nobody waits for somebody else's
    /// answer; switching off waits for nobody.
    Async<void> answer(CommandArrived said);

    /// A button below one of our answers was pressed.
    Async<void> take(OfferTaken taken);

    /// "Show more" of a digest: may this person?
    Async<bool> may_look(UserId who, TeamId team);

    /// False: he was met as an admin, and is known not to be one any more; he is forgotten then.
    Async<bool> still_admin(UserId who);
    /// Asks that of everybody who was met: at start, and once an hour. Until cancelled.
    Async<void> forget_former_admins();

private:
    /// Who speaks, and what he may.
    struct Speaker {
        Person person;
        bool approver = false;
        bool admin = false;
        bool may_register = false;
        [[nodiscard]] bool has_rights() const { return approver || admin; }
    };
    /// An answer, and whether everybody in the channel should read it.
    struct Reply {
        Words words;
        bool in_public = true;
        bool announced = false;       ///< it is what every channel is told: it belongs on the top level
        std::vector<Offer> offers{};  ///< for the speaker alone
    };
    /// What a button of one answer means.
    struct Offered {
        UserId author;
        BootTime until{};
        std::vector<AutoApproveSet> readings;
    };
    /// How far a switching off has come.
    struct Storing {
        bool stored = false;
        bool seen = false;  ///< and what became of it outside of the store
        std::string trouble;
        std::optional<StoredSchedule> before;
        async::WaitList moves;
    };

    Async<std::optional<Speaker>> speaker(UserId who, TeamId team);
    [[nodiscard]] Speaker rights_of(Person person) const;
    Async<std::optional<Reply>> in_turn(const CommandArrived& said, ChatCommand command);
    Async<Reply> carry_out(const CommandArrived& said, const Speaker& speaker, ChatCommand command);
    Async<bool> reached_late(const CommandArrived& said);
    Async<void> meet(const Speaker& speaker);
    Async<void> one_too_many(const CommandArrived& said, OneAtATime::Place& place);
    void add_fences(const CommandArrived& said, const Speaker& speaker, Words& words) const;
    Async<void> reply(const CommandArrived& said, Reply reply);
    Async<bool> say_to_all(const CommandArrived& said, const Reply& reply);
    Async<void> say_to_one(const ReplyTo& to, const Reply& reply);

    // command_off.cpp
    Async<void> switch_off(CommandArrived said, ChatCommand command);
    Async<std::optional<Speaker>> speaker_for_off(const CommandArrived& said);
    [[nodiscard]] bool is_listed(const UserId& who) const;
    [[nodiscard]] bool may_switch_off(const Speaker& speaker, const CommandArrived& said) const;
    static Async<void> store_off(AnswerCommands& self, UserId by, bool admin, bool clears, OffLatch::Number number,
                                 std::shared_ptr<Storing> storing);
    static Async<void> until_seen(std::shared_ptr<Storing> storing);
    static Async<void> tell_when_stored(AnswerCommands& self, ReplyTo to, std::shared_ptr<Storing> storing);
    [[nodiscard]] Words calls_under_way() const;
    /// Whether this was said before the last switching off, so that it must not make more be approved.
    [[nodiscard]] bool is_overtaken(const Settings& settings, const MessageTs& said) const;
    [[nodiscard]] Words overtaken(const CommandArrived& said) const;

    // command_channels.cpp
    Async<Reply> register_channel(const CommandArrived& said, const Speaker& speaker, const Register& command);
    Async<Reply> unregister_channel(const CommandArrived& said, const Speaker& speaker, const Unregister& command);
    Async<std::optional<Words>> objection_to_sharing(const CommandArrived& said, const Register& command,
                                                     const ChannelId& channel);
    Words welcome(const ChannelId& channel) const;
    Words who_may_register(const Speaker& speaker) const;
    Reply list_channels() const;

    // command_schedule.cpp
    Async<Reply> set_schedule(const CommandArrived& said, const Speaker& speaker, const AutoApproveSet& command);
    Async<Reply> store_schedule(const CommandArrived& said, const Speaker& speaker, const AutoApproveSet& command);
    Async<Reply> enable_schedule(const CommandArrived& said, const Speaker& speaker);
    /// The change in words, where everybody reads them: what is said everywhere is the answer as well.
    Reply announce(const CommandArrived& said, Words words);
    [[nodiscard]] Words state_in_words() const;
    [[nodiscard]] Words schedule_in_words() const;
    [[nodiscard]] Words state_and_what_holds_it() const;
    [[nodiscard]] std::vector<Words> what_holds_it() const;
    [[nodiscard]] Words what_that_means() const;
    [[nodiscard]] Words what_ratings_hold() const;
    Words schedule_as_known() const;
    [[nodiscard]] bool closed_now(const BusinessHours& hours) const;
    [[nodiscard]] std::optional<LocalMoment> today_in(const std::string& zone) const;

    // command_wrong.cpp
    Reply misunderstood(const CommandArrived& said, const Speaker& speaker, const Misunderstood& wrong) const;
    Reply unknown_zone_in(const CommandArrived& said, const std::string& zone) const;
    [[nodiscard]] std::string with_zone(std::string example, const std::string& text) const;

    // command_offers.cpp
    Reply ask_which(const Speaker& speaker, const std::string& why, std::vector<AutoApproveSet> readings);
    Async<std::optional<Reply>> take_in_turn(const OfferTaken& taken, const CommandArrived& said);

    // command_reports.cpp
    Reply help(const Speaker& speaker) const;
    Reply status() const;
    Reply pending() const;
    Reply approvers() const;
    Reply admins() const;

    Deps deps_;
    CommandPolicy policy_;
    async::Turnstile line_;
    async::Turnstile off_line_;  ///< who stores that it is off; nobody else stands in it
    OneAtATime at_work_;
    std::map<std::string, Offered> offers_;
    std::map<UserId, Person> known_;  ///< with rights, as last seen: switching off does not wait for a directory
};

/// The value of the button with which a channel is registered; whoever may register may press it, at any time.
inline constexpr const char* register_offer = "register";
/// The same, where the message that was answered told that no other company reads along.
inline constexpr const char* register_unshared_offer = "register_unshared";

/// "Ada and Bob", "every full member of this channel", "nobody yet": for welcome, `status` and `approvers`.
Words in_words(const WhoDecides&);
Words in_words(const WhoAdministers&);

/// "Not changed: it could not be stored (…).", or what the store says itself, with its mend.
Words not_changed(const NotSettled&, const std::string& what = "Not changed");

}  // namespace privman
