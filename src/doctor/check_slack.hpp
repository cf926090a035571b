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
    slack::WebApi& api;       ///< over `http`
    const ReadingHttp& http;  ///< how the last call went
};

/// Who we are, when the bot token is accepted. Asks for the address of a Socket Mode connection and never opens it:
/// a connection would take clicks away from a bot that runs.
Async<std::optional<slack::Identity>> check_slack(SlackAtHand slack, Report& report);

}  // namespace privman::doctor
