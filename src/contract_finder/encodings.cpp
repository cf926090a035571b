#include "contract_finder/encodings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace privman::contract_finder {

namespace {

using contract::DurationEncoding;
using contract::OneTimeEncoding;

enum class Unit { none, milliseconds, seconds, minutes, hours, days, several };

Unit unit_in(const Words& words) {
    Unit found = Unit::none;
    const auto see = [&](Unit unit) { found = found == Unit::none || found == unit ? unit : Unit::several; };
    for (const auto& word : words) {
        if (word == "milliseconds" || word == "millis" || word == "ms") see(Unit::milliseconds);
        if (word == "seconds" || word == "second" || word == "secs" || word == "sec") see(Unit::seconds);
        if (word == "minutes" || word == "minute" || word == "mins" || word == "min") see(Unit::minutes);
        if (word == "hours" || word == "hour" || word == "hrs") see(Unit::hours);
        if (word == "days" || word == "day") see(Unit::days);
    }
    return found;
}

/// What is said of a number's unit. Abbreviations such as "min" may be a minimum, and are mere mentions.
struct UnitSaid {
    Unit meant = Unit::none;      ///< by the name, or an unmistakable phrase; `several`: they contradict each other
    Unit mentioned = Unit::none;  ///< anywhere
};

/// "Minutes", "in minutes", "number of minutes", "how many minutes"; not "at least 15 minutes".
Words units_of_the_value(const Words& said) {
    Words units;
    for (std::size_t i = 0; i < said.size(); ++i) {
        const auto before = [&](std::size_t steps) { return i >= steps ? std::string_view{said[i - steps]} : ""; };
        const bool number_of = before(1) == "of" && (before(2) == "number" || before(2) == "amount");
        const bool in = before(1) == "in" && before(2) != "not" && before(2) != "never";
        if (i == 0 || number_of || in || before(1) == "many") units.push_back(said[i]);
    }
    return units;
}

UnitSaid unit_said(const Input& duration) {
    static constexpr auto whole = {"milliseconds", "millis", "ms",    "seconds", "secs",
                                   "minutes",      "mins",   "hours", "hrs",     "days"};
    const auto sentence = words_of(duration.description);
    auto meant = units_of_the_value(sentence);
    meant.insert(meant.end(), duration.words.begin(), duration.words.end());
    std::erase_if(meant, [](const std::string& word) { return std::ranges::find(whole, word) == whole.end(); });
    auto mentioned = sentence;
    mentioned.insert(mentioned.end(), duration.words.begin(), duration.words.end());
    return {unit_in(meant), unit_in(mentioned)};
}

std::string_view name_of(Unit unit) {
    switch (unit) {
        case Unit::milliseconds: return "milliseconds";
        case Unit::seconds: return "seconds";
        case Unit::minutes: return "minutes";
        case Unit::hours: return "hours";
        case Unit::days: return "days";
        case Unit::none:
        case Unit::several: break;
    }
    return "units";
}

bool looks_like_timespan(std::string_view text) {
    return text.size() >= 7 && text.contains(':') && text.find_first_not_of("0123456789:.") == std::string_view::npos;
}

bool looks_like_iso(std::string_view text) {
    return text.size() >= 3 && text[0] == 'P' && text.find_first_not_of("PTDHMSYW0123456789") == std::string_view::npos;
}

/// What is said about it besides its name: description, format, example, default, pattern.
std::optional<DurationEncoding> encoding_of_text(const Input& input, const Schemas& schemas) {
    const auto format = lower(schemas.text(*input.schema, "format"));
    const auto said = words_of(input.description);
    for (const auto* key : {"example", "x-example", "default"}) {
        const auto value = schemas.text(*input.schema, key);
        if (looks_like_iso(value)) return DurationEncoding::iso8601;
        if (looks_like_timespan(value)) return DurationEncoding::timespan;
    }
    // The registry of formats says what "duration" is; .NET's generators write date-span or time-span for theirs.
    if (format == "time-span" || format == "timespan" || format == "date-span") return DurationEncoding::timespan;
    if (format == "duration" || has(said, "iso") || has_stem(said, "pt1") || has_stem(said, "pt3"))
        return DurationEncoding::iso8601;
    if (has_any(said, {"timespan"}) || has_all(said, "time span") || has_all(said, "hh mm"))
        return DurationEncoding::timespan;
    return std::nullopt;
}

std::optional<DurationEncoding> encoding_of(Unit unit) {
    switch (unit) {
        case Unit::seconds: return DurationEncoding::seconds;
        case Unit::minutes: return DurationEncoding::minutes;
        case Unit::hours: return DurationEncoding::hours;
        case Unit::none:
        case Unit::milliseconds:
        case Unit::days:
        case Unit::several: break;
    }
    return std::nullopt;
}

void find_units(const Input& unit, const Schemas& schemas, contract::DurationRule& rule, Notes& notes) {
    const auto choices = schemas.choices(*unit.schema);
    if (choices.empty()) {
        notes.guessed.push_back(
            fmt::format("The units of {} are not listed; \"{}\" and \"{}\" are sent: check what the "
                        "instance calls them.",
                        unit.shown(), rule.minutes_word, rule.hours_word));
        return;
    }
    rule.minutes_word.clear();
    rule.hours_word.clear();
    rule.days_word.clear();
    for (const auto& choice : choices) {
        if (!choice.value.is_string()) continue;
        auto* word = [&]() -> std::string* {
            switch (unit_in(words_of(choice.name))) {
                case Unit::minutes: return &rule.minutes_word;
                case Unit::hours: return &rule.hours_word;
                case Unit::days: return &rule.days_word;
                default: return nullptr;
            }
        }();
        if (word && word->empty()) *word = choice.name;
    }
    notes.read.push_back(fmt::format("A length is a number and a unit, {}.", unit.shown()));
}

/// `'Once'` or "OneTime" in a sentence about the length.
std::string quoted_once(std::string_view text) {
    text = text.substr(0, 2'000);
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\'' && text[at] != '"' && text[at] != '`') continue;
        const auto end = text.find(text[at], at + 1);
        if (end == std::string_view::npos) break;
        const auto word = text.substr(at + 1, end - at - 1);
        const auto words = words_of(word);
        if (word.size() < 20 && (has(words, "once") || has(words, "onetime") || has_all(words, "one time")))
            return std::string{word};
        at = end;
    }
    return {};
}

}  // namespace

