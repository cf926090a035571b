#include "domain/vanishing.hpp"

namespace privman {

namespace {
constexpr unsigned usual = 2;
constexpr unsigned after_a_landslide = 3;
constexpr std::size_t landslide_from = 5;
}  // namespace

std::vector<RequestId> Vanishing::complete_list(const std::set<RequestId>& watched, const std::set<RequestId>& listed) {
    std::set<RequestId> missing;
    for (const auto& id : watched)
        if (!listed.contains(id)) missing.insert(id);

    std::size_t fresh = 0;
    for (const auto& id : missing) fresh += missing_.contains(id) ? 0 : 1;
    const bool landslide = watched.size() >= landslide_from && fresh * 2 > watched.size();

    std::erase_if(missing_, [&](const auto& entry) { return !missing.contains(entry.first); });
    std::erase_if(needed_, [&](const auto& entry) { return !missing.contains(entry.first); });

    std::vector<RequestId> gone;
    for (const auto& id : missing) {
        if (!missing_.contains(id)) needed_[id] = landslide ? after_a_landslide : usual;
        if (++missing_[id] >= needed_[id]) gone.push_back(id);
    }
    for (const auto& id : gone) {
        missing_.erase(id);
        needed_.erase(id);
    }
    return gone;
}

}  // namespace privman
