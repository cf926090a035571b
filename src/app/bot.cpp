// Start and stop. What is wired to what stands in workings.
#include "app/bot.hpp"

#include "app/changed_readings.hpp"
#include "app/channels_file.hpp"
#include "app/ecs_task.hpp"
#include "app/measure.hpp"
#include "app/setting_reader.hpp"
#include "app/version.hpp"
#include "app/workings.hpp"
#include "async/within.hpp"
#include "clocks/system_clock.hpp"
#include "domain/backoff.hpp"
#include "stores/memory_store.hpp"
#include "stores/sqlite_store.hpp"

#include <algorithm>
#include <malloc.h>
#include <utility>

namespace privman::app {

namespace {

/// A refused credential is tried again this often: a restart loop, or eagerness, would lock the API user out.
constexpr Millis refused_credential_pause = std::chrono::minutes{5};
constexpr Millis finish_within{3'000};  ///< what needs no answer of Privilege Manager
constexpr Millis join_within{1'000};

std::string text_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "an exception of unknown kind";
    }
}

}  // namespace

Bot::Bot(boost::asio::io_context& loop, const Config& config, observe::Log& log,
         std::function<std::uint64_t()> lines_dropped)
    : loop_{loop},
      config_{config},
      log_{log},
      lines_dropped_{std::move(lines_dropped)},
      vital_signs_{loop,
                   config,
                   log,
                   {.readiness = [this] { return readiness(); }, .measure = [this](Tally& tally) { measure(tally); }}},
      tasks_{loop.get_executor(), [this](const std::exception_ptr& error) {
                 log_.error("bot.broken", "Something that cannot happen has happened; the bot ends",
                            {{"what", text_of(error)}});
                 end(1);
             }} {}

Bot::~Bot() = default;

void Bot::end(int code) {
    if (!exit_code_) exit_code_ = code;
    stopping_.wake_all();
}

void Bot::stop() {
    log_.info("bot.stopping", "Told to stop");
    end(0);
}

Async<int> Bot::run() {
    auto fault = prepare_network();
    if (!fault) fault = vital_signs_.listen();
    if (fault) {
        log_.error("bot.cannot_start", *fault);
        co_return 1;
    }
    tasks_.start([this] { return mark_the_log(); });
    tasks_.start([this] { return vital_signs_.beat(); });
    tasks_.start([this] { return work(); });
    while (!exit_code_) co_await stopping_.wait();
    co_await wind_down();
    co_return *exit_code_;
}

std::optional<std::string> Bot::prepare_network() {
    const auto proxy = net::ProxyRules::parse(config_.https_proxy, config_.http_proxy, config_.no_proxy);
    if (!proxy) return proxy.error().what;
    auto tls = net::TlsContext::client(config_.ca_bundles());
    if (!tls) return tls.error().what;
    auto privman_tls = tls->trusting_also(config_.privman_ca_file);
    if (!privman_tls) return privman_tls.error().what;
    slack_dialer_ = net::make_dialer({.tls = std::make_shared<net::TlsContext>(std::move(*tls)), .proxy = *proxy});
    privman_dialer_ =
        net::make_dialer({.tls = std::make_shared<net::TlsContext>(std::move(*privman_tls)), .proxy = *proxy});
    // Kept for as many calls as go side by side: edits and a post or two; decisions and lists.
    const net::HttpClientOptions options{.user_agent = "privman-slack/" + std::string{version_number()},
                                         .max_idle_per_origin = 34};
    slack_client_ = std::make_unique<net::HttpClient>(*slack_dialer_, options);
    privman_client_ = std::make_unique<net::HttpClient>(*privman_dialer_, options);
    slack_http_.emplace(*slack_client_, vital_signs_.tally(), Peer::slack);
    privman_http_.emplace(*privman_client_, vital_signs_.tally(), Peer::privilege_manager);
    return std::nullopt;
}

/// On Amazon ECS every line says which task has written it, as soon as ECS has said so. Not through a proxy: the
/// address is link-local.
Async<void> Bot::mark_the_log() {
    if (config_.ecs_metadata.empty()) co_return;
    const auto dialer = net::make_dialer({});
    net::HttpClient direct{*dialer};
    log_.stamp(co_await ask_ecs(direct, config_.ecs_metadata));
}

observe::Readiness Bot::readiness() const {
    observe::Readiness readiness;
    if (exit_code_) lacks(readiness, Need::start, "It is stopping.");
    if (!config_.sandbox_clock.empty())
        readiness.warnings.emplace_back("THIS BOT FOLLOWS A SANDBOX'S CLOCK. Its time is not real.");
    if (!config_.state_dies.empty()) readiness.warnings.push_back(config_.state_dies);
    if (!config_.profile.verified)
        readiness.warnings.emplace_back("The contract with Privilege Manager is not verified.");
    if (!records_ || !records_->seal_key())
        lacks(readiness, Need::store, "The state store is not open yet.");
    else if (const auto trouble = records_->trouble())
        lacks(readiness, Need::store, "The state store: " + trouble->what);
    if (settings_) {
        if (const auto& trouble = settings_->trouble())
            lacks(readiness, Need::store, "The settings in the state store: " + trouble->what);
        tell_of_settings(*settings_, readiness);
    }
    if (workings_) workings_->tell(readiness);
    if (!greeted_)
        lacks(
            readiness, Need::slack_token,
            slack_trouble_.empty() ? "Slack has not been asked yet who we are." : "SLACK_BOT_TOKEN: " + slack_trouble_);
    for (auto& [what, why] : readiness.missing) why = log_.redactor().clean(why);
    for (auto& warning : readiness.warnings) warning = log_.redactor().clean(warning);
    return readiness;
}

void Bot::measure(Tally& tally) {
    if (census_ && clock_) app::measure(*records_, *settings_, *census_, clock_->moment(), tally);
    if (workings_) workings_->measure(tally);
    tally.log_lines_dropped.catch_up(static_cast<double>(lines_dropped_()));
    app::measure(readiness(), tally);
}

Async<void> Bot::work() {
    if (!co_await open_clock()) co_return end(1);
    tasks_.start([this] { return vital_signs_.print(*clock_); });
    if (!co_await open_memory() || !co_await ensure_seal_key()) co_return end(1);
    co_await name_changed_readings(config_.reread, *settings_, log_);
    if (settings_->doubt().channels)
        tasks_.start([this] { return adopt_channels_file_when_known(); });
    else
        co_await adopt_channels_file();

    web_api_ = std::make_unique<slack::WebApi>(
        *slack_http_, *clock_,
        slack::WebApiOptions{
            .base = config_.slack_api_url, .bot_token = config_.slack_bot_token, .app_token = config_.slack_app_token});
    web_api_->hold_back();
    privilege_manager_ = std::make_unique<pm::Client>(*privman_http_, *clock_, config_.profile,
                                                      pm::Access{.base_url = config_.privman_base_url,
                                                                 .username = config_.privman_username,
                                                                 .password = config_.privman_password,
                                                                 .timeout = config_.privman_timeout});
    // Where we are at home hardly ever changes: Privilege Manager need not wait until Slack has confirmed it.
    if (const auto& known = records_->workspace()) {
        start_watching({.self = {known->self, known->team, {}}, .bot_id = known->bot_id});
        log_.info("bot.watches", "Privilege Manager is watched; what needs Slack waits until it has answered",
                  {{"team", known->team.value}});
    }
    const auto identity = co_await introduce_ourselves();
    if (exit_code_) co_return;
    if (!is_known_workspace(identity)) co_return end(1);
    start_working(identity);
    tasks_.start([this, here = Workspace{identity.self.team, identity.self.user, identity.bot_id}] {
        return remember_workspace(here);
    });
    tasks_.start([this] { return stay_small(); });
}

Async<bool> Bot::open_clock() {
    if (!clocks::zone_data_present()) {
        log_.error("bot.cannot_start",
                   "Zone data is missing or damaged: schedules could not be trusted. Install tzdata.");
        co_return false;
    }
    if (config_.sandbox_clock.empty()) {
        clock_ = std::make_unique<clocks::SystemClock>();
        co_return true;
    }
    log_.warning("sandbox_clock.in_use", "THIS BOT FOLLOWS A SANDBOX'S CLOCK. Its time is not real.");
    sandbox_clock_ = std::make_unique<SandboxClock>(config_.sandbox_clock, *privman_client_, log_);
    auto clock = co_await sandbox_clock_->start();
    if (!clock) {
        log_.error("bot.cannot_start", "The sandbox's clock cannot be read", {{"why", clock.error().what}});
        co_return false;
    }
    auto& followed = **clock;
    clock_ = std::move(*clock);
    tasks_.start([this, &followed] { return sandbox_clock_->follow(followed); });
    co_return true;
}

Async<bool> Bot::open_memory() {
    if (config_.store == StoreKind::memory) {
        log_.warning("store.forgetful", "State dies with this process (STATE_STORE=memory:)");
        store_ = std::make_unique<stores::MemoryStore>();
        settings_store_ = std::make_unique<stores::MemorySettings>();
    } else {
        if (!config_.state_dies.empty()) log_.error("store.ephemeral", config_.state_dies);
        auto opened = co_await stores::open_sqlite(
            {.path = config_.store_path,
             .written_by = std::string{version_number()},
             .a_second = [this]() -> Async<void> { return clock_->sleep_for(Millis{1'000}); }},
            log_);
        if (!opened) {
            log_.error("store.cannot_open", "The state store cannot be opened",
                       {{"path", config_.store_path}, {"why", opened.error().what}});
            co_return false;
        }
        store_ = std::move(opened->state);
        settings_store_ = std::move(opened->settings);
    }
    if (config_.settings_in_aws && !open_settings_in_aws()) co_return false;
    records_ = std::make_unique<Records>(*store_, *clock_, log_);
    settings_ = std::make_unique<SettingsKeeper>(settings_in_aws_ ? settings_in_aws_->store() : *settings_store_,
                                                 *clock_, log_);
    settings_->when_changed([this] { records_->nudge(); });
    settings_->when_refused([this] { tasks_.start([this] { return records_->try_to_write(); }); });
    auto read = co_await records_->open();
    if (read) read = co_await settings_->open();
    census_ = std::make_unique<Census>(*records_);
    if (!read) log_.error("store.cannot_read", "The state store cannot be read", {{"why", read.error().what}});
    if (read && settings_in_aws_) tasks_.start([this] { return look_into_aws(); });
    co_return read.has_value();
}

/// Nobody waits for that: what was known before holds until AWS has answered, but for automatic approval.
Async<void> Bot::look_into_aws() {
    static_cast<void>(co_await settings_->refresh());
    const auto& doubt = settings_->doubt();
    if (doubt.channels || doubt.schedule)
        log_.error("settings.in_doubt_at_start",
                   "The settings in AWS cannot be trusted now; what was known before holds, nothing is approved "
                   "automatically, and it is tried again every 20 seconds",
                   {{"channels_known", settings_->now().channels.size()},
                    {"channels", doubt.channels.value_or("")},
                    {"schedule", doubt.schedule.value_or("")}});
}

bool Bot::open_settings_in_aws() {
    auto opened = SettingsInAws::open({.loop = loop_.get_executor(),
                                       .tasks = tasks_,
                                       .config = config_,
                                       .behind = *settings_store_,
                                       .dialer = *slack_dialer_,
                                       .clock = *clock_,
                                       .randomness = randomness_,
                                       .log = log_});
    if (!opened) {
        log_.error("aws.cannot_open", "AWS cannot be used", {{"why", opened.error()}});
        return false;
    }
    settings_in_aws_ = std::move(*opened);
    tasks_.start([this] { return settings_in_aws_->introduce(); });
    return true;
}

Async<bool> Bot::ensure_seal_key() {
    if (records_->seal_key()) co_return true;
    static constexpr std::size_t key_bytes = 32;
    std::string id;
    for (const char c : randomness_.bytes(4)) id += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
    const auto stored = co_await records_->store_seal_key({.id = "seal-" + id, .secret = randomness_.bytes(key_bytes)});
    if (!stored) log_.error("store.cannot_write", "The seal key cannot be stored", {{"why", stored.error().what}});
    co_return stored.has_value();
}

Async<void> Bot::adopt_channels_file() {
    const auto content = file_content("channels.json");
    if (!content || settings_->now().ever_had_channels) co_return;
    const auto channels = parse_channels_file(*content);
    if (!channels) {
        log_.error("channels_file.unreadable", "channels.json is not read", {{"why", channels.error()}});
        co_return;
    }
    const auto now = clock_->wall();
    const auto stored = co_await settings_->amend([&](Settings settings) {
        if (settings.ever_had_channels || channels->empty()) return settings;
        for (const auto& channel : *channels) settings.channels.push_back({channel, {}, now});
        settings.ever_had_channels = true;
        return settings;
    });
    if (stored)
        log_.info("channels_file.adopted", "Took the channels of channels.json", {{"channels", channels->size()}});
    else
        log_.error("channels_file.not_stored", "The channels of channels.json could not be stored",
                   {{"why", stored.error().what}});
}

/// What cannot be read is not empty: the file does not speak for it.
Async<void> Bot::adopt_channels_file_when_known() {
    while (settings_->doubt().channels) co_await settings_->changed().wait();
    co_await adopt_channels_file();
}

Async<slack::Identity> Bot::introduce_ourselves() {
    for (unsigned failures = 1;; ++failures) {
        auto identity = co_await slack::identify(*web_api_);
        if (identity) {
            // Without the optional ones the events themselves say whether a channel is shared; nothing is wrong then.
            if (const auto about = slack::about_installation(*identity); !about.empty())
                log_.error("slack.installation_not_supported", about);
            if (!identity->missing.empty()) log_.error("slack.scopes_missing", slack::about_missing_scopes(*identity));
            co_return std::move(*identity);
        }
        const bool refused = identity.error().kind == Trouble::rejected;
        slack_trouble_ = identity.error().what;
        const auto chance = fraction(randomness_.below(chance_steps));
        const auto pause = refused ? refused_credential_pause
                                   : wait_after(failures, {.base = Millis{1'000}, .cap = Millis{60'000}}, chance,
                                                identity.error().retry_after);
        log_.error(refused ? "slack.token_refused" : "slack.unreachable",
                   refused ? "Slack refuses SLACK_BOT_TOKEN; not ready, tried again every 5 minutes"
                           : "Slack cannot be reached; not ready",
                   {{"why", identity.error().what}});
        co_await clock_->sleep_for(std::max(pause, Millis{250}));
    }
}

/// Cards, seals and clicks of one workspace mean nothing in another one, and cards that another app has posted cannot
/// be edited.
bool Bot::is_known_workspace(const slack::Identity& identity) {
    const auto& known = records_->workspace();
    if (!known || (known->team == identity.self.team && known->self == identity.self.user)) return true;
    slack_trouble_ = "it is the token of user " + identity.self.user.value + " in workspace " +
                     identity.self.team.value + ", but the state store belongs to user " + known->self.value +
                     " in workspace " + known->team.value;
    log_.error("slack.another_workspace",
               "SLACK_BOT_TOKEN is of another workspace, or of another app, than the one whose requests and cards the "
               "state store holds; nothing is posted, and the bot ends. Put the former token back, or name another "
               "STATE_STORE for the new one",
               {{"team", identity.self.team.value},
                {"team_name", identity.self.team_name},
                {"user", identity.self.user.value},
                {"known_team", known->team.value},
                {"known_user", known->self.value}});
    return false;
}

Async<void> Bot::remember_workspace(Workspace workspace) {
    while (records_->workspace() != workspace) {
        const auto stored = co_await records_->store_workspace(workspace);
        if (stored) co_return;
        log_.warning("workspace.not_stored",
                     "It could not be stored yet in which workspace we are; a start now would wait for Slack",
                     {{"why", stored.error().what}});
        co_await clock_->sleep_for(std::chrono::minutes{1});
    }
}

void Bot::start_watching(const slack::Identity& identity) {
    workings_ = std::make_unique<Workings>(Workings::Given{
        .loop = loop_,
        .config = config_,
        .identity = identity,
        .records = *records_,
        .settings = *settings_,
        .web_api = *web_api_,
        .slack_dialer = *slack_dialer_,
        .privilege_manager = *privilege_manager_,
        .zones = zones_,
        .clock = *clock_,
        .randomness = randomness_,
        .tasks = tasks_,
        .tally = vital_signs_.tally(),
        .log = log_,
    });
    workings_->start();
}

void Bot::start_working(const slack::Identity& identity) {
    if (!workings_) start_watching(identity);
    greeted_ = true;
    workings_->greeted(identity);
    log_.info("bot.started", "The bot works",
              {{"version", version_line()},
               {"workspace", identity.self.team_name},
               {"contract", config_.profile.verified ? "verified" : "not verified"}});
    std::string fences;
    for (const auto& fence : config_.unattended.except)
        fences.append(fences.empty() ? "" : " | ").append(spelling(fence));
    if (!fences.empty())
        log_.info("unattended.fences", "What always waits for people",
                  {{"count", config_.unattended.except.size()}, {"patterns", fences}});
}

/// What the start has needed in the heap (settings, certificates, opening the store) goes back to the system.
Async<void> Bot::stay_small() {
    constexpr Millis started_within{2'000};
    for (Millis pause = started_within;; pause = std::chrono::hours{1}) {
        co_await clock_->sleep_for(pause);
        malloc_trim(0);
    }
}

Async<void> Bot::wind_down() {
    if (workings_) {
        workings_->take_no_more();
        // What waits for a list, or for the time of its repeat, is as well left to the next start; an answer is not.
        const auto until = clock_->now() + config_.stop_within;
        auto answered = clock_->now();
        const auto may_go_on = [&] {
            if (workings_->awaits_answers()) answered = clock_->now();
            return clock_->now() < std::min(until, answered + finish_within);
        };
        while (!workings_->idle() && may_go_on())
            co_await async::within(clock_->deadline_in(Millis{50}), records_->changed().wait());
        // Whoever was just told, and what was just shown, is not noted yet: lost, it would be told once more.
        co_await clock_->sleep_for(Records::soon * 2);
        if (!workings_->idle())
            log_.warning("bot.left_work", "Some decisions are still at work; the next start goes on with them");
    }
    if (privilege_manager_ && clock_)
        co_await async::within(clock_->deadline_in(Millis{700}), privilege_manager_->sign_out());
    if (clock_) vital_signs_.print_once(*clock_);
    tasks_.cancel();
    if (clock_ && !co_await async::within(clock_->deadline_in(join_within), tasks_.join()))
        log_.error("bot.not_joined",
                   "Something did not end in time, a write to the disk most likely; the bot ends without it");
    log_.info("bot.stopped", "Stopped");
}

}  // namespace privman::app
