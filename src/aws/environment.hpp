// What the process was started with, as values: nothing here reads the environment or the disk by itself.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace privman::aws {

using Environment = std::map<std::string, std::string, std::less<>>;

/// The whole file; nothing when it is not there or may not be read.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

/// The value of `name`, or empty: AWS's tools do not tell an empty variable from a missing one.
[[nodiscard]] inline std::string value_of(const Environment& environment, std::string_view name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string{} : found->second;
}

}  // namespace privman::aws
