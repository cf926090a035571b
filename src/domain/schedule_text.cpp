#include "domain/schedule_text.hpp"

#include "domain/typed_text.hpp"
#include "domain/week_plan.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace privman {

using std::chrono::minutes;
using std::chrono::weekday;

namespace {

constexpr auto example = "mon-fri 08:00-17:00 America/Chicago";
constexpr minutes day_length{24 * 60};
constexpr std::size_t longest_zone = 64;

constexpr std::array<std::string_view, 7> day_names{"monday", "tuesday",  "wednesday", "thursday",
                                                    "friday", "saturday", "sunday"};

// Letters that mean several places, or a place that never changes its clocks although the writer's does.
constexpr std::array<std::string_view, 20> abbreviations{"est", "edt",  "cst",  "cdt",  "mst",  "mdt", "pst",
                                                         "pdt", "akst", "akdt", "ast",  "adt",  "bst", "ist",
                                                         "jst", "aest", "aedt", "awst", "cest", "eest"};

template <class T>
using Read = std::expected<T, ScheduleFault>;

std::unexpected<ScheduleFault> fault(std::string_view word, std::string why) {
    return std::unexpected{ScheduleFault{shortened(word), std::move(why), example}};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Words, with commas and quotes gone and a dash that stands between blanks pulled to its neighbours.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (word.empty()) return;
        if (!words.empty() && (word.front() == '-' || words.back().back() == '-'))
            words.back() += word;
        else
            words.push_back(word);
        word.clear();
    };
    for (const char c : plain_typing(text)) {
        if (std::string_view{" ,;\"'`"}.contains(c))
            end_word();
        else
            word += c;
    }
    end_word();
    return words;
}

std::optional<weekday> day_of(std::string_view word) {
    if (word.size() < 3) return std::nullopt;
    for (unsigned i = 0; i < day_names.size(); ++i)
        if (day_names[i].starts_with(word)) return weekday{i + 1};
    return std::nullopt;
}

/// `mon`, `mon-fri`, `fri-mon`.
Read<std::vector<weekday>> days_of(std::string_view typed) {
    const auto word = lower(typed);
    const auto dash = word.find('-');
    const auto first = day_of(std::string_view{word}.substr(0, dash));
    if (dash == std::string::npos) {
        if (!first) return fault(typed, "is neither a day nor a time");
        return std::vector{*first};
    }
    const auto last = day_of(std::string_view{word}.substr(dash + 1));
    if (!first || !last) return fault(typed, "is no range of days");
    if (*first == *last) return fault(typed, "begins and ends on the same day: write that day alone, or `mon-sun`");
    std::vector days{*first};
    while (days.back() != *last) days.push_back(days.back() + std::chrono::days{1});
    return days;
}

/// `8:00`, `08:00`; 24:00 is allowed.
std::optional<minutes> time_of(std::string_view word) {
    const auto colon = word.find(':');
    if (colon == std::string_view::npos || colon < 1 || colon > 2 || word.size() != colon + 3) return std::nullopt;
    int number = 0;
    for (const char c : word) {
        if (c == ':') continue;
        if (!is_digit(c)) return std::nullopt;
        number = number * 10 + (c - '0');
    }
    const auto time = minutes{number / 100 * 60 + number % 100};
    if (number % 100 > 59 || time > day_length) return std::nullopt;
    return time;
}

Read<std::pair<minutes, minutes>> window_of(std::string_view typed) {
    if (lower(typed) == "24h") return std::pair{minutes{0}, day_length};
    const auto dash = typed.find('-');
    if (dash == std::string_view::npos) return fault(typed, "is no span of time: write `HH:MM-HH:MM` or `24h`");
    const auto from = time_of(typed.substr(0, dash));
    auto to = time_of(typed.substr(dash + 1));
    if (!from || !to) return fault(typed, "is no span of time: write `HH:MM-HH:MM`, from 00:00 to 24:00");
    if (*from == *to) return fault(typed, "begins and ends at the same time: for a whole day write `24h`");
    if (*from == day_length) return fault(typed, "begins at 24:00, which is 00:00 of the next day");
    if (*to < *from) *to += day_length;
    return std::pair{*from, *to};
}

