#include "privilege_manager/dates.hpp"

#include "privilege_manager/text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>

namespace privman::pm {

namespace {

using std::chrono::minutes;

/// Nobody asked for anything before 2000 or asks after 2200: such a number is in another unit, or no time at all.
constexpr WallTime earliest{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};
constexpr WallTime latest{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}};

std::optional<WallTime> plausible(WallTime when) {
    if (when < earliest || when >= latest) return std::nullopt;
    return when;
}

/// Eats its text from the front.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    [[nodiscard]] bool done() const { return rest_.empty(); }
    bool eat(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool eat_any(std::string_view chars) {
        if (rest_.empty() || !chars.contains(rest_.front())) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// Between `least` and `most` digits, or -1.
    int number(std::size_t least, std::size_t most) {
        std::size_t digits = 0;
        while (digits < most && digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') ++digits;
        if (digits < least) return -1;
        int value = -1;
        std::from_chars(rest_.data(), rest_.data() + digits, value);
        rest_.remove_prefix(digits);
        return value;
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

struct Clockface {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    Millis fraction{0};
};

std::optional<WallTime> on_calendar(const Clockface& f) {
    const std::chrono::year_month_day date{std::chrono::year{f.year},
                                           std::chrono::month{static_cast<unsigned>(f.month)},
                                           std::chrono::day{static_cast<unsigned>(f.day)}};
    // A leap second is read as the second before it.
    const bool fits = f.hour >= 0 && f.hour < 24 && f.minute >= 0 && f.minute < 60 && f.second >= 0 && f.second <= 60;
    if (f.month < 0 || f.day < 0 || !date.ok() || !fits) return std::nullopt;
    const auto second = f.second == 60 ? 59 : f.second;
    return WallTime{std::chrono::sys_days{date}} + std::chrono::hours{f.hour} + minutes{f.minute} +
           std::chrono::seconds{second} + f.fraction;
}

bool read_clock(Scanner& scan, Clockface& f) {
    f.hour = scan.number(1, 2);
    if (f.hour < 0 || !scan.eat(':')) return false;
    f.minute = scan.number(2, 2);
    if (f.minute < 0) return false;
    if (!scan.eat(':')) return true;
    f.second = scan.number(2, 2);
    if (f.second < 0) return false;
    if (!scan.eat_any(".,")) return true;
    // .NET writes seven digits; what is finer than a millisecond is dropped.
    const auto digits = scan.rest();
    const auto length = std::min(digits.find_first_not_of("0123456789"), digits.size());
    if (length == 0 || length > 9) return false;
    int millis = 0;
    for (std::size_t i = 0; i < 3; ++i) millis = millis * 10 + (i < length ? digits[i] - '0' : 0);
    f.fraction = Millis{millis};
    return scan.number(length, length) >= 0;
}

/// Offset east of UTC; the outer optional says whether what is left can be read.
std::optional<std::optional<minutes>> read_zone(Scanner& scan) {
    using Zone = std::optional<minutes>;
    scan.eat(' ');
    if (scan.done()) return Zone{};
    if (scan.eat_any("Zz")) {
        if (!scan.done()) return std::nullopt;
        return Zone{minutes{0}};
    }
    const bool west = scan.rest().starts_with('-');
    if (!scan.eat_any("+-")) return std::nullopt;
    const int hours = scan.number(2, 2);
    scan.eat(':');
    const int rest = scan.done() ? 0 : scan.number(2, 2);
    if (hours < 0 || hours > 14 || rest < 0 || rest > 59 || !scan.done()) return std::nullopt;
    const minutes distance{hours * 60 + rest};
    return Zone{west ? -distance : distance};
}

std::optional<WallTime> placed(const Clockface& face, Scanner& scan, const contract::DateRule& rule) {
    const auto zone = read_zone(scan);
    if (!zone) return std::nullopt;
    const auto distance = *zone ? *zone : rule.zone;
    const auto local = on_calendar(face);
    if (!local || !distance) return std::nullopt;
    return plausible(*local - *distance);
}

std::optional<WallTime> iso8601(std::string_view text, const contract::DateRule& rule) {
    Scanner scan{text};
    Clockface f;
    f.year = scan.number(4, 4);
    if (f.year < 0 || !scan.eat('-')) return std::nullopt;
    f.month = scan.number(2, 2);
    if (!scan.eat('-')) return std::nullopt;
    f.day = scan.number(2, 2);
    if (!scan.eat_any("Tt ") || !read_clock(scan, f)) return std::nullopt;
    return placed(f, scan, rule);
}

std::optional<WallTime> slashes(std::string_view text, const contract::DateRule& rule, bool month_first) {
    Scanner scan{text};
    Clockface f;
    const int first = scan.number(1, 2);
    if (!scan.eat_any(month_first ? "/" : "/.")) return std::nullopt;
    const int second = scan.number(1, 2);
    if (!scan.eat_any(month_first ? "/" : "/.")) return std::nullopt;
    f.month = month_first ? first : second;
    f.day = month_first ? second : first;
    f.year = scan.number(4, 4);
    scan.eat(',');
    if (f.year < 0 || !scan.eat(' ') || !read_clock(scan, f)) return std::nullopt;
    const auto rest = lower_case(scan.rest());
    for (const auto* half : {" am", " pm"}) {
        if (!rest.starts_with(half)) continue;
        if (f.hour < 1 || f.hour > 12) return std::nullopt;
        f.hour = f.hour % 12 + (half[1] == 'p' ? 12 : 0);
        scan = Scanner{scan.rest().substr(3)};
        break;
    }
    return placed(f, scan, rule);
}

std::optional<WallTime> unix_time(std::string_view text, Millis unit) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    // Beyond twelve digits of seconds the product would not fit; no such time is plausible.
    constexpr std::int64_t most = 100'000'000'000'000;
    if (error != std::errc{} || end != text.data() + text.size() || count < 0 || count > most / unit.count())
        return std::nullopt;
    return plausible(WallTime{unit * count});
}

/// The milliseconds count from UTC; an offset behind them only says how to show it.
std::optional<WallTime> dotnet_json(std::string_view text) {
    if (text.starts_with('\\')) text.remove_prefix(1);
    if (!text.starts_with("/Date(")) return std::nullopt;
    text.remove_prefix(6);
    const auto end = text.find_first_not_of("0123456789");
    if (end == 0 || end == std::string_view::npos) return std::nullopt;
    auto tail = text.substr(end);
    if (tail.size() >= 5 && (tail[0] == '+' || tail[0] == '-') &&
        tail.substr(1, 4).find_first_not_of("0123456789") == std::string_view::npos)
        tail.remove_prefix(5);
    if (tail != ")/" && tail != ")\\/") return std::nullopt;
    return unix_time(text.substr(0, end), Millis{1});
}

}  // namespace

std::optional<WallTime> parse_time(std::string_view text, const contract::DateRule& rule) {
    text = trimmed(text);
    if (text.empty() || text.size() > 64) return std::nullopt;
    for (const auto format : rule.formats) {
        std::optional<WallTime> found;
        switch (format) {
            case contract::DateFormat::iso8601: found = iso8601(text, rule); break;
            case contract::DateFormat::dotnet_json: found = dotnet_json(text); break;
            case contract::DateFormat::unix_seconds: found = unix_time(text, Millis{1000}); break;
            case contract::DateFormat::unix_millis: found = unix_time(text, Millis{1}); break;
            case contract::DateFormat::month_first: found = slashes(text, rule, true); break;
            case contract::DateFormat::day_first: found = slashes(text, rule, false); break;
        }
        if (found) return found;
    }
    return std::nullopt;
}

}  // namespace privman::pm
