#include "app/diagnose.hpp"

#include "app/channels_file.hpp"
#include "app/config.hpp"
#include "app/diagnose_aws.hpp"
#include "app/diagnose_state.hpp"
#include "app/environment.hpp"
#include "app/known_secrets.hpp"
#include "app/memory_image.hpp"
#include "app/run_apart.hpp"
#include "app/sandbox_clock.hpp"
#include "app/setting_names.hpp"
#include "app/setting_reader.hpp"
#include "app/version.hpp"
#include "async/within.hpp"
#include "clocks/machine_time.hpp"
#include "clocks/system_clock.hpp"
#include "clocks/zone_database.hpp"
#include "contract_finder/find_contract.hpp"
#include "doctor/check_contract.hpp"
#include "doctor/check_machine.hpp"
#include "doctor/check_patterns.hpp"
#include "doctor/check_people.hpp"
#include "doctor/check_privilege_manager.hpp"
#include "doctor/check_settings.hpp"
#include "doctor/check_slack.hpp"
#include "doctor/check_store.hpp"
#include "doctor/reach.hpp"
#include "doctor/report.hpp"
#include "net/dial.hpp"
#include "net/http_client.hpp"
#include "net/url.hpp"
#include "slack/directory.hpp"
#include "unicode/fold.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <unistd.h>
#include <utility>

