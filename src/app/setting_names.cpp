#include "app/setting_names.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace privman::app {

namespace {

constexpr auto not_yet = Honoured::not_yet;
constexpr auto by_usage = Honoured::by_usage;

constexpr SettingName names[] = {
    {"SLACK_BOT_TOKEN", "", "bot token, xoxb-…; needed", true},
    {"SLACK_APP_TOKEN", "", "app-level token with connections:write, xapp-…; needed", true},
    {"SLACK_API_URL", "https://slack.com/api/", "base of the Web API"},
    {"SLACK_POSTS_PER_SECOND", "1", "new messages per channel and second; 0: no pacing of our own"},
    {"PRIVMAN_BASE_URL", "", "Privilege Manager, ends in /Tms; needed"},
    {"PRIVMAN_USERNAME", "", "API client id; needed"},
    {"PRIVMAN_PASSWORD", "", "API client secret; needed", true},
    {"PRIVMAN_PROFILE", "",
     "JSON file with the contract of this instance, or `builtin`; needed unless the base is loopback"},
    {"PRIVMAN_ALLOW_HTTP", "0", "1 allows a plain http:// base that is not loopback"},
    {"PRIVMAN_CA_FILE", "", "a private certificate authority beside the system's"},
    {"PRIVMAN_TIMEOUT", "30", "seconds per call to Privilege Manager"},
    {"POLL_INTERVAL", "30", "seconds between polls, fractions from 0.05"},
    {"DURATIONS", "one-time,15m,30m,1h,2h,4h,8h", "the picker, in order"},
    {"DEFAULT_DURATION", "one-time", "preselected, and used when the picker was not touched"},
    {"AUTO_APPROVE_DURATION", "one-time", "what the schedule grants"},
    {"AUTO_APPROVE_EXCEPT", "",
     "patterns that always wait for people: policy, path, publisher, account, computer, rating=GLOB; several with |"},
    {"AUTO_APPROVE_RATINGS", "clean,good", "ratings that the schedule may approve; without any rating it may too"},
    {"AUTO_APPROVE_LIMIT", "20", "automatic yeses per requester, within 24 hours of one closed period"},
    {"AUTO_APPROVE_LIMIT_COMPUTER", "60", "automatic yeses per computer, within 24 hours of one closed period"},
    {"APPROVERS", "", "`channel`, or a list of U… people; not set: cards carry no buttons"},
    {"ADMINS", "", "a list of U… people; not set: workspace owners and admins"},
    {"SELF_APPROVAL", "deny", "deny or allow"},
    {"UNKNOWN_REQUESTER", "note", "nobody known behind the account: note", false, not_yet},
    {"IDENTITIES", "", "CSV file: account, Slack user id", false, not_yet},
    {"IDENTITY_DOMAINS", "", "CORP=example.com", false, not_yet},
    {"TWO_PERSON", "", "patterns of requests that need two approvers", false, not_yet},
    {"SECOND_YES_WITHIN", "", "how long the first of two approvals stands", false, not_yet},
    {"DENY_DIALOG", "", "always opens the reason dialog on every Deny", false, not_yet},
    {"DENY_REASONS", "", "canned reasons", false, not_yet},
    {"NOTIFY_REQUESTER", "", "1 tells a known requester by direct message", false, not_yet},
    {"REMIND_AFTER", "15m", "one reminder in the card's thread while a request waits; 0: never"},
    {"CARDS_AT_ONCE", "25", "cards of a backlog, the rest in one digest; 0: no limit"},
    {"STATE_STORE", "sqlite:privman-slack.db", "sqlite:PATH or memory:"},
    {"SETTINGS_STORE", "", "ssm:/prefix keeps channels and schedule in AWS SSM Parameter Store; not set: STATE_STORE"},
    {"SSM_CHANNELS_PARAM", "", "exact parameter name of the channels; implies SETTINGS_STORE=ssm:"},
    {"SSM_SCHEDULE_PARAM", "", "exact parameter name of the schedule; implies SETTINGS_STORE=ssm:"},
    {"AUDIT_KEY", "", "keys of the ledger's chain, id:key", true, not_yet},
    {"AUDIT_ANCHOR_AT", "", "when the ledger's head is posted to the admins", false, not_yet},
    {"KEEP_DECIDED", "90d", "how long settled requests stay"},
    {"DECISION_LIMIT", "120", "seconds: no call to Privilege Manager is sent later after a click"},
    {"STOP_WITHIN", "20",
     "seconds a stop waits for answers of Privilege Manager that are under way; five more at most"},
    {"LEASE", "", "seconds a silent poller keeps the lease", false, not_yet},
    {"SANDBOX_CLOCK", "", "URL of the sandbox's clock; only with a loopback Slack and Privilege Manager"},
    {"HEALTH_LISTEN", "", "127.0.0.1:9400 serves /healthz, /readyz and /metrics there; not set: off"},
    {"LOG_FORMAT", "auto", "json, text, or auto: text on a terminal"},
    {"LOG_LEVEL", "info", "debug, info, warning or error"},
    {"METRICS", "prometheus", "prometheus, or emf: prints CloudWatch embedded metrics once a minute"},
    {"HTTPS_PROXY", "", "proxy for https and wss", false, by_usage},
    {"HTTP_PROXY", "", "proxy for http", false, by_usage},
    {"NO_PROXY", "", "hosts that are not proxied", false, by_usage},
    {"SSL_CERT_FILE", "", "certificate bundle instead of the system's", false, by_usage},
    {"TZ", "", "time zone of the machine; schedules name their own", false, by_usage},
};

constexpr std::string_view prefixes[] = {"SLACK_", "PRIVMAN_", "AUTO_APPROVE_", "DENY_", "AUDIT_", "SSM_", "IDENTITY_"};

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

std::string_view without_file(std::string_view name) {
    return name.ends_with("_FILE") ? name.substr(0, name.size() - 5) : name;
}

}  // namespace

std::span<const SettingName> setting_names() { return names; }

const SettingName* find_setting(std::string_view name) {
    for (const auto& setting : names)
        if (setting.name == name || (setting.secret && name == std::string{setting.name} + "_FILE")) return &setting;
    return nullptr;
}

bool looks_like_ours(std::string_view name) {
    if (find_setting(name)) return false;
    if (std::ranges::any_of(prefixes, [&](std::string_view prefix) { return name.starts_with(prefix); })) return true;
    // Every name of the environment is looked at, at every start: most are told apart by their length alone.
    constexpr std::size_t most_slips = 2;
    return name.size() >= 6 && std::ranges::any_of(names, [&](const SettingName& known) {
               const auto longer = std::max(name.size(), known.name.size());
               const auto shorter = std::min(name.size(), known.name.size());
               return longer - shorter <= most_slips && edit_distance(name, known.name) <= most_slips;
           });
}

std::string_view nearest_setting(std::string_view name) {
    return std::ranges::min(names, {},
                            [&](const SettingName& known) {
                                return std::min(edit_distance(name, known.name),
                                                edit_distance(without_file(name), known.name));
                            })
        .name;
}

}  // namespace privman::app
