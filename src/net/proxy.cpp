#include "net/proxy.hpp"

#include "net/http_message.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <arpa/inet.h>
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

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

std::string_view without_dot_behind(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    return name;
}

/// An address in any spelling that a resolver takes for one: `10.1`, `0x0a000001`, `::ffff:10.0.0.1` are 10.0.0.1.
std::optional<address> as_address(std::string_view text) {
    const std::string name{without_dot_behind(text)};
    boost::system::error_code ec;
    if (const auto plain = boost::asio::ip::make_address(name, ec); !ec) {
        if (plain.is_v6() && plain.to_v6().is_v4_mapped())
            return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, plain.to_v6());
        return plain;
    }
    in_addr old_spelling{};
    const bool digits_first = !name.empty() && name.front() >= '0' && name.front() <= '9';
    if (!digits_first || inet_aton(name.c_str(), &old_spelling) == 0) return std::nullopt;
    return address_v4{ntohl(old_spelling.s_addr)};
}

template <class Bytes>
bool begin_alike(const Bytes& a, const Bytes& b, unsigned bits) {
    for (std::size_t i = 0; i < a.size() && bits > 0; ++i) {
        const unsigned here = std::min(bits, 8U);
        if (((a[i] ^ b[i]) & (0xFFU << (8 - here) & 0xFFU)) != 0) return false;
        bits -= here;
    }
    return true;
}

bool lies_in(const address& one, const address& network, unsigned prefix) {
    if (one.is_v4() != network.is_v4()) return false;
    if (one.is_v4()) return begin_alike(one.to_v4().to_bytes(), network.to_v4().to_bytes(), prefix);
    // `%eth0` names an interface: who names one means that one.
    const auto scope = network.to_v6().scope_id();
    if (scope != 0 && scope != one.to_v6().scope_id()) return false;
    return begin_alike(one.to_v6().to_bytes(), network.to_v6().to_bytes(), prefix);
}

struct Block {
    address network;
    unsigned prefix;
};

/// `10.0.0.0/8`, `fd00::/8`, or one address.
std::optional<Block> as_block(std::string_view text) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto network = as_address(text.substr(0, slash));
    if (!network) return std::nullopt;
    const unsigned whole = network->is_v4() ? 32 : 128;
    if (slash == text.size()) return Block{*network, whole};
    auto bits = number<unsigned>(text.substr(slash + 1));
    // What was written as IPv6 counts its bits from there.
    const bool mapped = network->is_v4() && text.substr(0, slash).contains(':');
    if (bits && mapped) bits = *bits >= 96 ? std::optional{*bits - 96} : std::nullopt;
    if (!bits || *bits > whole) return std::nullopt;
    return Block{*network, *bits};
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
    const Exemption nobody;
    const auto read_port = [&exemption](std::string_view text) {
        exemption.port = number<std::uint16_t>(text);
        return exemption.port.has_value();
    };
    // One colon separates a port; several are an IPv6 literal, perhaps in brackets.
    if (item.starts_with('[')) {
        const auto close = item.find(']');
        if (close == item.npos) return nobody;
        const auto behind = item.substr(close + 1);
        if (behind.starts_with('/')) {
            if (const auto block = as_block(std::string{item.substr(1, close - 1)}.append(behind))) {
                exemption.network = block->network;
                exemption.prefix = block->prefix;
            }
            return exemption;
        }
        if (!behind.empty() && (behind.front() != ':' || !read_port(behind.substr(1)))) return nobody;
        item = item.substr(1, close - 1);
    } else if (std::ranges::count(item, ':') == 1) {
        const auto colon = item.find(':');
        if (!read_port(item.substr(colon + 1))) return nobody;
        item = item.substr(0, colon);
    }
    if (const auto block = as_block(item)) {
        exemption.network = block->network;
        exemption.prefix = block->prefix;
        return exemption;
    }
    if (item.contains('/')) return nobody;
    if (item.starts_with("*.")) item.remove_prefix(1);
    if (item.starts_with('.')) item.remove_prefix(1);
    exemption.host = lower(without_dot_behind(item));
    return exemption;
}

bool ProxyRules::Exemption::covers(const Origin& origin) const {
    if (port && *port != origin.port) return false;
    const auto one = as_address(origin.host);
    if (network) return one && lies_in(*one, *network, prefix);
    if (host == "*") return true;
    const auto name = lower(without_dot_behind(origin.host));
    if (host.empty() || one || !name.ends_with(host)) return false;
    // Only whole labels: `example.com` exempts `api.example.com`, not `badexample.com`.
    return name.size() == host.size() || name[name.size() - host.size() - 1] == '.';
}

std::optional<Proxy> ProxyRules::for_origin(const Origin& origin) const {
    if (const auto one = as_address(origin.host); one && one->is_loopback()) return std::nullopt;
    if (is_loopback(without_dot_behind(origin.host))) return std::nullopt;
    if (std::ranges::any_of(exemptions_, [&](const Exemption& exemption) { return exemption.covers(origin); })) {
        return std::nullopt;
    }
    return origin.tls ? https_ : http_;
}

}  // namespace privman::net
