// Where a Windows path begins: drives, shares, volumes and devices in all their spellings.
#pragma once

#include "domain/fold.hpp"
#include "domain/spelling.hpp"

#include <string_view>
#include <vector>

namespace privman {

/// One place at which a path may begin.
struct WindowsPlace {
    Spelling begin;                ///< `c:`, a mark and `:` for any drive, `\\host\share`, or `any_text`
    std::vector<Spelling> rest{};  ///< the names below it, as they were written
    bool known = true;             ///< false: `begin` is `any_text`
};

/// How this machine may be called.
struct WindowsMachine {
    Spelling computer{};   ///< folded, without its domain; empty: unknown, so every host may be this machine
    bool is_rule = false;  ///< a rule names a host and means it: an address is not taken for this machine
};

/// `text` is without quotes and arguments, with `\` as the only separator, and not folded. At least one place: what is
/// not understood may begin anywhere.
std::vector<WindowsPlace> windows_places(const Spelling& text, const WindowsMachine& machine, const Fold& fold);

/// The first label of a host's or computer's name, folded; without `$`, `@port` and slashes.
Spelling host_label(const Spelling& name, const Fold& fold);

}  // namespace privman
