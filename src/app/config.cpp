#include "app/config.hpp"

#include "app/ecs_task.hpp"
#include "app/ephemeral_state.hpp"
#include "app/setting_names.hpp"
#include "app/setting_reader.hpp"
#include "app/stray_characters.hpp"
#include "app/stray_settings.hpp"
#include "app/token_kind.hpp"
#include "aws/endpoint.hpp"
#include "aws/profile.hpp"
#include "clocks/zone_database.hpp"
#include "domain/pattern.hpp"
#include "domain/ratings.hpp"
#include "net/proxy.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "privilege_manager/base_url.hpp"
#include "privilege_manager/wire.hpp"
#include "settings/parameter_name.hpp"
#include "unicode/fold.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace privman::app {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

void refuse_what_is_not_built(SettingReader& read) {
    for (const auto& setting : setting_names())
        if (setting.honoured == Honoured::not_yet &&
            (read.given(setting.name) || read.given(std::string{setting.name} + "_FILE")))
            read.fault(setting.name,
                       "known, but this version cannot do it yet. Remove it; it is never ignored silently.");
}

std::vector<std::string> probable_slips(const Environment& environment) {
    std::vector<std::string> warnings;
    for (const auto& [name, value] : environment.values) {
        const bool from_file = std::ranges::find(environment.from_file, name) != environment.from_file.end();
        const bool somebody_elses = name.starts_with("AWS_") || find_setting(name);
        if (looks_like_ours(name) || (from_file && !somebody_elses))
            warnings.push_back(name + " is no setting. Did you mean " + std::string{nearest_setting(name)} + "?");
    }
    return warnings;
}

bool is_loopback_http(const std::string& url) {
    const auto parsed = net::parse_url(url);
    return parsed && !parsed->origin.tls && net::is_loopback(parsed->origin.host);
}

/// The prefix alone is what .env.example leaves for a person to complete.
std::string read_token(SettingReader& read, std::string_view name, std::string_view prefix, std::string begins,
                       const std::string& mend) {
    auto token = read.secret(name, mend);
    if (token.empty()) return token;
    const auto is_of_tokens = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    };
    if (!token.starts_with(prefix)) {
        if (const auto* kind = token_kind(token))
            begins = in_the_wrong_place(*kind) + " " + std::move(begins);
        else if (token.starts_with('/') || token.starts_with("./"))
            begins = "this looks like the path of a file. Name it in " + std::string{name} + "_FILE. " + begins;
        read.fault(name, std::move(begins));
    } else if (std::ranges::none_of(token.substr(prefix.size()),
                                    [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; })) {
        read.fault(name, "missing, only its beginning stands there. " + mend);
    } else if (!std::ranges::all_of(token, is_of_tokens)) {
        read.fault(name, "holds a character that no token of Slack's has (a blank, a quote, a comment?). " + mend);
    }
    return token;
}

void read_slack(SettingReader& read, Config& config) {
    config.slack_bot_token = read_token(read, "SLACK_BOT_TOKEN", "xoxb-", "A bot token begins with `xoxb-`.",
                                        "In the Slack app under OAuth & Permissions: the Bot User OAuth Token.");
    config.slack_app_token =
        read_token(read, "SLACK_APP_TOKEN", "xapp-", "An app-level token begins with `xapp-`.",
                   "In the Slack app under Basic Information: an App-Level Token with connections:write.");
    config.slack_api_url = read.text("SLACK_API_URL");
    if (!config.slack_api_url.ends_with('/')) config.slack_api_url += '/';
    const auto url = net::parse_url(config.slack_api_url);
    if (!url)
        read.fault("SLACK_API_URL", "not a URL: " + url.error().what);
    else if (!url->origin.tls && !net::is_loopback(url->origin.host))
        read.fault("SLACK_API_URL", "plain http is accepted for loopback only: tokens travel with every call.");
    config.slack_posts_per_second = read.number("SLACK_POSTS_PER_SECOND", 0, 1000);
}

