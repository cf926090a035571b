#include "privilege_manager/durations.hpp"

#include <fmt/format.h>

#include <utility>

namespace privman::pm {

using contract::DurationEncoding;

namespace {

using std::chrono::minutes;

/// .NET's TimeSpan: [days.]hours:minutes:seconds.
std::string timespan(minutes length) {
    const auto count = length.count();
    const auto days = std::chrono::duration_cast<std::chrono::days>(length).count();
    const auto clock = fmt::format("{:02}:{:02}:00", count / 60 % 24, count % 60);
    return days > 0 ? fmt::format("{}.{}", days, clock) : clock;
}

std::string iso8601(minutes length) {
    const auto hours = length.count() / 60;
    const auto rest = length.count() % 60;
    if (length == minutes{0}) return "PT0S";
    return "PT" + (hours > 0 ? fmt::format("{}H", hours) : std::string{}) +
           (rest > 0 ? fmt::format("{}M", rest) : std::string{});
}

/// The largest unit the instance has in which the length is whole.
std::expected<SpelledGrant, std::string> value_and_unit(const contract::DurationRule& rule, minutes length) {
    const std::pair<const std::string*, int> units[] = {
        {&rule.days_word, 24 * 60}, {&rule.hours_word, 60}, {&rule.minutes_word, 1}};
    for (const auto& [word, size] : units)
        if (!word->empty() && length.count() % size == 0)
            return SpelledGrant{.duration = boost::json::value(length.count() / size),
                                .unit = boost::json::value(*word)};
    return std::unexpected{
        fmt::format("{} minutes are not a whole number in any unit of the contract", length.count())};
}

std::expected<SpelledGrant, std::string> spell_length(const contract::DurationRule& rule, minutes length) {
    const auto plain = [](boost::json::value value) { return SpelledGrant{.duration = std::move(value), .unit = {}}; };
    switch (rule.encoding) {
        case DurationEncoding::minutes: return plain(length.count());
        case DurationEncoding::seconds: return plain(length.count() * 60);
        case DurationEncoding::hours:
            if (length.count() % 60 != 0)
                return std::unexpected{fmt::format("{} minutes are not a whole number of hours", length.count())};
            return plain(length.count() / 60);
        case DurationEncoding::timespan: return plain(boost::json::value(timespan(length)));
        case DurationEncoding::iso8601: return plain(boost::json::value(iso8601(length)));
        case DurationEncoding::value_and_unit: return value_and_unit(rule, length);
    }
    return std::unexpected{std::string{"an encoding that does not exist"}};
}

}  // namespace

std::expected<SpelledGrant, std::string> spell_grant(const contract::DurationRule& rule,
                                                     const contract::OneTimeRule& one_time, const Grant& grant) {
    if (!grant.is_one_time()) return spell_length(rule, grant.length());
    switch (one_time.encoding) {
        case contract::OneTimeEncoding::omit:
        case contract::OneTimeEncoding::boolean: return SpelledGrant{};
        case contract::OneTimeEncoding::null:
            return SpelledGrant{.duration = boost::json::value{}, .unit = boost::json::value{}};
        case contract::OneTimeEncoding::zero: return spell_length(rule, minutes{0});
        case contract::OneTimeEncoding::word:
            return SpelledGrant{.duration = boost::json::value(one_time.word), .unit = {}};
    }
    return std::unexpected{std::string{"an encoding that does not exist"}};
}

}  // namespace privman::pm
