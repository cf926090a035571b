// What a channel says about the requests that wait without a card of their own.
#pragma once

#include "domain/words.hpp"

#include <cstdint>
#include <vector>

namespace privman {

struct DigestView {
    std::size_t waiting = 0;       ///< all that wait
    std::size_t without_card = 0;  ///< of these, without a card here; 0: the digest has done its work
    std::vector<Words> longest;    ///< the longest waiting of them, a line each
    friend bool operator==(const DigestView&, const DigestView&) = default;
};

std::uint64_t hash_of(const DigestView&);

}  // namespace privman
