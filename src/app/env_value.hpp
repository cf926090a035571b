// What stands behind the equals sign of a line of .env.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace privman::app {

struct EnvValue {
    std::string text;
    bool quoted = false;  ///< stood in quotes, so that whatever it holds is meant
};

/// Without quotes: up to a `#` that stands apart, blanks around dropped. In single quotes: as it is. In double quotes:
/// as it is, but `\"` is a quote, and `\\` directly before the closing quote or before `\"` is one backslash. A `$` is
/// always itself. The error is a clause that says what is wrong and never what stands there: it may be a secret.
std::expected<EnvValue, std::string> env_value(std::string_view behind_equals);

/// The same as version 0.1.0 read it, which took every backslash in double quotes for an escape; nothing where it saw a
/// fault. Whoever upgrades is told what means something else now.
std::optional<std::string> env_value_in_0_1_0(std::string_view behind_equals);

}  // namespace privman::app
