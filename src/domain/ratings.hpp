// Security ratings: which of them the schedule may approve, and how many requests that would have held.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/fold.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace privman {

/// What a request without a rating counts as, once it is known that this instance rates.
inline constexpr std::string_view unrated = "unknown";

/// How long after its first sight a request may still get its rating.
inline constexpr Millis rating_takes{60'000};

/// It carries a rating, whichever.
bool is_rated(const ElevationRequest&, const Fold&);

/// `rating` is one of `accepted`, without regard to case and to blanks around.
bool accepts(std::span<const std::string> accepted, std::string_view rating, const Fold&);

/// Of `all` requests, those whose rating would have left them to people.
struct HeldByRating {
    std::size_t held = 0;
    std::size_t all = 0;
    friend bool operator==(const HeldByRating&, const HeldByRating&) = default;
};

/// What `accepted` would have meant for these requests. One that carries no rating is held only where some other does.
HeldByRating held_by_rating(const std::vector<const ElevationRequest*>&, std::span<const std::string> accepted,
                            const Fold&);

}  // namespace privman
