#include "privilege_manager/base_url.hpp"

#include "net/http_message.hpp"
#include "net/url.hpp"

#include <algorithm>

namespace privman::pm {

std::expected<std::string, std::string> check_base_url(std::string_view text, bool allow_http) {
    const auto refuse = [](const char* why) { return std::unexpected{std::string{why}}; };
    const bool https = net::equal_ignoring_case(text.substr(0, 8), "https://");
    const bool http = net::equal_ignoring_case(text.substr(0, 7), "http://");
    if (!https && !http) return refuse("must begin with https:// and end in /Tms");
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }))
        return refuse("must not hold spaces or control characters");
    if (text.contains('?') || text.contains('#')) return refuse("must not hold a query or a fragment");
    if (text.substr(0, text.find('/', 8)).contains('@'))
        return refuse("must not hold a user name or a password; they have settings of their own");
    const auto url = net::parse_url(text);
    if (!url) return refuse("is not a URL that can be read");
    if (http && !allow_http && !net::is_loopback(url->origin.host))
        return refuse(
            "is plain http, which shows the API secret to everybody on the way; use https, or allow http explicitly");
    while (text.ends_with('/')) text.remove_suffix(1);
    const auto last = text.substr(text.rfind('/') + 1);
    if (!net::equal_ignoring_case(last, "Tms") || url->target == "/")
        return refuse("must end in /Tms, as in https://name.privilegemanagercloud.com/Tms");
    return std::string{text};
}

}  // namespace privman::pm
