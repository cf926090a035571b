#include "workflows/mind_store.hpp"

namespace privman {

namespace {

constexpr Millis look_every{1'000};
constexpr const char* topic = "store";

}  // namespace

std::optional<std::string> why_not_stored(const Records& records) {
    if (const auto& refusal = records.refusal()) return for_people(*refusal);
    if (records.stalled_for()) return "the disk does not answer";
    return std::nullopt;
}

Async<void> mind_store(MindingStore with) {
    auto& [records, announcer, clock, log] = with;
    for (;;) {
        // Nothing is under way and nothing was refused: nobody is held up.
        while (!records.storing_since() && !why_not_stored(records)) co_await records.storing().wait();
        const auto began = records.storing_since().value_or(clock.now());
        const auto since = clock.wall() - (clock.now() - began);
        co_await clock.sleep_until(began + Records::stalled_after);
        if (!why_not_stored(records)) continue;

        const auto why = *why_not_stored(records);
        log.error("store.not_stored", "Changes are not stored; new requests are not shown and nothing is decided",
                  {{"why", why}});
        announcer.everywhere(Words{} << Strong{"Nothing can be stored"} << " since " << At{since} << " (" << why
                                     << "): new requests are not shown here, and clicks decide nothing until that is "
                                        "over. Decide in the console.",
                             topic);
        while (why_not_stored(records)) co_await clock.sleep_for(look_every);
        log.info("store.stored_again", "Changes are stored again");
        announcer.everywhere(Words{"Changes are stored again: new requests are shown, and clicks decide."}, topic);
    }
}

}  // namespace privman
