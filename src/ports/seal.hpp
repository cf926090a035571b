// What makes a card's buttons ours: a tag over who shows what where.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/ids.hpp"

#include <string>

namespace privman {

class Seal {
public:
    virtual ~Seal() = default;

    /// Over team, channel, request, attempt and every fact shown. Letters, digits, `-` and `_`; at most 64 of them.
    [[nodiscard]] virtual std::string tag(const ChannelId&, const Attempt&, const ElevationRequest&) const = 0;
    /// Also true for a tag that an earlier version made of the same things. Compares in constant time.
    [[nodiscard]] virtual bool matches(const std::string& tag, const ChannelId&, const Attempt&,
                                       const ElevationRequest&) const = 0;
};

}  // namespace privman
