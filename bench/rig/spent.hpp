// What a stretch of time cost, by whom: the contestant, the rig, and whatever else the machine did.
#pragma once

#include "bench/rig/contestant.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <cstdint>

namespace privman::bench {

struct Spent {
    double seconds = 0;
    double contestant = 0;  ///< seconds of processor time
    double rig = 0;         ///< likewise
    double everybody = 0;   ///< likewise, in steps of a tick; interrupts and idle time left out
    std::int64_t log_bytes = 0;
    std::int64_t written_bytes = 0;

    Spent& operator+=(const Spent& other);
    friend Spent operator-(const Spent& after, const Spent& before);

    /// Shares of one core.
    [[nodiscard]] double rig_share() const { return seconds > 0 ? rig / seconds : 0; }
    [[nodiscard]] double others_share() const;
    void write_into(boost::json::object& row) const;
};

/// Everything up to now; two of them make a stretch.
[[nodiscard]] Spent spent_so_far(const Contestant& contestant);

}  // namespace privman::bench
