#include "net/proxy.hpp"

#include "net/http_message.hpp"

#include <boost/asio/ip/address_v4.hpp>

#include <algorithm>
#include <charconv>

namespace privman::net {

namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const auto [stop, ec] = std::from_chars(begin, end, value);
    if (ec != std::errc{} || stop != end || text.empty()) return std::nullopt;
    return value;
}

std::optional<std::uint32_t> ipv4(std::string_view text) {
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address_v4(std::string{text}, ec);
    if (ec) return std::nullopt;
    return address.to_uint();
}

/// Standard base64 with padding, for credentials of a few dozen bytes.
std::string base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        const auto byte = [&](std::size_t at) -> std::uint32_t {
            return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
        };
        const std::uint32_t three = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        out += digits[three >> 18];
        out += digits[three >> 12 & 63];
        out += i + 1 < text.size() ? digits[three >> 6 & 63] : '=';
        out += i + 2 < text.size() ? digits[three & 63] : '=';
    }
    return out;
}

/// Not `decode_component`: a '+' in a password is a '+'.
std::string percent_decoded(std::string_view text) {
    std::string kept;
    for (const char c : text) kept.append(c == '+' ? "%2B" : std::string(1, c));
    return decode_component(kept);
}

NetResult<std::optional<Proxy>> read_proxy(std::string_view variable, std::string_view value) {
    value = trim(value);
    if (value.empty()) return std::nullopt;
    const auto refuse = [&](std::string_view why) {
        return std::unexpected{NetError{NetTrouble::proxy, false, std::string{variable} + " " + std::string{why}}};
    };

    bool tls = false;
    if (const auto scheme_end = value.find("://"); scheme_end != value.npos) {
        const auto scheme = value.substr(0, scheme_end);
        if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) {
            return refuse("names a proxy that is neither http nor https");
        }
        tls = equal_ignoring_case(scheme, "https");
        value.remove_prefix(scheme_end + 3);
    }
    value = value.substr(0, value.find('/'));

    std::string authorization;
    if (const auto at = value.rfind('@'); at != value.npos) {
        authorization = "Basic " + base64(percent_decoded(value.substr(0, at)));
        value.remove_prefix(at + 1);
    }
    const auto url = parse_url((tls ? "https://" : "http://") + std::string{value});
    if (!url) return refuse("is not the address of a proxy");
    return Proxy{url->origin, std::move(authorization)};
}

}  // namespace

NetResult<ProxyRules> ProxyRules::parse(std::string_view https_proxy, std::string_view http_proxy,
                                        std::string_view no_proxy) {
    ProxyRules rules;
    auto https = read_proxy("HTTPS_PROXY", https_proxy);
    if (!https) return std::unexpected{https.error()};
    auto http = read_proxy("HTTP_PROXY", http_proxy);
    if (!http) return std::unexpected{http.error()};
    rules.https_ = std::move(*https);
    rules.http_ = std::move(*http);

    while (!no_proxy.empty()) {
        const auto end = std::min(no_proxy.find_first_of(", "), no_proxy.size());
        if (const auto item = trim(no_proxy.substr(0, end)); !item.empty())
            rules.exemptions_.push_back(read_exemption(item));
        no_proxy.remove_prefix(std::min(end + 1, no_proxy.size()));
    }
    return rules;
}

ProxyRules::Exemption ProxyRules::read_exemption(std::string_view item) {
    Exemption exemption;
    if (const auto slash = item.find('/'); slash != item.npos) {
        const auto network = ipv4(item.substr(0, slash));
        const auto bits = number<int>(item.substr(slash + 1));
        if (network && bits && *bits >= 0 && *bits <= 32) {
            exemption.network = *network;
            exemption.prefix = *bits;
            return exemption;
        }
    }
    // One colon separates a port; several are an IPv6 literal, perhaps in brackets.
    if (item.starts_with('[')) {
        const auto close = std::min(item.find(']'), item.size());
        if (item.substr(close).starts_with("]:")) exemption.port = number<std::uint16_t>(item.substr(close + 2));
        item = item.substr(1, close - 1);
    } else if (std::ranges::count(item, ':') == 1) {
        const auto colon = item.find(':');
        exemption.port = number<std::uint16_t>(item.substr(colon + 1));
        item = item.substr(0, colon);
    }
    if (item.starts_with("*.")) item.remove_prefix(1);
    if (item.starts_with('.')) item.remove_prefix(1);
    exemption.host = lower(item);
    return exemption;
}

bool ProxyRules::Exemption::covers(const Origin& origin) const {
    if (port && *port != origin.port) return false;
    if (prefix >= 0) {
        const auto address = ipv4(origin.host);
        if (!address) return false;
        const std::uint32_t mask = prefix == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix);
        return (*address & mask) == (network & mask);
    }
    if (host == "*") return true;
    if (host.empty() || !origin.host.ends_with(host)) return false;
    if (origin.host.size() == host.size()) return true;
    // Only whole labels: `example.com` exempts `api.example.com`, not `badexample.com`, and no part of an address.
    return origin.host[origin.host.size() - host.size() - 1] == '.' && !ipv4(origin.host);
}

std::optional<Proxy> ProxyRules::for_origin(const Origin& origin) const {
    if (is_loopback(origin.host)) return std::nullopt;
    if (std::ranges::any_of(exemptions_, [&](const Exemption& exemption) { return exemption.covers(origin); })) {
        return std::nullopt;
    }
    return origin.tls ? https_ : http_;
}

}  // namespace privman::net