bool speaks_of_time(std::string_view word) { return is_digit(word.front()); }

/// Only the form: letters, digits and `_+-`, in pieces between slashes. Nothing that could leave the zone directory.
Read<std::string> zone_of(std::string_view typed) {
    auto word = typed;
    while (!word.empty() && std::string_view{".!?"}.contains(word.back())) word.remove_suffix(1);
    const auto small = lower(word);
    if (std::ranges::find(abbreviations, small) != abbreviations.end())
        return fault(typed, "does not say which place: write the zone as `Continent/City`");
    bool begins_piece = true;
    for (const char c : word) {
        const bool fits =
            begins_piece ? is_letter(c) : is_letter(c) || is_digit(c) || std::string_view{"_+-/"}.contains(c);
        if (!fits) return fault(typed, "is no time zone: write it as `Continent/City`");
        begins_piece = c == '/';
    }
    if (begins_piece || word.size() > longest_zone)
        return fault(typed, "is no time zone: write it as `Continent/City`");
    return std::string{word};
}

void in_order_of_the_week(std::vector<OpenHours>& hours) {
    const auto place = [](const OpenHours& h) { return std::tuple{place_in_week(h.day), h.from, h.to}; };
    std::ranges::sort(hours, {}, place);
    const auto repeated = std::ranges::unique(hours);
    hours.erase(repeated.begin(), repeated.end());
}

}  // namespace

std::expected<BusinessHours, ScheduleFault> parse_schedule(std::string_view text) {
    if (text.size() > longest_schedule)
        return fault(plain_typing(text),
                     "is too long: a schedule has at most " + std::to_string(longest_schedule) + " characters");
    const auto words = words_of(text);
    if (words.empty()) return fault("", "there is no schedule: say days, hours and time zone");

    const auto& last = words.back();
    if (speaks_of_time(last)) {
        if (const auto window = window_of(last); !window) return std::unexpected{window.error()};
        return fault(last, "is not followed by a time zone");
    }
    const auto zone = zone_of(last);
    // A day stays a day with a full stop behind it.
    if (days_of(last) || (zone && days_of(*zone)))
        return fault(last, "is followed neither by hours nor by a time zone");
    if (!zone) return std::unexpected{zone.error()};
    if (words.size() == 1) return fault(last, "is not preceded by days and hours");

    BusinessHours business{{}, *zone};
    std::vector<weekday> days;
    bool days_have_hours = false;
    for (const auto& word : std::span{words}.first(words.size() - 1)) {
        if (speaks_of_time(word)) {
            const auto window = window_of(word);
            if (!window) return std::unexpected{window.error()};
            if (days.empty()) return fault(word, "is not preceded by a day");
            for (const auto day : days) business.hours.push_back({day, window->first, window->second});
            days_have_hours = true;
            continue;
        }
        if (word.contains('/')) return fault(word, "is out of place: one time zone, at the end, is for all days");
        const auto more = days_of(word);
        if (!more) return std::unexpected{more.error()};
        if (std::exchange(days_have_hours, false)) days.clear();
        days.insert(days.end(), more->begin(), more->end());
    }
    if (!days_have_hours) return fault(words[words.size() - 2], "is not followed by hours");
    in_order_of_the_week(business.hours);
    return business;
}

std::string spelling(const BusinessHours& business) {
    static constexpr WeekStyle to_read_back{
        .days = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"},
        .to = "-",
        .next_days = ",",
        .next_window = ",",
        .next_part = ", ",
    };
    return week_text(business, to_read_back) + " " + business.zone;
}

ScheduleFault unknown_zone(std::string_view zone, std::span<const std::string> known) {
    const std::vector<std::string_view> names{known.begin(), known.end()};
    const auto near = nearest(zone, names);
    if (near.empty()) return {shortened(zone), "is no time zone: write it as `Continent/City`", example};
    return {shortened(zone), "is no time zone; the nearest is `" + std::string{near} + "`",
            "mon-fri 08:00-17:00 " + std::string{near}};
}

}  // namespace privman
