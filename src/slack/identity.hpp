// Who we are in the workspace, and what our token may do.
#pragma once

#include "ports/directory.hpp"
#include "ports/outcome.hpp"
#include "slack/web_api.hpp"

#include <string>
#include <vector>

namespace privman::slack {

struct Identity {
    Self self;
    std::string bot_id;
    std::string enterprise;                     ///< the organisation on an Enterprise Grid; empty elsewhere
    bool org_wide = false;                      ///< installed for the whole organisation, not for this workspace
    std::vector<std::string> scopes;            ///< granted
    std::vector<std::string> missing;           ///< without these the bot does not work
    std::vector<std::string> missing_optional;  ///< without these a channel cannot be checked for outside companies
    bool scopes_known = false;                  ///< false: Slack did not say, and nothing counts as missing
};

/// Asks auth.test. `malformed` when it names no workspace, also because the app is installed for an organisation only.
/// `rejected`: the bot token is refused. A missing scope is not a failure, it is listed.
Async<Outcome<Identity>> identify(WebApi& api);

/// The scopes that are needed, and those that only the shared-channel check needs.
const std::vector<std::string>& needed_scopes();
const std::vector<std::string>& optional_scopes();

/// "The app is installed for the whole organisation …", with the mend; empty when it is installed for the workspace.
std::string about_installation(const Identity& identity);

/// "The bot token lacks the scopes …: add them under OAuth & Permissions and reinstall the app."; empty when none is.
std::string about_missing_scopes(const Identity& identity);

}  // namespace privman::slack
