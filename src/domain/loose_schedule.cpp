#include "domain/loose_schedule.hpp"

#include "domain/typed_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <variant>

namespace privman {

using std::chrono::minutes;
using std::chrono::weekday;

namespace {

constexpr minutes day_length{24 * 60};
constexpr minutes noon{12 * 60};

struct Name {
    std::string_view word;
    unsigned from;  ///< Monday is 1
    unsigned to;
};

/// Shortened names of three letters and more are found by their beginning.
constexpr Name days_by_name[] = {
    {"monday", 1, 1},     {"tuesday", 2, 2}, {"wednesday", 3, 3}, {"thursday", 4, 4},  {"friday", 5, 5},
    {"saturday", 6, 6},   {"sunday", 7, 7},  {"montag", 1, 1},    {"dienstag", 2, 2},  {"mittwoch", 3, 3},
    {"donnerstag", 4, 4}, {"freitag", 5, 5}, {"samstag", 6, 6},   {"sonnabend", 6, 6}, {"sonntag", 7, 7},
};
constexpr Name other_day_words[] = {
    {"mo", 1, 1},       {"tu", 2, 2},       {"we", 3, 3},         {"th", 4, 4},          {"fr", 5, 5},
    {"sa", 6, 6},       {"su", 7, 7},       {"di", 2, 2},         {"mi", 3, 3},          {"do", 4, 4},
    {"so", 7, 7},       {"weekday", 1, 5},  {"weekdays", 1, 5},   {"workday", 1, 5},     {"workdays", 1, 5},
    {"weekend", 6, 7},  {"weekends", 6, 7}, {"wochenende", 6, 7}, {"wochenenden", 6, 7}, {"daily", 1, 7},
    {"everyday", 1, 7}, {"day", 1, 7},      {"days", 1, 7},       {"täglich", 1, 7},
};
constexpr std::string_view to_words[] = {"to", "bis", "through", "thru", "until", "till", "til"};
constexpr std::string_view filling[] = {"and",     "und",   "from", "von",   "between", "at", "um",    "uhr",
                                        "o'clock", "hours", "hrs",  "every", "each",    "on", "jeden", "h"};

struct Days {
    std::vector<weekday> days;
};
struct Time {
    minutes at{};        ///< as written; 12 am is 0
    bool exact = false;  ///< with minutes, of a 24-hour clock, or with `am` or `pm`
    int half = 0;        ///< 1: am, 2: pm
};
struct To {};
struct WholeDay {};
using Atom = std::variant<Days, Time, To, WholeDay>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

template <class Range>
bool among(const Range& words, std::string_view word) {
    return std::ranges::find(words, word) != std::end(words);
}

std::optional<Name> day_named(std::string_view word) {
    const auto exact = std::ranges::find(other_day_words, word, &Name::word);
    if (exact != std::end(other_day_words)) return *exact;
    if (word.size() > 4 && word.ends_with('s')) word.remove_suffix(1);  // Mondays
    if (word.size() < 3) return std::nullopt;
    const auto found =
        std::ranges::find_if(days_by_name, [&](const Name& name) { return name.word.starts_with(word); });
    if (found == std::end(days_by_name)) return std::nullopt;
    return *found;
}

std::vector<weekday> days_between(unsigned from, unsigned to) {
    std::vector<weekday> days{weekday{from}};
    while (days.back() != weekday{to}) days.push_back(days.back() + std::chrono::days{1});
    return days;
}

/// Reads one word after the other; a word with a dash in it is several.
class Lexer {
public:
    /// False: this is no word of a schedule.
    bool read(std::string_view word) {
        if (word == "24/7") {
            atoms_.emplace_back(Days{days_between(1, 7)});
            atoms_.emplace_back(WholeDay{});
            return true;
        }
        while (!word.empty()) {
            const char c = word.front();
            if (c == '-') {
                atoms_.emplace_back(To{});
                word.remove_prefix(1);
            } else if (c == '.' || c == '&' || c == '+') {
                word.remove_prefix(1);
            } else if (is_digit(c)) {
                if (!number(word)) return false;
            } else if (is_letter(c)) {
                if (!letters(word)) return false;
            } else {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] const std::vector<Atom>& atoms() const { return atoms_; }

private:
    bool number(std::string_view& word) {
        std::size_t digits = 0;
        while (digits < word.size() && is_digit(word[digits])) ++digits;
        if (digits > 4) return false;
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) value = value * 10 + (word[i] - '0');
        word.remove_prefix(digits);
        Time time;
        int hour = digits > 2 ? value / 100 : value;
        int minute = digits > 2 ? value % 100 : 0;
        time.exact = digits > 2;
        const auto minutes_follow = [&word] { return word.size() >= 3 && is_digit(word[1]) && is_digit(word[2]); };
        if (digits <= 2 && !word.empty() && std::string_view{":.h"}.contains(word.front()) && minutes_follow()) {
            minute = (word[1] - '0') * 10 + (word[2] - '0');
            word.remove_prefix(3);
            time.exact = true;
        } else if (word.starts_with('h')) {
            word.remove_prefix(1);
            if (value == 24 && word.empty()) {
                atoms_.emplace_back(WholeDay{});
                return true;
            }
            time.exact = true;
        }
        if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) return false;
        if (hour > 12 || hour == 0) time.exact = true;
        time.at = minutes{hour * 60 + minute};
        atoms_.emplace_back(time);
        return true;
    }

