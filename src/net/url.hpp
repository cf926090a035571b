// Absolute URLs taken apart, and text made safe to put into one.
#pragma once

#include "net/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::net {

/// Where a connection goes. `host` is lower case, without brackets around an IPv6 address.
struct Origin {
    bool tls = true;
    std::string host;
    std::uint16_t port = 443;

    friend auto operator<=>(const Origin&, const Origin&) = default;
};

/// `host:port`, with brackets where IPv6 needs them: for `CONNECT` and for messages.
[[nodiscard]] std::string authority_of(const Origin& origin);

/// The same without the port when it is the scheme's own: the `Host` header.
[[nodiscard]] std::string host_header_of(const Origin& origin);

/// An absolute URL. The fragment is dropped; user and password are refused, since they end in logs.
struct Url {
    Origin origin;
    std::string target;  ///< path and query, percent-encoded, never empty
};

/// Accepts http, https, ws and wss. Fails with `protocol`; the text never repeats the URL.
[[nodiscard]] NetResult<Url> parse_url(std::string_view text);

/// Everything but RFC 3986's unreserved characters becomes %XX.
[[nodiscard]] std::string encode_component(std::string_view text);

/// The reverse, also reading '+' as a space as forms have it. A '%' without two hex digits stays as it is.
[[nodiscard]] std::string decode_component(std::string_view text);

using Fields = std::vector<std::pair<std::string, std::string>>;

/// application/x-www-form-urlencoded; also fit for a query string.
[[nodiscard]] std::string form_body(const Fields& pairs);

/// What `form_body` made, in order.
[[nodiscard]] Fields parse_form(std::string_view body);

/// `localhost` and the names below it: this machine, without asking any resolver (RFC 6761, 6.3). With or without a
/// last dot.
[[nodiscard]] bool is_localhost(std::string_view host);

/// 127.0.0.0/8, ::1, and what `is_localhost`. No name is looked up.
[[nodiscard]] bool is_loopback(std::string_view host);

}  // namespace privman::net
