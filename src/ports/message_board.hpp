// Where people see things: cards, announcements, private words.
#pragma once

#include "domain/card_view.hpp"
#include "domain/digest_view.hpp"
#include "domain/ids.hpp"
#include "domain/words.hpp"
#include "ports/outcome.hpp"

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace privman {

/// What a call was refused for in so many words, as far as that makes a difference for what is done next.
enum class BoardRefusal {
    none,           ///< it was not, or for the moment only: its kind says more
    not_invited,    ///< the bot is not in the channel; it may be in a moment
    channel,        ///< nothing can be shown or said in the whole channel
    message_gone,   ///< somebody has deleted the message
    message_fixed,  ///< nobody may change this message any more
    this_call,      ///< for its content, or for what it asks
};

/// Why people do not see what was to be shown.
struct BoardFailure : Failure {
    BoardFailure(Failure why, BoardRefusal refused_for = BoardRefusal::none, bool maybe = false)
        : Failure{std::move(why)}, refused{refused_for}, may_have_happened{maybe} {}

    BoardRefusal refused;
    bool may_have_happened;  ///< the answer never came, or made no sense: it may be shown all the same
};

template <class T>
using Shown = std::expected<T, BoardFailure>;

/// The person behind a click or a command, and the ways to answer him.
struct ReplyTo {
    UserId who;
    ChannelId channel;         ///< where he is; empty = unknown
    std::string response_url;  ///< empty when there is none, or it is too old to use
    std::string thread;        ///< thread to answer in; empty = top level
};

/// One button below private words.
struct Offer {
    std::string label;  ///< at most 75 characters are shown
    std::string value;  ///< comes back when it is pressed; at most 100 bytes
};

class MessageBoard {
public:
    virtual ~MessageBoard() = default;

    /// Posts a card. Not repeatable when it `may_have_happened`. `attempt` is carried by its buttons, sealed.
    /// `forbidden` and `not_found`: this channel cannot be posted to.
    virtual Async<Shown<MessageTs>> post(ChannelId channel, CardView view, Attempt attempt) = 0;
    /// Makes a card show `view`. Safe to repeat.
    virtual Async<Shown<void>> update(ChannelId channel, MessageTs ts, CardView view, Attempt attempt) = 0;

    /// The digest of what has no card of its own; same promises as for cards.
    virtual Async<Shown<MessageTs>> post_digest(ChannelId channel, DigestView view) = 0;
    virtual Async<Shown<void>> update_digest(ChannelId channel, MessageTs ts, DigestView view) = 0;

    /// Says something to everybody in a channel, in the thread of `thread` when that is not empty.
    virtual Async<Shown<MessageTs>> say(ChannelId channel, Words words, MessageTs thread) = 0;
    /// Says something to one person only: by the response URL, else an ephemeral message, else a direct message.
    virtual Async<Shown<void>> tell(ReplyTo to, Words words) = 0;
    /// The same, with a button for each offer (at most ten). Whoever presses one arrives as `OfferTaken`.
    virtual Async<Shown<void>> tell_with_offers(ReplyTo to, Words words, std::vector<Offer> offers) = 0;
};

}  // namespace privman