    bool letters(std::string_view& word) {
        std::size_t length = 0;
        while (length < word.size() && (is_letter(word[length]) || word[length] == '\'')) ++length;
        const auto text = lower(word.substr(0, length));
        word.remove_prefix(length);
        if (text == "am" || text == "pm" || ((text == "a" || text == "p") && half_follows(word)))
            return half(text.front() == 'a' ? 1 : 2);
        if (among(to_words, text)) {
            atoms_.emplace_back(To{});
            return true;
        }
        if (among(filling, text)) return true;
        const auto name = day_named(text);
        if (!name) return false;
        atoms_.emplace_back(Days{days_between(name->from, name->to)});
        return true;
    }

    /// The rest of `p.m.`
    static bool half_follows(std::string_view& rest) {
        if (!rest.starts_with(".m") && !rest.starts_with(".M")) return false;
        rest.remove_prefix(2);
        return true;
    }

    bool half(int which) {
        auto* time = atoms_.empty() ? nullptr : std::get_if<Time>(&atoms_.back());
        if (!time || time->half != 0 || time->at >= minutes{13 * 60} || time->at < minutes{60}) return false;
        if (time->at >= noon) time->at -= noon;
        if (which == 2) time->at += noon;
        time->half = which;
        time->exact = true;
        return true;
    }

