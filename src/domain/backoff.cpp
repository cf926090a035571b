#include "domain/backoff.hpp"

#include <algorithm>

namespace privman {

namespace {

/// base · 2^doublings, at most the cap, without ever overflowing.
Millis doubled(Millis base, unsigned doublings, Millis cap) {
    for (; doublings > 0 && base < cap; --doublings) base = base > cap / 2 ? cap : base * 2;
    return std::min(base, cap);
}

Millis part_of(Millis whole, double part) {
    return Millis{static_cast<Millis::rep>(static_cast<double>(whole.count()) * part)};
}

}  // namespace

Millis wait_after(unsigned failures, const Backoff& backoff, double chance, std::optional<Millis> retry_after) {
    const auto floor = retry_after.value_or(Millis{0});
    if (failures == 0) return floor;
    return std::max(floor, part_of(doubled(backoff.base, failures - 1, backoff.cap), chance));
}

Millis poll_pause(Millis interval, unsigned failures, double chance, std::optional<Millis> retry_after,
                  Millis slowest) {
    const auto usual = doubled(interval, failures, std::max(interval, slowest));
    return std::max(retry_after.value_or(Millis{0}), part_of(usual, 0.9 + 0.2 * chance));
}

}  // namespace privman
