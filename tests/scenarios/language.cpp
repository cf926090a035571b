#include "tests/scenarios/language.hpp"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <charconv>
#include <cstdio>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace privman::scenarios {

namespace {

std::string trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return std::string{text};
}

/// Runs of spaces become one, but inside quotes nothing is touched.
std::string single_spaced(std::string_view text) {
    std::string out;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"' && (i == 0 || text[i - 1] != '\\')) quoted = !quoted;
        if (!quoted && (c == ' ' || c == '\t')) {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else {
            out += c;
        }
    }
    return out;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

void append_utf8(std::string& out, unsigned code) {
    const auto add = [&out](unsigned byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xC0 | (code >> 6));
        add(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        add(0xE0 | (code >> 12));
        add(0x80 | ((code >> 6) & 0x3F));
        add(0x80 | (code & 0x3F));
    } else {
        add(0xF0 | (code >> 18));
        add(0x80 | ((code >> 12) & 0x3F));
        add(0x80 | ((code >> 6) & 0x3F));
        add(0x80 | (code & 0x3F));
    }
}

/// One escape at the beginning of `text`; how many characters it took.
std::size_t read_escape(std::string_view text, std::string& out) {
    if (text.starts_with("\\n")) return out += '\n', 2;
    if (text.starts_with("\\\"")) return out += '"', 2;
    if (text.starts_with("\\u{")) {
        const auto close = text.find('}');
        unsigned code = 0;
        const auto [end, error] =
            std::from_chars(text.data() + 3, text.data() + std::min(close, text.size()), code, 16);
        if (close == std::string_view::npos || error != std::errc{} || end != text.data() + close)
            throw std::invalid_argument{"an escape that is not \\u{hex}"};
        append_utf8(out, code);
        return close + 1;
    }
    // Paths are full of backslashes: one that escapes nothing is itself.
    return out += '\\', 1;
}

json::value as_value(const std::string& text) {
    if (text == "null") return nullptr;
    if (text == "true" || text == "false") return text == "true";
    if (const auto number = whole_number(text)) return *number;
    return json::value(text);
}

}  // namespace

std::expected<std::vector<Step>, std::string> read_scenario(std::string_view text) {
    std::vector<Step> steps;
    std::istringstream lines{std::string{text}};
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        line = trimmed(line);
        if (line.empty() || line.front() == '#') continue;
        const auto space = line.find_first_of(" \t");
        const auto keyword = line.substr(0, space);
        Step step{.words = space == std::string::npos ? std::string{} : single_spaced(trimmed(line.substr(space))),
                  .line = number};
        if (keyword == "given")
            step.kind = Kind::given;
        else if (keyword == "at")
            step.kind = Kind::at;
        else if (keyword == "when")
            step.kind = Kind::when;
        else if (keyword == "then")
            step.kind = Kind::then;
        else if (keyword == "and" && !steps.empty())
            step.kind = steps.back().kind;
        else
            return std::unexpected{"line " + std::to_string(number) +
                                   ": a line begins with given, at, when, then or and"};
        if (step.words.empty())
            return std::unexpected{"line " + std::to_string(number) + ": nothing after the keyword"};
        steps.push_back(std::move(step));
    }
    if (steps.empty()) return std::unexpected{std::string{"no steps"}};
    return steps;
}

std::chrono::milliseconds parse_length(std::string_view text) {
    const auto unit_at = text.find_first_not_of("0123456789");
    const auto number = whole_number(text.substr(0, unit_at));
    const auto unit = unit_at == std::string_view::npos ? std::string_view{} : text.substr(unit_at);
    if (number) {
        if (unit == "ms") return std::chrono::milliseconds{*number};
        if (unit == "s") return std::chrono::seconds{*number};
        if (unit == "m") return std::chrono::minutes{*number};
        if (unit == "h") return std::chrono::hours{*number};
        if (unit == "d") return std::chrono::hours{*number * 24};
    }
    throw std::invalid_argument{"not a length of time: " + std::string{text}};
}

std::string unquoted(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t taken = 1;
        if (text.front() == '\\')
            taken = read_escape(text, out);
        else
            out += text.front();
        text.remove_prefix(taken);
    }
    return out;
}

json::object parse_fields(std::string_view text) {
    json::object fields;
    while (!text.empty()) {
        while (text.starts_with(' ')) text.remove_prefix(1);
        const auto equals = text.find('=');
        if (equals == std::string_view::npos || equals == 0)
            throw std::invalid_argument{"not of the form name=value: " + std::string{text}};
        const std::string name{text.substr(0, equals)};
        text.remove_prefix(equals + 1);
        if (text.starts_with('"')) {
            std::size_t close = 1;
            while (close < text.size() && (text[close] != '"' || text[close - 1] == '\\')) ++close;
            if (close == text.size()) throw std::invalid_argument{"a quote that never ends after " + name};
            fields[name] = unquoted(text.substr(1, close - 1));
            text.remove_prefix(close + 1);
        } else {
            const auto end = std::min(text.find(' '), text.size());
            fields[name] = as_value(std::string{text.substr(0, end)});
            text.remove_prefix(end);
        }
    }
    return fields;
}

std::string instant_of(std::string_view text) {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    char zone_name[64] = {};
    if (std::sscanf(std::string{text}.c_str(), "%d-%d-%d %d:%d %63s", &year, &month, &day, &hour, &minute, zone_name) !=
        6)
        throw std::invalid_argument{"not of the form 2026-03-08 02:30 America/New_York: " + std::string{text}};
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(zone_name, &zone)) throw std::invalid_argument{"no time zone: " + std::string{zone_name}};
    const auto info = zone.At(absl::CivilSecond{year, month, day, hour, minute, 0});
    return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", info.pre, absl::UTCTimeZone());
}

}  // namespace privman::scenarios
