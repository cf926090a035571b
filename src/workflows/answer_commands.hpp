// Text typed at the bot: who may say it, what it does, what is answered.
#pragma once

#include "async/turnstile.hpp"
#include "domain/authorisation.hpp"
#include "domain/chat_command.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/directory.hpp"
#include "ports/inbox.hpp"
#include "ports/message_board.hpp"
#include "ports/time_zones.hpp"
#include "workflows/announcer.hpp"
#include "workflows/approve_unattended.hpp"
#include "workflows/records.hpp"
#include "workflows/watch_requests.hpp"

#include <functional>
#include <string>
#include <vector>

namespace privman {

struct CommandPolicy {
    WhoDecides approvers;
    WhoAdministers admins;
    TeamId home;
    std::string version;                  ///< of this program, for people
    std::vector<Words> reservations;      ///< what is not verified; said at every welcome and status
    std::vector<std::string> zone_names;  ///< for "did you mean"
};

class AnswerCommands {
public:
    struct Deps {
        Records& records;
        WatchRequests& watch;
        const ApproveUnattended& unattended;
        MessageBoard& board;
        Directory& directory;
        const TimeZones& zones;
        Announcer& announcer;
        Clock& clock;
        observe::Log& log;
        /// Lines about connections and parked channels, for `status`.
        std::function<std::vector<Words>()> further_status;
        /// Somebody spoke in this channel: what was given up there may be tried again.
        std::function<void(const ChannelId&)> stirred;
        /// Somebody wants to know what waits: are its cards still there?
        std::function<void()> look_again;
    };

    AnswerCommands(Deps deps, CommandPolicy policy) : deps_{std::move(deps)}, policy_{std::move(policy)} {}

    /// Does what was said, if its author may, and answers. Says nothing at all to guests, strangers, bots and the
    /// deactivated.
    Async<void> answer(CommandArrived said);

    /// "Show more" of a digest: may this person?
    Async<bool> may_look(UserId who, TeamId team);

private:
    /// Who speaks, and what he may.
    struct Speaker {
        Person person;
        bool approver = false;
        bool admin = false;
        bool may_register = false;
    };
    /// An answer, and whether everybody in the channel should read it.
    struct Reply {
        Words words;
        bool in_public = true;
    };

    Async<std::optional<Speaker>> speaker(UserId who, TeamId team);
    Async<Reply> carry_out(const CommandArrived& said, const Speaker& speaker, ChatCommand command);
    Async<void> reply(const CommandArrived& said, Reply reply);

    // command_channels.cpp
    Async<Reply> register_channel(const CommandArrived& said, const Speaker& speaker, const Register& command);
    Async<Reply> unregister_channel(const CommandArrived& said, const Speaker& speaker, const Unregister& command);
    Async<std::optional<Words>> objection_to_sharing(const CommandArrived& said, const Register& command,
                                                     const ChannelId& channel);
    Words welcome(const ChannelId& channel) const;
    Words who_may_register() const;
    Reply list_channels() const;

    // command_schedule.cpp
    Async<Reply> set_schedule(const Speaker& speaker, const AutoApproveSet& command);
    Async<Reply> switch_schedule(const Speaker& speaker, bool on);
    Async<Reply> clear_schedule(const Speaker& speaker);
    Words schedule_in_words() const;
    Async<void> see_what_became_of_it();
    Words schedule_as_known() const;

    // command_reports.cpp
    Reply help(const Speaker& speaker) const;
    Reply status() const;
    Reply pending() const;
    Reply approvers() const;
    Reply admins() const;

    Deps deps_;
    CommandPolicy policy_;
    async::Turnstile line_;
};

/// "Ada and Bob", "every full member of this channel", "nobody yet": for welcome, `status` and `approvers`.
Words in_words(const WhoDecides&);
Words in_words(const WhoAdministers&);

/// "Not changed: it could not be stored (…).", or what the store says itself, with its mend.
Words not_changed(const Failure&, const std::string& what = "Not changed");

}  // namespace privman
