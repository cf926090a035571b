// Where the instance lives: accepted forms of PRIVMAN_BASE_URL.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace privman::pm {

/// The URL without a trailing slash, or what is wrong with it, in one sentence. Its last segment must be `Tms` in any
/// case; plain http is for loopback, or when `allow_http`; user, password, query and fragment are refused.
[[nodiscard]] std::expected<std::string, std::string> check_base_url(std::string_view text, bool allow_http);

}  // namespace privman::pm
