// The workflows and what they stand on, made once it is known who we are in Slack: because it has just said so, or
// because it did so in an earlier life.
#pragma once

#include "app/bot.hpp"
#include "app/config.hpp"
#include "observe/health.hpp"
#include "privilege_manager/source.hpp"
#include "settings/follow_settings.hpp"
#include "slack/board.hpp"
#include "slack/directory.hpp"
#include "slack/seal.hpp"
#include "slack/socket_mode.hpp"
#include "workflows/announcer.hpp"
#include "workflows/answer_commands.hpp"
#include "workflows/decide.hpp"
#include "workflows/follow_connections.hpp"
#include "workflows/keep_cards_true.hpp"
#include "workflows/put_to_rest.hpp"
#include "workflows/take_clicks.hpp"
#include "workflows/tally.hpp"
#include "workflows/watch_requests.hpp"
#include "workflows/watch_sharing.hpp"
#include "workflows/who_is_left.hpp"

#include <boost/asio/io_context.hpp>

namespace privman::app {

/// Members in the order of who needs whom. Everything given must outlive the loop's work.
struct Bot::Workings {
    struct Given {
        boost::asio::io_context& loop;
        const Config& config;
        const slack::Identity& identity;  ///< team, user and bot count; the rest may be missing until `greeted`
        Records& records;
        SettingsKeeper& settings;
        slack::WebApi& web_api;
        net::Dialer& slack_dialer;
        pm::Client& privilege_manager;
        const TimeZones& zones;
        Clock& clock;
        Randomness& randomness;
        async::TaskScope& tasks;
        Tally& tally;
        observe::Log& log;
    };

    explicit Workings(const Given& given);

    /// Begins what waits for nobody: watching, carrying out what is claimed. Whatever needs Slack waits for `greeted`.
    void start();
    /// Slack has said in this life who we are, and that it is the same: cards, clicks, commands, announcements. The
    /// schedule still waits until a connection has said hello, since nobody could switch it off before.
    void greeted(const slack::Identity& identity);
    /// No new arrivals, no new claims; what is at work goes on.
    void take_no_more();
    [[nodiscard]] bool idle() const;
    /// Privilege Manager has been told something and has not answered yet.
    [[nodiscard]] bool awaits_answers() const;
    /// Adds what is missing, and what somebody should know.
    void tell(observe::Readiness& readiness) const;
    void measure(Tally& tally);

private:
    Async<void> show_more(MoreWanted wanted);
    Async<std::optional<WallTime>> slack_now(bool anew);
    [[nodiscard]] std::vector<Words> further_status() const;
    [[nodiscard]] bool may_act_alone() const;
    [[nodiscard]] ClockCheck clock_check() const;
    Async<void> call_for_a_person();
    Async<void> answer_unattended();

    bool greeted_ = false;
    const Config& config_;
    Records& records_;
    SettingsKeeper& settings_;
    Clock& clock_;
    async::TaskScope& tasks_;
    observe::Log& log_;
    const pm::Client& privilege_manager_;
    slack::WebApi& web_api_;

    slack::HmacSeal seal_;
    slack::SlackBoard board_;
    slack::SlackDirectory directory_;
    LookUpPeople people_;
    WhoIsLeft who_is_left_;
    slack::NetSockets sockets_;
    pm::Source source_;
    Announcer announcer_;
    ApproveUnattended unattended_;
    WatchRequests watch_;
    KeepCardsTrue cards_;
    Decide decide_;
    AnswerCommands commands_;
    TakeClicks clicks_;
    WatchSharing sharing_;
    settings::FollowSettings follow_settings_;
    FollowConnections follow_connections_;
    PutToRest rest_;
    slack::SocketMode socket_;
};

}  // namespace privman::app
