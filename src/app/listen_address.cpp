#include "app/listen_address.hpp"

#include <boost/asio/ip/address.hpp>

#include <charconv>

namespace privman::app {

std::string ListenAddress::url(std::string_view path) const {
    const auto ip = boost::asio::ip::make_address(address);
    const auto v6 = ip.is_v6();
    const auto host = ip.is_unspecified() ? std::string{v6 ? "::1" : "127.0.0.1"} : address;
    return "http://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + std::string{path};
}

std::expected<ListenAddress, std::string> parse_listen_address(std::string_view text) {
    const auto wrong = [&text] {
        return std::unexpected{"`" + std::string{text} +
                               "` is no address to listen on. Write an IP address and a port: 127.0.0.1:9400, "
                               "[::1]:9400, or 0.0.0.0:9400 to let the network in."};
    };
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return wrong();
    auto host = text.substr(0, colon);
    const auto digits = text.substr(colon + 1);
    ListenAddress listen;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
    if (error != std::errc{} || end != digits.data() + digits.size()) return wrong();

    const bool bracketed = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (host == "localhost" && !bracketed) host = "127.0.0.1";
    boost::system::error_code no_address;
    const auto ip = boost::asio::ip::make_address(std::string{host}, no_address);
    if (no_address || ip.is_v6() != bracketed) return wrong();
    listen.address = ip.to_string();
    listen.loopback = ip.is_loopback();
    return listen;
}

}  // namespace privman::app
