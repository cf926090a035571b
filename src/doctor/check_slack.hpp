// Slack: is it there, does it accept both tokens, may they do what is needed.
#pragma once

#include "doctor/reading_http.hpp"
#include "doctor/report.hpp"
#include "ports/clock.hpp"
#include "slack/identity.hpp"
#include "slack/web_api.hpp"

#include <optional>
#include <vector>

namespace privman::doctor {

/// The calls that these checks, and those of people and channels, make below `base`.
std::vector<Question> slack_questions(const std::string& base);

struct SlackAtHand {
    slack::WebApi& api;             ///< over `http`
    const ReadingHttp& http;        ///< how the last call went
    std::string no_bot_token = {};  ///< why it is not to be sent; empty: it may
    std::string no_app_token = {};
};

/// What to do about a token that does not begin as SLACK_BOT_TOKEN or SLACK_APP_TOKEN, `setting`, must; empty: it does,
/// or there is none.
std::string mend_of_token(std::string_view setting, const std::string& token);

/// Who we are, when the bot token is accepted. Asks for the address of a Socket Mode connection and never opens it:
/// a connection would take clicks away from a bot that runs.
Async<std::optional<slack::Identity>> check_slack(SlackAtHand slack, Report& report);

}  // namespace privman::doctor
