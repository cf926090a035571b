// What a person typed, out of what Slack made of it.
#pragma once

#include "domain/ids.hpp"

#include <string>
#include <string_view>

namespace privman::slack {

/// Without mentions of `self`, wherever they stand; other people as `@U…`, channels as `#C…`, links as they were typed;
/// entities unescaped once; quotes, dashes and spaces of phone keyboards as on a plain one; white space collapsed.
std::string command_text(std::string_view slack_text, const UserId& self);

}  // namespace privman::slack
