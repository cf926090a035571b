// How long to wait after which number of failures. Chance comes in as a number, so that every answer can be tested.
#pragma once

#include "domain/moment.hpp"

#include <cstdint>
#include <optional>

namespace privman {

/// Draw below this many and turn the draw into a fraction: `fraction(randomness.below(chance_steps))`.
inline constexpr std::uint64_t chance_steps = 1'000'000;
constexpr double fraction(std::uint64_t draw) { return static_cast<double>(draw) / static_cast<double>(chance_steps); }

struct Backoff {
    Millis base{500};    ///< the longest wait after the first failure; doubles with each further one
    Millis cap{30'000};  ///< the longest wait of all
};

/// Full jitter: anywhere between zero and base · 2^(failures-1), at most the cap; `chance` in [0, 1) says where. Never
/// shorter than `retry_after`, which the other side asked for. No failure, no wait (but `retry_after`).
Millis wait_after(unsigned failures, const Backoff&, double chance, std::optional<Millis> retry_after = {});

/// The pause before the next poll: a tenth more or less than `interval`, so that many bots drift apart; after failures
/// twice as long with each, up to `slowest` (or `interval`, if that is longer), and never shorter than `retry_after`.
Millis poll_pause(Millis interval, unsigned failures, double chance, std::optional<Millis> retry_after = {},
                  Millis slowest = Millis{5 * 60'000});

}  // namespace privman
