// The MessageBoard over Slack's Web API.
#pragma once

#include "ports/clock.hpp"
#include "ports/message_board.hpp"
#include "ports/seal.hpp"
#include "slack/web_api.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <string>

namespace privman::slack {

struct BoardOptions {
    double posts_per_second = 1;  ///< new messages per channel; 0: no pacing of our own. Bursts of one.
};

/// Refused blocks (`invalid_blocks`, too long) are replaced once by the minimal card, so that no request stays unseen.
/// `seal` may be set later than the board is made, but before the first card. All must outlive it and every call.
class SlackBoard final : public MessageBoard {
public:
    SlackBoard(WebApi& api, Clock& clock, const Seal& seal, BoardOptions options = {});

    Async<Outcome<MessageTs>> post(ChannelId channel, CardView view, Attempt attempt) override;
    Async<Outcome<void>> update(ChannelId channel, MessageTs ts, CardView view, Attempt attempt) override;
    Async<Outcome<MessageTs>> post_digest(ChannelId channel, DigestView view) override;
    Async<Outcome<void>> update_digest(ChannelId channel, MessageTs ts, DigestView view) override;
    Async<Outcome<MessageTs>> say(ChannelId channel, Words words, MessageTs thread) override;
    Async<Outcome<void>> tell(ReplyTo to, Words words) override;

private:
    /// Waits until this channel may get another new message.
    Async<void> my_turn(ChannelId channel);
    Async<Outcome<MessageTs>> post_message(ChannelId channel, boost::json::object message);
    Async<Outcome<void>> update_message(ChannelId channel, MessageTs ts, boost::json::object message);

    WebApi& api_;
    Clock& clock_;
    const Seal& seal_;
    Millis spacing_;
    std::map<ChannelId, BootTime> next_post_;
};

}  // namespace privman::slack
