// What each channel should show, compared with what it showed last: the difference, most urgent first.
#pragma once

#include "domain/board.hpp"
#include "domain/card_view.hpp"
#include "domain/channel_dues.hpp"
#include "domain/digest_view.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"

#include <functional>
#include <optional>
#include <variant>

namespace privman {

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
};

/// How many of the longest waiting a digest names.
inline constexpr std::size_t named_in_digest = 10;

/// Which repairs may be made now.
struct Allowed {
    bool posts = true;
    bool edits = true;
    bool digest = true;  ///< a digest is one of either, and needs this as well
};

/// So many waiting requests may have a card in this channel; nothing: all of them.
std::optional<std::size_t> places(const Board&, const ShowingPolicy&);

/// What the filed lives are found by.
using FindLife = std::function<const Life*(const RequestId&)>;

/// The digest, if it is to be posted or edited. While places are being filled it would change with every card: it is
/// drawn when the cards stand.
std::optional<Repair> digest_due(const ChannelDues&, const Board&, const ShowingPolicy&, const FindLife&);

/// Calls `visit` with one repair after the other, in the order in which they should be made (see ChannelDues; the
/// digest last), until it says true; whether it did.
bool visit_repairs(const ChannelDues&, const Board&, const ShowingPolicy&, Allowed, const FindLife&,
                   const std::function<bool(const Repair&)>& visit);

/// The line with which a digest names a request.
Words digest_row(const Life&);

/// What a digest should say now; nothing waits without a card: `without_card` is 0.
DigestView digest_view(const ChannelDues&, const FindLife&);

/// The life has ended, every card of it says so, and no channel wants another: nothing of it needs to be looked at
/// again until it changes.
bool shows_the_end_everywhere(const Life&, const Settings&);

}  // namespace privman