void read_profile(SettingReader& read, Config& config) {
    config.profile = contract::builtin();
    const auto path = read.text("PRIVMAN_PROFILE");
    if (path.empty()) {
        const auto url = net::parse_url(config.privman_base_url);
        if (url && !net::is_loopback(url->origin.host))
            read.fault(
                "PRIVMAN_PROFILE",
                "missing. Nobody but your instance knows its approval calls: name the JSON file that describes them "
                "(docs/privilege-manager.md), or say `builtin` to try the unverified default.");
        return;
    }
    if (path == "builtin") return;
    const auto content = file_content(path);
    if (!content)
        return read.fault("PRIVMAN_PROFILE", "`" + path + "` cannot be read. Check the path and its permissions.");
    auto profile = contract::parse_profile(*content, contract::builtin());
    if (!profile) return read.fault("PRIVMAN_PROFILE", "`" + path + "`: " + contract::text_of(profile.error()));
    config.profile = std::move(*profile);
}

bool is_the_example(const std::string& url) {
    const auto parsed = net::parse_url(url);
    return parsed && parsed->origin.host == "example.privilegemanagercloud.com";
}

void read_privilege_manager(SettingReader& read, Config& config) {
    const bool allow_http = read.flag("PRIVMAN_ALLOW_HTTP");
    const auto base = read.needed("PRIVMAN_BASE_URL",
                                  "The address of Privilege Manager, https://<name>.privilegemanagercloud.com/Tms");
    if (!base.empty()) {
        auto checked = pm::check_base_url(base, allow_http);
        if (is_the_example(base))
            read.fault("PRIVMAN_BASE_URL",
                       "`" + base + "` is the example of the documentation. Name your own instance.");
        else if (checked)
            config.privman_base_url = std::move(*checked);
        else
            read.fault("PRIVMAN_BASE_URL", checked.error());
    }
    config.privman_username =
        read.needed("PRIVMAN_USERNAME", "The client id of an API Client user in Privilege Manager.");
    config.privman_password = read.secret("PRIVMAN_PASSWORD", "The client secret of that user.");
    if (const auto* kind = token_kind(config.privman_password))
        read.fault("PRIVMAN_PASSWORD", in_the_wrong_place(*kind) + " The client secret of that user is wanted here.");
    config.privman_ca_file = read.text("PRIVMAN_CA_FILE");
    if (!config.privman_ca_file.empty() && !file_content(config.privman_ca_file))
        read.fault("PRIVMAN_CA_FILE", "the file cannot be read. Check the path and its permissions.");
    config.privman_timeout = read.length("PRIVMAN_TIMEOUT", seconds{1}, minutes{10});
    read_profile(read, config);
}

std::optional<Grant> read_grant(SettingReader& read, std::string_view name, const std::string& text,
                                const contract::Profile& profile) {
    const auto grant = parse_grant(text);
    if (!grant) {
        read.fault(name, "`" + text + "` is no duration (one-time, 15m, 2h, 1d; seven days at most).");
    } else if (!pm::can_encode(profile, *grant)) {
        read.fault(
            name,
            "`" + text +
                "` cannot be said exactly in the duration encoding of the profile. Leave it out, or mend the profile.");
    }
    return grant;
}

void read_durations(SettingReader& read, Config& config) {
    for (const auto& item : read.list("DURATIONS")) {
        const auto grant = read_grant(read, "DURATIONS", item, config.profile);
        if (!grant) continue;
        if (std::ranges::find(config.durations, *grant) != config.durations.end())
            read.fault("DURATIONS", "`" + item + "` stands there twice.");
        else
            config.durations.push_back(*grant);
    }
    if (config.durations.empty() || config.durations.size() > 100)
        read.fault("DURATIONS", "needs one to a hundred durations.");
    if (const auto grant = read_grant(read, "DEFAULT_DURATION", read.text("DEFAULT_DURATION"), config.profile)) {
        config.default_duration = *grant;
        if (std::ranges::find(config.durations, *grant) == config.durations.end())
            read.fault("DEFAULT_DURATION", "must be one of DURATIONS.");
    }
    if (const auto grant =
            read_grant(read, "AUTO_APPROVE_DURATION", read.text("AUTO_APPROVE_DURATION"), config.profile))
        config.unattended.grant = *grant;
    config.unattended_by_default = !read.given("AUTO_APPROVE_DURATION");
}

std::vector<UserId> read_people(SettingReader& read, std::string_view name, const std::vector<std::string>& items) {
    std::vector<UserId> people;
    for (const auto& item : items) {
        const bool plain = std::ranges::all_of(item, [](char c) {
            return std::isupper(static_cast<unsigned char>(c)) || std::isdigit(static_cast<unsigned char>(c));
        });
        if (item.starts_with('S') && plain)
            read.fault(name, "`" + item + "` is a user group, which this version cannot do yet. Name people (U…).");
        else if (!plain || item.size() < 2 || (item.front() != 'U' && item.front() != 'W'))
            read.fault(name, "`" + item + "` is no member id. In Slack: profile, ⋮, Copy member ID (U…).");
        else
            people.emplace_back(item);
    }
    return people;
}

