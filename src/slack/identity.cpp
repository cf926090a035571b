#include "slack/identity.hpp"

#include "slack/json_read.hpp"

#include <algorithm>
#include <iterator>

namespace privman::slack {

namespace {

std::vector<std::string> without(const std::vector<std::string>& wanted, const std::vector<std::string>& granted) {
    std::vector<std::string> missing;
    std::ranges::copy_if(wanted, std::back_inserter(missing),
                         [&](const auto& scope) { return std::ranges::find(granted, scope) == granted.end(); });
    return missing;
}

std::string listed(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
    return all;
}

}  // namespace

const std::vector<std::string>& needed_scopes() {
    static const std::vector<std::string> scopes{"app_mentions:read", "chat:write", "im:history", "users:read"};
    return scopes;
}

const std::vector<std::string>& optional_scopes() {
    static const std::vector<std::string> scopes{"channels:read", "groups:read"};
    return scopes;
}

Async<Outcome<Identity>> identify(WebApi& api) {
    const auto answer = co_await api.call("auth.test");
    if (!answer) co_return std::unexpected{answer.error()};
    Identity identity;
    identity.self.user = UserId{text_of(*answer, "user_id")};
    identity.self.team = TeamId{text_of(*answer, "team_id")};
    identity.self.team_name = text_of(*answer, "team");
    identity.bot_id = text_of(*answer, "bot_id");
    identity.enterprise = text_of(*answer, "enterprise_id");
    identity.org_wide = flag_of(*answer, "is_enterprise_install");
    // An organisation's id begins with E, where a workspace's begins with T.
    const bool no_workspace = identity.self.team.empty() || identity.self.team.value == identity.enterprise ||
                              identity.self.team.value.starts_with('E');
    if (identity.org_wide && no_workspace)
        co_return std::unexpected{Failure{Trouble::malformed, about_installation(identity)}};
    if (identity.self.user.empty() || no_workspace)
        co_return std::unexpected{Failure{Trouble::malformed, "auth.test did not say who we are"}};
    identity.scopes = api.granted_scopes();
    identity.scopes_known = !identity.scopes.empty();
    if (identity.scopes_known) {
        identity.missing = without(needed_scopes(), identity.scopes);
        identity.missing_optional = without(optional_scopes(), identity.scopes);
    }
    co_return identity;
}

std::string about_installation(const Identity& identity) {
    if (!identity.org_wide) return {};
    return "The app is installed for the whole organisation (" +
           (identity.enterprise.empty() ? "org-wide" : identity.enterprise) +
           "), which this bot does not support. Install it in the one workspace where approvers are members.";
}

std::string about_missing_scopes(const Identity& identity) {
    std::string text;
    if (!identity.missing.empty()) text = "The bot token lacks scopes it needs: " + listed(identity.missing) + ".";
    if (!identity.missing_optional.empty())
        text += (text.empty() ? "" : " ") + ("Without " + listed(identity.missing_optional) +
                                             " channels cannot be checked for members of other companies.");
    if (!text.empty()) text += " Add them under OAuth & Permissions and reinstall the app.";
    return text;
}

}  // namespace privman::slack
