#include "domain/pattern_check.hpp"

#include "domain/path_readings.hpp"
#include "domain/typed_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace privman {

namespace {

constexpr std::array<std::string_view, 6> keys{"policy", "path", "publisher", "account", "computer", "rating"};

using Slip = std::optional<PatternSlip>;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_slash(char c) { return c == '\\' || c == '/'; }

std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
    return text;
}

// --- quotes ---

constexpr std::array<std::string_view, 9> quote_marks{"\"", "'", "`", "“", "”", "„", "‘", "’", "«"};

Slip quotes(std::string_view key, std::string_view glob) {
    const auto begins = std::ranges::find_if(quote_marks, [&](auto mark) { return glob.starts_with(mark); });
    const auto ends = std::ranges::find_if(quote_marks, [&](auto mark) { return glob.ends_with(mark); });
    const bool around = begins != quote_marks.end() && (ends != quote_marks.end() || key != "policy");
    const bool inside = key == "path" && glob.contains('"');
    const bool left_behind =
        ends != quote_marks.end() && *ends == "\"" && begins == quote_marks.end() && key != "publisher";
    if (!around && !inside && !left_behind) return std::nullopt;
    std::string bare{glob};
    if (begins != quote_marks.end()) bare.erase(0, begins->size());
    if (ends != quote_marks.end() && bare.ends_with(*ends)) bare.resize(bare.size() - ends->size());
    if (key == "path") bare = replaced(bare, "\"", "");
    return PatternSlip{"has quotes, which would have to stand in the text itself", std::string{key} + "=" + bare};
}

// --- commas ---

bool begins_another_pattern(std::string_view rest) {
    rest = without_blanks(rest);
    if (rest.size() > 2 && is_letter(rest[0]) && rest[1] == ':') return true;
    if (rest.starts_with("\\\\") || rest.starts_with("*\\") || rest.starts_with("*/") || rest.starts_with('%'))
        return true;
    const auto equals = rest.find('=');
    return equals != std::string_view::npos &&
           std::ranges::find(keys, lower(without_blanks(rest.substr(0, equals)))) != keys.end();
}

Slip commas(std::string_view key, std::string_view glob) {
    for (auto at = glob.find(','); at != std::string_view::npos; at = glob.find(',', at + 1)) {
        if (!begins_another_pattern(glob.substr(at + 1))) continue;
        return PatternSlip{"has a comma between two patterns, which are separated by | or a new line",
                           std::string{key} + "=" + std::string{without_blanks(glob.substr(0, at))} + " | " +
                               std::string{without_blanks(glob.substr(at + 1))}};
    }
    return std::nullopt;
}

// --- variables ---

struct Variable {
    std::string_view name;
    std::string_view folder;
};
constexpr std::array variables{Variable{"windir", "C:\\Windows"},
                               Variable{"systemroot", "C:\\Windows"},
                               Variable{"systemdrive", "C:"},
                               Variable{"programfiles", "C:\\Program Files"},
                               Variable{"programw6432", "C:\\Program Files"},
                               Variable{"programfiles(x86)", "C:\\Program Files (x86)"},
                               Variable{"commonprogramfiles", "C:\\Program Files\\Common Files"},
                               Variable{"programdata", "C:\\ProgramData"},
                               Variable{"allusersprofile", "C:\\ProgramData"},
                               Variable{"public", "C:\\Users\\Public"},
                               Variable{"userprofile", "C:\\Users\\*"},
                               Variable{"homepath", "C:\\Users\\*"},
                               Variable{"appdata", "C:\\Users\\*\\AppData\\Roaming"},
                               Variable{"localappdata", "C:\\Users\\*\\AppData\\Local"},
                               Variable{"temp", "C:\\Users\\*\\AppData\\Local\\Temp"},
                               Variable{"tmp", "C:\\Users\\*\\AppData\\Local\\Temp"},
                               Variable{"comspec", "C:\\Windows\\System32\\cmd.exe"}};

std::string folder_of(std::string_view variable) {
    const auto* found = std::ranges::find(variables, lower(variable), &Variable::name);
    return found == variables.end() ? "*" : std::string{found->folder};
}

