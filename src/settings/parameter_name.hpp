// Names that AWS SSM Parameter Store accepts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace privman::settings {

/// What is wrong with it, in one sentence with the mend; nothing when it is right.
std::optional<std::string> parameter_name_fault(std::string_view name);

}  // namespace privman::settings
