// What comes in from the chat product, already decoded: clicks, commands, "show more".
#pragma once

#include "domain/ids.hpp"
#include "domain/request_life.hpp"
#include "ports/message_board.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace privman {

/// Approve or Deny was pressed.
struct ClickArrived {
    RequestId request;  ///< from the button; empty when the button's value is not one of ours
    KeptClick click;    ///< its moment is stamped by whoever takes it
    std::optional<std::string>
        defect;  ///< why it can decide nothing: a foreign button, a duration that is not on offer
    std::optional<WallTime> pressed{};  ///< when, by the chat product's clock; nothing: it did not say
};

/// "Show more" was pressed on a digest.
struct MoreWanted {
    ReplyTo from;
    TeamId team;
    ChannelId channel;
    MessageTs ts;
};

/// A button below private words was pressed.
struct OfferTaken {
    ReplyTo from;
    TeamId team;
    ChannelId channel;
    std::string value;  ///< of the `Offer`
    MessageTs pressed;  ///< when, by the chat product's clock
};

/// An event told that a channel is shared with another company.
struct SharingSeen {
    ChannelId channel;
};

/// Somebody wrote to the bot. Messages of bots and of itself never come this far.
struct CommandArrived {
    ReplyTo from;
    TeamId team;
    ChannelId channel;    ///< where it was written
    bool direct = false;  ///< in a direct message
    /// Whether the channel is shared with another company, as the event itself says (`is_ext_shared_channel`): known
    /// without any scope. Nothing: the event did not say.
    std::optional<bool> shared_outside;
    std::string text;  ///< without the mention, unescaped, typographic characters normalised; channel tokens as `#C…`
    std::optional<WallTime> written;    ///< when, by the chat product's clock, in whole seconds
    MessageTs ts{};                     ///< the same exactly; names the message. Empty: not known
    std::optional<BootTime> arrived{};  ///< at this process; stamped by whoever takes it
    std::string key;                    ///< the same message delivered twice has the same key
    /// While somebody holds it nothing is sent for the schedule: this may switch it off, and nobody knows yet whether
    /// its author may. Stamped by whoever takes it.
    std::shared_ptr<const void> standstill{};
};

using Arrival = std::variant<ClickArrived, MoreWanted, CommandArrived, OfferTaken, SharingSeen>;

/// Tells the chat product that the arrival is in safe hands. May be called at most once; not calling it loses nothing
/// but the sender's patience.
using Acknowledge = std::move_only_function<void()>;

class Inbox {
public:
    virtual ~Inbox() = default;

    /// Never blocks and never runs the work inline. False: full; the arrival is dropped and must not be acknowledged.
    virtual bool arrived(Arrival arrival, Acknowledge acknowledge) = 0;
};

}  // namespace privman
