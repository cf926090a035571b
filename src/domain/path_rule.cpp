#include "domain/path_rule.hpp"

#include "domain/glob.hpp"
#include "domain/path_readings.hpp"
#include "domain/posix_path.hpp"
#include "domain/windows_path.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace privman {

namespace {

using Spellings = std::vector<Spelling>;

void sort_out(Spellings& all) {
    std::ranges::sort(all);
    const auto twice = std::ranges::unique(all);
    all.erase(twice.begin(), twice.end());
}

void put(Spellings& all, Spellings more) { std::ranges::move(more, std::back_inserter(all)); }

/// Letters that somebody may have typed, or a program put, where Windows has a separator or a colon.
std::string with_plain_separators(std::string_view text) {
    static constexpr std::array backslashes{U'¥', U'₩', U'∖', U'⧵', U'⧹', U'﹨', U'＼'};
    static constexpr std::array slashes{U'∕', U'⁄', U'⧸', U'／'};
    static constexpr std::array colons{U'ː', U'˸', U'։', U'∶', U'꞉', U'：'};
    auto letters = spelled(text);
    for (auto& c : letters) {
        if (std::ranges::find(backslashes, c) != backslashes.end()) c = '\\';
        if (std::ranges::find(slashes, c) != slashes.end()) c = '/';
        if (std::ranges::find(colons, c) != colons.end()) c = ':';
    }
    return letters_of(letters);
}

/// A scheme is longer than a drive, and what follows may be encoded in its own way.
bool is_a_url(std::string_view text) {
    const auto is_of_a_scheme = [](char c) {
        const auto letter = static_cast<unsigned char>(c);
        return is_ascii_letter(letter) || is_digit(letter) || c == '+' || c == '.' || c == '-';
    };
    const auto colon = static_cast<std::size_t>(std::ranges::find_if_not(text, is_of_a_scheme) - text.begin());
    return colon > 1 && colon < text.size() && text[colon] == ':';
}

/// The folders in which other systems see the drives of Windows: `/mnt/c`, `/cygdrive/c`, `/c`.
std::string as_a_drive(std::string_view text) {
    for (const std::string_view mount : {"/mnt/", "/cygdrive/", "/"}) {
        if (!text.starts_with(mount)) continue;
        const auto rest = text.substr(mount.size());
        const bool drive = rest.size() > 2 && is_ascii_letter(static_cast<unsigned char>(rest[0])) && rest[1] == '/';
        if (drive) return std::string{rest[0]} + ":" + std::string{rest.substr(1)};
    }
    return {};
}

std::string folded_ascii(std::string_view text) {
    std::string out{text};
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    return out;
}

/// One slash at the beginning, and yet no path of macOS or Linux.
bool may_be_windows_after_all(std::string_view text) {
    static constexpr std::array<std::string_view, 12> only_windows{".exe", ".com", ".bat", ".cmd", ".msi", ".ps1",
                                                                   ".scr", ".msc", ".cpl", ".vbs", ".hta", ".lnk"};
    const auto whole = folded_ascii(text);
    if (std::ranges::any_of(only_windows, [&](std::string_view ending) { return whole.ends_with(ending); }))
        return true;
    static constexpr std::array<std::string_view, 10> roots{
        "windows", "winnt",  "program files", "program files (x86)", "programdata", "documents and settings",
        "??",      "device", "global??",      "systemroot"};
    const auto first = whole.substr(1, whole.find_first_of("\\/", 1) - 1);
    return std::ranges::find(roots, first) != roots.end() || begins_as_windows(text.substr(1));
}

}  // namespace

PossiblePaths::PossiblePaths(std::string_view path, std::string_view computer, const Fold& fold)
    : path_{path}, fold_{fold}, anything_{path.size() > longest_judged_path} {
    anything_ = anything_ || trimmed(spelled(path)).empty();
    if (anything_) return;
    read(path, computer);
    // Structure that appears only when letters are folded, and structure that disappears then: both are looked at.
    const auto plain = with_plain_separators(path);
    for (const auto& other : {folded_text(plain, fold), plain}) {
        anything_ = anything_ || other.size() > 2 * longest_judged_path;
        if (!anything_ && other != path) read(other, computer);
    }
    sort_out(windows_);
    sort_out(posix_);
}

void PossiblePaths::read(std::string_view text, std::string_view computer) {
    const WindowsMachine machine{.computer = host_label(spelled(computer), fold_)};
    // As it stands, for rules that are written in the same odd way.
    auto as_it_stands = spelled(folded_text(text, fold_));
    posix_.push_back(as_it_stands);
    if (!begins_as_posix(text)) {
        std::ranges::replace(as_it_stands, U'/', U'\\');
        windows_.push_back(std::move(as_it_stands));
    }

    for (const auto& reading : path_readings(text)) {
        if (is_a_url(reading)) anything_ = true;
        const bool posix = begins_as_posix(reading);
        if (!posix || may_be_windows_after_all(reading)) put(windows_, windows_spellings(reading, machine, fold_));
        if (const auto drive = as_a_drive(reading); !drive.empty())
            put(windows_, windows_spellings(drive, machine, fold_));
        // Without a folder in front nothing says which system it is; two slashes are one to POSIX.
        if (posix || !begins_as_windows(reading) || reading.starts_with('/'))
            put(posix_, posix_spellings(reading, fold_));
    }
}

bool PossiblePaths::could_match(std::string_view glob) const {
    if (anything_ || glob_matches(glob, path_)) return true;
    const auto meets = [](const Spellings& rules, const Spellings& paths, char32_t separator) {
        return std::ranges::any_of(rules, [&](const Spelling& rule) {
            return std::ranges::any_of(paths,
                                       [&](const Spelling& path) { return can_be_equal(rule, path, separator); });
        });
    };
    auto as_it_stands = folded(spelled_glob(glob), fold_);
    Spellings windows;
    if (!begins_as_posix(glob)) windows = windows_rule_spellings(glob, fold_);
    Spellings posix;
    if (!begins_as_windows(glob)) posix = posix_rule_spellings(glob, fold_);
    posix.push_back(as_it_stands);
    std::ranges::replace(as_it_stands, U'/', U'\\');
    windows.push_back(std::move(as_it_stands));
    sort_out(windows);
    sort_out(posix);
    return meets(windows, windows_, U'\\') || meets(posix, posix_, U'/');
}

}  // namespace privman
