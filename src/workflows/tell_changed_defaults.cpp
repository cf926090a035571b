#include "workflows/tell_changed_defaults.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {

constexpr Millis try_again{5'000};
constexpr int most_tries = 20;

Async<bool> tell(TellChangedDefaults& with, const ChannelId& channel) {
    const auto words = Words{} << Strong{with.unattended.is_on() ? "Auto-approve is ON." : "Auto-approve is OFF."}
                               << " Since this version, what the schedule approves is granted "
                               << in_words(with.unattended.policy().grant) << ": " << Code{"AUTO_APPROVE_DURATION"}
                               << " is not set, and its default was 4 hours before. To have that back, set it to "
                               << Code{"4h"} << ".";
    for (int tries = 0; tries < most_tries; ++tries) {
        const auto said = co_await with.board.say(channel, words, {});
        if (said) co_return true;
        const auto& failure = said.error();
        if (failure.kind != Trouble::unreachable && failure.kind != Trouble::throttled) break;
        co_await with.clock.sleep_for(std::max(failure.retry_after.value_or(try_again), try_again));
    }
    with.log.warning("defaults.not_told", "A channel could not be told that a default has changed",
                     {{"channel", channel.value}});
    co_return false;
}

}  // namespace

Async<void> tell_changed_defaults(TellChangedDefaults with, bool by_default) {
    if (with.settings.now().defaults_told >= newest_default) co_return;
    bool everybody = true;
    const auto channels = with.settings.now().channels;
    for (const auto& channel : channels) {
        if (!by_default || channel.defaults_told >= newest_default) continue;
        if (!co_await tell(with, channel.id)) {
            everybody = false;
            continue;
        }
        // Said before it is noted: after a crash in between it is said twice, which is better than never.
        co_await with.settings.amend([&channel](Settings settings) {
            for (auto& one : settings.channels)
                if (one.id == channel.id) one.defaults_told = newest_default;
            return settings;
        });
    }
    if (!everybody) co_return;
    const auto stored = co_await with.settings.amend([](Settings settings) {
        settings.defaults_told = newest_default;
        return settings;
    });
    if (!stored)
        with.log.warning("defaults.not_noted", "It could not be stored that a changed default was told",
                         {{"why", stored.error().what}});
}

}  // namespace privman
