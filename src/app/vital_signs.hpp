// Shows how the bot fares to whoever looks after it: the health endpoint, the heartbeat behind it, and the metrics.
#pragma once

#include "app/admin_endpoint.hpp"
#include "app/cloudwatch_metrics.hpp"
#include "app/config.hpp"
#include "observe/health.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "workflows/tally.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace privman::app {

/// No turn of the loop for so long: dead. A turn is noted every second.
inline constexpr std::chrono::seconds dead_after{10};

class VitalSigns {
public:
    /// Asked on the loop whenever somebody looks.
    struct Views {
        std::function<observe::Readiness()> readiness;
        /// Brings those numbers up to date that are read off, not counted.
        std::function<void(Tally&)> measure;
    };

    /// Loop, config, log and what the views refer to must outlive it.
    VitalSigns(boost::asio::io_context& loop, const Config& config, observe::Log& log, Views views);

    [[nodiscard]] Tally& tally() { return tally_; }

    /// Opens the health endpoint, when HEALTH_LISTEN asks for one; what is wrong when that fails.
    std::optional<std::string> listen();

    /// Notes that the loop turns. Until cancelled.
    Async<void> beat();
    /// Prints the metrics once a minute, when METRICS=emf. Until cancelled.
    Async<void> print(Clock& clock);
    /// Prints what happened since the last time: the end of a life is no whole minute.
    void print_once(const Clock& clock);

private:
    std::string spelled_for_prometheus();

    boost::asio::io_context& loop_;
    const Config& config_;
    observe::Log& log_;
    Views views_;
    Tally tally_;
    observe::Liveness liveness_{dead_after};
    CloudWatchMetrics cloudwatch_;
    std::optional<AdminEndpoint> endpoint_;
};

}  // namespace privman::app
