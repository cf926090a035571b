// The MessageBoard over Slack's Web API.
#pragma once

#include "ports/message_board.hpp"
#include "ports/seal.hpp"
#include "slack/web_api.hpp"

#include <boost/json/object.hpp>

namespace privman::slack {

/// Refused blocks (`invalid_blocks`, too long) are replaced once by the minimal card, so that no request stays unseen.
/// `seal` may be set later than the board is made, but before the first card. All must outlive it and every call.
class SlackBoard final : public MessageBoard {
public:
    SlackBoard(WebApi& api, const Seal& seal) : api_{api}, seal_{seal} {}

    Async<Shown<MessageTs>> post(ChannelId channel, CardView view, Attempt attempt) override;
    Async<Shown<void>> update(ChannelId channel, MessageTs ts, CardView view, Attempt attempt) override;
    Async<Shown<MessageTs>> post_digest(ChannelId channel, DigestView view) override;
    Async<Shown<void>> update_digest(ChannelId channel, MessageTs ts, DigestView view) override;
    Async<Shown<MessageTs>> say(ChannelId channel, Words words, MessageTs thread) override;
    Async<Shown<void>> tell(ReplyTo to, Words words) override;
    Async<Shown<void>> tell_with_offers(ReplyTo to, Words words, std::vector<Offer> offers) override;

private:
    Async<Outcome<MessageTs>> say_message(ChannelId channel, Words words, MessageTs thread);
    Async<Outcome<MessageTs>> post_message(ChannelId channel, boost::json::object message);
    Async<Outcome<void>> tell_message(ReplyTo to, boost::json::object message);
    Async<Outcome<void>> update_message(ChannelId channel, MessageTs ts, boost::json::object message);

    WebApi& api_;
    const Seal& seal_;
};

}  // namespace privman::slack
