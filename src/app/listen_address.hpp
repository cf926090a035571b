// Where the health endpoint listens: HEALTH_LISTEN, taken apart.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace privman::app {

struct ListenAddress {
    std::string address;     ///< an IP literal, IPv6 without brackets
    std::uint16_t port = 0;  ///< 0: the system picks
    bool loopback = false;   ///< only this machine (on Fargate: this task) gets there

    /// Where to ask it from the same machine: an address that stands for all of them is replaced by loopback.
    [[nodiscard]] std::string url(std::string_view path) const;
};

/// `127.0.0.1:9400`, `[::1]:9400`, `localhost:9400`, `0.0.0.0:9400`. Otherwise what is wrong and how to write it.
std::expected<ListenAddress, std::string> parse_listen_address(std::string_view text);

}  // namespace privman::app
