#include "domain/vanishing.hpp"

namespace privman {

namespace {
constexpr unsigned usual = 2;
constexpr unsigned after_a_landslide = 3;
constexpr std::size_t landslide_from = 5;
}  // namespace

std::vector<RequestId> Vanishing::complete_list(const std::set<RequestId>& missing, std::size_t watched,
                                                const ListTimes& times) {
    std::size_t fresh = 0;
    for (const auto& id : missing) fresh += missing_.contains(id) ? 0 : 1;
    const bool landslide = watched >= landslide_from && fresh * 2 > watched;

    std::erase_if(missing_, [&](const auto& entry) { return !missing.contains(entry.first); });

    std::vector<RequestId> gone;
    for (const auto& id : missing) {
        auto& absence = missing_[id];
        if (absence.lists == 0)
            absence.needed = landslide ? after_a_landslide : usual;
        else if (times.begun < absence.last + apart_)
            continue;
        ++absence.lists;
        absence.last = times.ended;
        if (absence.lists >= absence.needed) gone.push_back(id);
    }
    for (const auto& id : gone) missing_.erase(id);
    return gone;
}

}  // namespace privman