bool find_duration(const Input& duration, const Input* unit, const Schemas& schemas, contract::DurationRule& rule,
                   Notes& notes) {
    if (unit) {
        rule.encoding = DurationEncoding::value_and_unit;
        find_units(*unit, schemas, rule, notes);
        return !(rule.minutes_word.empty() && rule.hours_word.empty() && rule.days_word.empty());
    }
    const auto type = schemas.type(*duration.schema);
    const auto by_text = type == "string" || type.empty() ? encoding_of_text(duration, schemas) : std::nullopt;
    const auto [meant, mentioned] = unit_said(duration);
    const auto unit_of_value = meant != Unit::none ? meant : mentioned;
    const bool certain = meant != Unit::none && meant == mentioned;
    const auto left_out = [&](const std::string& why) {
        notes.guessed.push_back(
            fmt::format("{} {}: it is left out, so that only One Time can be approved.", duration.shown(), why));
        return false;
    };
    if (!by_text && (unit_of_value == Unit::milliseconds || unit_of_value == Unit::days))
        return left_out(fmt::format("counts {}, which no profile can write", name_of(unit_of_value)));
    if (!by_text && unit_of_value == Unit::several)
        return left_out("speaks of several units, and does not say which one it counts");
    // Seconds that are minutes in truth would be sixty times too long.
    if (!by_text && meant == Unit::none && mentioned == Unit::seconds)
        return left_out("mentions seconds, but does not say that it counts them");
    const auto known = by_text ? by_text : encoding_of(unit_of_value);
    if (known && !by_text && !certain) {
        rule.encoding = *known;
        notes.guessed.push_back(fmt::format(
            "{} mentions a unit without saying beyond doubt that it counts it; {} are sent. Approve a test request and "
            "look in the console how long it was approved for.",
            duration.shown(), name_of(unit_of_value)));
        return true;
    }
    if (known) {
        rule.encoding = *known;
        static constexpr std::pair<DurationEncoding, std::string_view> forms[] = {
            {DurationEncoding::minutes, "in minutes"},
            {DurationEncoding::hours, "in hours"},
            {DurationEncoding::seconds, "in seconds"},
            {DurationEncoding::timespan, "as a time span (00:15:00)"},
            {DurationEncoding::iso8601, "as an ISO 8601 duration (PT15M)"}};
        for (const auto& [encoding, form] : forms)
            if (encoding == *known) notes.read.push_back(fmt::format("{} is a length {}.", duration.shown(), form));
        return true;
    }
    notes.guessed.push_back(
        fmt::format("{} does not say its unit; minutes are sent. Approve a test request for 15 minutes "
                    "and look in the console how long it was approved for.",
                    duration.shown()));
    rule.encoding = DurationEncoding::minutes;
    return true;
}

void find_one_time(const Input* duration, const Input* one_time, const Schemas& schemas, contract::OneTimeRule& rule,
                   Notes& notes) {
    if (one_time) {
        rule.encoding = OneTimeEncoding::boolean;
        notes.read.push_back(fmt::format("{} says One Time.", one_time->shown()));
        return;
    }
    rule.encoding = OneTimeEncoding::omit;
    if (!duration) return;
    const auto said = words_of(duration->description);
    // Where something means "for ever", a nought is not risked.
    const bool endless = has_stem(said, "unlimit") || has_stem(said, "indefinit") || has_stem(said, "permanent") ||
                         has_stem(said, "forever") || has_all(said, "no limit") || has_stem(said, "infinit");
    const bool speaks = has_all(said, "one time") || has_any(said, {"once", "onetime"}) || has_all(said, "single use");
    if (const auto word = quoted_once(duration->description);
        !word.empty() && schemas.type(*duration->schema) == "string") {
        rule = {.encoding = OneTimeEncoding::word, .word = word};
    } else if (speaks && has(said, "null")) {
        rule.encoding = OneTimeEncoding::null;
    } else if (speaks && has_any(said, {"0", "zero"}) && !endless) {
        rule.encoding = OneTimeEncoding::zero;
    } else if (!speaks ||
               !has_any(said, {"omit", "omitted", "left", "leave", "absent", "without", "missing", "unset"})) {
        notes.guessed.push_back(
            fmt::format("One Time is not described; {} is left out for it. Approve a test request One "
                        "Time and look in the console that it is not for longer.",
                        duration->shown()));
        return;
    }
    notes.read.push_back(fmt::format("One Time is described at {}.", duration->shown()));
}

}  // namespace privman::contract_finder
