#include "domain/repairs.hpp"

#include <algorithm>

namespace privman {

Words digest_row(const Life& life) {
    const auto& facts = life.facts;
    return Words{} << At{facts.requested.value_or(life.first_seen.wall)} << " – "
                   << (facts.user.empty() ? std::string{"somebody"} : facts.user)
                   << (facts.computer.empty() ? std::string{} : " on " + facts.computer) << ": "
                   << (facts.application.empty() ? facts.path : facts.application);
}

std::optional<std::size_t> places(const Board& board, const ShowingPolicy& policy) {
    if (policy.cards_at_once == 0) return std::nullopt;
    return policy.cards_at_once + board.extra_places;
}

DigestView digest_view(const ChannelDues& dues, const FindLife& find) {
    DigestView view{.waiting = dues.waiting(), .without_card = dues.without_card()};
    for (const auto& id : dues.longest_without_card(named_in_digest))
        if (const auto* life = find(id)) view.longest.push_back(digest_row(*life));
    return view;
}

std::optional<Repair> digest_due(const ChannelDues& dues, const Board& board, const ShowingPolicy& policy,
                                 const FindLife& find) {
    if (dues.posts_due(places(board, policy)) > 0) return std::nullopt;
    const bool stands = board.digest && board.digest->ts;
    if (!stands && dues.without_card() == 0) return std::nullopt;
    auto view = digest_view(dues, find);
    if (!stands) return PostDigest{std::move(view)};
    if (board.digest->shown == hash_of(view)) return std::nullopt;
    return EditDigest{std::move(view)};
}

bool visit_repairs(const ChannelDues& dues, const Board& board, const ShowingPolicy& policy, Allowed allowed,
                   const FindLife& find, const std::function<bool(const Repair&)>& visit) {
    if (allowed.edits && dues.decided_edits(visit)) return true;
    if (allowed.posts && dues.posts(places(board, policy), visit)) return true;
    if (allowed.edits && dues.other_edits(visit)) return true;
    const auto digest = allowed.digest ? digest_due(dues, board, policy, find) : std::nullopt;
    if (!digest) return false;
    return (std::holds_alternative<PostDigest>(*digest) ? allowed.posts : allowed.edits) && visit(*digest);
}

bool shows_the_end_everywhere(const Life& life, const Settings& settings) {
    if (!has_ended(life)) return false;
    // What an ended life says depends on neither channel nor policy nor time.
    std::optional<std::uint64_t> wanted;
    const auto end = end_of(life);
    for (const auto& [channel, copies] : life.cards)
        for (const auto& copy : copies) {
            if (!copy.ts || shows_its_end(copy, end)) continue;
            if (!wanted) wanted = hash_of(card_view(life, channel, {}, {}));
            if (copy.shown != *wanted) return false;
        }
    return std::ranges::all_of(settings.channels, [&](const RegisteredChannel& channel) {
        return has_card(life, channel.id) || !wants_card(life, channel.since);
    });
}

}  // namespace privman
