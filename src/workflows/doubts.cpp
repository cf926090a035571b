#include "workflows/doubts.hpp"

#include <algorithm>

namespace privman {

void Doubts::raise(DoubtedMessage which, BootTime until) {
    auto& doubt = doubts_[std::move(which)];
    doubt.until = std::max(doubt.until, until);
    doubt.drawn = 0;
}

bool Doubts::drawn(const DoubtedMessage& which, std::uint64_t hash, BootTime now) {
    const auto found = doubts_.find(which);
    if (found == doubts_.end()) return true;
    found->second.drawn = hash;
    if (now < found->second.until) return false;
    doubts_.erase(found);
    return true;
}

std::optional<BootTime> Doubts::leave_until(const DoubtedMessage& which, std::uint64_t hash, BootTime now) const {
    const auto found = doubts_.find(which);
    if (found == doubts_.end() || found->second.drawn != hash || found->second.until <= now) return std::nullopt;
    return found->second.until;
}

}  // namespace privman
