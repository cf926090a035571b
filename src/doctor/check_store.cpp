#include "doctor/check_store.hpp"

#include "domain/ratings.hpp"
#include "domain/schedule_text.hpp"
#include "stores/private_file.hpp"
#include "stores/sqlite_examination.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace privman::doctor {

namespace fs = std::filesystem;

namespace {

/// Why no file can be made in `directory`; empty: one can. The only way to know it for every kind of file system.
std::string cannot_write(const fs::path& directory) {
    auto pattern = (directory / ".privman-slack-doctor-XXXXXX").string();
    const int file = ::mkstemp(pattern.data());
    if (file < 0) return std::strerror(errno);
    ::close(file);
    ::unlink(pattern.c_str());
    return {};
}

void check_space(const fs::path& directory, Report& report) {
    constexpr std::uintmax_t megabyte = 1u << 20;
    constexpr std::uintmax_t least = 20 * megabyte;
    constexpr std::uintmax_t comfortable = 200 * megabyte;
    std::error_code error;
    const auto space = fs::space(directory, error);
    if (error) return report.skipped("store.space", "the file system does not say: " + error.message());
    const auto free = fmt::format("{} MB are free at {}", space.available / megabyte, directory.string());
    if (space.available < least) return report.fault("store.space", free);
    if (space.available < comfortable) return report.warning("store.space", free);
    report.fine("store.space", free);
}

std::string mend_of(const Failure& failure) {
    if (failure.code == "newer") return "Run that version or a later one, or name another path in STATE_STORE.";
    if (failure.code == "read_only")
        return "Give the file to the user who runs the bot (chown, chmod 600), on a disk that can be written.";
    if (failure.code == "damaged" || failure.code == "not_a_store")
        return "Restore the file from a backup, or move it away to begin anew (cards and schedule are then forgotten).";
    return {};
}

/// False: there is nothing more to look at.
bool check_place(const fs::path& path, Report& report) {
    const auto directory = path.has_parent_path() ? path.parent_path() : fs::path{"."};
    std::error_code error;
    if (!fs::is_directory(directory, error)) {
        report.fault("store.directory", directory.string() + " is not there");
        return false;
    }
    if (const auto why = cannot_write(directory); !why.empty()) {
        report.fault("store.directory", fmt::format("{} cannot be written: {}", directory.string(), why));
        return false;
    }
    report.fine("store.directory", directory.string() + " can be written");
    check_space(directory, report);
    return true;
}

void check_private(const std::string& path, Report& report) {
    constexpr std::string_view id = "store.private";
    const auto owner = stores::owner_of(path);
    if (!owner) return;
    // Root looks at what another user runs, and cannot know which one that is.
    const auto user = ::geteuid() == 0 ? std::nullopt : std::optional<uid_t>{::geteuid()};
    if (const auto why = stores::why_not_private(path, user)) return report.fault(id, why->what, why->mend, path);
    if (const auto why = stores::why_replaceable(path))
        return report.warning(id, *why, "Take the right to write into that folder from everybody but its owner.", path);
    report.fine(id, fmt::format("Only user {} can read and write it", *owner));
}

/// What the ratings that the schedule may approve would have meant for what is remembered.
void check_ratings(const StoreSeen& seen, const std::vector<Life>& lives, Report& report) {
    constexpr std::string_view id = "store.ratings";
    if (!seen.fold) return;
    std::vector<const ElevationRequest*> requests;
    requests.reserve(lives.size());
    for (const auto& life : lives) requests.push_back(&life.facts);
    const auto [held, all] = held_by_rating(requests, seen.ratings, seen.fold);
    const auto text = fmt::format("Of {} remembered requests the ratings would have left {} to people", all, held);
    if (all > 0 && held == all) return report.warning(id, text);
    report.fine(id, text);
}

}  // namespace

std::optional<StoreFound> check_store(const StoreSeen& seen, Report& report) {
    if (seen.path.empty()) {
        report.skip_rest("store.", "STATE_STORE is not a file");
        return std::nullopt;
    }
    if (!check_place(seen.path, report)) return std::nullopt;
    check_private(seen.path, report);
    auto found = stores::examine_sqlite({.path = seen.path, .written_by = seen.version});
    if (!found) {
        const auto& failure = found.error();
        if (failure.code == "not_there") {
            report.fine("store.open", seen.path + " is not there yet; the first start creates it");
            report.skip_rest("store.", "there is no store yet");
        } else if (failure.code == "locked") {
            report.fine("store.open", "A running bot holds " + seen.path + "; it is left alone");
            report.skip_rest("store.", "because a running bot holds the store");
        } else {
            report.fault("store.open", failure.what, mend_of(failure));
        }
        return std::nullopt;
    }
    report.fine("store.open", fmt::format("{}, schema {}", seen.path, found->schema));
    for (const auto& damage : found->damage) report.fault("store.records", damage);
    for (const auto& row : found->left_out)
        report.fault("store.records", row, "Restore the file from a backup; the bot leaves this record out.");
    if (!found->damage.empty()) return std::nullopt;
    if (found->left_out.empty())
        report.fine("store.records", fmt::format("{} requests, {} registered channels", found->snapshot.lives.size(),
                                                 found->settings.channels.size()));
    check_ratings(seen, found->snapshot.lives, report);
    return StoreFound{std::move(found->snapshot.lives), std::move(found->settings)};
}

void check_schedule(const std::optional<StoredSchedule>& schedule, const TimeZones& zones, WallTime now,
                    Report& report) {
    constexpr std::string_view id = "store.schedule";
    if (!schedule) return report.fine(id, "No schedule is set: people decide every request");
    const auto hours = parse_schedule(schedule->text);
    if (!hours)
        return report.fault(
            id, fmt::format("`{}` cannot be read: `{}`: {}", schedule->text, hours.error().word, hours.error().why));
    const auto span = zones.span_at(hours->zone, now);
    if (!span)
        return report.fault(id, fmt::format("`{}`: the zone {}", schedule->text, span.error().what),
                            "Install tzdata, or set the schedule again with a zone that this machine knows.");
    report.fine(id, fmt::format("{} ({})", schedule->text, schedule->enabled ? "switched on" : "switched off"));
}

}  // namespace privman::doctor
