#include "sandbox/privilege_manager/granted_time.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace privman::sandbox::pm {

namespace {

using contract::DurationEncoding;
using contract::OneTimeEncoding;
using Seconds = std::expected<std::int64_t, std::string>;

constexpr std::int64_t a_year_s = 366L * 86'400;

Seconds strange(const json::value& value, std::string_view expected) {
    return std::unexpected{fmt::format("duration {} is not {}", json::serialize(value), expected)};
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc{} || end != text.data() + text.size() || number < 0 || number > a_year_s) return std::nullopt;
    return number;
}

/// A JSON number, or digits where the body is text.
std::optional<std::int64_t> whole_number(const json::value& value) {
    if (value.is_string()) return whole_number(std::string_view{value.get_string()});
    boost::system::error_code ec;
    const auto number = value.to_number<std::int64_t>(ec);
    if (ec || number < 0 || number > a_year_s) return std::nullopt;
    return number;
}

Seconds count_of(const json::value& value, std::int64_t unit_s) {
    const auto number = whole_number(value);
    if (!number) return strange(value, "a whole number that fits");
    return *number * unit_s;
}

/// "[d.]hh:mm:ss", as .NET writes a TimeSpan.
Seconds timespan_of(const json::value& value) {
    constexpr std::string_view form = "a time span like 00:15:00";
    if (!value.is_string()) return strange(value, form);
    std::string_view text = value.get_string();
    std::int64_t days = 0;
    if (const auto dot = text.find('.'); dot != std::string_view::npos && dot < text.find(':')) {
        const auto number = whole_number(text.substr(0, dot));
        if (!number) return strange(value, form);
        days = *number;
        text.remove_prefix(dot + 1);
    }
    if (text.size() != 8 || text[2] != ':' || text[5] != ':') return strange(value, form);
    const auto hours = whole_number(text.substr(0, 2));
    const auto minutes = whole_number(text.substr(3, 2));
    const auto seconds = whole_number(text.substr(6, 2));
    if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 59) return strange(value, form);
    return ((days * 24 + *hours) * 60 + *minutes) * 60 + *seconds;
}

/// "P1DT2H", "PT15M": days, hours, minutes, seconds in that order.
Seconds iso8601_of(const json::value& value) {
    constexpr std::string_view form = "an ISO 8601 duration like PT15M";
    if (!value.is_string()) return strange(value, form);
    std::string_view text = value.get_string();
    if (!text.starts_with('P') || text.size() < 3 || text.ends_with('T')) return strange(value, form);
    text.remove_prefix(1);
    std::int64_t total = 0;
    std::string_view units = "D";
    while (!text.empty()) {
        if (units.find('H') == std::string_view::npos && text.starts_with('T')) {
            units = "HMS";
            text.remove_prefix(1);
        }
        const auto digits = text.find_first_not_of("0123456789");
        if (digits == 0 || digits == std::string_view::npos) return strange(value, form);
        const auto number = whole_number(text.substr(0, digits));
        const auto unit = units.find(text[digits]);
        if (!number || unit == std::string_view::npos) return strange(value, form);
        const char letter = text[digits];
        total += *number * (letter == 'D' ? 86'400 : letter == 'H' ? 3'600 : letter == 'M' ? 60 : 1);
        units.remove_prefix(unit + 1);
        if (letter == 'D') units = "D";  // only a 'T' may follow, which changes the units
        text.remove_prefix(digits + 1);
        if (letter == 'D' && !text.empty() && !text.starts_with('T')) return strange(value, form);
    }
    return total;
}

Seconds value_and_unit_of(const contract::DurationRule& rule, const json::value& value, const Captures& captures) {
    const auto unit = captures.find("durationUnit");
    if (unit == captures.end() || !unit->second.is_string()) return std::unexpected{"a duration without its unit"};
    const std::string_view word = unit->second.get_string();
    if (!rule.minutes_word.empty() && word == rule.minutes_word) return count_of(value, 60);
    if (!rule.hours_word.empty() && word == rule.hours_word) return count_of(value, 3'600);
    if (!rule.days_word.empty() && word == rule.days_word) return count_of(value, 86'400);
    return std::unexpected{fmt::format("unknown unit of duration: {}", word)};
}

Seconds seconds_of(const contract::DurationRule& rule, const json::value& value, const Captures& captures) {
    switch (rule.encoding) {
        case DurationEncoding::minutes: return count_of(value, 60);
        case DurationEncoding::hours: return count_of(value, 3'600);
        case DurationEncoding::seconds: return count_of(value, 1);
        case DurationEncoding::timespan: return timespan_of(value);
        case DurationEncoding::iso8601: return iso8601_of(value);
        case DurationEncoding::value_and_unit: return value_and_unit_of(rule, value, captures);
    }
    std::unreachable();
}

/// What {oneTime} said: nothing when it was not sent.
std::expected<std::optional<bool>, std::string> one_time_flag(const Captures& captures) {
    const auto it = captures.find("oneTime");
    if (it == captures.end()) return std::nullopt;
    if (it->second.is_bool()) return it->second.get_bool();
    if (it->second == json::value("true")) return true;
    if (it->second == json::value("false")) return false;
    return std::unexpected{fmt::format("one time is {}, neither true nor false", json::serialize(it->second))};
}

/// Whether {duration} itself, given or not, means One Time under this rule.
bool spells_one_time(const contract::Profile& profile, const json::value* duration, const Captures& captures) {
    const auto& rule = profile.one_time;
    switch (rule.encoding) {
        case OneTimeEncoding::omit:
        case OneTimeEncoding::boolean: return duration == nullptr;
        case OneTimeEncoding::null: return duration != nullptr && duration->is_null();
        case OneTimeEncoding::zero:
            return duration != nullptr &&
                   (whole_number(*duration) == 0 || seconds_of(profile.duration, *duration, captures) == 0);
        case OneTimeEncoding::word: return duration != nullptr && *duration == json::value(rule.word);
    }
    std::unreachable();
}

}  // namespace

std::expected<std::optional<GrantedTime>, std::string> read_granted_time(const contract::Profile& profile,
                                                                         const Captures& captures, bool carries_time) {
    if (!carries_time) return std::nullopt;
    const auto flag = one_time_flag(captures);
    if (!flag) return std::unexpected{flag.error()};

    const auto it = captures.find("duration");
    const auto* duration = it == captures.end() ? nullptr : &it->second;
    if (spells_one_time(profile, duration, captures)) {
        if (profile.one_time.encoding == OneTimeEncoding::boolean && *flag != true) {
            return std::unexpected{"neither a duration nor one time"};
        }
        if (*flag == false) return std::unexpected{"the duration says one time, the flag says otherwise"};
        return GrantedTime{};
    }
    if (!duration) return std::unexpected{"the duration is missing"};
    if (*flag == true) return std::unexpected{"one time, and a duration as well"};
    const auto seconds = seconds_of(profile.duration, *duration, captures);
    if (!seconds) return std::unexpected{seconds.error()};
    if (*seconds == 0) return std::unexpected{"a duration of nothing"};
    return GrantedTime{.one_time = false, .seconds = *seconds};
}

}  // namespace privman::sandbox::pm
