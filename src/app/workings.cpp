#include "app/workings.hpp"

#include "app/measure.hpp"
#include "app/version.hpp"
#include "clocks/zone_database.hpp"
#include "slack/token_watch.hpp"
#include "unicode/fold.hpp"
#include "workflows/known_names.hpp"
#include "workflows/mind_store.hpp"
#include "workflows/remind.hpp"
#include "workflows/tell_changed_defaults.hpp"

namespace privman::app {

namespace {

std::vector<Words> reservations(const Config& config) {
    std::vector<Words> all;
    if (!config.profile.verified)
        all.push_back(
            Words{} << Strong{"Contract not verified:"}
                    << " nobody has confirmed yet that these calls mean to your Privilege Manager what they mean to "
                       "me. Watch the first decisions in its console.");
    if (!config.state_dies.empty()) all.push_back(Words{} << Strong{"I may forget everything: "} << config.state_dies);
    if (!config.sandbox_clock.empty()) all.push_back(Words{"My clock is a sandbox's: the time is not real."});
    return all;
}

ShowingPolicy showing(const Config& config, WhoIsLeft& who_is_left) {
    return {.cards = {.offered = config.durations,
                      .preselected = config.default_duration,
                      .somebody_may_decide = !std::holds_alternative<NobodyDecides>(config.rights.approvers),
                      .nobody_left =
                          [&who_is_left](const ElevationRequest& request) { return who_is_left.nobody(request); }},
            .cards_at_once = config.cards_at_once};
}

slack::Expected expected(const Config& config, const slack::Identity& identity) {
    // The app's id is learned from the first hello.
    return {.self = identity.self, .bot_id = identity.bot_id, .app_id = {}, .offered = config.durations};
}

}  // namespace

Bot::Workings::Workings(const Given& given)
    : config_{given.config},
      records_{given.records},
      settings_{given.settings},
      clock_{given.clock},
      tasks_{given.tasks},
      log_{given.log},
      privilege_manager_{given.privilege_manager},
      web_api_{given.web_api},
      seal_{given.records.seal_key()->secret, given.identity.self.team},
      board_{given.web_api, seal_},
      directory_{given.web_api, given.clock, given.identity.self.team,
                 [this](const Person& person) {
                     tasks_.start([this, person] { return remember_names(records_, person, unicode::fold, log_); });
                 }},
      people_{directory_, given.clock, given.tasks},
      who_is_left_{{given.records, directory_, given.clock, given.log},
                   given.config.rights,
                   given.identity.self.team,
                   unicode::fold},
      sockets_{given.slack_dialer, "privman-slack/" + std::string{version_number()}},
      source_{given.privilege_manager},
      announcer_{given.settings, board_, given.clock, given.tasks, given.tally, given.log},
      unattended_{{.records = given.records,
                   .settings = given.settings,
                   .zones = given.zones,
                   .announcer = announcer_,
                   .clock = given.clock,
                   .fold = unicode::fold,
                   .holds_lease = [this] { return may_act_alone(); },
                   .log = given.log,
                   .people_are_heard = [this] { return socket_.has_said_hello(); },
                   .heard = [this](BootTime since) { return socket_.heard(since); },
                   .clock_trouble = [this] { return clock_check().disagreement_with_chat(); }},
                  given.config.unattended},
      watch_{{source_, given.records, given.settings, unattended_, announcer_, given.clock, given.randomness,
              given.tasks, given.tally, given.log},
             given.config.poll_interval},
      cards_{{given.records, given.settings, board_, announcer_, given.clock, given.randomness, given.tasks,
              given.tally, given.log, [this](const Life& life) { return unattended_.answers_until(life); }},
             showing(given.config, who_is_left_),
             {.posts_per_second = given.config.slack_posts_per_second}},
      decide_{{given.records, given.settings, source_, watch_, unattended_, board_, people_, seal_, announcer_,
               given.clock, given.randomness, given.tasks, given.tally, given.log},
              {.rights = given.config.rights,
               .home = given.identity.self.team,
               .limit = given.config.decision_limit,
               .fold = unicode::fold}},
      commands_{{.records = given.records,
                 .settings = given.settings,
                 .watch = watch_,
                 .unattended = unattended_,
                 .board = board_,
                 .directory = directory_,
                 .people = people_,
                 .zones = given.zones,
                 .announcer = announcer_,
                 .clock = given.clock,
                 .log = given.log,
                 .tasks = given.tasks,
                 .randomness = given.randomness,
                 .further_status = [this] { return further_status(); },
                 .stirred = [this](const ChannelId& channel) { cards_.try_again(channel); },
                 .look_again = [this] { cards_.look_again(); },
                 .chat_now = [this](bool anew) { return slack_now(anew); },
                 .clock_check = clock_check()},
                {.approvers = given.config.rights.approvers,
                 .admins = given.config.admins,
                 .home = given.identity.self.team,
                 .version = version_line(),
                 .reservations = reservations(given.config),
                 .zone_names = clocks::zone_names()}},
      clicks_{{.records = given.records,
               .board = board_,
               .clock = given.clock,
               .tasks = given.tasks,
               .tally = given.tally,
               .log = given.log,
               .age_of = [this](WallTime then) { return web_api_.age_of(then); },
               .stand_still = [this] { return unattended_.off_latch().stand_still(); }},
              [this](CommandArrived said) { return commands_.answer(std::move(said)); },
              [this](MoreWanted wanted) { return show_more(std::move(wanted)); },
              [this](OfferTaken taken) { return commands_.take(std::move(taken)); },
              [this](RequestId id, KeptClick click) { return decide_.take_unknown(std::move(id), std::move(click)); }},
      sharing_{{given.settings, directory_, announcer_, given.clock, given.log}},
      follow_settings_{{given.settings, board_, announcer_, given.clock, given.log}},
      follow_connections_{{given.records, unattended_, announcer_, given.clock, given.log}},
      rest_{{given.records, given.settings, cards_, watch_, unattended_, given.clock, given.log, clock_check()},
            {.keep_decided = given.config.keep_decided}},
      socket_{{given.web_api, sockets_, given.clock, given.randomness, clicks_, given.log},
              given.loop.get_executor(),
              expected(given.config, given.identity)} {
    announcer_.ask_about_admins([this](UserId who) { return commands_.still_admin(std::move(who)); });
    clicks_.mind_sharing(given.identity.self.team, [this](ChannelId channel, std::optional<UserId> stranger) {
        return sharing_.seen(std::move(channel), std::move(stranger));
    });
}

void Bot::Workings::start() {
    decide_.wait_with_clicks();
    tasks_.start([this] { return watch_.run(); });
    tasks_.start([this] { return decide_.run(); });
    tasks_.start([this] { return call_for_a_person(); });
    tasks_.start([this] { return records_.try_while_refused(); });
    tasks_.start([this] { return mind_store({records_, announcer_, clock_, log_}); });
}

void Bot::Workings::greeted(const slack::Identity& identity) {
    greeted_ = true;
    socket_.expect(expected(config_, identity));
    if (const auto about = slack::about_installation(identity); !about.empty())
        commands_.add_reservation(Words{} << Strong{"Not supported: "} << about);
    web_api_.let_through();
    decide_.judge_clicks_again();
    tasks_.start([this] { return cards_.run(); });
    tasks_.start([this] { return clicks_.run(); });
    tasks_.start([this] { return socket_.run(); });
    tasks_.start([this] { return answer_unattended(); });
    tasks_.start([this] { return who_is_left_.run(); });
    tasks_.start([this] { return slack::watch_token(web_api_, clock_, log_); });
    tasks_.start([this] { return sharing_.look_at_all(); });
    tasks_.start([this] { return commands_.forget_former_admins(); });
    tasks_.start([this] { return follow_connections_.run(); });
    tasks_.start([this] { return rest_.run(); });
    tasks_.start([this] {
        return tell_changed_defaults({settings_, board_, unattended_, clock_, log_}, config_.unattended_by_default);
    });
    if (config_.settings_in_aws) tasks_.start([this] { return follow_settings_.run(); });
    tasks_.start([this] { return remind({records_, settings_, board_, clock_, tasks_, log_}, config_.remind_after); });
}

Async<void> Bot::Workings::answer_unattended() {
    co_await socket_.first_hello();
    records_.nudge();  // what the schedule has claimed in an earlier life may be carried out
    co_await unattended_.run();
}

void Bot::Workings::take_no_more() {
    decide_.take_no_more();
    socket_.stop();
}

/// One process owns its store, and with it the lease, as long as nobody else answers for the same app.
bool Bot::Workings::may_act_alone() const { return !socket_.health().others_connected; }

bool Bot::Workings::awaits_answers() const { return decide_.calls_under_way() > 0; }

bool Bot::Workings::idle() const { return decide_.at_work() == 0 && clicks_.in_hand() == 0; }

ClockCheck Bot::Workings::clock_check() const {
    return {.ahead_of_chat = [this] { return web_api_.ahead_of_server(); },
            .ahead_of_source = [this] { return privilege_manager_.ahead_of_server(); }};
}

/// Slack's own clock: asked with the cheapest call there is.
Async<std::optional<WallTime>> Bot::Workings::slack_now(bool anew) {
    if (anew) static_cast<void>(co_await web_api_.call("auth.test"));
    co_return web_api_.server_time();
}

Async<void> Bot::Workings::show_more(MoreWanted wanted) {
    if (!co_await commands_.may_look(wanted.from.who, wanted.team)) {
        co_await board_.tell(wanted.from, Words{"Only approvers and admins may ask for more cards."});
        co_return;
    }
    const auto done = co_await cards_.show_more(wanted.channel);
    if (!done)
        co_await board_.tell(wanted.from,
                             Words{"That could not be stored (" + for_people(done.error()) + "). Please try again."});
}

std::vector<Words> Bot::Workings::further_status() const {
    std::vector<Words> lines;
    const auto socket = socket_.health();
    lines.push_back(
        Words{"Slack connection: " + socket.state + (socket.trouble.empty() ? "" : " (" + socket.trouble + ")")});
    if (socket.others_connected)
        lines.push_back(Words{} << Strong{"Another process uses this app token: "}
                                << "clicks may go to it instead, and nothing is approved automatically meanwhile.");
    else if (socket.others_suspected)
        lines.push_back(
            Words{"Slack counts more connections of this app than this process has. That is usually one "
                  "that has died; it is asked again soon."});
    for (const auto& line : sharing_.in_words()) lines.push_back(line);
    if (config_.settings_in_aws) {
        const auto& kept = settings_.now();
        lines.push_back(settings::in_words(kept.channels_document, "Channels are", config_.ssm_channels_param));
        lines.push_back(settings::in_words(kept.schedule_document, "The schedule is", config_.ssm_schedule_param));
    }
    for (const auto& [channel, why] : cards_.parked())
        lines.push_back(Words{} << ChannelRef{channel} << " refuses cards: " << why);
    return lines;
}

void Bot::Workings::tell(observe::Readiness& readiness) const {
    if (const auto& refused = web_api_.token_refused(); refused && greeted_)
        lacks(readiness, Need::slack_token, "SLACK_BOT_TOKEN: " + refused->what);
    const auto socket = socket_.health();
    if (!greeted_)
        lacks(readiness, Need::slack_connection, "Slack connection: made when Slack has said who we are.");
    else if (!socket.ready)
        lacks(readiness, Need::slack_connection,
              "Slack connection: " + socket.state + (socket.trouble.empty() ? "" : " (" + socket.trouble + ")"));
    const auto login = privilege_manager_.login();
    if (login.state == pm::LoginState::refused || login.state == pm::LoginState::failed)
        lacks(readiness, Need::privilege_manager_login, "Login to Privilege Manager: " + login.what);
    const auto& sight = watch_.sight();
    if (sight.said_blind || !sight.last_complete)
        lacks(readiness, Need::privilege_manager_sight,
              "The list of pending requests: " + (sight.trouble ? sight.trouble->what : std::string{"not read yet"}));
    if (socket.others_connected)
        readiness.warnings.emplace_back(
            "Another process uses this app token: clicks may go to it instead, and automatic approval pauses.");
    if (const auto clocks = clock_check().disagreement()) readiness.warnings.push_back(*clocks);
    for (const auto& [channel, why] : cards_.parked())
        readiness.warnings.push_back("Channel " + channel.value + " refuses cards: " + why);
    for (const auto& doubt : {settings_.doubt().channels, settings_.doubt().schedule})
        if (doubt) readiness.warnings.push_back(*doubt);
}

void Bot::Workings::measure(Tally& tally) {
    app::measure(watch_.sight(), watch_.blind_time(), tally);
    app::measure(socket_.health(), tally);
    const auto cards = cards_.backlog();
    const auto queue = [&](Queue which, std::size_t depth) { tally.queued(which).set(static_cast<double>(depth)); };
    queue(Queue::inbox, clicks_.waiting());
    queue(Queue::clicks, clicks_.in_hand());
    queue(Queue::decisions, decide_.at_work());
    queue(Queue::card_posts, cards.posts);
    queue(Queue::card_edits, cards.edits);
    queue(Queue::announcements, announcer_.waiting());
    tally.channels_parked.set(static_cast<double>(cards_.parked().size()));
}

/// The adapters log what comes and goes; what only a person can mend is said louder, once, with the setting to look at.
Async<void> Bot::Workings::call_for_a_person() {
    std::string told_of_slack;
    bool told_of_login = false;
    for (;;) {
        const auto socket = socket_.health();
        const auto trouble = socket.needs_person ? socket.trouble : std::string{};
        if (!trouble.empty() && trouble != told_of_slack)
            log_.error("slack.needs_person",
                       "The Slack connection needs a person (SLACK_APP_TOKEN, Socket Mode); not ready, tried again "
                       "every 5 minutes",
                       {{"why", trouble}});
        told_of_slack = trouble;

        const auto login = privilege_manager_.login();
        const bool refused = login.state == pm::LoginState::refused;
        if (refused && !told_of_login)
            log_.error("privman.needs_person",
                       "Privilege Manager refuses PRIVMAN_USERNAME and PRIVMAN_PASSWORD; not ready, tried again every "
                       "5 minutes, never faster: it locks users out",
                       {{"why", login.what}});
        told_of_login = refused;
        co_await clock_.sleep_for(Millis{1'000});
    }
}

}  // namespace privman::app
