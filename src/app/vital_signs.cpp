#include "app/vital_signs.hpp"

#include "app/version.hpp"
#include "observe/prometheus_text.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace privman::app {

namespace {

constexpr std::chrono::seconds beat_every{1};
constexpr std::chrono::minutes print_every{1};

/// Not the bot's clock: that one may be a sandbox's, and leap.
std::chrono::milliseconds steady_now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

double seconds_since_1970() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

VitalSigns::VitalSigns(boost::asio::io_context& loop, const Config& config, observe::Log& log, Views views)
    : loop_{loop}, config_{config}, log_{log}, views_{std::move(views)} {
    tally_.start_time_seconds.set(seconds_since_1970());
    tally_.sandbox_clock.set(config.sandbox_clock.empty() ? 0 : 1);
}

std::optional<std::string> VitalSigns::listen() {
    if (!config_.health_listen) return std::nullopt;
    const auto& where = *config_.health_listen;
    endpoint_.emplace(loop_.get_executor(),
                      AdminEndpoint::Views{
                          .now = steady_now, .liveness = liveness_, .readiness = views_.readiness, .metrics = [this] {
                              return spelled_for_prometheus();
                          }});
    const auto port = endpoint_->listen(where);
    if (!port)
        return "HEALTH_LISTEN: cannot listen on " + where.address + ":" + std::to_string(where.port) + " (" +
               port.error().what + "). Choose another port, or stop whoever uses it.";
    log_.info("health.listening", "Health and metrics are served", {{"address", where.address}, {"port", *port}});
    if (!where.loopback)
        log_.warning("health.open_to_network",
                     "HEALTH_LISTEN is not a loopback address: whoever reaches this port reads /readyz and /metrics "
                     "without logging in",
                     {{"address", where.address}});
    return std::nullopt;
}

Async<void> VitalSigns::beat() {
    boost::asio::steady_timer timer{loop_};
    for (;;) {
        liveness_.turned(steady_now());
        timer.expires_after(beat_every);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
}

Async<void> VitalSigns::print(Clock& clock) {
    if (config_.metrics != MetricsFormat::emf) co_return;
    for (;;) {
        co_await clock.sleep_for(print_every);
        print_once(clock);
    }
}

void VitalSigns::print_once(const Clock& clock) {
    if (config_.metrics != MetricsFormat::emf) return;
    views_.measure(tally_);
    log_.measurement(cloudwatch_.line(tally_, clock.wall().time_since_epoch().count(), log_.marks()));
}

std::string VitalSigns::spelled_for_prometheus() {
    views_.measure(tally_);
    auto families = tally_.families();
    families.push_back({.name = "privman_slack_build_info",
                        .type = observe::MetricType::gauge,
                        .help = "Always 1; says which version this is.",
                        .samples = {{{{"version", std::string{version_number()}}}, 1.0}}});
    return observe::prometheus_text(families);
}

}  // namespace privman::app
