#include "doctor/reach.hpp"

#include <fmt/format.h>

namespace privman::doctor {

Obstacle obstacle_of(const net::NetError& error, const std::string& url_setting, const std::string& ca_setting) {
    const auto at = [&](const char* stage) { return fmt::format("{}: {}", stage, error.what); };
    switch (error.kind) {
        case net::NetTrouble::dns:
            return {at("The name has no address"),
                    fmt::format("Check the host name in {}, and the DNS of this machine.", url_setting)};
        case net::NetTrouble::connect:
            return {at("No connection"), fmt::format("Check host and port in {}, and that a firewall lets this machine "
                                                     "through; or name the proxy in HTTPS_PROXY.",
                                                     url_setting)};
        case net::NetTrouble::proxy:
            return {at("The proxy"),
                    "Check HTTPS_PROXY, and that the proxy may connect to this host; or put the host "
                    "into NO_PROXY."};
        case net::NetTrouble::proxy_refused:
            return {at("The proxy wants other credentials"),
                    "Put user and password into HTTPS_PROXY "
                    "(http://USER:PASSWORD@HOST:PORT)."};
        case net::NetTrouble::tls:
            return {at("The encryption (TLS) failed"),
                    (ca_setting.empty()
                         ? std::string{"If a proxy that looks into encrypted traffic stands between, add its authority "
                                       "to the bundle of SSL_CERT_FILE. "}
                         : fmt::format("If your own authority signed the certificate, name its PEM file in {}. ",
                                       ca_setting)) +
                        fmt::format("Otherwise check host name and port in {}.", url_setting)};
        case net::NetTrouble::timeout:
            return {at("No answer in time"),
                    fmt::format("Check that {} is the right address, that it is well, and that a firewall does not "
                                "swallow the connection.",
                                url_setting)};
        case net::NetTrouble::closed:
        case net::NetTrouble::protocol:
        case net::NetTrouble::too_large: break;
    }
    return {at("What answers does not speak HTTP as it should"),
            fmt::format("Check host, port and http or https in {}.", url_setting)};
}

void check_clock_against(const ReadingHttp& http, const std::string& whose, std::string_view id, Report& report) {
    constexpr Millis most = std::chrono::minutes{1};
    const auto ahead = http.ahead();
    if (!ahead) return report.skipped(id, whose + " does not say what time it is");
    // Their clock is read in whole seconds.
    const auto seconds = std::chrono::round<std::chrono::seconds>(*ahead).count();
    if (*ahead <= most && *ahead >= -most)
        return report.fine(id, fmt::format("{} and this machine are within a minute of each other", whose));
    report.fault(id, fmt::format("{} is {} s {} this machine", whose, seconds < 0 ? -seconds : seconds,
                                 seconds < 0 ? "behind" : "ahead of"));
}

}  // namespace privman::doctor
