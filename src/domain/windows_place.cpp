#include "domain/windows_place.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

namespace privman {

namespace {

using Names = std::span<const Spelling>;

constexpr char32_t separator = '\\';

std::vector<Spelling> copied(Names names) { return {names.begin(), names.end()}; }

WindowsPlace anywhere(Names rest) { return {.begin = {any_text}, .rest = copied(rest), .known = false}; }
WindowsPlace on_any_drive(Names rest) { return {.begin = {one_in_name, ':'}, .rest = copied(rest)}; }
WindowsPlace on_drive(char32_t letter, Names rest, const Fold& fold) {
    return {.begin = folded({letter, ':'}, fold), .rest = copied(rest)};
}

/// The folder of Windows itself, wherever it is.
WindowsPlace in_windows(Names rest) {
    auto place = on_any_drive(rest);
    place.rest.insert(place.rest.begin(), Spelling{U"windows"});
    return place;
}

bool begins_with_drive(const Spelling& name) { return name.size() >= 2 && is_ascii_letter(name[0]) && name[1] == ':'; }

/// `0x7f.1`, `2130706433`, `[::1]`, `fe80--1.ipv6-literal.net`: spellings of an address are too many to compare.
bool may_be_an_address(const std::string& host) {
    if (host.empty() || host.contains(':') || host.ends_with("ipv6-literal.net")) return true;
    const auto is_number = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
    const auto is_hex = [&](char c) { return is_number(c) || (c >= 'a' && c <= 'f') || c == 'x'; };
    return std::ranges::all_of(host, is_number) || (is_number(host[0]) && std::ranges::all_of(host, is_hex));
}

bool is_a_disk(const std::string& device) {
    static constexpr std::array<std::string_view, 12> disks{
        "volume{", "harddisk", "physicaldrive", "bootpartition", "systempartition", "cdrom",
        "floppy",  "storage#", "scsi#",         "ide#",          "ramdisk",         "imdisk"};
    return std::ranges::any_of(disks, [&](std::string_view disk) { return device.starts_with(disk); });
}

bool is_a_redirector(const std::string& device) {
    return device == "mup" || device.ends_with("redirector") || device == "dfs" || device == "dfsclient";
}

class Finder {
public:
    Finder(const WindowsMachine& machine, const Fold& fold) : machine_{machine}, fold_{fold} {}

    /// Below the root of the object manager, or of a drive that is not named: both are written with one backslash.
    void root(Names names) {
        if (names.empty()) return add(on_any_drive(names));
        const auto first = word(names[0]);
        const auto rest = names.subspan(1);
        if (first == "??" || first == "dosdevices" || first == "global??") return device_name(rest);
        if (first == "device" && !rest.empty()) device(rest);
        if (first == "systemroot") add(in_windows(rest));
        if (first == "arcname" && !rest.empty()) add(on_any_drive(rest.subspan(1)));
        if (first == "sessions" && rest.size() > 2 && word(rest[1]) == "dosdevices") device_name(rest.subspan(3));
        add(on_any_drive(names));
    }

    /// After `\\?\`, `\\.\` and `\??\`.
    void device_name(Names names) {
        if (names.empty()) return add(anywhere(names));
        const auto first = word(names[0]);
        const auto rest = names.subspan(1);
        if (begins_with_drive(names[0])) return from_drive(names);
        if (first == "unc") return share(rest);
        if (first == "globalroot") return root(rest);
        if (first == "global" || first == "local" || first == "??" || first == "." || first == "?" ||
            first == "dosdevices" || first == "global??")
            return device_name(rest);
        add(is_a_disk(first) ? on_any_drive(rest) : anywhere(rest));
    }

    /// `\\host\share\…`
    void share(Names names) {
        if (names.size() < 2) return add(anywhere(names));
        const auto host = word(names[0]).substr(0, word(names[0]).find('@'));
        auto below = names.subspan(1);
        if (word(below[0]) == "davwwwroot" && below.size() > 1) below = below.subspan(1);
        if (host == "wsl$" || host.starts_with("wsl.")) return add(anywhere(below.subspan(1)));

        const auto label = host_label(names[0], fold_);
        const bool vague = has_mark(names[0]) || may_be_an_address(host);
        const bool ours = label == U"localhost" || label == U"localhost6" || label == U"loopback" ||
                          host == "ip6-localhost" || host == "ip6-loopback" ||
                          (!machine_.computer.empty() && label == machine_.computer);
        const bool maybe_ours = ours || (!machine_.is_rule && (vague || machine_.computer.empty()));
        if (maybe_ours) add(shared_here(below));
        if (ours) return;
        Spelling begin{separator, separator};
        begin += vague ? Spelling{one_in_name, any_in_name} : label;
        begin += separator;
        begin += folded(trimmed(below[0]), fold_);
        add({.begin = std::move(begin), .rest = copied(below.subspan(1))});
    }

