#include "domain/zones_meant.hpp"

#include "domain/typed_text.hpp"

#include <algorithm>
#include <array>

namespace privman {

namespace {

struct Abbreviation {
    std::string_view letters;
    std::array<std::string_view, 3> zones;  ///< the likeliest first
};

/// What people write for a zone, with the places that use these letters. `EST`, `MST` and `HST` are names of the zone
/// files as well, for places that never change their clocks: hardly ever what is meant.
constexpr Abbreviation abbreviations[] = {
    {"est", {"America/New_York", "America/Panama"}},
    {"edt", {"America/New_York"}},
    {"et", {"America/New_York"}},
    {"cst", {"America/Chicago", "Asia/Shanghai", "America/Costa_Rica"}},
    {"cdt", {"America/Chicago"}},
    {"ct", {"America/Chicago"}},
    {"mst", {"America/Denver", "America/Phoenix"}},
    {"mdt", {"America/Denver"}},
    {"mt", {"America/Denver"}},
    {"pst", {"America/Los_Angeles", "Asia/Manila"}},
    {"pdt", {"America/Los_Angeles"}},
    {"pt", {"America/Los_Angeles"}},
    {"akst", {"America/Anchorage"}},
    {"akdt", {"America/Anchorage"}},
    {"hst", {"Pacific/Honolulu"}},
    {"ast", {"America/Halifax", "America/Puerto_Rico", "Asia/Riyadh"}},
    {"adt", {"America/Halifax"}},
    {"nst", {"America/St_Johns"}},
    {"ndt", {"America/St_Johns"}},
    {"brt", {"America/Sao_Paulo"}},
    {"art", {"America/Argentina/Buenos_Aires"}},
    {"bst", {"Europe/London", "Asia/Dhaka"}},
    {"wet", {"Europe/Lisbon", "Atlantic/Canary"}},
    {"west", {"Europe/Lisbon", "Atlantic/Canary"}},
    {"cet", {"Europe/Berlin", "Europe/Paris", "Africa/Algiers"}},
    {"cest", {"Europe/Berlin", "Europe/Paris", "Europe/Madrid"}},
    {"met", {"Europe/Berlin", "Europe/Vienna", "Europe/Zurich"}},
    {"mez", {"Europe/Berlin", "Europe/Vienna", "Europe/Zurich"}},
    {"mesz", {"Europe/Berlin", "Europe/Vienna", "Europe/Zurich"}},
    {"eet", {"Europe/Athens", "Europe/Helsinki", "Europe/Bucharest"}},
    {"eest", {"Europe/Athens", "Europe/Helsinki", "Europe/Bucharest"}},
    {"msk", {"Europe/Moscow"}},
    {"trt", {"Europe/Istanbul"}},
    {"sast", {"Africa/Johannesburg"}},
    {"cat", {"Africa/Maputo", "Africa/Johannesburg"}},
    {"eat", {"Africa/Nairobi"}},
    {"wat", {"Africa/Lagos"}},
    {"gst", {"Asia/Dubai"}},
    {"pkt", {"Asia/Karachi"}},
    {"ist", {"Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"}},
    {"ict", {"Asia/Bangkok", "Asia/Ho_Chi_Minh"}},
    {"wib", {"Asia/Jakarta"}},
    {"sgt", {"Asia/Singapore"}},
    {"hkt", {"Asia/Hong_Kong"}},
    {"jst", {"Asia/Tokyo"}},
    {"kst", {"Asia/Seoul"}},
    {"awst", {"Australia/Perth"}},
    {"acst", {"Australia/Adelaide", "Australia/Darwin"}},
    {"acdt", {"Australia/Adelaide"}},
    {"aest", {"Australia/Sydney", "Australia/Brisbane"}},
    {"aedt", {"Australia/Sydney"}},
    {"nzst", {"Pacific/Auckland"}},
    {"nzdt", {"Pacific/Auckland"}},
};

/// `New_York`, `new york` and `New-York` are one name.
std::string folded(std::string_view name) {
    auto text = lower(name);
    std::ranges::replace(text, '_', ' ');
    std::ranges::replace(text, '-', ' ');
    return text;
}

std::string_view city_of(std::string_view zone) {
    const auto slash = zone.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : zone.substr(slash + 1);
}

bool is_listed(std::string_view zone, std::span<const std::string> known) {
    return std::ranges::binary_search(known, zone, {}, [](const auto& name) { return std::string_view{name}; });
}

/// "Chicago time", "(Europe/Berlin)", "in Berlin".
std::string without_filling(std::string_view typed) {
    auto text = plain_typing(typed);
    constexpr std::string_view around = " ()[]\"'`.,;!?";
    const auto first = text.find_first_not_of(around);
    if (first == std::string::npos) return {};
    text = text.substr(first, text.find_last_not_of(around) + 1 - first);
    for (const std::string_view end : {" time zone", " timezone", " local time", " time", " zeit", " tz"})
        if (lower(text).ends_with(end)) text.resize(text.size() - end.size());
    for (const std::string_view start : {"in ", "the ", "tz "})
        if (lower(text).starts_with(start)) text.erase(0, start.size());
    return text;
}

}  // namespace

ZonesMeant zones_meant(std::string_view typed, std::span<const std::string> known) {
    const auto name = without_filling(typed);
    if (name.empty()) return {};
    if (known.empty()) return {{name}, true};

    ZonesMeant meant;
    if (const auto found = std::ranges::find(abbreviations, lower(name), &Abbreviation::letters);
        found != std::end(abbreviations)) {
        for (const auto zone : found->zones)
            if (!zone.empty() && is_listed(zone, known)) meant.zones.emplace_back(zone);
        if (!meant.zones.empty()) return meant;
    }
    const auto wanted = folded(name);
    for (const auto& zone : known)
        if (folded(zone) == wanted) return {{zone}, true};
    for (const auto& zone : known)
        if (!zone.starts_with("Etc/") && folded(city_of(zone)) == wanted) meant.zones.push_back(zone);
    meant.certain = meant.zones.size() == 1;
    return meant;
}

std::string zone_named_in(std::string_view text, std::span<const std::string> known) {
    if (known.empty()) return {};
    std::vector<std::string> words;
    const auto plain = plain_typing(text);
    for (std::size_t from = 0; from < plain.size();) {
        const auto to = std::min(plain.find_first_of(" ,;", from), plain.size());
        if (to > from) words.push_back(plain.substr(from, to - from));
        from = to + 1;
    }
    // The zone stands at the end, of at most three words ("Port of Spain").
    for (auto last = words.size(); last > 0; --last) {
        std::string phrase;
        for (auto first = last; first > 0 && last - first < 3; --first) {
            phrase = phrase.empty() ? words[first - 1] : words[first - 1] + " " + phrase;
            if (const auto meant = zones_meant(phrase, known); meant.certain) return meant.zones.front();
        }
    }
    return {};
}

}  // namespace privman
