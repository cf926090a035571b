// What a parameter may be called.
#pragma once

#include "sandbox/aws/refusal.hpp"

#include <string>
#include <string_view>

namespace privman::sandbox::aws {

/// A name as reads give it: with a version or a label behind a colon, or without.
struct Selected {
    std::string name;
    std::string selector;  ///< "3" or "prod"; empty: the latest
};

/// Blanks at both ends are trimmed, as the service does. Refuses what no parameter can be called.
[[nodiscard]] Answer<Selected> read_name(std::string_view text);

/// Refuses what cannot be created: reserved beginnings, too many levels, a selector.
[[nodiscard]] Answer<std::string> read_new_name(std::string_view text);

/// "arn:aws:ssm:us-east-1:123456789012:parameter/a/b" for "/a/b", and for "a" with one slash too.
[[nodiscard]] std::string parameter_arn(std::string_view region, std::string_view name);

}  // namespace privman::sandbox::aws
