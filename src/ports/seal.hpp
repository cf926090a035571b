// What makes a card's buttons ours: a tag over who shows what where.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/ids.hpp"

#include <string>

namespace privman {

class Seal {
public:
    virtual ~Seal() = default;

    /// 128 bits, in hex, over team, channel, request, attempt and every fact shown.
    [[nodiscard]] virtual std::string tag(const ChannelId&, const Attempt&, const ElevationRequest&) const = 0;
    /// Compares in constant time.
    [[nodiscard]] virtual bool matches(const std::string& tag, const ChannelId&, const Attempt&,
                                       const ElevationRequest&) const = 0;
};

}  // namespace privman
