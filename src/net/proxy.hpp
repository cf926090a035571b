// When a connection goes through a proxy, decided from the values of the usual variables. Pure: reads no environment.
#pragma once

#include "net/error.hpp"
#include "net/url.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::net {

struct Proxy {
    Origin origin;
    std::string authorization;  ///< value of `Proxy-Authorization`, empty when the proxy asks for none; a secret

    friend bool operator==(const Proxy&, const Proxy&) = default;
};

/// HTTPS_PROXY serves https and wss, HTTP_PROXY serves http and ws, NO_PROXY exempts: `*`, a host, a domain with or
/// without its leading dot (sub-domains included), an address or a CIDR block of IPv4 or IPv6, each also with `:port`
/// (IPv6 then in brackets). Addresses are compared as addresses, however they are spelled; a dot behind a name is
/// nothing. Loopback is never proxied.
class ProxyRules {
public:
    ProxyRules() = default;

    /// Empty strings mean unset; a proxy without scheme is http. Fails with `proxy` on a value that is no proxy
    /// address; the text names the variable and never repeats its value.
    [[nodiscard]] static NetResult<ProxyRules> parse(std::string_view https_proxy, std::string_view http_proxy,
                                                     std::string_view no_proxy);

    [[nodiscard]] std::optional<Proxy> for_origin(const Origin& origin) const;

private:
    struct Exemption {
        std::string host;  ///< lower case, without dots around; "*" is everybody, empty is nobody
        std::optional<std::uint16_t> port;
        std::optional<boost::asio::ip::address> network;  ///< set: `host` is not looked at
        unsigned prefix = 0;                              ///< bits of `network` that count

        [[nodiscard]] bool covers(const Origin& origin) const;
    };

    static Exemption read_exemption(std::string_view item);

    std::optional<Proxy> https_;
    std::optional<Proxy> http_;
    std::vector<Exemption> exemptions_;
};

}  // namespace privman::net
