// Where people see things: cards, announcements, private words.
#pragma once

#include "domain/card_view.hpp"
#include "domain/digest_view.hpp"
#include "domain/ids.hpp"
#include "domain/words.hpp"
#include "ports/outcome.hpp"

#include <string>
#include <vector>

namespace privman {

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

    /// Posts a card. Not repeatable: a failure `unreachable`, or `malformed` without the other side's own `code` for a
    /// refusal, means that the card may stand there all the same. `attempt` is carried by its buttons, sealed.
    /// `forbidden` and `not_found`: this channel cannot be posted to.
    virtual Async<Outcome<MessageTs>> post(ChannelId channel, CardView view, Attempt attempt) = 0;
    /// Makes a card show `view`. Safe to repeat. `not_found`: somebody deleted the message.
    virtual Async<Outcome<void>> update(ChannelId channel, MessageTs ts, CardView view, Attempt attempt) = 0;

    /// The digest of what has no card of its own; same promises as for cards.
    virtual Async<Outcome<MessageTs>> post_digest(ChannelId channel, DigestView view) = 0;
    virtual Async<Outcome<void>> update_digest(ChannelId channel, MessageTs ts, DigestView view) = 0;

    /// Says something to everybody in a channel, in the thread of `thread` when that is not empty.
    virtual Async<Outcome<MessageTs>> say(ChannelId channel, Words words, MessageTs thread) = 0;
    /// Says something to one person only: by the response URL, else an ephemeral message, else a direct message.
    virtual Async<Outcome<void>> tell(ReplyTo to, Words words) = 0;
    /// The same, with a button for each offer (at most ten). Whoever presses one arrives as `OfferTaken`.
    virtual Async<Outcome<void>> tell_with_offers(ReplyTo to, Words words, std::vector<Offer> offers) = 0;
};

}  // namespace privman
