#include "privilege_manager/gather_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace privman::pm {

GatheredList::GatheredList(std::size_t listed, std::string no_row) : listed_{listed}, no_row_{std::move(no_row)} {
    entries_.reserve(std::min(listed, max_requests));
    numbers_.reserve(std::min(listed, max_requests));
}

std::optional<std::uint32_t> GatheredList::add(SharedRequest request) {
    const auto number = number_of(*request);
    if (number == entries_.size()) {
        numbers_.emplace(request->id.value, *number);
        entries_.push_back(std::move(request));
    }
    return number;
}

/// The next number for one that is not here yet.
std::optional<std::uint32_t> GatheredList::number_of(const ElevationRequest& request) {
    if (const auto found = numbers_.find(request.id.value); found != numbers_.end()) {
        // The same row twice is clumsy; two requests under one id cannot be told apart when one is decided.
        if (*entries_[found->second] == request) {
            remark(request.id.value + " is listed more than once");
            return found->second;
        }
        if (twice_.insert(request.id).second)
            remark(request.id.value + " is listed more than once, with different facts");
        return std::nullopt;
    }
    too_many_ = entries_.size() == max_requests;
    if (too_many_) return std::nullopt;
    return static_cast<std::uint32_t>(entries_.size());
}

void GatheredList::leave_out(LeftOut left_out) {
    unknown_status_ += left_out.unknown_status ? 1 : 0;
    no_id_ += left_out.no_id ? 1 : 0;
    if (!left_out.decided) remark(std::move(left_out.why));
}

void GatheredList::remark(std::string text) {
    if (heard_enough())
        ++more_remarks_;
    else
        remarks_.push_back(std::move(text));
}

std::expected<std::optional<PendingList>, std::string> GatheredList::finish(const PendingList* last) {
    if (too_many_) return std::unexpected{fmt::format("more than {} requests are waiting", max_requests)};
    // A list that only looks empty, because the profile does not fit, would close every card.
    if (listed_ > 0 && unknown_status_ == listed_)
        return std::unexpected{std::string{"every row has a status that the contract profile does not know"}};
    if (listed_ > 0 && no_id_ + no_rows_ == listed_)
        return std::unexpected{std::string{"no row has an id under any name the contract profile knows"}};

    const auto order = oldest_first();
    places_.resize(order.size());
    for (std::uint32_t place = 0; place < order.size(); ++place) places_[order[place]] = place;
    auto remarks = all_remarks();
    if (last && stand_as_in(*last) && twice_ == last->twice && remarks == last->remarks) return std::nullopt;
    std::vector<SharedRequest> requests;
    requests.reserve(order.size());
    for (const auto number : order) requests.push_back(std::move(entries_[number]));
    return PendingList{
        .requests = RequestList{std::move(requests)}, .twice = std::move(twice_), .remarks = std::move(remarks)};
}

/// Those without a known time come last; among equals the order of the list stays.
std::vector<std::uint32_t> GatheredList::oldest_first() const {
    std::vector<std::pair<WallTime, std::uint32_t>> by_time;
    by_time.reserve(entries_.size());
    for (const auto& request : entries_)
        by_time.emplace_back(request->requested.value_or(WallTime::max()), static_cast<std::uint32_t>(by_time.size()));
    std::ranges::sort(by_time);
    std::vector<std::uint32_t> order;
    order.reserve(by_time.size());
    for (const auto& [when, number] : by_time) order.push_back(number);
    return order;
}

bool GatheredList::stand_as_in(const PendingList& last) const {
    if (entries_.size() != last.requests.size()) return false;
    for (std::size_t number = 0; number < entries_.size(); ++number)
        if (entries_[number] != last.requests.shared(places_[number])) return false;
    return true;
}

/// What is no row comes first, whatever stood where.
std::vector<std::string> GatheredList::all_remarks() const {
    std::vector<std::string> all(std::min(no_rows_, most_remarks), no_row_);
    for (const auto& text : remarks_)
        if (all.size() < most_remarks) all.push_back(text);
    const auto total = no_rows_ + remarks_.size() + more_remarks_;
    if (total > all.size()) all.push_back(fmt::format("and {} more", total - all.size()));
    return all;
}

}  // namespace privman::pm
