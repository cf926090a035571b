#include "domain/windows_path.hpp"

#include "domain/windows_aliases.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace privman {

namespace {

constexpr char32_t separator = '\\';

/// No file of Windows has these in its name: they were put there by somebody who wrote down what he could not spell.
bool is_impossible(char32_t c) {
    return is_control(c) || c == '?' || c == '*' || c == '<' || c == '>' || c == '|' || c == 0xFFFD;
}

bool is_a_broken_byte(char32_t c) { return c >= 0xDC80 && c <= 0xDCFF; }

/// The end of a variable that begins here (`%NAME%`, `!NAME!`, `$env:NAME`, `${NAME}`), or nothing.
std::optional<std::size_t> end_of_variable(const Spelling& text, std::size_t at) {
    const auto end_at = [&](char32_t closing, std::size_t from) -> std::optional<std::size_t> {
        const auto end = text.find_first_of(std::u32string{closing} + U"\\/:\"", from);
        if (end == Spelling::npos || text[end] != closing || end == from) return std::nullopt;
        return end + 1;
    };
    if (text[at] == '%') {
        if (const auto plain = end_at('%', at + 1)) return plain;
        // `%NAME:~0,3%` cuts a piece out of it.
        const auto colon = text.find_first_of(U":\\/%", at + 1);
        if (colon == Spelling::npos || text[colon] != ':' || colon == at + 1) return std::nullopt;
        const auto end = text.find(U'%', colon);
        return end == Spelling::npos ? std::nullopt : std::optional{end + 1};
    }
    if (text[at] == '!') {
        const auto end = end_at('!', at + 1);
        const bool name = end && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                                             text.begin() + static_cast<std::ptrdiff_t>(*end) - 1,
                                             [](char32_t c) { return is_ascii_letter(c) || is_digit(c) || c == '_'; });
        return name ? end : std::nullopt;
    }
    if (text[at] != '$') return std::nullopt;
    const auto rest = std::u32string_view{text}.substr(at + 1);
    if (rest.starts_with(U'{')) {
        const auto end = text.find(U'}', at);
        return end == Spelling::npos ? std::nullopt : std::optional{end + 1};
    }
    const auto is = [&](std::u32string_view word) {
        return rest.size() > word.size() &&
               std::ranges::equal(word, rest.substr(0, word.size()), {}, {},
                                  [](char32_t c) { return c >= 'A' && c <= 'Z' ? c + 0x20 : c; });
    };
    if (!is(U"env:")) return std::nullopt;
    auto end = at + 5;
    while (end < text.size() && (is_ascii_letter(text[end]) || is_digit(text[end]) || text[end] == '_')) ++end;
    return end;
}

/// What cannot be told becomes a mark; slashes become backslashes. Question marks stay: a path may begin with one.
Spelling read(const Spelling& text) {
    Spelling out;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = text[at];
        if (const auto end = end_of_variable(text, at)) {
            out += any_text;
            at = *end;
            continue;
        }
        ++at;
        if (c == '/') {
            out += separator;
        } else if (c == 0x2026) {
            out += any_text;  // something was cut out
        } else if (c == '.' && text.compare(at, 2, U"..") == 0) {
            out += any_text;
            while (at < text.size() && text[at] == '.') ++at;
        } else if (c == '?') {
            out += c;
        } else if (is_impossible(c) || is_a_broken_byte(c) || c == '^' || c == '`' || (c > 0x7F && is_blank(c))) {
            out += any_in_name;
        } else if (c != '"') {
            out += c;
        }
    }
    return out;
}

/// `PROGRA~1`: which name that is, only the disk knows.
bool is_short(const Spelling& name) {
    for (std::size_t i = 0; i + 1 < name.size(); ++i)
        if (name[i] == '~' && is_digit(name[i + 1])) return true;
    return false;
}

Spelling without_dots_and_blanks(Spelling name) {
    while (!name.empty() && (name.back() == '.' || is_blank(name.back()))) name.pop_back();
    while (!name.empty() && is_blank(name.front())) name.erase(0, 1);
    return name;
}

/// The names below a place, resolved; `known` becomes false when it cannot be told from where they lead.
class Names {
public:
    Names(WindowsPlace place, bool is_rule, const Fold& fold)
        : begin_{std::move(place.begin)}, known_{place.known}, is_rule_{is_rule}, fold_{fold} {
        for (auto& name : place.rest) add(std::move(name));
    }

