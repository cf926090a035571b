#include "app/measure.hpp"

#include <algorithm>
#include <utility>

namespace privman::app {

void measure(const Records& records, const SettingsKeeper& settings, const Census& census, const Moment& now,
             Tally& tally) {
    for (const auto stage :
         {LifeStage::waiting, LifeStage::submitting, LifeStage::settled, LifeStage::gone, LifeStage::unconfirmed})
        tally.lives(stage).set(static_cast<double>(census.in(stage)));
    const auto longest = census.longest_waiting();
    const auto* life = longest ? records.find(*longest) : nullptr;
    tally.oldest_waiting_seconds.set(life ? seconds_between(life->first_seen, now) : 0);
    tally.channels.set(static_cast<double>(settings.now().channels.size()));
    const auto& schedule = settings.now().schedule;
    const auto& doubt = settings.doubt();
    tally.schedule_enabled.set(schedule && schedule->enabled && !doubt.schedule ? 1 : 0);
    tally.settings_doubted(SettingsDocument::channels).set(doubt.channels ? 1 : 0);
    tally.settings_doubted(SettingsDocument::schedule).set(doubt.schedule ? 1 : 0);
    tally.store_failures.catch_up(static_cast<double>(records.failures() + settings.failures()));
}

void measure(const Sight& sight, Millis blind_time, Tally& tally) {
    tally.blind.set(sight.said_blind ? 1 : 0);
    tally.blind_seconds.catch_up(std::chrono::duration<double>(blind_time).count());
    // What a list said before the eyes went dark is not what is so now.
    if (sight.last_complete && !sight.said_blind)
        tally.pending.set(static_cast<double>(sight.pending));
    else
        tally.pending.forget();
}

void measure(const slack::SocketHealth& socket, Tally& tally) {
    tally.socket_connects.catch_up(static_cast<double>(socket.connects));
    const auto words = words_of(SocketEnd{});
    for (const auto& [reason, times] : socket.disconnects) {
        const auto known = std::ranges::find(words, reason);
        const auto end = known == words.end() ? SocketEnd::other : static_cast<SocketEnd>(known - words.begin());
        tally.socket_ends(end).catch_up(static_cast<double>(times));
    }
    tally.acks.catch_up(static_cast<double>(socket.acks));
    tally.acks_late.catch_up(static_cast<double>(socket.late_acks));
    tally.acks_lost.catch_up(static_cast<double>(socket.acks_lost));
    tally.arrivals_refused.catch_up(static_cast<double>(socket.refused));
    tally.others_connected.set(socket.others_connected ? 1 : 0);
}

void measure(const observe::Readiness& readiness, Tally& tally) {
    tally.ready.set(readiness.ready() ? 1 : 0);
    const auto words = words_of(Need{});
    for (std::size_t i = 0; i < words.size(); ++i)
        tally.missing(static_cast<Need>(i))
            .set(std::ranges::count(readiness.missing, words[i], &observe::Missing::what) > 0 ? 1 : 0);
}

void tell_of_settings(const SettingsKeeper& settings, observe::Readiness& readiness) {
    const auto& doubt = settings.doubt().channels;
    if (doubt && settings.now().channels.empty() && !settings.now().ever_had_channels)
        lacks(readiness, Need::settings, "The channels have never been read, no card is shown: " + *doubt);
}

void lacks(observe::Readiness& readiness, Need what, std::string why) {
    readiness.missing.push_back({std::string{word_for(what)}, std::move(why)});
}

}  // namespace privman::app
