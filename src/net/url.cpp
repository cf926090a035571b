#include "net/url.hpp"

#include "net/http_message.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace privman::net {

namespace {

struct Scheme {
    std::string_view name;
    bool tls;
    std::uint16_t port;
};

constexpr std::array schemes{Scheme{"https", true, 443}, Scheme{"http", false, 80}, Scheme{"wss", true, 443},
                             Scheme{"ws", false, 80}};

std::unexpected<NetError> refuse(std::string why) {
    return std::unexpected{NetError{NetTrouble::protocol, false, "URL refused: " + std::move(why)}};
}

bool is_unreserved(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

/// Letters, digits, and what names and IPv6 literals contain. Anything else in a host is an accident or an attack.
bool is_plain_host(std::string_view host) {
    return !host.empty() && host.size() <= 253 &&
           std::ranges::all_of(host, [](char c) { return (is_unreserved(c) && c != '~') || c == ':'; });
}

bool has_brackets(std::string_view host) { return host.contains(':'); }

}  // namespace

std::string authority_of(const Origin& origin) {
    const auto host = has_brackets(origin.host) ? "[" + origin.host + "]" : origin.host;
    return host + ":" + std::to_string(origin.port);
}

std::string host_header_of(const Origin& origin) {
    if (origin.port != (origin.tls ? 443 : 80)) return authority_of(origin);
    return has_brackets(origin.host) ? "[" + origin.host + "]" : origin.host;
}

NetResult<Url> parse_url(std::string_view text) {
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed) return refuse("not an absolute URL");
    const auto& view = *parsed;
    const auto found = std::ranges::find_if(schemes, [&](const Scheme& scheme) {
        const auto given = view.scheme();
        return equal_ignoring_case({given.data(), given.size()}, scheme.name);
    });
    if (found == schemes.end()) return refuse("the scheme is none of http, https, ws, wss");
    if (view.has_userinfo()) return refuse("it carries a user name");

    Url url{.origin = {found->tls, {}, found->port}, .target = {}};
    const auto host = view.host_address();
    url.origin.host.assign(host.data(), host.size());
    std::ranges::transform(url.origin.host, url.origin.host.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (!is_plain_host(url.origin.host)) return refuse("the host is not a host name");
    if (const auto port = view.port(); view.has_port() && !port.empty()) {
        const auto* end = port.data() + port.size();
        if (const auto [stop, ec] = std::from_chars(port.data(), end, url.origin.port);
            ec != std::errc{} || stop != end || url.origin.port == 0) {
            return refuse("the port is not a port");
        }
    }
    const auto target = view.encoded_target();
    url.target.assign(target.data(), target.size());
    if (url.target.empty() || url.target.starts_with('?')) url.target.insert(0, "/");
    // "https://host:x/" parses as an empty port followed by a path that is glued to it.
    if (!url.target.starts_with('/')) return refuse("the port is not a port");
    return url;
}

std::string encode_component(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string decode_component(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        if (text[i] == '%' && text.size() - i > 2) {
            const auto* digits = text.data() + i + 1;
            if (const auto [stop, ec] = std::from_chars(digits, digits + 2, byte, 16); stop == digits + 2) {
                out += static_cast<char>(byte);
                i += 2;
                continue;
            }
        }
        out += text[i] == '+' ? ' ' : text[i];
    }
    return out;
}

std::string form_body(const Fields& pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!out.empty()) out += '&';
        out.append(encode_component(name)).append("=").append(encode_component(value));
    }
    return out;
}

Fields parse_form(std::string_view body) {
    Fields fields;
    while (!body.empty()) {
        const auto end = std::min(body.find('&'), body.size());
        const auto item = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (item.empty()) continue;
        const auto equals = std::min(item.find('='), item.size());
        const auto value = item.substr(std::min(equals + 1, item.size()));
        fields.emplace_back(decode_component(item.substr(0, equals)), decode_component(value));
    }
    return fields;
}

bool is_localhost(std::string_view host) {
    constexpr std::string_view name = "localhost";
    if (host.ends_with('.')) host.remove_suffix(1);
    if (host.size() < name.size() || !equal_ignoring_case(host.substr(host.size() - name.size()), name)) return false;
    const auto before = host.substr(0, host.size() - name.size());
    return before.empty() || (before.size() > 1 && before.ends_with('.') && !before.starts_with('.'));
}

bool is_loopback(std::string_view host) {
    if (is_localhost(host)) return true;
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(std::string{host}, ec);
    return !ec && address.is_loopback();
}

}  // namespace privman::net
