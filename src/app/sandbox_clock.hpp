// Follows the clock of a sandbox, so that the whole bot lives in the sandbox's time.
#pragma once

#include "clocks/shiftable_clock.hpp"
#include "net/http_client.hpp"
#include "observe/log.hpp"
#include "ports/outcome.hpp"

#include <memory>
#include <string>

namespace privman::app {

/// Keeps `clock` at the time that `url` answers with ({version, wall_ms, boot_ms}), by long-polling it.
class SandboxClock {
public:
    SandboxClock(std::string url, net::HttpClient& http, observe::Log& log)
        : url_{std::move(url)}, http_{http}, log_{log} {}

    /// A clock that reads what the sandbox's reads now.
    Async<Outcome<std::unique_ptr<clocks::ShiftableClock>>> start();

    /// Until cancelled.
    Async<void> follow(clocks::ShiftableClock& clock);

private:
    struct Reading {
        std::uint64_t version = 0;
        WallTime wall{};
        BootTime boot{};
    };
    Async<Outcome<Reading>> read(bool wait_for_a_change);

    std::string url_;
    net::HttpClient& http_;
    observe::Log& log_;
    std::uint64_t seen_ = 0;
};

}  // namespace privman::app
