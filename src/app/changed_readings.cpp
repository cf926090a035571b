#include "app/changed_readings.hpp"

#include "app/setting_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace privman::app {

namespace {

bool is_secret(const std::string& name) {
    const auto* setting = find_setting(name);
    // What we do not know may be anything.
    return !setting || (setting->secret && setting->name == name);
}

/// FNV-1a, 64 bits: the same on every machine and in every version.
std::uint64_t digest(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

}  // namespace

std::string mark_of(const Reread& reread) {
    if (is_secret(reread.name)) return reread.name;
    return fmt::format("{} {:016x}", reread.name, digest(reread.now));
}

Async<void> name_changed_readings(std::vector<Reread> reread, SettingsKeeper& settings, observe::Log& log) {
    std::erase_if(reread, [&](const Reread& one) {
        const auto& named = settings.now().readings_named;
        return std::ranges::find(named, mark_of(one)) != named.end();
    });
    if (reread.empty()) co_return;
    std::vector<std::string> marks;
    for (const auto& one : reread) {
        const auto* hidden = is_secret(one.name) ? "(not shown)" : nullptr;
        log.warning("setting.reads_differently",
                    one.name +
                        " is read differently since this version, which takes a backslash in .env as it stands "
                        "there. Look whether the new reading is meant; this is said once",
                    {{"setting", one.name},
                     {"where", one.where},
                     {"before", hidden ? std::string{hidden} : one.before},
                     {"now", hidden ? std::string{hidden} : one.now}});
        marks.push_back(mark_of(one));
    }
    const auto stored = co_await settings.amend([&marks](Settings changed) {
        for (const auto& mark : marks)
            if (std::ranges::find(changed.readings_named, mark) == changed.readings_named.end())
                changed.readings_named.push_back(mark);
        return changed;
    });
    if (!stored)
        log.warning("setting.naming_not_stored", "It will be said again at the next start",
                    {{"why", stored.error().what}});
}

}  // namespace privman::app
