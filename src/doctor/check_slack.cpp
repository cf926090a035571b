#include "doctor/check_slack.hpp"

#include "doctor/catalogue.hpp"
#include "doctor/reach.hpp"
#include "slack/api_errors.hpp"
#include "slack/json_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace privman::doctor {

namespace {

std::string listed(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
    return all;
}

/// What Slack's word means for whoever runs doctor, as a sentence; empty: the catalogue knows better.
std::string mend_for(const std::string& code) {
    auto advice = slack::how_to_mend(code);
    if (advice.empty()) return advice;
    if (advice.front() >= 'a' && advice.front() <= 'z') advice.front() = static_cast<char>(advice.front() - 'a' + 'A');
    return advice + ".";
}

constexpr std::string_view swapped =
    "The two tokens are swapped: xoxb-… belongs into SLACK_BOT_TOKEN, xapp-… into SLACK_APP_TOKEN.";

/// A token of the wrong kind is never sent: the mistake can be seen without showing it to anybody.
bool has_the_right_kind(const std::string& token, std::string_view prefix, std::string_view id, Report& report) {
    if (token.starts_with(prefix)) return true;
    const bool for_bot = prefix == "xoxb-";
    const std::string setting = for_bot ? "SLACK_BOT_TOKEN" : "SLACK_APP_TOKEN";
    if (token.empty())
        report.fault(id, setting + " is not set, or cannot be read");
    else if (token.starts_with("xoxp-"))
        report.fault(id, setting + " holds a user's token");
    else if (token.starts_with("xapp-"))
        report.fault(id, setting + " holds the app-level token", swapped);
    else if (token.starts_with("xoxb-"))
        report.fault(id, setting + " holds the bot token", swapped);
    else
        report.fault(id, fmt::format("{} does not begin with {}", setting, prefix));
    return false;
}

bool answered(const Failure& failure, const ReadingHttp& http, Report& report) {
    if (const auto& error = http.error()) {
        const auto obstacle = obstacle_of(*error, "SLACK_API_URL", "");
        report.fault("slack.reachable", obstacle.seen, obstacle.mend);
        return false;
    }
    const bool slack_speaks = !failure.code.empty() && !failure.code.starts_with("http_");
    if (slack_speaks) return true;
    report.fault("slack.reachable", failure.what,
                 http.status() >= 500 ? "Wait, and look at status.slack.com; if it stays, check SLACK_API_URL."
                                      : "Set SLACK_API_URL to https://slack.com/api/ (or remove it), and check that no "
                                        "proxy answers instead of Slack.");
    return false;
}

void check_scopes(const slack::Identity& identity, Report& report) {
    if (!identity.scopes_known)
        return report.warning("slack.scopes", "Slack did not say which scopes the token has",
                              "Compare OAuth & Permissions with manifest.json by eye.");
    if (!identity.missing.empty())
        return report.fault("slack.scopes", "Missing: " + listed(identity.missing),
                            "Add them under OAuth & Permissions, and reinstall the app.");
    std::vector<std::string> superfluous;
    const auto among = [](const std::vector<std::string>& words, const std::string& word) {
        return std::ranges::find(words, word) != words.end();
    };
    std::ranges::copy_if(identity.scopes, std::back_inserter(superfluous), [&](const auto& scope) {
        return !among(slack::needed_scopes(), scope) && !among(slack::optional_scopes(), scope);
    });
    if (!superfluous.empty())
        return report.warning("slack.scopes", "More than the bot uses: " + listed(superfluous),
                              "Take them away under OAuth & Permissions, and reinstall the app.");
    report.fine("slack.scopes", listed(identity.scopes));
}

Async<void> check_app_token(SlackAtHand slack, Report& report) {
    if (!slack.no_app_token.empty()) {
        report.skipped("slack.app_token", slack.no_app_token);
        co_return report.skipped("slack.socket_mode", slack.no_app_token);
    }
    if (!has_the_right_kind(slack.api.options().app_token, "xapp-", "slack.app_token", report)) co_return;
    const auto opened = co_await slack.api.call("apps.connections.open");
    if (!opened) {
        const auto& failure = opened.error();
        if (!answered(failure, slack.http, report)) co_return;
        if (failure.kind == Trouble::unreachable || failure.kind == Trouble::throttled)
            co_return report.warning("slack.app_token", failure.what, "Wait a minute, and run doctor again.");
        if (failure.code.find("socket_mode") != std::string::npos) {
            report.fine("slack.app_token", "Accepted");
            co_return report.fault("slack.socket_mode", failure.what);
        }
        co_return report.fault(
            "slack.app_token", failure.what,
            failure.code == "missing_scope"
                ? "Make an app-level token with the scope connections:write (Basic Information), and set it."
                : "");
    }
    report.fine("slack.app_token", "Accepted, with connections:write");
    const auto url = slack::text_of(*opened, "url");
    const bool usable =
        url.starts_with("wss://") || (url.starts_with("ws://") && slack::is_stand_in(slack.api.options().base));
    if (usable)
        report.fine("slack.socket_mode", "Slack offers a connection (it was not opened)");
    else
        report.fault("slack.socket_mode", "Slack offers no address for a connection");
}

}  // namespace

std::vector<Question> slack_questions(const std::string& base) {
    std::vector<Question> questions;
    for (const auto* method :
         {"auth.test", "apps.connections.open", "users.info", "conversations.info", "chat.getPermalink"})
        questions.push_back({"POST", base + (base.ends_with('/') ? "" : "/") + method});
    return questions;
}

std::string mend_of_token(std::string_view setting, const std::string& token) {
    const bool for_bot = setting == "SLACK_BOT_TOKEN";
    if (token.empty() || token.starts_with(for_bot ? "xoxb-" : "xapp-")) return {};
    if (token.starts_with(for_bot ? "xapp-" : "xoxb-")) return std::string{swapped};
    return std::string{find_check(for_bot ? "slack.bot_token" : "slack.app_token")->mend};
}

Async<std::optional<slack::Identity>> check_slack(SlackAtHand slack, Report& report) {
    std::optional<slack::Identity> known;
    if (!slack.no_bot_token.empty()) {
        for (const auto* id : {"slack.bot_token", "slack.scopes", "slack.approvers", "slack.admins", "slack.channels"})
            report.skipped(id, slack.no_bot_token);
        if (!slack.no_app_token.empty())
            for (const auto* id : {"slack.reachable", "slack.clock"}) report.skipped(id, slack.no_bot_token);
    } else if (has_the_right_kind(slack.api.options().bot_token, "xoxb-", "slack.bot_token", report)) {
        const auto identity = co_await slack::identify(slack.api);
        if (!identity && !answered(identity.error(), slack.http, report)) co_return std::nullopt;
        report.fine("slack.reachable", "The Web API answers");
        if (!identity) {
            report.fault("slack.bot_token", identity.error().what, mend_for(identity.error().code));
        } else if (identity->bot_id.empty()) {
            report.fault("slack.bot_token", "Accepted, but it is a person's token and not a bot's");
        } else {
            report.fine("slack.bot_token", fmt::format("Accepted in the workspace {}", identity->self.team_name));
            if (const auto about = slack::about_installation(*identity); !about.empty())
                report.fault("slack.bot_token", about, "Install the app in one workspace, and take that bot token.");
            known = *identity;
            check_scopes(*identity, report);
        }
    }
    co_await check_app_token(slack, report);
    if (slack.no_bot_token.empty() || slack.no_app_token.empty())
        check_clock_against(slack.http, "Slack's clock", "slack.clock", report);
    co_return known;
}

}  // namespace privman::doctor
