// How long a grant is, read from what the profile says was sent.
#pragma once

#include "contract/profile.hpp"
#include "sandbox/privilege_manager/pattern.hpp"
#include "sandbox/privilege_manager/queue.hpp"

#include <expected>
#include <optional>
#include <string>

namespace privman::sandbox::pm {

/// The time in an approval's captures, exactly. Nothing when the templates carry no time at all (`carries_time` false).
/// The error says what a real server would have stumbled over.
[[nodiscard]] std::expected<std::optional<GrantedTime>, std::string> read_granted_time(const contract::Profile& profile,
                                                                                       const Captures& captures,
                                                                                       bool carries_time);

}  // namespace privman::sandbox::pm
