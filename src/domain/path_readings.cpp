#include "domain/path_readings.hpp"

#include "domain/spelling.hpp"
#include "domain/utf8.hpp"
#include "domain/windows_path.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace privman {

namespace {

constexpr std::size_t most_cuts = 16;     ///< at blanks of any kind, and again as many after a program's ending
constexpr std::size_t most_embedded = 6;  ///< paths inside the text

bool is_slash(char c) { return c == '\\' || c == '/'; }
bool is_letter(char c) { return is_ascii_letter(static_cast<unsigned char>(c)); }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view without_blanks(std::string_view text) {
    const auto blank_in_front = [&] { return !text.empty() && is_blank(front_char(text).point); };
    while (blank_in_front()) text.remove_prefix(front_char(text).length);
    while (!text.empty()) {
        auto last = text.size() - 1;
        while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
        const auto [point, length] = front_char(text.substr(last));
        if (!is_blank(point) || last + length != text.size()) break;
        text.remove_suffix(text.size() - last);
    }
    return text;
}

struct Quotes {
    std::string_view opening;
    std::string_view closing;
};
constexpr std::array quotes{Quotes{"\"", "\""}, Quotes{"'", "'"}, Quotes{"`", "`"}, Quotes{"“", "”"},
                            Quotes{"„", "“"},   Quotes{"‘", "’"}, Quotes{"«", "»"}, Quotes{"”", "”"}};

/// What stands in quotes at the beginning.
std::optional<std::string_view> quoted(std::string_view text) {
    for (const auto& pair : quotes) {
        if (!text.starts_with(pair.opening)) continue;
        const auto inner = text.substr(pair.opening.size());
        return inner.substr(0, inner.find(pair.closing));
    }
    return std::nullopt;
}

/// After this blank no program's name goes on: a switch, a quote, or another path begins.
bool begins_an_argument(std::string_view rest) {
    if (rest.size() < 2) return rest.empty();
    if (rest[0] == '-') return !is_space(rest[1]);
    return is_slash(rest[0]) || rest[0] == '"' || rest[0] == '\'' || (is_letter(rest[0]) && rest[1] == ':');
}

class Readings {
public:
    explicit Readings(std::string_view field) {
        read(without_blanks(field));
        // Where a program of C stops reading.
        if (const auto end = field.find('\0'); end != std::string_view::npos)
            read(without_blanks(field.substr(0, end)));
    }
    std::vector<std::string> all{};

private:
    void read(std::string_view text) {
        const auto inner = quoted(text);
        if (inner) with_cuts(*inner);
        // A shell drops plain quotes wherever they stand. The others it would take for letters, as nobody means them.
        std::string bare{text};
        std::erase(bare, '"');
        if (!inner || text.starts_with('"')) with_cuts(bare);
        embedded(text);
    }

    void put(std::string_view text) {
        const auto bare = without_blanks(text);
        if (!bare.empty() && std::ranges::find(all, bare) == all.end()) all.emplace_back(bare);
    }

    void with_cuts(std::string_view text) {
        put(text);
        begins_as_posix(text) ? cut_as_posix(text) : cut_as_windows(text);
    }

    void cut_as_posix(std::string_view text) {
        std::size_t cuts = 0;
        for (std::size_t at = 1; at < text.size() && cuts < most_cuts; ++at) {
            if (!is_space(text[at]) || is_space(text[at - 1])) continue;
            put(text.substr(0, at));
            // `/usr/bin/env /bin/bash`
            const auto rest = without_blanks(text.substr(at));
            if (rest.starts_with('/')) put(rest.substr(0, rest.find(' ')));
            ++cuts;
        }
    }

    void cut_as_windows(std::string_view text) {
        const bool arguments = has_arguments(text);
        std::size_t cuts = 0;
        std::size_t cuts_after_programs = 0;
        for (std::size_t at = 1; at < text.size(); ++at) {
            if (!is_space(text[at]) || is_space(text[at - 1])) continue;
            const auto before = without_blanks(text.substr(0, at));
            if (ends_like_a_program(before) && cuts_after_programs++ < most_cuts) put(before);
            if (!arguments || cuts++ >= most_cuts || ends_like_a_program(before)) continue;
            put(before);
            put(std::string{before} + ".exe");
        }
    }

    static bool has_arguments(std::string_view text) {
        if (!ends_like_a_program(text) || text.size() < 4) return true;
        for (std::size_t at = 0; at < text.size(); ++at)
            if (is_space(text[at]) && begins_an_argument(without_blanks(text.substr(at)))) return true;
        // As long as it is a program anyway, it does no harm to think of another one before a blank.
        auto ending = std::string{text.substr(text.size() - 4)};
        std::ranges::transform(ending, ending.begin(),
                               [](char c) { return is_letter(c) ? static_cast<char>(c | 0x20) : c; });
        return ending == ".exe";
    }

    /// `cmd /c C:\…`, `file:///C:/…`, `FileSystem::C:\…`, `cmd /c \\host\…`, `& 'a.exe'`
    void embedded(std::string_view text) {
        std::size_t found = 0;
        for (std::size_t at = 1; at + 2 < text.size() && found < most_embedded; ++at) {
            const auto before = text[at - 1];
            const bool drive = is_letter(text[at]) && text[at + 1] == ':' && is_slash(text[at + 2]) &&
                               !is_letter(before) && (static_cast<unsigned char>(before) < 0x80);
            const bool share = is_slash(text[at]) && text[at] == text[at + 1] && !is_slash(text[at + 2]) &&
                               (is_space(before) || before == '"' || before == '\'');
            const auto rest = text.substr(at);
            if (const auto inner = is_space(before) ? quoted(rest) : std::nullopt) {
                ++found;
                with_cuts(*inner);
            }
            if (!drive && !share) continue;
            ++found;
            with_cuts(rest.substr(0, rest.find_first_of("\"'")));
        }
    }
};

}  // namespace

std::vector<std::string> path_readings(std::string_view field) { return Readings{field}.all; }

bool begins_as_windows(std::string_view text) {
    if (text.starts_with('\\') || text.starts_with("//")) return true;
    return text.size() >= 2 && is_letter(text[0]) && text[1] == ':';
}

bool begins_as_posix(std::string_view text) { return text.starts_with('/') && !text.starts_with("//"); }

}  // namespace privman