void read_rights(SettingReader& read, Config& config) {
    const auto approvers = read.list("APPROVERS");
    if (approvers == std::vector<std::string>{"channel"})
        config.rights.approvers = ChannelDecides{};
    else if (!approvers.empty())
        config.rights.approvers = TheseDecide{read_people(read, "APPROVERS", approvers)};
    config.admins.people = read_people(read, "ADMINS", read.list("ADMINS"));
    // A list of nobody is a slip, and one that would quietly mean somebody else.
    for (const auto* name : {"APPROVERS", "ADMINS"})
        if (read.given(name) && read.list(name).empty())
            read.fault(name, "names nobody. Name somebody, or leave it out.");
    config.rights.self_approval = read.word("SELF_APPROVAL", {"deny", "allow"}) == "allow";
}

/// What is allowed, and what somebody should have thought about before.
std::vector<std::string> risks_of(const Config& config) {
    std::vector<std::string> risks;
    if (std::holds_alternative<ChannelDecides>(config.rights.approvers) && config.admins.people.empty())
        risks.emplace_back(
            "APPROVERS=channel AND NO ADMINS: whoever is in a registered channel decides, and nobody is named who may "
            "say which channels those are; every owner and admin of the workspace may. Set ADMINS to the member ids of "
            "those who may.");
    return risks;
}

std::string in_words(const PatternFault& fault) {
    const auto words = "`" + fault.text + "` " + fault.why + ".";
    return fault.meant.empty() ? words : words + " Did you mean `" + fault.meant + "`?";
}

void read_except(SettingReader& read, Config& config) {
    static constexpr std::string_view name = "AUTO_APPROVE_EXCEPT";
    auto except = parse_patterns(read.text(name));
    if (!except) {
        for (const auto& fault : except.error()) read.fault(name, in_words(fault));
        return;
    }
    config.unattended.except = std::move(*except);
    for (const auto& doubt : doubts_about(config.unattended.except))
        config.doubts.push_back(std::string{name} + ": " + in_words(doubt));
}

void read_unattended(SettingReader& read, Config& config) {
    read_except(read, config);
    config.unattended.limit = static_cast<unsigned>(read.number("AUTO_APPROVE_LIMIT", 0, 1e6));
    config.unattended.limit_computer = static_cast<unsigned>(read.number("AUTO_APPROVE_LIMIT_COMPUTER", 0, 1e6));
    config.unattended.ratings = read.list("AUTO_APPROVE_RATINGS");
    if (config.unattended.ratings.empty())
        read.fault("AUTO_APPROVE_RATINGS", "names no rating. Name at least one (clean), or leave it out.");
}

/// Nothing forbids it, but nobody means it.
std::vector<std::string> doubts_about_ratings(const UnattendedPolicy& unattended) {
    std::vector<std::string> doubts;
    for (const auto* bad : {"bad", "malicious", "suspect", "suspicious"})
        if (accepts(unattended.ratings, bad, unicode::fold))
            doubts.push_back("AUTO_APPROVE_RATINGS lets the schedule approve what is rated `" + std::string{bad} +
                             "`.");
    return doubts;
}

void read_store(SettingReader& read, const Environment& environment, Config& config) {
    const auto store = read.text("STATE_STORE");
    if (store == "memory:") {
        config.store = StoreKind::memory;
    } else if (store.starts_with("sqlite:") && store.size() > 7) {
        config.store_path = store.substr(7);
        config.state_dies =
            why_state_dies(environment, file_content("/proc/self/mountinfo"), config.store_path).value_or("");
    } else if (store.starts_with("dynamodb:")) {
        read.fault("STATE_STORE", "dynamodb: is known, but this version cannot do it yet. Use sqlite:PATH.");
    } else {
        read.fault("STATE_STORE", "`" + store + "` is neither sqlite:PATH nor memory:.");
    }
    config.keep_decided = read.length("KEEP_DECIDED", hours{1}, hours{24 * 3650});
    config.unattended.kept = config.keep_decided;
}