    void from_drive(Names names) {
        const auto& first = names[0];
        const auto rest = names.subspan(1);
        if (first.size() == 2) return add(on_drive(first[0], rest, fold_));
        if (machine_.is_rule && has_mark(first)) return add({.begin = folded(first, fold_), .rest = copied(rest)});
        // The drive's current folder, which nobody here knows.
        auto place = on_drive(first[0], rest, fold_);
        place.begin += any_text;
        place.rest.insert(place.rest.begin(), first.substr(2));
        add(std::move(place));
    }

    void relative(Names names) { add(anywhere(names)); }
    void add(WindowsPlace place) { found.push_back(std::move(place)); }

    std::vector<WindowsPlace> found{};

private:
    [[nodiscard]] std::string word(const Spelling& name) const { return folded_text(letters_of(trimmed(name)), fold_); }

    void device(Names names) {
        const auto first = word(names[0]);
        const auto rest = names.subspan(1);
        if (is_a_redirector(first)) {
            auto below = rest;
            while (!below.empty() && (below[0].starts_with(U';') || is_a_redirector(word(below[0]))))
                below = below.subspan(1);
            return share(below);
        }
        if (!is_a_disk(first)) return add(anywhere(rest));
        // A whole disk has its partitions below it, and a disk group its volumes.
        auto below = rest;
        for (int i = 0; i < 2 && !below.empty() && !first.starts_with("harddiskvolume"); ++i) {
            const auto next = word(below[0]);
            const bool part = next.starts_with("partition") || next.starts_with("volume") || next.starts_with("dr") ||
                              next.starts_with("dp") || first == "harddiskdmvolumes";
            if (!part) break;
            below = below.subspan(1);
        }
        add(on_any_drive(below));
    }

    [[nodiscard]] WindowsPlace shared_here(Names below) const {
        const auto name = word(below[0]);
        const auto rest = below.subspan(1);
        if (!has_mark(below[0])) {
            if (name.size() == 2 && is_ascii_letter(static_cast<unsigned char>(name[0])) && name[1] == '$')
                return on_drive(static_cast<unsigned char>(name[0]), rest, fold_);
            if (name == "admin$") return in_windows(rest);
        }
        return anywhere(rest);
    }

    const WindowsMachine& machine_;
    const Fold& fold_;
};

}  // namespace

Spelling host_label(const Spelling& name, const Fold& fold) {
    auto label = folded(trimmed(name), fold);
    label.erase(0, label.find_last_of(U"\\/") + 1);
    label = label.substr(0, label.find_first_of(U"@."));
    while (label.ends_with(U'$')) label.pop_back();
    return label;
}

std::vector<WindowsPlace> windows_places(const Spelling& text, const WindowsMachine& machine, const Fold& fold) {
    const auto leading = std::min(text.find_first_not_of(separator), text.size());
    std::vector<Spelling> names;
    for (auto& name : split(text, U"\\"))
        if (!name.empty()) names.push_back(std::move(name));

    Finder find{machine, fold};
    const bool wild = machine.is_rule && !names.empty() && has_mark(names[0]);
    const bool begins_wild = wild && is_mark(names[0][0]);
    if (names.empty()) {
        find.relative(names);
    } else if (leading == 0 && begins_with_drive(names[0])) {
        find.from_drive(names);
    } else if (leading == 0 && begins_wild) {
        // The mark at a rule's beginning says by itself what may stand before.
        find.add({.begin = folded(names[0], fold), .rest = copied(Names{names}.subspan(1))});
    } else if (leading == 0) {
        // `%SystemRoot%\…`: what the variable holds ends where the next separator stands.
        find.relative(!machine.is_rule && names[0].contains(any_text) ? Names{names}.subspan(1) : Names{names});
    } else if (leading == 1) {
        find.root(names);
    } else if (wild && leading > 1) {
        find.add({.begin = Spelling(2, separator) + folded(names[0], fold), .rest = copied(Names{names}.subspan(1))});
    } else if (names[0] == U"?" || names[0] == U".") {
        find.device_name(Names{names}.subspan(1));
    } else {
        find.share(names);
        if (leading > 2) find.root(names);
    }
    return std::move(find.found);
}

}  // namespace privman
