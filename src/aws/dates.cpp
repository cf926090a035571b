#include "aws/dates.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace privman::aws {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes fields off a text from the left; after the first that does not fit, everything fails.
class Fields {
public:
    explicit Fields(std::string_view text) : rest_{text} {}

    unsigned digits(std::size_t count) {
        unsigned value = 0;
        if (rest_.size() < count || !std::ranges::all_of(rest_.substr(0, count), is_digit)) {
            good_ = false;
            return 0;
        }
        std::from_chars(rest_.data(), rest_.data() + count, value);
        rest_.remove_prefix(count);
        return value;
    }

    void expect(std::string_view word) {
        if (!rest_.starts_with(word))
            good_ = false;
        else
            rest_.remove_prefix(word.size());
    }

    [[nodiscard]] bool next_is(char c) const { return rest_.starts_with(c); }

    /// The digits behind a point, as milliseconds; finer ones are dropped.
    Millis fraction() {
        long value = 0;
        std::size_t count = 0;
        for (; count < rest_.size() && is_digit(rest_[count]); ++count)
            if (count < 3) value = value * 10 + (rest_[count] - '0');
        if (count == 0) good_ = false;
        for (auto missing = count; missing < 3; ++missing) value *= 10;
        rest_.remove_prefix(count);
        return Millis{value};
    }

    [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

std::optional<WallTime> moment(unsigned year, unsigned month, unsigned day, unsigned hour, unsigned minute,
                               unsigned second) {
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month},
                                           std::chrono::day{day}};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second};
}

}  // namespace

std::optional<WallTime> parse_rfc3339(std::string_view text) {
    Fields fields{text};
    const auto year = fields.digits(4);
    fields.expect("-");
    const auto month = fields.digits(2);
    fields.expect("-");
    const auto day = fields.digits(2);
    fields.expect("T");
    const auto hour = fields.digits(2);
    fields.expect(":");
    const auto minute = fields.digits(2);
    fields.expect(":");
    const auto second = fields.digits(2);
    Millis fraction{0};
    if (fields.next_is('.')) {
        fields.expect(".");
        fraction = fields.fraction();
    }
    // STS and the container agent write Z; some emulators write the same as an offset.
    fields.expect(fields.next_is('+') ? "+00:00" : "Z");
    if (!fields.done()) return std::nullopt;
    const auto whole = moment(year, month, day, hour, minute, second);
    if (!whole) return std::nullopt;
    return *whole + fraction;
}

std::optional<WallTime> from_epoch_seconds(double seconds) {
    constexpr double year_9999 = 253'402'300'799.0;
    if (!std::isfinite(seconds) || seconds < 0 || seconds > year_9999) return std::nullopt;
    return WallTime{Millis{std::llround(seconds * 1000)}};
}

}  // namespace privman::aws
