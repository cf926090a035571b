// What one channel shows besides the cards: its digest, and how many places it has.
#pragma once

#include "domain/ids.hpp"
#include "domain/request_life.hpp"

#include <cstdint>
#include <optional>

namespace privman {

struct Board {
    ChannelId channel;
    std::uint64_t version = 0;       ///< of the stored record; 0 = never stored
    std::optional<CardCopy> digest;  ///< the digest message that stands, or is being posted
    unsigned extra_places = 0;       ///< added by "show more", until the backlog is gone
    std::string unknown;             ///< fields that a newer version has stored; kept as they are

    friend bool operator==(const Board&, const Board&) = default;
};

}  // namespace privman