Slip variable(std::string_view glob) {
    std::string_view name;
    std::size_t begin = 0;
    std::size_t end = 0;
    if (const auto first = glob.find('%'); first != std::string_view::npos) {
        const auto second = glob.find('%', first + 1);
        if (second != std::string_view::npos && second > first + 1) {
            begin = first;
            end = second + 1;
            name = glob.substr(first + 1, second - first - 1);
        }
    }
    if (const auto first = lower(glob).find("$env:"); name.empty() && first != std::string::npos) {
        begin = first;
        end = std::min(glob.find_first_of("\\/", first), glob.size());
        name = glob.substr(first + 5, end - first - 5);
    }
    if (name.contains('\\') || name.contains('/')) return std::nullopt;
    if (!name.empty())
        return PatternSlip{
            "has a variable, which nobody replaces here",
            "path=" + std::string{glob.substr(0, begin)} + folder_of(name) + std::string{glob.substr(end)}};
    for (const std::string_view home : {"~/", "~\\", "$HOME/", "${HOME}/"})
        if (glob.starts_with(home))
            return PatternSlip{"begins with a shell's name for a folder, which nobody replaces here",
                               "path=/Users/*/" + std::string{glob.substr(home.size())}};
    return std::nullopt;
}

// --- the form of a path ---

bool has_drive(std::string_view glob) { return glob.size() >= 2 && is_letter(glob[0]) && glob[1] == ':'; }

std::string_view last_name(std::string_view glob) {
    const auto slash = glob.find_last_of(glob.starts_with('/') ? "/" : "\\/");
    return slash == std::string_view::npos ? glob : glob.substr(slash + 1);
}

Slip form_of_path(std::string_view glob) {
    if (has_drive(glob)) {
        const auto drive = std::string{glob.substr(0, 2)};
        if (glob.size() == 2) return PatternSlip{"names a drive and no file on it", "path=" + drive + "\\*"};
        if (!is_slash(glob[2]) && glob[2] != '*' && glob[2] != '?')
            return PatternSlip{
                "has no backslash after the drive, so that no path can match (were backslashes lost in quotes?)",
                "path=" + drive + "\\" + std::string{glob.substr(2)}};
    } else if (const auto colon = glob.find_first_of(":\\/*?");
               colon != std::string_view::npos && colon > 1 && glob[colon] == ':') {
        return PatternSlip{"begins with a word and a colon, as no path does",
                           "path=" + std::string{without_blanks(glob.substr(colon + 1))}};
    }
    if (is_slash(glob.back()))
        return PatternSlip{"ends with a separator, as the path of no program does", "path=" + std::string{glob} + "*"};
    if (!begins_as_posix(glob) && glob.find_first_of("<>") != std::string_view::npos)
        return PatternSlip{"has < or >, which no file of Windows has in its name"};
    return std::nullopt;
}

// --- what is only odd ---

using Slips = std::vector<PatternSlip>;

bool is_a_folder_of_posix(std::string_view glob) {
    static constexpr std::array<std::string_view, 22> folders{
        "/bin",    "/sbin",    "/usr",         "/usr/bin", "/usr/sbin",     "/usr/local", "/usr/local/bin", "/etc",
        "/tmp",    "/var",     "/var/tmp",     "/opt",     "/home",         "/Users",     "/Applications",  "/Library",
        "/System", "/private", "/private/tmp", "/Volumes", "/opt/homebrew", "/root"};
    return std::ranges::find(folders, glob) != folders.end();
}

bool is_short(std::string_view glob) {
    for (std::size_t i = 0; i + 1 < glob.size(); ++i)
        if (glob[i] == '~' && glob[i + 1] >= '0' && glob[i + 1] <= '9') return true;
    return false;
}

