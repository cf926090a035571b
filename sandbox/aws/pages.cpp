#include "sandbox/aws/pages.hpp"

#include "sandbox/aws/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace privman::sandbox::aws {

namespace {

/// Where a page begins, and whether an empty one came before it.
struct Place {
    std::size_t at = 0;
    bool after_empty = false;
};

std::string token_for(Place place, std::string_view list) {
    return fmt::format("AAEAA{}.{}.{}", hex(sha256(list)).substr(0, 24), place.at, place.after_empty ? 1 : 0);
}

std::optional<Place> place_of(std::string_view token, std::string_view list) {
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (first == std::string_view::npos || first == last) return std::nullopt;
    Place place{.after_empty = token.ends_with('1')};
    std::from_chars(token.data() + first + 1, token.data() + last, place.at);
    if (token_for(place, list) != token) return std::nullopt;
    return place;
}

}  // namespace

Answer<Page> cut_page(std::size_t total, std::size_t most, std::string_view manner, std::string_view list,
                      const std::optional<std::string>& token) {
    Place place;
    if (token) {
        const auto given = place_of(*token, list);
        if (!given) return refused("InvalidNextToken", "The specified token is not valid.");
        place = *given;
    }
    // The list may have become shorter since the token was given.
    place.at = std::min(place.at, total);
    if (manner == "empty" && !place.after_empty)
        return Page{.begin = place.at, .end = place.at, .next = token_for({place.at, true}, list)};
    const auto end = std::min(total, place.at + (manner == "short" ? 1 : most));
    Page page{.begin = place.at, .end = end};
    if (end < total) page.next = token_for({end, false}, list);
    return page;
}

}  // namespace privman::sandbox::aws
