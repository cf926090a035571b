#include "app/sandbox_clock.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

namespace privman::app {

namespace json = boost::json;

namespace {
constexpr int wait_ms = 20'000;
/// Answers take a moment to arrive; a difference below this is no jump.
constexpr Millis noise{250};
}  // namespace

Async<Outcome<SandboxClock::Reading>> SandboxClock::read(bool wait_for_a_change) {
    auto url = url_;
    if (wait_for_a_change) url += "?after=" + std::to_string(seen_) + "&wait_ms=" + std::to_string(wait_ms);
    const auto answer = co_await http_.send(url, net::HttpRequest{}, {.total = Millis{wait_ms + 10'000}});
    if (!answer)
        co_return std::unexpected{Failure{Trouble::unreachable, "the sandbox's clock: " + answer.error().what}};
    boost::system::error_code error;
    const auto body = json::parse(answer->body, error);
    const auto* object = error ? nullptr : body.if_object();
    const auto number = [object](const char* name) -> std::optional<std::int64_t> {
        const auto* value = object ? object->if_contains(name) : nullptr;
        if (!value || !value->is_number()) return std::nullopt;
        boost::system::error_code bad;
        const auto n = value->to_number<std::int64_t>(bad);
        if (bad) return std::nullopt;
        return n;
    };
    const auto version = number("version");
    const auto wall = number("wall_ms");
    const auto boot = number("boot_ms");
    if (!version || !wall || !boot)
        co_return std::unexpected{
            Failure{Trouble::malformed, "SANDBOX_CLOCK answers no time; it must end in /_sandbox/clock"}};
    co_return Reading{static_cast<std::uint64_t>(*version), WallTime{Millis{*wall}}, BootTime{Millis{*boot}}};
}

Async<Outcome<std::unique_ptr<clocks::ShiftableClock>>> SandboxClock::start() {
    const auto reading = co_await read(false);
    if (!reading) co_return std::unexpected{reading.error()};
    seen_ = reading->version;
    co_return std::make_unique<clocks::ShiftableClock>(Moment{reading->wall, reading->boot, "sandbox"});
}

Async<void> SandboxClock::follow(clocks::ShiftableClock& clock) {
    for (;;) {
        const auto reading = co_await read(true);
        if (!reading) {
            log_.warning("sandbox_clock.lost", "The sandbox's clock does not answer", {{"why", reading.error().what}});
            co_await clock.sleep_for(Millis{1'000});
            continue;
        }
        const bool changed = reading->version != seen_;
        seen_ = reading->version;
        const auto wall = reading->wall - clock.wall();
        const auto boot = std::max(reading->boot - clock.now(), Millis{0});
        if (changed && (wall > noise || wall < -noise || boot > noise)) {
            clock.shift(wall, boot);
            log_.info("sandbox_clock.jumped", "The sandbox's clock was moved", {{"by_ms", wall.count()}});
        }
    }
}

}  // namespace privman::app
