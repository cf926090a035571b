#include "doctor/check_machine.hpp"

#include "clocks/zone_database.hpp"
#include "net/proxy.hpp"
#include "net/tls.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/error_code.hpp>
#include <fmt/format.h>

#include <fstream>
#include <optional>

namespace privman::doctor {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Certificates in the first of these files that holds any text, and which one that is.
struct Bundle {
    std::string path;
    std::size_t certificates = 0;
};
std::optional<Bundle> first_bundle(const std::vector<std::string>& paths) {
    for (const auto& path : paths) {
        std::ifstream file{path};
        if (!file) continue;
        Bundle bundle{path, 0};
        for (std::string line; std::getline(file, line);)
            if (line.starts_with("-----BEGIN") && line.find("CERTIFICATE-----") != std::string::npos)
                ++bundle.certificates;
        return bundle;
    }
    return std::nullopt;
}

/// Nothing when somebody could listen there now; the port is free again afterwards.
boost::system::error_code try_to_listen(const asio::any_io_executor& loop, const tcp::endpoint& endpoint) {
    boost::system::error_code error;
    tcp::acceptor acceptor{loop};
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address{true}, error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(1, error);
    return error;
}

/// As the bot's own health endpoint answers, well or not.
bool is_the_bot(const net::NetResult<net::HttpResponse>& answer) {
    return answer && (answer->body == "alive\n" || answer->body.starts_with("the event loop has not turned"));
}

}  // namespace

void check_certificates(const std::vector<std::string>& ca_bundles, const std::string& extra_ca_file, Report& report) {
    auto context = net::TlsContext::client(ca_bundles);
    if (context) context = context->trusting_also(extra_ca_file);
    if (const auto loaded = context ? context->load() : std::unexpected{context.error()}; !loaded) {
        const bool extra = !extra_ca_file.empty() && loaded.error().what.find(extra_ca_file) != std::string::npos;
        return report.fault("machine.certificates", loaded.error().what,
                            extra ? "Name a PEM file with at least one certificate in PRIVMAN_CA_FILE." : "");
    }
    const auto bundle = first_bundle(ca_bundles);
    if (!bundle || bundle->certificates == 0)
        return report.fault("machine.certificates",
                            bundle ? bundle->path + " holds no certificate" : "No bundle can be read");
    report.fine("machine.certificates", fmt::format("{} authorities in {}{}", bundle->certificates, bundle->path,
                                                    extra_ca_file.empty() ? "" : ", and those of " + extra_ca_file));
}

void check_proxy(const ProxySeen& seen, Report& report) {
    const auto rules = net::ProxyRules::parse(seen.https_proxy, seen.http_proxy, seen.no_proxy);
    if (!rules) return report.fault("machine.proxy", rules.error().what);
    std::string through;
    for (const auto& origin : seen.destinations)
        if (const auto proxy = rules->for_origin(origin))
            through += fmt::format("{}{} through {}", through.empty() ? "" : ", ", origin.host,
                                   net::authority_of(proxy->origin));
    report.fine("machine.proxy", through.empty() ? "Connections are made directly" : through);
}

void check_zones(Report& report) {
    if (!clocks::zone_data_present())
        return report.fault("machine.zones", "Zone data is missing or damaged: the bot would not start");
    const auto version = clocks::zone_data_version();
    report.fine("machine.zones", fmt::format("{} zones{}", clocks::zone_names().size(),
                                             version ? ", version " + *version : std::string{}));
}

Async<void> check_clock(Clock& clock, Report& report) {
    constexpr Millis pause{30};
    constexpr Millis tolerated{5'000};
    const auto before = clock.moment();
    co_await clock.sleep_for(pause);
    const auto after = clock.moment();
    const auto passed = after.boot - before.boot;
    const auto apart = (after.wall - before.wall) - passed;
    if (passed < pause)
        co_return report.fault(
            "machine.clock", fmt::format("The clock for deadlines moved {} ms in {} ms", passed.count(), pause.count()),
            "Look at the virtualisation of this machine: CLOCK_BOOTTIME must never go back.");
    if (apart > tolerated || apart < -tolerated)
        co_return report.fault("machine.clock",
                               fmt::format("The wall clock jumped by {} ms while I looked", apart.count()));
    constexpr WallTime this_was_written = std::chrono::sys_days{std::chrono::year{2025} / 1 / 1};
    if (after.wall < this_was_written)
        co_return report.fault("machine.clock", "The wall clock stands before the year 2025");
    report.fine("machine.clock", "Both clocks run, and alike");
}

Async<void> check_health_port(std::optional<HealthPort> where, net::Http& http, Report& report) {
    constexpr std::string_view id = "machine.health_port";
    if (!where) co_return report.skipped(id, "HEALTH_LISTEN is not set");
    boost::system::error_code wrong;
    const auto address = asio::ip::make_address(where->address, wrong);
    const auto shown = net::authority_of({.tls = false, .host = where->address, .port = where->port});
    if (wrong) co_return report.fault(id, where->address + " is no address");
    const auto refused = try_to_listen(co_await asio::this_coro::executor, {address, where->port});
    if (!refused) co_return report.fine(id, where->port == 0 ? "The system picks a port" : shown + " is free");
    if (refused != asio::error::address_in_use)
        co_return report.fault(id, fmt::format("{}: {}", shown, refused.message()),
                               "Name an address of this machine in HEALTH_LISTEN, and a port that this user may use.");
    const auto answer = co_await http.send(where->url, {}, {.total = std::chrono::seconds{2}, .max_body = 4'096});
    if (is_the_bot(answer)) co_return report.fine(id, shown + " is held by a running bot");
    report.fault(id, shown + " is held by another program");
}

}  // namespace privman::doctor
