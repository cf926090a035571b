#include "tests/simulator/world/list_log.hpp"

#include "tests/simulator/world/same_facts.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace privman::simulator {

namespace {

/// Nothing is asked about older ones; but what came before a machine slept for hours came just before.
constexpr Millis kept = std::chrono::minutes{10};
constexpr std::size_t always_kept = 30;

}  // namespace

std::optional<std::string> GivenList::objection(const RequestId& id, const ElevationRequest& shown) const {
    const auto row = rows.find(id);
    if (row == rows.end()) return "it is not listed";
    if (twice.contains(id)) return "its id is listed twice";
    if (const auto what = what_changed(shown, row->second)) return *what + " is another one";
    return std::nullopt;
}

void ListLog::add(const PendingList& list, std::set<RequestId> twice, Millis asked, Millis came) {
    GivenList given{asked, came, {}, std::move(twice)};
    for (const auto& request : list.requests) given.rows.emplace(request.id, request);
    lists_.push_back(std::move(given));
    while (lists_.size() > always_kept && lists_.front().came < came - kept) lists_.pop_front();
}

const GivenList* ListLog::newest_at(Millis when) const {
    for (auto list = lists_.rbegin(); list != lists_.rend(); ++list)
        if (list->came <= when) return &*list;
    return nullptr;
}

bool ListLog::asked_since(Millis when) const {
    return std::ranges::any_of(lists_, [when](const GivenList& list) { return list.asked >= when; });
}

bool ListLog::held_twice_since(const RequestId& id, Millis since, Millis apart, Millis now) const {
    std::optional<Millis> first;
    for (const auto& list : lists_) {
        if (list.asked < since || list.came > now || !list.rows.contains(id)) continue;
        if (!first)
            first = list.came;
        else if (list.asked >= *first + apart)
            return true;
    }
    return false;
}

}  // namespace privman::simulator
