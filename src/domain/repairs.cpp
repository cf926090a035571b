#include "domain/repairs.hpp"

#include <algorithm>
#include <tuple>

namespace privman {

namespace {

const std::vector<CardCopy>& copies_in(const Life& life, const ChannelId& channel) {
    static const std::vector<CardCopy> none;
    const auto found = life.cards.find(channel);
    return found == life.cards.end() ? none : found->second;
}

/// A card that stands there; while it waits, one that people can use.
bool has_card(const Life& life, const ChannelId& channel) {
    return std::ranges::any_of(copies_in(life, channel),
                               [&](const CardCopy& copy) { return copy.ts && !(copy.uneditable && is_waiting(life)); });
}

bool decided_by_schedule(const Life& life) {
    const auto* settled = std::get_if<Settled>(&life.stage);
    return settled && std::holds_alternative<BySchedule>(settled->verdict.by);
}

bool claimed_by_schedule(const Life& life) {
    const auto* claim = claim_of(life);
    return claim && std::holds_alternative<BySchedule>(claim->by);
}

/// A request that waits for people wants a card. One that ended without ever having had one is history: except what the
/// schedule did, which is always announced.
bool wants_card(const Life& life, WallTime announced_from) {
    if (is_waiting(life)) return true;
    if (decided_by_schedule(life)) return life.ended.value_or(WallTime::max()) >= announced_from;
    if (const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage))
        return !unconfirmed->gone ||
               (claimed_by_schedule(life) && life.ended.value_or(WallTime::max()) >= announced_from);
    return std::holds_alternative<Submitting>(life.stage) && !claimed_by_schedule(life);
}

/// Newest first; the id breaks ties, so that the order never depends on where things lie in memory.
bool newer(const Life* a, const Life* b) {
    return std::tuple{b->first_seen.wall, b->facts.requested, b->id} <
           std::tuple{a->first_seen.wall, a->facts.requested, a->id};
}

WallTime asked_at(const Life& life) { return life.facts.requested.value_or(life.first_seen.wall); }

}  // namespace

DigestView digest_view(const ChannelId& channel, const std::vector<const Life*>& lives) {
    DigestView view;
    std::vector<const Life*> uncarded;
    for (const auto* life : lives) {
        if (!is_waiting(*life)) continue;
        ++view.waiting;
        if (!has_card(*life, channel)) uncarded.push_back(life);
    }
    view.without_card = uncarded.size();
    std::ranges::sort(uncarded, [](const Life* a, const Life* b) {
        return std::tuple{asked_at(*a), a->id} < std::tuple{asked_at(*b), b->id};
    });
    for (const auto* life : uncarded) {
        if (view.longest.size() == named_in_digest) break;
        const auto& facts = life->facts;
        view.longest.push_back(Words{} << At{asked_at(*life)} << " – "
                                       << (facts.user.empty() ? std::string{"somebody"} : facts.user)
                                       << (facts.computer.empty() ? std::string{} : " on " + facts.computer) << ": "
                                       << (facts.application.empty() ? facts.path : facts.application));
    }
    return view;
}

std::vector<Repair> repairs(const ChannelId& channel, const std::vector<const Life*>& lives, const Board& board,
                            const ShowingPolicy& policy, const Moment& now) {
    std::vector<const Life*> sorted = lives;
    std::ranges::sort(sorted, newer);

    std::vector<Repair> decided;
    std::vector<Repair> edits;
    std::vector<const Life*> wanting;
    std::size_t carded_waiting = 0;
    for (const auto* life : sorted) {
        const auto wanted = hash_of(card_view(*life, channel, policy.cards, now));
        for (const auto& copy : copies_in(*life, channel)) {
            if (!copy.ts || copy.shown == wanted) continue;
            (is_waiting(*life) ? edits : decided).push_back(EditCard{life->id, copy.attempt});
        }
        if (has_card(*life, channel)) {
            carded_waiting += is_waiting(*life) ? 1 : 0;
        } else if (wants_card(*life, policy.announced_from)) {
            wanting.push_back(life);
        }
    }

    const auto places = policy.cards_at_once == 0 ? sorted.size() : policy.cards_at_once + board.extra_places;
    auto free = places > carded_waiting ? places - carded_waiting : 0;
    std::vector<Repair> posts;
    std::size_t left_out = 0;
    for (const auto* life : wanting) {
        if (!is_waiting(*life)) {  // what was done is shown whether or not there is a place
            posts.push_back(PostCard{life->id});
        } else if (free > 0) {
            --free;
            posts.push_back(PostCard{life->id});
        } else {
            ++left_out;
        }
    }

    std::vector<Repair> all = std::move(decided);
    all.insert(all.end(), posts.begin(), posts.end());
    all.insert(all.end(), edits.begin(), edits.end());

    // While places are being filled the digest would change with every card; it is drawn when the cards stand.
    if (posts.empty()) {
        const auto view = digest_view(channel, lives);
        if (!board.digest || !board.digest->ts) {
            if (left_out > 0) all.push_back(PostDigest{view});
        } else if (board.digest->shown != hash_of(view)) {
            all.push_back(EditDigest{view});
        }
    }
    return all;
}

bool shows_the_end_everywhere(const Life& life, const Settings& settings) {
    if (!has_ended(life)) return false;
    for (const auto& [channel, copies] : life.cards) {
        // What an ended life says depends on neither policy nor time.
        const auto wanted = hash_of(card_view(life, channel, {}, {}));
        if (std::ranges::any_of(copies, [&](const CardCopy& copy) { return copy.ts && copy.shown != wanted; }))
            return false;
    }
    return std::ranges::all_of(settings.channels, [&](const RegisteredChannel& channel) {
        return has_card(life, channel.id) || !wants_card(life, channel.since);
    });
}

}  // namespace privman
