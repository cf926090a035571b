// Every setting by name: what exists, what it means, and which of them this version can honour. The list from which
// .env.example is checked, unknown names are recognised, and unbuilt ones refused.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace privman::app {

enum class Honoured {
    yes,
    not_yet,   ///< named in the contract, not built: refused when set to anything, never ignored
    by_usage,  ///< read by somebody else (TZ, proxies): never refused
};

struct SettingName {
    std::string_view name;
    std::string_view fallback;  ///< as a person would write it; empty: none
    std::string_view meaning;   ///< one line
    bool secret = false;        ///< may be given as NAME_FILE
    Honoured honoured = Honoured::yes;
};

std::span<const SettingName> setting_names();

const SettingName* find_setting(std::string_view name);

/// Looks like one of ours but is none: with one of our prefixes, or a slip of the finger away from a known name.
bool looks_like_ours(std::string_view name);

/// The known name that was probably meant.
std::string_view nearest_setting(std::string_view name);

}  // namespace privman::app
