// Any bytes as a Socket Mode frame: decoded without a crash, and what comes out keeps its promises.
#include "slack/button.hpp"
#include "slack/envelope.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace privman;
using namespace privman::slack;

Expected expected() {
    Expected e;
    e.self = {UserId{"U0BOT"}, TeamId{"T0AAA"}, "example"};
    e.app_id = "A0EXAMPLE1";
    e.offered = {Grant::one_time(), Grant::lasting(std::chrono::minutes{60})};
    return e;
}

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Expected known = expected();
    const std::string_view frame{reinterpret_cast<const char*>(data), size};
    const auto incoming = decode(frame, known);
    if (const auto* envelope = std::get_if<Envelope>(&incoming)) {
        require(!envelope->id.empty() && ack_of(envelope->id).size() < 20480);
        require(envelope->arrival.has_value() || !envelope->ignored.empty());
        if (envelope->arrival)
            if (const auto* click = std::get_if<ClickArrived>(&*envelope->arrival)) {
                require(!click->click.by.empty());
                if (!click->defect && click->click.choice.approve)
                    require(click->click.choice.grant == known.offered[0] ||
                            click->click.choice.grant == known.offered[1]);
            }
    }
    if (const auto button = parse_button(frame)) require(spelling(*button) == frame);
    return 0;
}
