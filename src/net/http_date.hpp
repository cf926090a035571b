// The `Date` header: what a server's clock says, to the second.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace privman::net {

/// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that RFC 9110 lets anybody send.
[[nodiscard]] std::string http_date(std::chrono::sys_seconds when);

/// Reads that form; nothing for anything else.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace privman::net
