// Strong names for the strings that must not be swapped.
#pragma once

#include <compare>
#include <string>
#include <utility>

namespace privman {

/// A string that says what it identifies. Opaque: compared and stored, never taken apart.
template <class Tag>
struct Id {
    std::string value;

    Id() = default;
    explicit Id(std::string text) : value{std::move(text)} {}

    friend auto operator<=>(const Id&, const Id&) = default;
    [[nodiscard]] bool empty() const { return value.empty(); }
};

using RequestId = Id<struct RequestIdTag>;  ///< Privilege Manager's id of an elevation request, normalised
using ChannelId = Id<struct ChannelIdTag>;  ///< where cards are shown; a direct-message channel too
using UserId = Id<struct UserIdTag>;        ///< a person (or a bot) in the chat product
using TeamId = Id<struct TeamIdTag>;        ///< the workspace a person belongs to
using MessageTs = Id<struct MessageTsTag>;  ///< a message's place in its channel; a string on the wire, never a number
using Attempt = Id<struct AttemptTag>;      ///< random, stored before a card is posted, carried by its buttons
using ClickKey = Id<struct ClickKeyTag>;    ///< the same click delivered twice has the same key

}  // namespace privman
