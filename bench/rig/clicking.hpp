// People who click: at a rate, whatever comes back, or so many at a time.
#pragma once

#include "bench/rig/round.hpp"

#include <cstddef>
#include <vector>

namespace privman::bench {

struct Clicked {
    std::vector<double> ack_ms;
    std::vector<double> card_ms;  ///< from the click to the edit of the clicked card
    double seconds = 0;           ///< from the first click until the last one was finished
    Clicked& operator+=(const Clicked& other);
};

/// Clicks one card each of `count` requests from `first` on, in channel after channel, `per_second` of them, and waits
/// until all are finished and all their cards settled. Throws std::runtime_error when that takes too long.
asio::awaitable<Clicked> click_at_rate(Round& round, std::size_t first, std::size_t count, double per_second);

/// The same, but a new click comes with each acknowledgement, so that `unacked` are always under way.
asio::awaitable<Clicked> click_abreast(Round& round, std::size_t first, std::size_t count, std::size_t unacked);

/// The value below which `share` of them lie; 0 of none.
double percentile(std::vector<double> values, double share);

}  // namespace privman::bench
