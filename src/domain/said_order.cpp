#include "domain/said_order.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace privman {

namespace {

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// `1700000000.000100`: whole seconds and a fraction, comparable as texts once they are equally long.
std::optional<std::pair<std::string, std::string>> moment_of(std::string_view ts) {
    constexpr std::size_t longest = 18;
    const auto dot = std::min(ts.find('.'), ts.size());
    const auto seconds = ts.substr(0, dot);
    const auto fraction = ts.substr(std::min(dot + 1, ts.size()));
    if (seconds.empty() || seconds.size() > longest || fraction.size() > longest || !all_digits(seconds) ||
        !all_digits(fraction))
        return std::nullopt;
    return std::pair{std::string(longest - seconds.size(), '0').append(seconds),
                     std::string{fraction}.append(longest - fraction.size(), '0')};
}

}  // namespace

bool written_before(const MessageTs& one, const MessageTs& other) {
    const auto first = moment_of(one.value);
    const auto second = moment_of(other.value);
    return first && second && *first < *second;
}

const MessageTs& later_of(const MessageTs& one, const MessageTs& other) {
    if (other.empty()) return one;
    return one.empty() || written_before(one, other) ? other : one;
}

}  // namespace privman
