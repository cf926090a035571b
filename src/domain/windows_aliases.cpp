#include "domain/windows_aliases.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace privman {

namespace {

struct Alias {
    std::u32string_view from;  ///< names from the drive on; `*` is any one name
    std::u32string_view to;
};

/// Junctions that Windows itself makes, in the order in which they are resolved. The folders of German, French,
/// Spanish, Italian, Portuguese and Dutch editions are junctions too.
/// https://learn.microsoft.com/windows-hardware/manufacture/desktop/ (folders and junctions of the user profile)
constexpr std::array aliases{
    Alias{U"documents and settings", U"users"},
    Alias{U"dokumente und einstellungen", U"users"},
    Alias{U"documents and settings\\all users\\application data", U"programdata"},
    Alias{U"programme", U"program files"},
    Alias{U"archivos de programa", U"program files"},
    Alias{U"programmi", U"program files"},
    Alias{U"arquivos de programas", U"program files"},
    Alias{U"programmer", U"program files"},
    Alias{U"programfiler", U"program files"},
    Alias{U"users\\all users", U"programdata"},
    Alias{U"users\\default user", U"users\\default"},
    Alias{U"programdata\\application data", U"programdata"},
    Alias{U"programdata\\desktop", U"users\\public\\desktop"},
    Alias{U"programdata\\documents", U"users\\public\\documents"},
    Alias{U"programdata\\start menu", U"programdata\\microsoft\\windows\\start menu"},
    Alias{U"programdata\\templates", U"programdata\\microsoft\\windows\\templates"},
    Alias{U"users\\*\\application data", U"users\\*\\appdata\\roaming"},
    Alias{U"users\\*\\local settings", U"users\\*\\appdata\\local"},
    Alias{U"users\\*\\appdata\\local\\application data", U"users\\*\\appdata\\local"},
    Alias{U"users\\*\\appdata\\local\\temporary internet files",
          U"users\\*\\appdata\\local\\microsoft\\windows\\inetcache"},
    Alias{U"users\\*\\appdata\\local\\history", U"users\\*\\appdata\\local\\microsoft\\windows\\history"},
    Alias{U"users\\*\\my documents", U"users\\*\\documents"},
    Alias{U"users\\*\\documents\\my music", U"users\\*\\music"},
    Alias{U"users\\*\\documents\\my pictures", U"users\\*\\pictures"},
    Alias{U"users\\*\\documents\\my videos", U"users\\*\\videos"},
    Alias{U"users\\*\\start menu", U"users\\*\\appdata\\roaming\\microsoft\\windows\\start menu"},
    Alias{U"users\\*\\sendto", U"users\\*\\appdata\\roaming\\microsoft\\windows\\sendto"},
    Alias{U"users\\*\\recent", U"users\\*\\appdata\\roaming\\microsoft\\windows\\recent"},
    Alias{U"users\\*\\templates", U"users\\*\\appdata\\roaming\\microsoft\\windows\\templates"},
    Alias{U"users\\*\\nethood", U"users\\*\\appdata\\roaming\\microsoft\\windows\\network shortcuts"},
    Alias{U"users\\*\\printhood", U"users\\*\\appdata\\roaming\\microsoft\\windows\\printer shortcuts"},
    Alias{U"users\\*\\cookies", U"users\\*\\appdata\\local\\microsoft\\windows\\inetcookies"},
};

/// What a 32-bit program sees as System32, and how it reaches the other one.
/// https://learn.microsoft.com/windows/win32/winprog64/file-system-redirector
constexpr std::array<std::u32string_view, 4> redirected{U"sysnative", U"syswow64", U"sysarm32", U"sychpe32"};

/// Applies one junction where it stands at the beginning.
bool resolve(const Alias& alias, std::vector<Spelling>& names) {
    const auto from = split(Spelling{alias.from}, U"\\");
    if (names.size() < from.size()) return false;
    for (std::size_t i = 0; i < from.size(); ++i)
        if (from[i] != U"*" && from[i] != names[i]) return false;
    auto to = split(Spelling{alias.to}, U"\\");
    for (std::size_t i = 0; i < to.size(); ++i)
        if (to[i] == U"*") to[i] = names[i];
    names.erase(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(from.size()));
    names.insert(names.begin(), to.begin(), to.end());
    return true;
}

}  // namespace

std::vector<std::vector<Spelling>> other_names(const std::vector<Spelling>& names, bool from_the_drive) {
    auto resolved = names;
    // A junction may lead to another one, and `Application Data` to itself: as often as a path has names.
    for (std::size_t round = 0; from_the_drive && round <= names.size(); ++round) {
        bool changed = false;
        for (const auto& alias : aliases) changed = resolve(alias, resolved) || changed;
        if (!changed) break;
    }
    for (auto& name : resolved)
        if (std::ranges::find(redirected, std::u32string_view{name}) != redirected.end()) name = U"system32";
    if (resolved == names) return {};
    return {std::move(resolved)};
}

}  // namespace privman
