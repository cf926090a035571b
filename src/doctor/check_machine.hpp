// The machine under the bot: certificates, proxy, zone data, clocks, the port of its health endpoint.
#pragma once

#include "doctor/report.hpp"
#include "net/http_client.hpp"
#include "net/url.hpp"
#include "ports/clock.hpp"
#include "ports/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace privman::doctor {

/// Counts the authorities of the bundle that connections would use, and loads `extra_ca_file` if one is named.
void check_certificates(const std::vector<std::string>& ca_bundles, const std::string& extra_ca_file, Report& report);

struct ProxySeen {
    std::string https_proxy;
    std::string http_proxy;
    std::string no_proxy;
    std::vector<net::Origin> destinations;  ///< where the bot connects to
};
void check_proxy(const ProxySeen& seen, Report& report);

void check_zones(Report& report);

/// Takes a few hundredths of a second: both clocks must have moved alike.
Async<void> check_clock(Clock& clock, Report& report);

struct HealthPort {
    std::string address;     ///< an IP literal, without brackets
    std::uint16_t port = 0;  ///< 0: the system picks
    std::string url;         ///< where the bot says on this machine that it is alive
};
/// When the port is taken, `http` asks whether it is the bot itself that answers there.
Async<void> check_health_port(std::optional<HealthPort> where, net::Http& http, Report& report);

}  // namespace privman::doctor
