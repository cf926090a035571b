// What each channel should show, compared with what it showed last: the difference, most urgent first.
#pragma once

#include "domain/board.hpp"
#include "domain/card_view.hpp"
#include "domain/digest_view.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"

#include <map>
#include <optional>
#include <variant>
#include <vector>

namespace privman {

/// A request needs a (new) card in this channel.
struct PostCard {
    RequestId request;
};
/// A known card says something that is no longer so.
struct EditCard {
    RequestId request;
    Attempt attempt;
};
/// The backlog needs a digest, or a new one.
struct PostDigest {
    DigestView view;
};
struct EditDigest {
    DigestView view;
};
using Repair = std::variant<PostCard, EditCard, PostDigest, EditDigest>;

struct ShowingPolicy {
    CardPolicy cards;
    std::size_t cards_at_once = 25;  ///< waiting requests with a card, per channel; 0 = no limit
    WallTime announced_from{};       ///< what the schedule did earlier is history here: the channel is younger
};

/// How many of the longest waiting a digest names.
inline constexpr std::size_t named_in_digest = 10;

/// The repairs that `channel` needs now, in the order in which they should be made: decided cards first (somebody may
/// be about to click), then new cards, newest request first (its requester is most likely still in front of the
/// dialog), then other edits, then the digest. `lives` in any order; the result does not depend on it.
///
/// With a limit, requests that wait beyond it get no card of their own but a row in the digest; a place becomes free
/// when a carded request stops waiting.
std::vector<Repair> repairs(const ChannelId& channel, const std::vector<const Life*>& lives, const Board& board,
                            const ShowingPolicy&, const Moment& now);

/// What a digest in `channel` should say now; nothing waits without a card: `without_card` is 0.
DigestView digest_view(const ChannelId& channel, const std::vector<const Life*>& lives);

/// The life has ended, every card of it says so, and no channel wants another: nothing of it needs to be looked at
/// again until it changes.
bool shows_the_end_everywhere(const Life&, const Settings&);

}  // namespace privman
