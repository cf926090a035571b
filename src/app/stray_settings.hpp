// Settings without what strayed into them on their way here: through an editor, a shell, `docker --env-file`, a page
// that somebody copied from.
#pragma once

#include "app/environment.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::app {

/// `given` with line ends and byte order marks dropped from everything that we read. What is not certain (invisible
/// characters, quotes around, a token of Slack's in another setting) becomes a fault, and the value what it probably
/// was meant to be, so that no second fault follows from the first.
Environment without_strays(const Environment& given, std::vector<std::string>& faults);

/// What is wrong with a secret as it stands there, as "what is wrong. What to do."; nothing when it can be used.
/// `quoted`: it stood in quotes in .env, so quotes inside are meant. Never repeats the secret.
std::optional<std::string> stray_in_secret(std::string_view secret, bool quoted);

}  // namespace privman::app