    std::vector<Atom> atoms_;
};

using Window = std::pair<minutes, minutes>;

/// What two times may mean, the likeliest first.
std::vector<Window> windows_of(const Time& from, const Time& to) {
    std::vector<Window> all;
    const auto add = [&all](minutes begins, minutes ends) {
        if (begins >= day_length || begins == ends) return;
        if (ends < begins) ends += day_length;
        if (ends > begins + day_length || std::ranges::find(all, Window{begins, ends}) != all.end()) return;
        all.emplace_back(begins, ends);
    };
    const auto midnight_ends = [](minutes end) { return end == minutes{0} ? day_length : end; };
    if (from.exact && to.exact) {
        add(from.at, to.half == 1 ? midnight_ends(to.at) : to.at);
    } else if (from.exact) {
        // 9am-5: the first five after nine; another one only when it is as near.
        if (to.at > from.at) add(from.at, to.at);
        if (to.at + noon > from.at && to.at + noon <= day_length && to.at < noon + minutes{60})
            add(from.at, to.at == noon ? to.at : to.at + noon);
        if (all.empty()) add(from.at, to.at);
    } else if (to.exact) {
        // 1-5pm: the same half of the day comes first; 9-5pm has one meaning.
        const auto end = to.half == 1 ? midnight_ends(to.at) : to.at;
        if (to.half == 0) {
            add(from.at, end);
        } else {
            const auto morning = from.at == noon ? minutes{0} : from.at;
            if (to.half == 2 && morning + noon < end) add(morning + noon, end);
            if (morning < end) add(morning, end);
            if (to.half == 1 && morning + noon < end) add(morning + noon, end);
        }
    } else if (from.at < to.at) {
        constexpr minutes early{6 * 60};
        if (from.at <= early) add(from.at + noon, to.at == noon ? day_length : to.at + noon);
        add(from.at, to.at);
    } else {
        add(from.at, to.at + noon);
        add(from.at, to.at);
    }
    return all;
}

struct Part {
    std::vector<weekday> days;
    std::vector<std::vector<Window>> windows;  ///< each with its meanings
};

/// `Mon To Fri Time To Time …`; nothing when the atoms stand in no such order.
std::optional<std::vector<Part>> parts_of(const std::vector<Atom>& atoms) {
    std::vector<Part> parts;
    const auto kind = [&atoms]<class Kind>(std::size_t i, std::type_identity<Kind>) {
        return i < atoms.size() ? std::get_if<Kind>(&atoms[i]) : nullptr;
    };
    for (std::size_t i = 0; i < atoms.size();) {
        if (const auto* first = kind(i, std::type_identity<Days>{})) {
            if (parts.empty() || !parts.back().windows.empty()) parts.emplace_back();
            auto& days = parts.back().days;
            const auto* last =
                kind(i + 1, std::type_identity<To>{}) ? kind(i + 2, std::type_identity<Days>{}) : nullptr;
            if (kind(i + 1, std::type_identity<To>{}) && !last) return std::nullopt;
            if (last) {
                if (first->days.size() != 1 || last->days.size() != 1 || first->days == last->days) return std::nullopt;
                const auto range = days_between(first->days.front().iso_encoding(), last->days.front().iso_encoding());
                days.insert(days.end(), range.begin(), range.end());
            } else {
                days.insert(days.end(), first->days.begin(), first->days.end());
            }
            i += last ? 3 : 1;
        } else if (kind(i, std::type_identity<WholeDay>{})) {
            if (parts.empty()) parts.emplace_back();
            parts.back().windows.push_back({{minutes{0}, day_length}});
            ++i;
        } else {
            const auto* from = kind(i, std::type_identity<Time>{});
            const auto* to = kind(i + 2, std::type_identity<Time>{});
            if (!from || !kind(i + 1, std::type_identity<To>{}) || !to) return std::nullopt;
            if (parts.empty()) parts.emplace_back();
            parts.back().windows.push_back(windows_of(*from, *to));
            if (parts.back().windows.back().empty()) return std::nullopt;
            i += 3;
        }
    }
    // The hours first, then the days: `8-17 mon-fri`.
    if (parts.size() == 2 && parts[0].days.empty() && parts[1].windows.empty()) {
        parts[0].days = std::move(parts[1].days);
        parts.pop_back();
    }
    const bool whole = !parts.empty() && std::ranges::all_of(parts, [](const Part& part) {
        return !part.days.empty() && !part.windows.empty();
    });
    if (!whole) return std::nullopt;
    return parts;
}

bool is_of_the_schedule(std::string_view word) {
    if (word.contains('/') && word != "24/7") return false;
    Lexer lexer;
    return lexer.read(word) || is_digit(word.front()) || word == "am" || word == "pm" || word == "a.m." ||
           word == "p.m.";
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : plain_typing(text) + " ") {
        if (!std::string_view{" ,;()\"`"}.contains(c)) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    }
    return words;
}

}  // namespace

