// What one channel owes, counted from all lives: the slow way, against which the quick one is held.
#pragma once

#include "domain/repairs.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace privman::testing {

/// One word per repair, in order: `post r1`, `edit r1 a`, `post digest`.
inline std::string in_words(const Repair& repair) {
    if (const auto* post = std::get_if<PostCard>(&repair)) return "post " + post->request.value;
    if (const auto* edit = std::get_if<EditCard>(&repair))
        return "edit " + edit->request.value + " " + edit->attempt.value;
    return std::holds_alternative<PostDigest>(repair) ? "post digest" : "edit digest";
}

/// The same from `lives` alone. `registered_since`: what the schedule did earlier is history.
inline std::vector<std::string> recount(const ChannelId& channel, std::vector<const Life*> lives, const Board& board,
                                        const ShowingPolicy& policy, WallTime registered_since, const Moment& now,
                                        bool longest_next = false) {
    std::ranges::sort(lives, [](const Life* a, const Life* b) {
        return std::tuple{b->first_seen.wall, b->facts.requested, b->id} <
               std::tuple{a->first_seen.wall, a->facts.requested, a->id};
    });
    std::vector<std::string> decided;
    std::vector<std::string> edits;
    std::vector<const Life*> wanting;
    std::size_t carded = 0;
    std::size_t waiting = 0;
    std::size_t uncarded = 0;
    for (const auto* life : lives) {
        waiting += is_waiting(*life) ? 1 : 0;
        const auto wanted = hash_of(card_view(*life, channel, policy.cards, now));
        if (const auto copies = life->cards.find(channel); copies != life->cards.end())
            for (const auto& copy : copies->second)
                if (copy.ts && copy.shown != wanted && !shows_its_end(copy, end_of(*life)))
                    (is_waiting(*life) ? edits : decided)
                        .push_back("edit " + life->id.value + " " + copy.attempt.value);
        if (has_card(*life, channel))
            carded += is_waiting(*life) ? 1 : 0;
        else if (wants_card(*life, registered_since))
            wanting.push_back(life);
    }
    auto free = lives.size();
    if (policy.cards_at_once > 0) {
        const auto places = policy.cards_at_once + board.extra_places;
        free = places > carded ? places - carded : 0;
    }
    auto all = decided;
    std::vector<const Life*> done;
    std::vector<const Life*> in_line;
    for (const auto* life : wanting) (is_waiting(*life) ? in_line : done).push_back(life);
    uncarded = in_line.size();
    const bool left_out = free < uncarded;
    std::map<std::string, std::size_t> cards_of;
    for (const auto* life : lives)
        if (is_waiting(*life) && has_card(*life, channel)) ++cards_of[life->facts.user];
    const auto asked = [](const Life* life) { return life->facts.requested.value_or(life->first_seen.wall); };
    const auto is_newer = [](const Life* a, const Life* b) {
        return std::tuple{b->first_seen.wall, b->facts.requested, b->id} <
               std::tuple{a->first_seen.wall, a->facts.requested, a->id};
    };
    auto next_done = done.begin();
    bool posts = false;
    for (;;) {
        const Life* best = nullptr;
        if (free > 0)
            for (const auto* life : in_line) {
                const auto cards = [&](const Life* of) { return left_out ? cards_of[of->facts.user] : 0; };
                const auto first = [&](const Life* a, const Life* b) {
                    if (cards(a) != cards(b)) return cards(a) < cards(b);
                    return longest_next ? std::tuple{asked(a), a->id} < std::tuple{asked(b), b->id} : is_newer(a, b);
                };
                if (!best || first(life, best)) best = life;
            }
        if (!best && next_done == done.end()) break;
        posts = true;
        if (!best || (next_done != done.end() && !longest_next && is_newer(*next_done, best))) {
            all.push_back("post " + (*next_done++)->id.value);
            continue;
        }
        all.push_back("post " + best->id.value);
        ++cards_of[best->facts.user];
        std::erase(in_line, best);
        --free;
        longest_next = !longest_next;
    }
    all.insert(all.end(), edits.begin(), edits.end());
    if (posts) return all;
    if (!board.digest || !board.digest->ts) {
        if (left_out) all.emplace_back("post digest");
        return all;
    }
    DigestView view{.waiting = waiting, .without_card = uncarded};
    std::ranges::sort(wanting, [&asked](const Life* a, const Life* b) {
        return std::tuple{asked(a), a->id} < std::tuple{asked(b), b->id};
    });
    for (const auto* life : wanting) {
        if (!is_waiting(*life)) continue;
        if (view.longest.size() == named_in_digest) break;
        view.longest.push_back(digest_row(*life));
    }
    if (board.digest->shown != hash_of(view)) all.emplace_back("edit digest");
    return all;
}

}  // namespace privman::testing
