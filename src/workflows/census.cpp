#include "workflows/census.hpp"

namespace privman {

Census::Census(Records& records)
    : watching_{records.watch_lives([this](const Life* before, const Life* after) {
          if (before) count(*before, false);
          if (after) count(*after, true);
      })} {}

void Census::count(const Life& life, bool comes) {
    auto& number = counts_.at(static_cast<std::size_t>(stage_of(life)));
    number += comes ? 1 : -1;
    if (!is_waiting(life)) return;
    if (comes)
        waiting_.emplace(life.first_seen.wall, life.id);
    else
        waiting_.erase({life.first_seen.wall, life.id});
}

std::optional<RequestId> Census::longest_waiting() const {
    return waiting_.empty() ? std::nullopt : std::optional{waiting_.begin()->second};
}

}  // namespace privman
