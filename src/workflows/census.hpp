// How many requests are in which stage, kept up to date with each change of a life.
#pragma once

#include "workflows/records.hpp"
#include "workflows/tally.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace privman {

class Census {
public:
    explicit Census(Records& records);
    Census(const Census&) = delete;
    Census& operator=(const Census&) = delete;

    [[nodiscard]] std::size_t in(LifeStage stage) const { return counts_.at(static_cast<std::size_t>(stage)); }
    /// Which one waits longest.
    [[nodiscard]] std::optional<RequestId> longest_waiting() const;

private:
    void count(const Life& life, bool comes);

    std::array<std::size_t, 5> counts_{};
    std::set<std::pair<WallTime, RequestId>> waiting_;
    std::shared_ptr<const Records::LifeWatcher> watching_;
};

}  // namespace privman