void odd_path(std::string_view glob, Slips& all) {
    const auto last = last_name(glob);
    const bool wild = glob.find_first_of("*?") != std::string_view::npos;
    const bool windows = begins_as_windows(glob);
    if (glob.find_first_not_of('*') == std::string_view::npos) {
        all.push_back({"holds every request"});
        return;
    }
    const bool ends_open = last.find_first_of("*?.") != std::string_view::npos;
    const bool by_windows = windows || (glob.contains('\\') && !begins_as_posix(glob));
    if ((by_windows && !ends_open && last != glob) || is_a_folder_of_posix(glob))
        all.push_back({"holds one file of that name; a folder's files are meant with a * at the end",
                       "path=" + std::string{glob} + (by_windows ? "\\*" : "/*")});
    if (!wild && glob.find_first_of("\\/") == std::string_view::npos)
        all.push_back({"names no folder, and holds the name in every folder", "path=*\\" + std::string{glob}});
    if (glob.starts_with('\\') && !glob.starts_with("\\\\") && !glob.starts_with("\\?") &&
        !glob.starts_with("\\Device"))
        all.push_back({"names no drive, and holds the path on every drive", "path=?:" + std::string{glob}});
    if (is_short(glob)) all.push_back({"has a short name (~1), and does not hold the long one that it stands for"});
    if (windows && glob.find(':', 2) != std::string_view::npos && !glob.starts_with('\\'))
        all.push_back({"has a second colon: names are compared without what follows a colon"});
    if (glob.find_first_of("[]{}^") != std::string_view::npos &&
        (glob.contains(".*") || glob.contains("[") || glob.starts_with('^') ||
         (glob.contains('{') && glob.contains(','))))
        all.push_back({"has brackets, which stand for themselves: only * and ? are special"});
    else if (glob.contains("\\.") && glob.contains(".*"))
        all.push_back({"looks like a regular expression: only * and ? are special"});
    if (glob.contains(", "))
        all.push_back({"has a comma, which stands for itself: patterns are separated by | or a new line"});
}

void odd_rating(std::string_view glob, Slips& all) {
    static constexpr std::array<std::string_view, 7> known{"clean", "good",      "unknown", "suspect",
                                                           "bad",   "malicious", "*"};
    if (glob.find_first_of("*?") != std::string_view::npos) return;
    const auto word = lower(glob);
    if (std::ranges::find(known, word) != known.end()) return;
    const auto near = nearest(word, known);
    all.push_back({"is no rating that Privilege Manager is known to give",
                   near.empty() ? std::string{} : "rating=" + std::string{near}});
}

}  // namespace

std::optional<PatternSlip> slip_in(std::string_view key, std::string_view glob) {
    if (auto slip = commas(key, glob)) return slip;
    if (auto slip = quotes(key, glob)) return slip;
    if (key != "path") return std::nullopt;
    if (auto slip = variable(glob)) return slip;
    return form_of_path(glob);
}

std::vector<PatternSlip> oddities_in(std::string_view key, std::string_view glob) {
    Slips all;
    if (key == "path") odd_path(glob, all);
    if (key == "rating") odd_rating(glob, all);
    if (key != "path" && glob.find_first_not_of('*') == std::string_view::npos) all.push_back({"holds every request"});
    return all;
}

std::string_view key_meant(std::string_view key) {
    struct Synonym {
        std::string_view word;
        std::string_view key;
    };
    static constexpr std::array synonyms{
        Synonym{"user", "account"},      Synonym{"requester", "account"}, Synonym{"username", "account"},
        Synonym{"login", "account"},     Synonym{"host", "computer"},     Synonym{"hostname", "computer"},
        Synonym{"machine", "computer"},  Synonym{"agent", "computer"},    Synonym{"device", "computer"},
        Synonym{"file", "path"},         Synonym{"folder", "path"},       Synonym{"filepath", "path"},
        Synonym{"program", "path"},      Synonym{"application", "path"},  Synonym{"app", "path"},
        Synonym{"company", "publisher"}, Synonym{"signer", "publisher"},  Synonym{"vendor", "publisher"},
        Synonym{"reputation", "rating"}, Synonym{"rule", "policy"}};
    const auto* found = std::ranges::find(synonyms, key, &Synonym::word);
    return found != synonyms.end() ? found->key : nearest(key, keys);
}

}  // namespace privman
