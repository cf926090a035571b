#include "domain/posix_path.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace privman {

namespace {

constexpr char32_t separator = '/';

using Names = std::vector<Spelling>;

struct Link {
    std::u32string_view from;  ///< names from the root on; `*` is any one name
    std::u32string_view to;
};

/// macOS keeps what may be written on a volume of its own and links to it; Linux has merged /bin into /usr/bin.
constexpr std::array links{
    Link{U"system/volumes/data", U""},
    Link{U"system/volumes/preboot/cryptexes/app", U""},
    Link{U"system/volumes/preboot/cryptexes/os", U""},
    Link{U"system/cryptexes/app", U""},
    Link{U"system/cryptexes/os", U""},
    Link{U"volumes/macintosh hd", U""},
    Link{U"volumes/macintosh hd - data", U""},
    Link{U".nofollow", U""},
    Link{U".resolve/*", U""},
    Link{U"private/tmp", U"tmp"},
    Link{U"private/var", U"var"},
    Link{U"private/etc", U"etc"},
    Link{U"bin", U"usr/bin"},
    Link{U"sbin", U"usr/sbin"},
    Link{U"lib", U"usr/lib"},
    Link{U"lib64", U"usr/lib64"},
    Link{U"var/run", U"run"},
    Link{U"var/lock", U"run/lock"},
    Link{U"proc/*/root", U""},
    Link{U"proc/*/task/*/root", U""},
};

bool follow(const Link& link, Names& names) {
    const auto from = split(Spelling{link.from}, U"/");
    if (names.size() < from.size()) return false;
    for (std::size_t i = 0; i < from.size(); ++i)
        if (from[i] != U"*" && from[i] != names[i]) return false;
    names.erase(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(from.size()));
    if (!link.to.empty()) {
        const auto to = split(Spelling{link.to}, U"/");
        names.insert(names.begin(), to.begin(), to.end());
    }
    return true;
}

Names linked(Names names) {
    // /usr/bin is not linked further, so that each round makes the path shorter or ends.
    for (auto rounds = names.size() + 2; rounds > 0; --rounds)
        if (std::ranges::none_of(links, [&](const Link& link) { return follow(link, names); })) break;
    return names;
}

/// Names of open files and working folders: where they lead, only the machine knows.
bool leads_anywhere(const Names& names) {
    if (names.empty()) return false;
    if (names[0] == U".vol" || names[0] == U".file") return true;
    if (names.size() > 1 && names[0] == U"dev" && names[1] == U"fd") return true;
    if (names.size() < 3 || names[0] != U"proc") return false;
    return std::ranges::any_of(names, [](const Spelling& name) {
        return name == U"exe" || name == U"cwd" || name == U"fd" || name == U"map_files";
    });
}

/// What cannot be told becomes a mark.
Spelling read(const Spelling& text) {
    Spelling out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto c = text[at];
        const bool broken = c >= 0xDC80 && c <= 0xDCFF;
        if (c == 0x2026)
            out += any_text;  // something was cut out
        else if (c == 0xFFFD || c == '?' || broken || is_control(c) || (c > 0x7F && is_blank(c)))
            out += any_in_name;
        else
            out += c;
    }
    return out;
}

/// `$HOME`, `${HOME}`, and at a path's beginning `~` and `~ada`.
bool is_a_shells(const Spelling& name, bool at_the_beginning) {
    const bool variable = name.size() > 1 && name[0] == '$' && (is_ascii_letter(name[1]) || name[1] == '{');
    return variable || (at_the_beginning && name.starts_with(U'~'));
}

Spelling whole(const Spelling& begin, const Names& names) {
    auto text = begin;
    for (const auto& name : names) text += separator + name;
    if (text.empty()) text += separator;
    return text;
}

/// Blanks at a name's ends are letters to the system, and nothing to the eye.
Spelling without_blanks(Spelling name) {
    auto bare = trimmed(name);
    return bare.empty() ? std::move(name) : std::move(bare);
}

}  // namespace

std::vector<Spelling> posix_spellings(std::string_view text, const Fold& fold) {
    const auto spelling = read(spelled(text));
    Spelling begin;
    if (!spelling.starts_with(separator)) begin = {any_text};
    Names names;
    Names after_last_up;
    bool went_up = false;
    for (auto& name : split(spelling, U"/")) {
        if (name.empty() || name == U".") continue;
        if (name == U"..") {
            went_up = went_up || !names.empty() || !begin.empty();
            if (!names.empty()) names.pop_back();
            after_last_up.clear();
            continue;
        }
        const bool first = names.empty() && !begin.empty();
        if (is_a_shells(name, first && !went_up)) {
            // Whatever the shell puts there, it ends at the next separator.
            if (first) continue;
            name = {any_text};
        }
        auto bare = folded(without_blanks(std::move(name)), fold);
        after_last_up.push_back(bare);
        names.push_back(std::move(bare));
    }
    std::vector<Spelling> all{whole(begin, names)};
    if (begin.empty()) {
        const auto led = linked(names);
        all.push_back(whole({}, led));
        if (leads_anywhere(led)) all.push_back({any_text});
    }
    // A name before `..` may be a link, and then its parent is somewhere else.
    if (went_up) all.push_back(whole({any_text}, after_last_up));
    return all;
}

std::vector<Spelling> posix_rule_spellings(std::string_view glob, const Fold& fold) {
    const auto spelling = spelled_glob(glob);
    const bool begins_wild = !spelling.empty() && is_mark(spelling[0]);
    Names names;
    for (auto& name : split(spelling, U"/"))
        if (!name.empty() && name != U".") names.push_back(folded(name, fold));
    if (spelling.starts_with(separator)) return {whole({}, names), whole({}, linked(names))};
    if (!begins_wild) return {whole({any_text}, names)};
    const auto first = names.empty() ? Spelling{} : names.front();
    if (!names.empty()) names.erase(names.begin());
    return {whole(first, names)};
}

}  // namespace privman
