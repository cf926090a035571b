#include "privilege_manager/gather_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace privman::pm {

GatheredList::GatheredList(std::size_t listed, std::string no_row) : listed_{listed}, no_row_{std::move(no_row)} {
    requests_.reserve(std::min(listed, max_requests));
    entries_.reserve(std::min(listed, max_requests));
    numbers_.reserve(std::min(listed, max_requests));
}

std::optional<std::uint32_t> GatheredList::add(const ElevationRequest& known) {
    const auto number = number_of(known);
    if (number == entries_.size()) enter(known);
    return number;
}

std::optional<std::uint32_t> GatheredList::add(ElevationRequest&& fresh) {
    const auto number = number_of(fresh);
    if (number == entries_.size()) enter(requests_.emplace_back(std::move(fresh)));
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

void GatheredList::enter(const ElevationRequest& request) {
    numbers_.emplace(request.id.value, static_cast<std::uint32_t>(entries_.size()));
    entries_.push_back(&request);
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
    arrange(order);
    return PendingList{.requests = std::move(requests_), .twice = std::move(twice_), .remarks = std::move(remarks)};
}

/// Those without a known time come last; among equals the order of the list stays.
std::vector<std::uint32_t> GatheredList::oldest_first() const {
    std::vector<std::pair<WallTime, std::uint32_t>> by_time;
    by_time.reserve(entries_.size());
    for (const auto* request : entries_)
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
        if (entries_[number] != &last.requests[places_[number]]) return false;
    return true;
}

/// All of them into `requests_`, each to its place.
void GatheredList::arrange(const std::vector<std::uint32_t>& order) {
    const auto* first_fresh = requests_.data();
    const auto* end_of_fresh = first_fresh + requests_.size();
    const auto is_fresh = [&](const ElevationRequest* request) {
        constexpr std::less<> before;
        return !before(request, first_fresh) && before(request, end_of_fresh);
    };
    // Known ones are copied in the order in which they stood and will stand: memory is slow for who jumps about in it.
    std::vector<std::uint32_t> sources;  // where in `requests_` that is which belongs to each place
    sources.reserve(order.size());
    for (const auto number : order) {
        const auto* request = entries_[number];
        sources.push_back(
            static_cast<std::uint32_t>(is_fresh(request) ? request - first_fresh : std::ssize(requests_)));
        if (!is_fresh(request)) requests_.push_back(*request);
    }
    // Each moves to where it belongs, in circles: a second list beside the first would be the largest thing in memory.
    for (std::uint32_t first = 0; first < sources.size(); ++first) {
        if (sources[first] == first) continue;
        auto displaced = std::move(requests_[first]);
        auto place = first;
        while (sources[place] != first) {
            requests_[place] = std::move(requests_[sources[place]]);
            place = std::exchange(sources[place], place);
        }
        requests_[place] = std::move(displaced);
        sources[place] = place;
    }
    // Room for every row of a long history is not worth keeping for the few that wait.
    if (requests_.capacity() > 2 * requests_.size()) requests_.shrink_to_fit();
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