namespace privman::app {

namespace {

/// Somebody waits in front of it: less than a minute, whatever hangs.
constexpr Millis whole_time{55'000};

/// The authorities that the bot would use, those of `extra_ca_file` too; null when they are not usable.
std::shared_ptr<const net::TlsContext> trusting(const net::NetResult<net::TlsContext>& bundle,
                                                const std::string& extra_ca_file) {
    if (!bundle) return nullptr;
    auto tls = bundle->trusting_also(extra_ca_file);
    return tls && tls->load() ? std::make_shared<net::TlsContext>(std::move(*tls)) : nullptr;
}

/// One way out, with the authorities and the proxy that the bot would use. Without usable authorities only plain http
/// is left.
struct WayOut {
    WayOut(const Config& config, std::shared_ptr<const net::TlsContext> tls) {
        const auto proxy = net::ProxyRules::parse(config.https_proxy, config.http_proxy, config.no_proxy);
        dialer = net::make_dialer({.tls = std::move(tls), .proxy = proxy ? *proxy : net::ProxyRules{}});
        http = std::make_unique<net::HttpClient>(
            *dialer, net::HttpClientOptions{.user_agent = fmt::format("privman-slack/{} doctor", version_number())});
    }
    std::unique_ptr<net::Dialer> dialer;
    std::unique_ptr<net::HttpClient> http;
};

class Diagnosis {
public:
    Diagnosis(const DiagnoseOptions& options, Environment environment)
        : options_{options},
          environment_{std::move(environment)},
          settings_{read_settings(environment_, false)},
          report_{redactor_for(environment_)},
          log_{observe::Log::to_file(stderr),
               [] { return static_cast<std::int64_t>(clocks::machine_wall_time().time_since_epoch().count()); },
               observe::Log::Format::text, observe::Level::error},
          bundle_{net::TlsContext::client(config().ca_bundles())},
          to_slack_{config(), trusting(bundle_, {})},
          to_privman_{config(), trusting(bundle_, config().privman_ca_file)} {
        for (auto& secret : known_secrets(environment_)) log_.forget(std::move(secret));
    }

    Async<void> run() {
        co_await follow_clock();
        end_ = clock_->now() + whole_time;
        co_await step("machine.", "machine.clock", std::chrono::seconds{5}, machine());
        co_await look_at_store();
        aws_ = std::make_unique<DiagnoseAws>(config(), *to_slack_.dialer, *clock_, log_);
        co_await step("aws.", "aws.credentials", std::chrono::seconds{15}, look_at_aws());
        look_at_schedule();
        co_await step("slack.", "slack.reachable", std::chrono::seconds{25}, slack());
        look_at_profile();
        co_await step("privman.", "privman.reachable", std::chrono::seconds{28}, privilege_manager());
        co_await step("contract.", "contract.description", std::chrono::seconds{25}, contract());
        look_at_settings();
        if (client_) co_await async::within(clock_->deadline_in(Millis{2'000}), client_->sign_out());
        // Nobody waits for connections that are kept for nobody.
        for (const auto* way_out : {&to_slack_, &to_privman_}) way_out->http->close_idle();
        aws_.reset();
    }

    [[nodiscard]] const doctor::Report& report() const { return report_; }

private:
    [[nodiscard]] const Config& config() const { return settings_.config; }

    /// The first of these settings that is at fault, as a reason; empty when all are well.
    [[nodiscard]] std::string because_of(std::initializer_list<std::string_view> names) const {
        return doctor::because_of(settings_.faults, names);
    }

    /// Why nobody has said which calls this instance understands.
    [[nodiscard]] std::string because_of_profile() const {
        const auto why = because_of({"PRIVMAN_PROFILE"});
        const bool named = !environment_.get("PRIVMAN_PROFILE").value_or("").empty();
        return why.empty() && !named ? because_of({"PRIVMAN_BASE_URL"}) : why;
    }

    /// Runs the checks of one group until they end or their time is over; nothing of it is left unsaid.
    Async<void> step(std::string group, std::string first, Millis limit, Async<void> work) {
        const auto until = std::min(end_, clock_->now() + limit);
        if (!co_await async::within(clock_->deadline_at(until), std::move(work)))
            report_.fault(first, "These checks did not come to their end in time",
                          "Look at what is slow, and run doctor again.");
        report_.skip_rest(group);
    }

    /// Last, since what was written meanwhile is part of the advice.
    void look_at_settings() {
        using Approvers = doctor::SettingsSeen::Approvers;
        doctor::SettingsSeen seen{.faults = settings_.faults,
                                  .slips = config().warnings,
                                  .base_url = config().privman_base_url,
                                  .clock_can_be_set = !config().sandbox_clock.empty(),
                                  .forgetful = config().store == StoreKind::memory,
                                  .state_dies = config().state_dies,
                                  .state_is_fleeting = state_is_fleeting_};
        if (std::holds_alternative<ChannelDecides>(config().rights.approvers)) seen.approvers = Approvers::channel;
        if (std::holds_alternative<TheseDecide>(config().rights.approvers)) seen.approvers = Approvers::named;
        seen.admins_named = !config().admins.people.empty();
        seen.mends = better_mends();
        if (file_content(".env")) seen.secret_files.emplace_back(".env");
        for (const auto& setting : setting_names())
            if (const auto path = environment_.get(std::string{setting.name} + "_FILE"); setting.secret && path)
                seen.secret_files.push_back(*path);
        doctor::check_settings(seen, report_);
        look_at_patterns();
    }

    void look_at_patterns() {
        if (const auto why = because_of({"AUTO_APPROVE_EXCEPT"}); !why.empty())
            return report_.skipped("settings.patterns", why);
        doctor::check_patterns({.patterns = config().unattended.except,
                                .doubts = config().doubts,
                                .lives = lives_ ? &*lives_ : nullptr,
                                .fold = unicode::fold},
                               report_);
    }

    [[nodiscard]] std::map<std::string, std::string> better_mends() const {
        std::map<std::string, std::string> mends;
        for (const auto& [name, token] : {std::pair{"SLACK_BOT_TOKEN", &config().slack_bot_token},
                                          std::pair{"SLACK_APP_TOKEN", &config().slack_app_token}})
            if (auto mend = doctor::mend_of_token(name, *token); !mend.empty()) mends.emplace(name, std::move(mend));
        if (!options_.write_profile.empty() && report_.passed("contract.written"))
            mends.emplace("PRIVMAN_PROFILE",
                          fmt::format("Set PRIVMAN_PROFILE={} and run doctor again.", options_.write_profile));
        return mends;
    }

    void look_at_profile() {
        if (const auto why = because_of_profile(); !why.empty()) {
            for (const auto* id : {"privman.durations", "privman.console_link", "contract.verified"})
                report_.skipped(id, why);
            return;
        }
        const auto why = because_of({"DURATIONS"});
        if (!why.empty()) report_.skipped("privman.durations", why);
        doctor::check_profile_in_use(config().profile, why.empty() ? config().durations : std::vector<Grant>{},
                                     report_);
    }

    Async<void> follow_clock() {
        clock_ = std::make_unique<clocks::SystemClock>();
        if (config().sandbox_clock.empty() || !because_of({"SANDBOX_CLOCK"}).empty()) co_return;
        SandboxClock sandbox{config().sandbox_clock, *to_privman_.http, log_};
        auto followed = co_await async::within(clock_->deadline_in(doctor::longest_call), sandbox.start());
        if (followed && *followed)
            clock_ = std::move(**followed);
        else
            report_.fault("settings.clock", "The sandbox's clock cannot be read",
                          "Start the sandbox, or remove SANDBOX_CLOCK.");
    }

    Async<void> machine() {
        const bool no_ca_file = !because_of({"PRIVMAN_CA_FILE"}).empty();
        doctor::check_certificates(config().ca_bundles(), no_ca_file ? std::string{} : config().privman_ca_file,
                                   report_);
        doctor::ProxySeen proxy{.https_proxy = config().https_proxy,
                                .http_proxy = config().http_proxy,
                                .no_proxy = config().no_proxy,
                                .destinations = {}};
        for (const auto* text : {&config().slack_api_url, &config().privman_base_url})
            if (const auto url = net::parse_url(*text)) proxy.destinations.push_back(url->origin);
        if (const auto why = because_of({"HTTPS_PROXY"}); !why.empty())
            report_.skipped("machine.proxy", why);
        else
            doctor::check_proxy(proxy, report_);
        doctor::check_zones(report_);
        co_await doctor::check_clock(*clock_, report_);
        std::optional<doctor::HealthPort> health;
        if (const auto& where = config().health_listen) health = {where->address, where->port, where->url("/healthz")};
        if (const auto why = because_of({"HEALTH_LISTEN"}); !why.empty())
            report_.skipped("machine.health_port", why);
        else
            co_await doctor::check_health_port(std::move(health), *to_privman_.http, report_);
    }

    Async<void> look_at_store() {
        if (const auto why = because_of({"STATE_STORE"}); !why.empty()) {
            // The schedule may yet come from AWS.
            for (const auto* id :
                 {"store.directory", "store.space", "store.private", "store.open", "store.records", "store.ratings"})
                report_.skipped(id, why);
            co_return;
        }
        if (co_await async::within(clock_->deadline_in(std::chrono::seconds{10}), examine_store())) co_return;
        report_.fault("store.open", "The disk of " + config().store_path + " did not answer within 10 seconds",
                      "Look at the disk or the network share that STATE_STORE is on, and run doctor again.");
    }

    Async<void> examine_store() {
        struct Seen {
            doctor::Report report;
            std::optional<doctor::StoreFound> stored;
            std::string fleeting;
        };
        const doctor::StoreSeen store{.path = config().store_path,
                                      .version = std::string{version_number()},
                                      .ratings = config().unattended.ratings,
                                      .fold = unicode::fold};
        std::function<Seen()> examine = [report = report_, store, environment = environment_]() mutable {
            auto stored = doctor::check_store(store, report);
            return Seen{std::move(report), std::move(stored), why_state_is_fleeting(environment, store.path)};
        };
        auto seen = co_await run_apart(std::move(examine));
        report_ = std::move(seen.report);
        if (seen.stored) {
            stored_ = std::move(seen.stored->settings);
            lives_ = std::move(seen.stored->lives);
        }
        state_is_fleeting_ = std::move(seen.fleeting);
    }

    Async<void> look_at_aws() {
        if (const auto why = because_of({"SETTINGS_STORE", "SSM_CHANNELS_PARAM", "SSM_SCHEDULE_PARAM"}); !why.empty())
            co_return report_.skip_rest("aws.", why);
        documents_ = co_await aws_->look(report_);
    }

    /// AWS has the last word on what it keeps.
    void look_at_schedule() {
        if (documents_.schedule)
            doctor::check_schedule(*documents_.schedule, zones_, clock_->wall(), report_);
        else if (stored_)
            doctor::check_schedule(stored_->schedule, zones_, clock_->wall(), report_);
        report_.skip_rest("store.");
    }

    /// Nothing: they are not known now, and `slack.channels` says why.
    std::optional<std::vector<ChannelId>> channels() {
        if (documents_.channels) return documents_.channels;
        std::vector<ChannelId> all;
        if (stored_ && stored_->ever_had_channels) {
            for (const auto& channel : stored_->channels) all.push_back(channel.id);
            return all;
        }
        if (!stored_ && !report_.passed("store.open")) {
            report_.skipped("slack.channels", "because the store cannot be read");
            return std::nullopt;
        }
        if (!stored_ && std::filesystem::exists(config().store_path)) {
            report_.skipped("slack.channels", "because a running bot holds the store that names them");
            return std::nullopt;
        }
        const auto content = file_content("channels.json");
        if (!content) return all;
        auto listed = parse_channels_file(*content);
        if (listed) return std::move(*listed);
        report_.fault("slack.channels", "channels.json: " + listed.error(),
                      R"(Write it as {"channels": ["C…"]}, or remove it.)");
        return std::nullopt;
    }

    Async<void> slack() {
        if (const auto why = because_of({"SLACK_API_URL", "HTTPS_PROXY"}); !why.empty())
            co_return report_.skip_rest("slack.", why);
        slack_http_ = std::make_unique<doctor::ReadingHttp>(*to_slack_.http, *clock_,
                                                            doctor::slack_questions(config().slack_api_url));
        web_api_ = std::make_unique<slack::WebApi>(*slack_http_, *clock_,
                                                   slack::WebApiOptions{.base = config().slack_api_url,
                                                                        .bot_token = config().slack_bot_token,
                                                                        .app_token = config().slack_app_token,
                                                                        .timeout = doctor::longest_call});
        const doctor::SlackAtHand at_hand{*web_api_, *slack_http_, because_of({"SLACK_BOT_TOKEN"}),
                                          because_of({"SLACK_APP_TOKEN"})};
        const auto identity = co_await doctor::check_slack(at_hand, report_);
        if (!identity) co_return;
        const auto& home = identity->self.team;
        directory_ = std::make_unique<slack::SlackDirectory>(*web_api_, *clock_, home);
        if (const auto* named = std::get_if<TheseDecide>(&config().rights.approvers))
            co_await doctor::check_people(named->people, "slack.approvers", "APPROVERS", *directory_, home, report_);
        else
            report_.skipped("slack.approvers", "APPROVERS names nobody in person");
        if (config().admins.people.empty())
            report_.skipped("slack.admins", "ADMINS is not set: workspace owners and admins");
        else
            co_await doctor::check_people(config().admins.people, "slack.admins", "ADMINS", *directory_, home, report_);
        if (const auto known = channels()) co_await doctor::check_channels(*known, at_hand, *directory_, report_);
    }

    [[nodiscard]] pm::Access access() const {
        return {.base_url = config().privman_base_url,
                .username = config().privman_username,
                .password = config().privman_password,
                .timeout = std::min(config().privman_timeout, doctor::longest_call)};
    }

    Async<void> privilege_manager() {
        not_connected_ = because_of({"PRIVMAN_BASE_URL", "PRIVMAN_CA_FILE", "HTTPS_PROXY"});
        if (!not_connected_.empty()) co_return report_.skip_rest("privman.", not_connected_);
        privman_http_ = std::make_unique<doctor::ReadingHttp>(
            *to_privman_.http, *clock_,
            doctor::privilege_manager_questions(config().profile, config().privman_base_url));
        client_ = std::make_unique<pm::Client>(*privman_http_, *clock_, config().profile, access());
        found_ = co_await doctor::check_privilege_manager(
            {*client_, *privman_http_, because_of({"PRIVMAN_USERNAME", "PRIVMAN_PASSWORD"}), because_of_profile()},
            report_);
    }

    Async<void> contract() {
        doctor::ContractSeen seen{.in_use = config().profile,
                                  .not_in_use = because_of_profile(),
                                  .instance = found_,
                                  .description = {},
                                  .write_to = options_.write_profile,
                                  .overwrite = options_.force};
        if (!options_.description.empty()) {
            seen.description = file_content(options_.description);
            if (!seen.description) {
                report_.fault("contract.description", "The file cannot be read", "Check the path after --description.",
                              options_.description);
                co_return;
            }
        }
        if (!client_ && !seen.description) co_return report_.skip_rest("contract.", not_connected_);
        // Without an address the description alone is read; this client is then never asked anything.
        if (!client_) {
            privman_http_ =
                std::make_unique<doctor::ReadingHttp>(*to_privman_.http, *clock_, std::vector<doctor::Question>{});
            client_ = std::make_unique<pm::Client>(*privman_http_, *clock_, config().profile, access());
        }
        co_await doctor::check_contract(
            {*to_privman_.http, *clock_, *client_, access(), contract_finder::find_contract}, std::move(seen), report_);
    }

    DiagnoseOptions options_;
    Environment environment_;
    SettingsRead settings_;
    doctor::Report report_;
    observe::Log log_;
    net::NetResult<net::TlsContext> bundle_;
    WayOut to_slack_;
    WayOut to_privman_;
    clocks::ZoneDatabase zones_;
    std::unique_ptr<Clock> clock_;
    BootTime end_{};
    std::unique_ptr<doctor::ReadingHttp> slack_http_;
    std::unique_ptr<slack::WebApi> web_api_;
    std::unique_ptr<slack::SlackDirectory> directory_;
    std::unique_ptr<doctor::ReadingHttp> privman_http_;
    std::unique_ptr<pm::Client> client_;
    std::unique_ptr<DiagnoseAws> aws_;
    std::optional<Settings> stored_;
    std::optional<std::vector<Life>> lives_;  ///< what the store remembers
    doctor::AwsDocuments documents_;
    doctor::PrivilegeManagerFound found_;
    std::string state_is_fleeting_;
    std::string not_connected_;  ///< why nothing was sent to Privilege Manager
};

}  // namespace

int diagnose(const DiagnoseOptions& options) {
    constexpr int found_a_fault = 3;
    if (const auto without_image = keep_no_memory_image(); !without_image)
        std::fprintf(stderr, "%s\n", without_image.error().c_str());
    // One lookup that hangs must not hold up every later one for half a minute.
    setenv("RES_OPTIONS", "timeout:1 attempts:2", 0);
    std::signal(SIGPIPE, SIG_IGN);

    boost::asio::io_context loop{1};
    Diagnosis diagnosis{options, read_environment(".", environ)};
    std::exception_ptr broken;
    boost::asio::co_spawn(loop, diagnosis.run(), [&](const std::exception_ptr& error) { broken = error; });
    loop.run();
    if (broken) std::rethrow_exception(broken);
    const auto& report = diagnosis.report();
    const auto text = options.json ? doctor::as_json(report, version_number()) : doctor::as_text(report);
    std::fputs(text.c_str(), stdout);
    return report.count(doctor::Verdict::fault) > 0 ? found_a_fault : 0;
}

}  // namespace privman::app
