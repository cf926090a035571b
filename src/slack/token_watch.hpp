// A bot token that is revoked while the bot works: noticed with whatever call meets it, said once, tried again slowly.
#pragma once

#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "slack/web_api.hpp"

namespace privman::slack {

/// A refused token is tried again this often, never faster.
inline constexpr Millis refused_token_pause = std::chrono::minutes{5};

/// While `api` says that the token is refused, asks auth.test every `refused_token_pause`: with a token that is refused
/// nothing else may succeed and show that it is over. Until cancelled; everything must outlive it.
Async<void> watch_token(WebApi& api, Clock& clock, observe::Log& log);

}  // namespace privman::slack
