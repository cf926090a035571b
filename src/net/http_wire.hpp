// Spelling HTTP/1.1 messages; reading them is the parser's work. Internal to this folder.
#pragma once

#include "net/http_message.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace privman::net {

/// RFC 9110 token: methods and header names.
[[nodiscard]] bool is_token(std::string_view text);

/// Appends every header except those named in `without`, which the caller spells himself. False, with `out` unfinished,
/// when one could not be spelled without breaking the message apart (line breaks in a value, say).
[[nodiscard]] bool append_headers(std::string& out, const Headers& headers,
                                  std::initializer_list<std::string_view> without);

}  // namespace privman::net
