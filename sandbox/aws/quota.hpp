// How often an account may call: buckets that refill evenly, counted on the sandbox's clock.
#pragma once

#include "sandbox/clock.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace privman::sandbox::aws {

class Quota {
public:
    explicit Quota(const Clock& clock) : clock_{clock} {}

    /// Takes one call out of the bucket of that group; false when it is empty.
    bool take(std::string_view group) {
        const auto now = clock_.boot_ms();
        const auto rate = calls_per_second(group);
        auto found = buckets_.find(group);
        if (found == buckets_.end()) found = buckets_.emplace(std::string{group}, Bucket{rate, now}).first;
        auto& bucket = found->second;
        bucket.calls = std::min(rate, bucket.calls + static_cast<double>(now - bucket.at_ms) * rate / 1000);
        bucket.at_ms = now;
        if (bucket.calls < 1) return false;
        bucket.calls -= 1;
        return true;
    }

private:
    struct Bucket {
        double calls = 0;
        std::int64_t at_ms = 0;
    };

    /// The documented ones for reads and puts; the others are low and unpublished.
    static double calls_per_second(std::string_view group) {
        if (group == "get") return 40;
        if (group == "put") return 3;
        if (group == "history") return 10;
        if (group == "sts") return 100;
        return 5;
    }

    const Clock& clock_;
    std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace privman::sandbox::aws
