#include "domain/ratings.hpp"

#include <algorithm>

namespace privman {

namespace {

std::string word(std::string_view rating, const Fold& fold) {
    const auto folded = fold(rating);
    const auto first = folded.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    return folded.substr(first, folded.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

bool is_rated(const ElevationRequest& request, const Fold& fold) { return !word(request.rating, fold).empty(); }

bool accepts(std::span<const std::string> accepted, std::string_view rating, const Fold& fold) {
    const auto wanted = word(rating, fold);
    return std::ranges::any_of(accepted, [&](const std::string& one) { return word(one, fold) == wanted; });
}

HeldByRating held_by_rating(const std::vector<const ElevationRequest*>& requests, std::span<const std::string> accepted,
                            const Fold& fold) {
    std::size_t rated = 0;
    std::size_t rated_and_held = 0;
    for (const auto* request : requests) {
        if (!is_rated(*request, fold)) continue;
        ++rated;
        rated_and_held += accepts(accepted, request->rating, fold) ? 0 : 1;
    }
    const bool unrated_is_held = rated > 0 && !accepts(accepted, unrated, fold);
    return {.held = rated_and_held + (unrated_is_held ? requests.size() - rated : 0), .all = requests.size()};
}

}  // namespace privman
