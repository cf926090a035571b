#include "slack/dedupe.hpp"

#include <algorithm>

namespace privman::slack {

bool Dedupe::first_time(const std::vector<std::string>& keys, BootTime now) {
    drop_old(now);
    if (std::ranges::any_of(keys, [this](const auto& key) { return known_.contains(key); })) return false;
    for (const auto& key : keys) {
        if (known_.contains(key)) continue;
        known_.emplace(key, order_.insert(order_.end(), Entry{key, now + keep_}));
    }
    drop_old(now);
    return true;
}

void Dedupe::forget(const std::vector<std::string>& keys) {
    for (const auto& key : keys) {
        const auto found = known_.find(key);
        if (found == known_.end()) continue;
        order_.erase(found->second);
        known_.erase(found);
    }
}

void Dedupe::drop_old(BootTime now) {
    while (!order_.empty() && (order_.front().until <= now || order_.size() > capacity_)) {
        known_.erase(order_.front().key);
        order_.pop_front();
    }
}

}  // namespace privman::slack
