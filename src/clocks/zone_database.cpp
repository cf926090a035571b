#include "clocks/zone_database.hpp"

#include "clocks/zone_aliases.hpp"
#include "domain/schedule_text.hpp"
#include "domain/typed_text.hpp"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

namespace privman::clocks {

using namespace std::chrono_literals;
using std::chrono::seconds;

namespace {

constexpr WallTime first_moment = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
constexpr WallTime after_last_moment = std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1};

std::string zone_file(const char* name) {
    const char* folder = std::getenv("TZDIR");
    return std::string{folder && *folder ? folder : "/usr/share/zoneinfo"} + "/" + name;
}

/// tzdata.zi is the whole database as text: `Z name …` begins a zone, `L target name` another name for one.
std::vector<std::string> read_zone_names() {
    std::vector<std::string> names;
    std::ifstream file{zone_file("tzdata.zi")};
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("Z ") && !line.starts_with("L ")) continue;
        std::istringstream words{line};
        std::string kind, first, second;
        words >> kind >> first >> second;
        auto& name = kind == "Z" ? first : second;
        if (!name.empty() && name != "Factory") names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
    return names;
}

/// The name as the database spells it; empty when it is not one.
std::string listed_name(const std::string& typed) {
    const auto& names = zone_names();
    if (std::ranges::binary_search(names, typed)) return typed;
    const auto wanted = lower(typed);
    const auto found = std::ranges::find_if(names, [&](const auto& name) { return lower(name) == wanted; });
    return found == names.end() ? std::string{} : *found;
}

/// Without a list nothing but the form of a name keeps the loader inside its folder.
bool has_the_form_of_a_zone(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"_+-/"}.contains(c);
    };
    return !name.empty() && name.size() <= 64 && name.front() != '/' && name != "localtime" &&
           std::ranges::all_of(name, fits);
}

std::optional<absl::TimeZone> load_file(const std::string& name) {
    absl::TimeZone zone;
    if (!has_the_form_of_a_zone(name) || !absl::LoadTimeZone(name, &zone)) return std::nullopt;
    return zone;
}

std::optional<absl::TimeZone> load(const std::string& typed) {
    if (const auto zone = load_file(zone_names().empty() ? typed : listed_name(typed))) return zone;
    // A machine without the package of old names may list them all the same.
    return load_file(std::string{zone_behind_alias(typed)});
}

/// What could be meant instead: a name that the machine lists and has no file for is none.
std::vector<std::string> names_but(const std::string& missing) {
    auto names = zone_names();
    std::erase_if(names, [wanted = lower(missing)](const std::string& name) { return lower(name) == wanted; });
    return names;
}

absl::Time absl_time(seconds since_1970) { return absl::FromUnixSeconds(since_1970.count()); }

/// The moment at which clocks that are `offset` ahead of UTC read `reading`.
WallTime moment_of(absl::CivilSecond reading, seconds offset) {
    return WallTime{seconds{absl::ToUnixSeconds(absl::FromCivil(reading, absl::UTCTimeZone()))} - offset};
}

ZoneSpan span_in(const absl::TimeZone& zone, WallTime when) {
    const auto second = std::chrono::floor<seconds>(when).time_since_epoch();
    const seconds offset{zone.At(absl_time(second)).offset};
    ZoneSpan span{first_moment, after_last_moment, offset};
    absl::TimeZone::CivilTransition change;
    // "Previous" is strictly before the moment asked for, and a change at `when` itself begins the span.
    if (zone.PrevTransition(absl_time(second + 1s), &change))
        span.begins = std::max(span.begins, moment_of(change.to, offset));
    if (zone.NextTransition(absl_time(second), &change))
        span.ends = std::min(span.ends, moment_of(change.from, offset));
    return span;
}

}  // namespace

Outcome<ZoneSpan> ZoneDatabase::span_at(const std::string& zone, WallTime when) const {
    if (when < first_moment || when >= after_last_moment)
        return std::unexpected{Failure{Trouble::malformed, "a moment outside the years 1 to 9999"}};
    const auto loaded = load(zone);
    if (!loaded) {
        const auto fault = unknown_zone(zone, names_but(zone));
        return std::unexpected{Failure{Trouble::not_found, "`" + fault.word + "` " + fault.why}};
    }
    return span_in(*loaded, when);
}

bool zone_data_present() {
    const auto new_york = load("America/New_York");
    // Decades ahead only the rule at the end of a zone file tells, which truncated or misread files lack.
    constexpr WallTime summer_2060 = std::chrono::sys_days{std::chrono::year{2060} / 7 / 1};
    constexpr WallTime winter_2060 = std::chrono::sys_days{std::chrono::year{2060} / 1 / 15};
    return new_york && span_in(*new_york, summer_2060).offset == -4h && span_in(*new_york, winter_2060).offset == -5h;
}

std::optional<std::string> zone_data_version() {
    constexpr std::string_view mark = "# version ";
    std::ifstream file{zone_file("tzdata.zi")};
    std::string line;
    if (!std::getline(file, line) || !line.starts_with(mark)) return std::nullopt;
    return line.substr(mark.size());
}

const std::vector<std::string>& zone_names() {
    static const auto names = read_zone_names();
    return names;
}

}  // namespace privman::clocks