    [[nodiscard]] Spelling whole(const std::vector<Spelling>& names) const {
        auto text = begin_;
        for (const auto& name : names) text += separator + name;
        if (names.empty() && known_) text += separator;
        return text;
    }
    [[nodiscard]] const std::vector<Spelling>& names() const { return names_; }
    /// Only below a drive do folders have the names that Windows gives them.
    [[nodiscard]] bool below_a_drive() const { return begin_.size() >= 2 && begin_[1] == ':'; }

private:
    void add(Spelling name) {
        const auto bare = trimmed(name);
        if (bare == U"..") return up(bare != name);
        const bool vague = bare.contains(any_in_name) && bare.find_first_not_of(dot_or_nothing) == Spelling::npos;
        if (vague) return up(true);
        if (!has_mark(bare) && bare.find_first_not_of(U'.') == Spelling::npos) return;
        if (!is_rule_) {
            for (auto& c : name)
                if (is_impossible(c)) c = any_in_name;
            // `file::$DATA` is the file, `folder:$I30:$INDEX_ALLOCATION` the folder, `file:stream` is kept in the file.
            if (const auto colon = name.find(U':'); colon != Spelling::npos) name.resize(colon);
            if (is_short(name)) name = {one_in_name, any_in_name};
        }
        if (!is_rule_ || !has_mark(name)) name = without_dots_and_blanks(std::move(name));
        if (!name.empty()) names_.push_back(folded(name, fold_));
    }

    static constexpr char32_t dot_or_nothing[] = {'.', any_in_name, 0};

    void up(bool spelled_oddly) {
        // Where `.. ` leads depends on who reads it.
        if (spelled_oddly) {
            begin_ = {any_text};
            known_ = false;
            names_.clear();
        } else if (!names_.empty() && !names_.back().contains(any_text)) {
            names_.pop_back();
        }
    }

    Spelling begin_;
    bool known_;
    bool is_rule_;
    const Fold& fold_;
    std::vector<Spelling> names_{};
};

/// A name without an ending may be started without it.
std::vector<Spelling> with_endings(const Spelling& path, const std::vector<Spelling>& names) {
    if (names.empty() || is_mark(names.back().back()) || names.back().contains(U'.')) return {};
    std::vector<Spelling> all;
    for (const auto* ending : {U".exe", U".com", U".bat", U".cmd"}) all.push_back(path + ending);
    return all;
}

std::vector<Spelling> spellings(const Spelling& text, const WindowsMachine& machine, const Fold& fold) {
    std::vector<Spelling> all;
    const auto put = [&](const Names& found, const std::vector<Spelling>& names) {
        auto whole = found.whole(names);
        if (!machine.is_rule) std::ranges::move(with_endings(whole, names), std::back_inserter(all));
        all.push_back(std::move(whole));
    };
    for (auto& place : windows_places(text, machine, fold)) {
        const Names found{std::move(place), machine.is_rule, fold};
        put(found, found.names());
        // A rule for `*\\programme\\*` may mean any folder of that name; a path that may begin anywhere may lead there.
        for (const auto& others : other_names(found.names(), !machine.is_rule || found.below_a_drive()))
            put(found, others);
    }
    return all;
}

}  // namespace

std::vector<Spelling> windows_spellings(std::string_view text, const WindowsMachine& machine, const Fold& fold) {
    return spellings(read(spelled(text)), machine, fold);
}

std::vector<Spelling> windows_rule_spellings(std::string_view glob, const Fold& fold) {
    auto text = spelled_glob(glob);
    std::ranges::replace(text, U'/', separator);
    // What follows is the beginning of a device's name, not two marks.
    const auto is_prefix = text.size() > 3 && text[0] == separator && text[3] == separator && text[2] == any_one;
    if (is_prefix) {
        text[2] = '?';
        if (text[1] == any_one) text[1] = '?';
    }
    return spellings(text, {.is_rule = true}, fold);
}

bool ends_like_a_program(std::string_view text) {
    static constexpr std::array<std::string_view, 38> endings{
        "exe", "com", "bat", "cmd", "msi", "msp", "mst",  "msu",  "ps1", "psm1", "psd1", "vbs",        "vbe",
        "js",  "jse", "wsf", "wsh", "hta", "scr", "cpl",  "msc",  "pif", "lnk",  "url",  "jar",        "reg",
        "dll", "ocx", "sys", "py",  "pyw", "inf", "appx", "msix", "chm", "sct",  "wsc",  "application"};
    const auto dot = text.find_last_of(".\\/");
    if (dot == std::string_view::npos || text[dot] != '.') return false;
    std::string ending{text.substr(dot + 1)};
    for (auto& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return std::ranges::find(endings, ending) != endings.end();
}

}  // namespace privman
