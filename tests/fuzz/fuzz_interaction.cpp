// Any bytes as what Slack reports of a click: decoded without a crash, acknowledged in any case, and never more than
// what was on offer.
#include "slack/envelope.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
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

void look_at(const Envelope& envelope, const Expected& known) {
    require(envelope.id == "e1");
    require(envelope.arrival.has_value() || !envelope.ignored.empty());
    if (!envelope.arrival) return;
    if (const auto* arrived = std::get_if<ClickArrived>(&*envelope.arrival)) {
        const auto& click = arrived->click;
        require(!click.by.empty() && !click.key.empty());
        // What decides something names a card and a choice that is on offer.
        if (arrived->defect) return;
        require(!click.channel.empty() && !click.ts.empty() && !arrived->request.empty());
        if (click.choice.approve)
            require(click.choice.grant == known.offered[0] || click.choice.grant == known.offered[1]);
    }
    if (const auto* offer = std::get_if<OfferTaken>(&*envelope.arrival)) require(!offer->from.who.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Expected known = expected();
    const std::string payload{reinterpret_cast<const char*>(data), size};
    for (const auto* before : {R"({"envelope_id":"e1","type":"interactive","payload":)",
                               R"({"envelope_id":"e1","type":"interactive","payload":{"type":"block_actions",)"
                               R"("api_app_id":"A0EXAMPLE1","team":{"id":"T0AAA"},"user":{"id":"U0ALICE"},"channel":)"
                               R"({"id":"C0OPS"},"message":{"ts":"1.000100"},"actions":[)"}) {
        const bool whole = std::string_view{before}.ends_with("[");
        const auto incoming = decode(before + payload + (whole ? "]}}" : "}"), known);
        if (const auto* envelope = std::get_if<Envelope>(&incoming)) look_at(*envelope, known);
    }
    return 0;
}