std::vector<BusinessHours> loose_readings(std::string_view text) {
    constexpr std::size_t longest = 400;
    if (text.size() > longest) return {};
    const auto words = words_of(text);
    auto end = words.size();
    while (end > 0 && !is_of_the_schedule(lower(words[end - 1]))) --end;
    std::string zone;
    for (const auto& word : std::span{words}.subspan(end)) zone += (zone.empty() ? "" : " ") + word;
    if (zone.empty() || end == 0) return {};

    Lexer lexer;
    for (const auto& word : std::span{words}.first(end))
        if (!lexer.read(lower(word))) return {};
    const auto parts = parts_of(lexer.atoms());
    if (!parts) return {};
    std::size_t meanings = 1;
    for (const auto& part : *parts)
        for (const auto& window : part.windows) meanings = std::max(meanings, window.size());
    std::vector<BusinessHours> readings;
    for (std::size_t which = 0; which < meanings; ++which) {
        BusinessHours hours{{}, zone};
        for (const auto& part : *parts)
            for (const auto& window : part.windows) {
                const auto& [from, to] = window[std::min(which, window.size() - 1)];
                for (const auto day : part.days) hours.hours.push_back({day, from, to});
            }
        if (std::ranges::find(readings, hours) == readings.end()) readings.push_back(std::move(hours));
    }
    return readings;
}

std::optional<std::string> looks_inverted(const BusinessHours& hours) {
    constexpr std::chrono::hours fewest{25};
    constexpr std::chrono::hours week{7 * 24};
    if (std::ranges::any_of(hours.hours, [](const OpenHours& window) { return window.to > day_length; }))
        return "those hours run over midnight: people would decide at night, and by day requests would be approved "
               "automatically";
    const auto open = week - closed_per_week(hours);
    if (open < fewest)
        return "people would decide in only " + std::to_string(open / std::chrono::hours{1}) +
               " hours a week, and the rest would be approved automatically";
    return std::nullopt;
}

std::optional<BusinessHours> turned_round(const BusinessHours& hours) {
    auto turned = hours;
    bool changed = false;
    for (auto& window : turned.hours) {
        if (window.to <= day_length) continue;
        changed = true;
        const auto end = window.to - day_length;
        if (window.from <= noon && end <= noon) {
            window.to = end + noon;  // 09:00-05:00: five in the afternoon
        } else {
            window.to = window.from;
            window.from = end;
        }
        if (window.to <= window.from) return std::nullopt;
    }
    if (!changed) return std::nullopt;
    return turned;
}

std::string two_days_in_words(const BusinessHours& hours, const LocalMoment& today) {
    static constexpr std::array<std::string_view, 7> names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    const auto clock = [](std::size_t minute) {
        const auto two = [](std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
        return two(minute / 60) + ":" + two(minute % 60);
    };
    constexpr auto in_a_day = static_cast<std::size_t>(day_length.count());
    std::string text;
    for (const auto day : {today.day, today.day + std::chrono::days{1}}) {
        std::array<bool, in_a_day> open{};
        for (std::size_t minute = 0; minute < in_a_day; ++minute)
            open[minute] = open_at(hours, LocalMoment{day, minutes{minute}});
        std::string spans;
        for (std::size_t from = 0; from < in_a_day; ++from) {
            if (!open[from]) continue;
            auto to = from;
            while (to < in_a_day && open[to]) ++to;
            spans += (spans.empty() ? "" : " and ") + clock(from) + "–" + clock(to);
            from = to;
        }
        text += (text.empty() ? "" : " ") + std::string{names[day.c_encoding()]};
        if (spans.empty())
            text += ": everything is automatic.";
        else if (spans == "00:00–24:00")
            text += ": people decide all day.";
        else
            text += ": people decide " + spans + ", the rest is automatic.";
    }
    return text;
}

}  // namespace privman