/// What AWS's tools would look at, and whether they would find their way.
void read_aws(SettingReader& read, const Environment& environment, Config& config) {
    for (const auto& [name, value] : environment.values)
        if (name.starts_with("AWS_") || name.starts_with("ECS_") || name == "HOME")
            config.aws_environment.emplace(name, value);
    for (const auto* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"})
        if (const auto stray = stray_in_secret(aws::value_of(config.aws_environment, name), false))
            read.fault(name, *stray);
    const auto values = aws::read_profile(config.aws_environment, file_content).values;
    const auto of_profile = values.find("region");
    const auto region =
        aws::choose_region(config.aws_environment, of_profile == values.end() ? std::string{} : of_profile->second);
    if (!region) return read.fault("AWS_REGION", region.error().what);
    for (const auto* service : {"ssm", "sts"})
        if (const auto endpoint = aws::choose_endpoint(config.aws_environment, *region, service); !endpoint)
            return read.fault("AWS_ENDPOINT_URL", endpoint.error().what);
}

void read_settings_store(SettingReader& read, const Environment& environment, Config& config) {
    static constexpr std::string_view scheme = "ssm:";
    const auto store = read.text("SETTINGS_STORE");
    const auto channels = read.text("SSM_CHANNELS_PARAM");
    const auto schedule = read.text("SSM_SCHEDULE_PARAM");
    const bool named = !channels.empty() || !schedule.empty();
    if (!store.empty() && !store.starts_with(scheme)) {
        if (store != read.text("STATE_STORE"))
            read.fault("SETTINGS_STORE", "`" + store + "` is neither ssm:/prefix nor what STATE_STORE says.");
        else if (named)
            read.fault("SETTINGS_STORE",
                       "keeps channels and schedule in the state store, but SSM_CHANNELS_PARAM or "
                       "SSM_SCHEDULE_PARAM is set. Say ssm:, or remove them.");
        return;
    }
    config.settings_in_aws = named || !store.empty();
    if (!config.settings_in_aws) return;
    auto prefix = store.size() > scheme.size() ? store.substr(scheme.size()) : std::string{"/privman-slack-bot"};
    while (prefix.ends_with('/')) prefix.pop_back();
    config.ssm_channels_param = channels.empty() ? prefix + "/CHANNELS" : channels;
    config.ssm_schedule_param = schedule.empty() ? prefix + "/AUTOAPPROVE_SCHEDULE" : schedule;
    const auto check = [&read](const std::string& given, const char* name, const std::string& parameter) {
        if (const auto fault = settings::parameter_name_fault(parameter))
            read.fault(given.empty() ? "SETTINGS_STORE" : name, *fault);
    };
    check(channels, "SSM_CHANNELS_PARAM", config.ssm_channels_param);
    check(schedule, "SSM_SCHEDULE_PARAM", config.ssm_schedule_param);
    if (config.ssm_channels_param == config.ssm_schedule_param)
        read.fault("SSM_SCHEDULE_PARAM", "must not be the parameter of the channels.");
    read_aws(read, environment, config);
}

void read_network(SettingReader& read, const Environment& environment, Config& config) {
    // curl reads the lower-case spelling too, and for http only that: people have either.
    const auto either = [&environment](const char* upper, const char* lower) {
        return environment.get(upper).value_or(environment.get(lower).value_or(""));
    };
    config.https_proxy = either("HTTPS_PROXY", "https_proxy");
    config.http_proxy = either("HTTP_PROXY", "http_proxy");
    config.no_proxy = either("NO_PROXY", "no_proxy");
    config.ssl_cert_file = environment.get("SSL_CERT_FILE").value_or("");
    const auto rules = net::ProxyRules::parse(config.https_proxy, config.http_proxy, config.no_proxy);
    if (!rules) read.fault("HTTPS_PROXY", rules.error().what);
    if (config.ssl_cert_file.empty()) return;
    if (net::TlsContext::client(config.ca_bundles())) return;
    read.fault("SSL_CERT_FILE", "`" + config.ssl_cert_file +
                                    "` cannot be read, or holds no certificate. Name a PEM file with the "
                                    "authorities to trust, or remove it to use the system's.");
    config.ssl_cert_file.clear();
}

/// Nothing of ours is told in it, but whoever set it believes that something is.
std::optional<std::string> doubt_about_zone(const Environment& environment) {
    auto zone = environment.get("TZ").value_or("");
    if (zone.starts_with(':')) zone.erase(0, 1);
    const bool posix = zone.find('/') == std::string::npos && zone.find_first_of("0123456789") != std::string::npos;
    if (zone.empty() || zone.starts_with('/') || posix) return std::nullopt;
    static constexpr WallTime any_day{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
    if (clocks::ZoneDatabase{}.span_at(zone, any_day)) return std::nullopt;
    return "TZ: `" + zone +
           "` names no time zone (Europe/Berlin, UTC). The log tells UTC whatever it says; schedules "
           "name their own zone.";
}

void read_sandbox_clock(SettingReader& read, Config& config) {
    config.sandbox_clock = read.text("SANDBOX_CLOCK");
    if (config.sandbox_clock.empty()) return;
    if (!is_loopback_http(config.sandbox_clock) || !is_loopback_http(config.slack_api_url) ||
        !is_loopback_http(config.privman_base_url))
        read.fault("SANDBOX_CLOCK",
                   "a clock that can be set is refused unless it, Slack and Privilege Manager are all loopback http.");
}

void read_log(SettingReader& read, Config& config, bool on_terminal) {
    const auto format = read.word("LOG_FORMAT", {"auto", "json", "text"});
    config.log_format =
        format == "text" || (format == "auto" && on_terminal) ? observe::Log::Format::text : observe::Log::Format::json;
    const auto level = read.word("LOG_LEVEL", {"info", "debug", "warning", "error"});
    for (const auto known :
         {observe::Level::debug, observe::Level::info, observe::Level::warning, observe::Level::error})
        if (level == observe::word_for(known)) config.log_level = known;
}

void read_health(SettingReader& read, const Environment& environment, Config& config) {
    if (const auto text = read.text("HEALTH_LISTEN"); !text.empty()) {
        if (auto where = parse_listen_address(text))
            config.health_listen = std::move(*where);
        else
            read.fault("HEALTH_LISTEN", where.error());
    }
    config.metrics =
        read.word("METRICS", {"prometheus", "emf"}) == "emf" ? MetricsFormat::emf : MetricsFormat::prometheus;
    config.ecs_metadata = environment.get(ecs_metadata_variable).value_or("");
}

}  // namespace

std::vector<std::string> Config::ca_bundles() const {
    return ssl_cert_file.empty() ? net::well_known_ca_bundles() : std::vector{ssl_cert_file};
}

SettingsRead read_settings(const Environment& given, bool on_terminal) {
    auto faults = given.faults;
    const auto environment = without_strays(given, faults);
    SettingReader read{environment};
    Config config;
    read.faults() = std::move(faults);
    refuse_what_is_not_built(read);
    read_slack(read, config);
    read_privilege_manager(read, config);
    config.poll_interval = read.length("POLL_INTERVAL", Millis{50}, hours{1});
    read_durations(read, config);
    read_unattended(read, config);
    read_rights(read, config);
    config.remind_after = read.length("REMIND_AFTER", Millis{0}, hours{24 * 30});
    config.cards_at_once = static_cast<std::size_t>(read.number("CARDS_AT_ONCE", 0, 10'000));
    config.decision_limit = read.length("DECISION_LIMIT", seconds{1}, hours{1});
    config.stop_within = read.length("STOP_WITHIN", seconds{0}, hours{1});
    read_store(read, environment, config);
    read_settings_store(read, environment, config);
    read_network(read, environment, config);
    read_sandbox_clock(read, config);
    read_log(read, config, on_terminal);
    read_health(read, environment, config);
    config.warnings = probable_slips(environment);
    config.risks = risks_of(config);
    config.reread = environment.reread;
    if (auto doubt = doubt_about_zone(environment)) config.warnings.push_back(std::move(*doubt));
    std::ranges::move(doubts_about_ratings(config.unattended), std::back_inserter(config.warnings));
    return {std::move(config), std::move(read.faults())};
}

std::expected<Config, std::vector<std::string>> read_config(const Environment& environment, bool on_terminal) {
    auto [config, faults] = read_settings(environment, on_terminal);
    if (faults.empty()) return std::move(config);
    // What is missing may stand there under a name that is almost right.
    faults.insert(faults.end(), config.warnings.begin(), config.warnings.end());
    return std::unexpected{std::move(faults)};
}

}  // namespace privman::app
