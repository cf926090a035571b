// What changed is filed with the channels that it concerns: a change costs what that one life has in them, and a
// restart is one pass through the same code.
#include "workflows/keep_cards_true.hpp"

#include <algorithm>

namespace privman {

/// Only the words of what is being decided differ from channel to channel.
class KeepCardsTrue::Drawn {
public:
    Drawn(KeepCardsTrue& self, const Life& life, const Moment& now) : self_{self}, life_{life}, now_{now} {}

    std::uint64_t in(const Keeper& keeper) {
        if (std::holds_alternative<Submitting>(life_.stage)) return draw(keeper);
        auto& known = keeper.registered ? registered_ : unregistered_;
        if (!known) known = draw(keeper);
        return *known;
    }

private:
    std::uint64_t draw(const Keeper& keeper) {
        ++self_.drawn_;
        return hash_of(card_view(life_, keeper.channel, self_.policy_for(keeper), now_));
    }
    KeepCardsTrue& self_;
    const Life& life_;
    const Moment& now_;
    std::optional<std::uint64_t> registered_;
    std::optional<std::uint64_t> unregistered_;
};

/// Never waits: nothing can change while it looks.
void KeepCardsTrue::catch_up() {
    const auto& records = deps_.records;
    const auto now = deps_.clock.moment();
    note_channels();
    const auto& lives = records.changed_lives();
    if (!lives.knows_since(seen_.lives) || seen_.derivation != records.derivation()) {
        for (auto& [channel, keeper] : keepers_) keeper->dues.clear();
        watched_.clear();
        slow_.clear();
        to_look_at_.clear();
        for (const auto& [id, life] : records.lives()) file(id, now);
        for (auto& [channel, keeper] : keepers_) {
            keeper->to_file = false;
            keeper->stir();
        }
    } else {
        lives.since(seen_.lives, [&](const RequestId& id) { file(id, now); });
        for (auto& [channel, keeper] : keepers_)
            if (keeper->to_file) file_all(*keeper, now);
    }
    seen_.lives = lives.newest();
    seen_.derivation = records.derivation();
    const auto& boards = records.changed_boards();
    const auto wake = [&](const ChannelId& channel) {
        if (const auto found = keepers_.find(channel); found != keepers_.end()) found->second->stir();
    };
    if (boards.knows_since(seen_.boards))
        boards.since(seen_.boards, wake);
    else
        for (auto& [channel, keeper] : keepers_) keeper->stir();
    seen_.boards = boards.newest();
    // A card that is being decided says so when the answer takes long: a change that no record tells of.
    while (!slow_.empty() && slow_.begin()->first <= now.boot) file(RequestId{slow_.begin()->second}, now);
}

/// Which channels are registered, and since when.
void KeepCardsTrue::note_channels() {
    const auto& settings = deps_.settings.now();
    if (seen_.settings == settings.version) return;
    seen_.settings = settings.version;
    for (auto& [channel, keeper] : keepers_) {
        if (!keeper->registered || is_registered(settings, channel)) continue;
        keeper->registered = false;
        keeper->announced_from = {};
        keeper->to_file = true;
    }
    for (const auto& channel : settings.channels) {
        auto& keeper = keeper_of(channel.id);
        if (keeper.registered && keeper.announced_from == channel.since) continue;
        keeper.registered = true;
        keeper.announced_from = channel.since;
        keeper.to_file = true;
    }
}

KeepCardsTrue::Keeper& KeepCardsTrue::keeper_of(const ChannelId& channel) {
    auto& keeper = keepers_[channel];
    if (keeper) return *keeper;
    keeper = std::make_shared<Keeper>(channel);
    newcomers_.push_back(keeper);
    // What was being edited when the last life ended may still land.
    const auto digest = deps_.records.board(channel).digest;
    if (digest && digest->ts && digest->shown == 0)
        keeper->doubts.raise({{}, digest->attempt}, deps_.clock.now() + may_land_within);
    return *keeper;
}

void KeepCardsTrue::file(const RequestId& id, const Moment& now) {
    stop_watching(id);
    const auto* life = deps_.records.find(id);
    if (!life || shows_the_end_everywhere(*life, deps_.settings.now())) {
        for (auto& [channel, keeper] : keepers_)
            if (keeper->dues.forget(id)) keeper->stir();
        return;
    }
    for (const auto& [channel, copies] : life->cards) keeper_of(channel);
    Drawn drawn{*this, *life, now};
    for (auto& [channel, keeper] : keepers_) file_in(*keeper, *life, drawn);
    watch(*life, now);
}

void KeepCardsTrue::file_all(Keeper& keeper, const Moment& now) {
    keeper.to_file = false;
    keeper.dues.clear();
    for (const auto& [id, life] : deps_.records.lives()) {
        if (shows_the_end_everywhere(life, deps_.settings.now())) continue;
        Drawn drawn{*this, life, now};
        file_in(keeper, life, drawn);
    }
    keeper.stir();
}

void KeepCardsTrue::file_in(Keeper& keeper, const Life& life, Drawn& drawn) {
    const auto copies = life.cards.find(keeper.channel);
    const bool has_copies = copies != life.cards.end();
    if (has_copies && !keeper.started)
        // What was being edited when the last life ended may still land.
        for (const auto& copy : copies->second)
            if (copy.ts && copy.shown == 0)
                keeper.doubts.raise({life.id, copy.attempt}, deps_.clock.now() + may_land_within);
    const auto end = end_of(life);
    const bool to_compare = has_copies && std::ranges::any_of(copies->second, [end](const CardCopy& copy) {
                                return copy.ts && !shows_its_end(copy, end);
                            });
    const auto should_say = to_compare ? drawn.in(keeper) : 0;
    if (keeper.dues.file(life, should_say, keeper.announced_from)) keeper.stir();
}

void KeepCardsTrue::watch(const Life& life, const Moment& now) {
    if (const auto* submitting = std::get_if<Submitting>(&life.stage)) {
        const auto age = elapsed(submitting->claim.since, now);
        if (!age || *age >= slow_after) return;
        const auto due = now.boot + (slow_after - *age);
        watched_[life.id].slow_at = due;
        slow_.emplace(due, life.id);
    } else if (is_waiting(life) && !life.cards.empty()) {
        watched_[life.id].look_at_key = life.first_seen.wall;
        to_look_at_.emplace(life.first_seen.wall, life.id);
    }
}

void KeepCardsTrue::stop_watching(const RequestId& id) {
    const auto known = watched_.extract(id);
    if (!known) return;
    const auto& watched = known.mapped();
    if (watched.slow_at) slow_.erase({*watched.slow_at, id});
    if (watched.look_at_key) to_look_at_.erase({*watched.look_at_key, id});
}

}  // namespace privman
