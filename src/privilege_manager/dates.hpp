// Times as .NET services write them.
#pragma once

#include "contract/profile.hpp"
#include "domain/moment.hpp"

#include <optional>
#include <string_view>

namespace privman::pm {

/// The moment that `text` names, by the first of the rule's formats that fits. Nothing when none fits, when there is no
/// such date, or when neither the text nor the rule says in which zone it stands.
[[nodiscard]] std::optional<WallTime> parse_time(std::string_view text, const contract::DateRule& rule);

}  // namespace privman::pm
