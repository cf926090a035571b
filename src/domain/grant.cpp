#include "domain/grant.hpp"

#include <charconv>
#include <stdexcept>

namespace privman {

using std::chrono::minutes;

namespace {

constexpr minutes longest{7 * 24 * 60};

struct Unit {
    minutes size;
    const char* letter;
    const char* one;
    const char* many;
};
constexpr Unit units[] = {{minutes{24 * 60}, "d", "day", "days"},
                          {minutes{60}, "h", "hour", "hours"},
                          {minutes{1}, "m", "minute", "minutes"}};

/// The largest unit in which the length is a whole number: 90 minutes stay minutes.
const Unit& unit_of(minutes length) {
    for (const auto& unit : units)
        if (length % unit.size == minutes{0}) return unit;
    return units[2];
}

std::string counted(minutes length) {
    const auto& unit = unit_of(length);
    const auto count = length / unit.size;
    return std::to_string(count) + " " + (count == 1 ? unit.one : unit.many);
}

}  // namespace

Grant Grant::lasting(minutes length) {
    if (length <= minutes{0} || length > longest)
        throw std::invalid_argument{"a grant lasts from one minute to seven days"};
    return Grant{length};
}

std::optional<Grant> parse_grant(std::string_view text) {
    if (text == "one-time" || text == "once") return Grant::one_time();
    long count = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count <= 0 || count > longest.count()) return std::nullopt;
    const std::string_view letter{rest, text.data() + text.size()};
    for (const auto& unit : units)
        if (letter == unit.letter && unit.size * count <= longest) return Grant::lasting(unit.size * count);
    return std::nullopt;
}

std::string spelling(const Grant& grant) {
    if (grant.is_one_time()) return "one-time";
    const auto& unit = unit_of(grant.length());
    return std::to_string(grant.length() / unit.size) + unit.letter;
}

std::string in_words(const Grant& grant) { return grant.is_one_time() ? "one time" : "for " + counted(grant.length()); }

std::string as_label(const Grant& grant) { return grant.is_one_time() ? "One time" : counted(grant.length()); }

}  // namespace privman
