#include "stores/sqlite_schema.hpp"

#include "stores/private_file.hpp"
#include "stores/sqlite_failure.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace privman::stores {

namespace {

constexpr std::int64_t our_application_id = 0x50724d6e;  // "PrMn"

// `mark` counts commits; it lives in meta because the newest row may be forgotten.
constexpr const char* tables = R"(
CREATE TABLE life    (id TEXT PRIMARY KEY, version INTEGER NOT NULL, mark INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE setting (id TEXT PRIMARY KEY, version INTEGER NOT NULL, mark INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE board   (id TEXT PRIMARY KEY, version INTEGER NOT NULL, mark INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
CREATE INDEX board_by_mark ON board (mark);
CREATE TABLE secret  (name TEXT PRIMARY KEY, id TEXT NOT NULL, value BLOB NOT NULL) STRICT;
CREATE TABLE meta    (name TEXT PRIMARY KEY, number INTEGER, text TEXT) STRICT;
INSERT INTO meta (name, number) VALUES ('mark', 0);
INSERT INTO meta (name, text) VALUES ('written_by', '');
PRAGMA application_id = 0x50724d6e;
PRAGMA user_version = 1;
)";
// Came later. A version that does not know it leaves it alone, so it is no newer schema; nor does one that had an index
// of marks need it.
constexpr const char* later_tables = R"(
CREATE TABLE IF NOT EXISTS person (id TEXT PRIMARY KEY, version INTEGER NOT NULL, mark INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS person_by_mark ON person (mark);
CREATE TABLE IF NOT EXISTS workspace (name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS awake (id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS resting (id TEXT PRIMARY KEY, ended INTEGER NOT NULL, may_count INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS resting_by_end ON resting (ended);
CREATE INDEX IF NOT EXISTS resting_that_may_count ON resting (id) WHERE may_count = 1;
INSERT OR IGNORE INTO meta (name, number) VALUES ('awake_mark', 0);
DROP INDEX IF EXISTS life_by_mark;
CREATE TABLE IF NOT EXISTS forgotten (id TEXT PRIMARY KEY, mark INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS forgotten_by_mark ON forgotten (mark);
CREATE TABLE IF NOT EXISTS set_aside (number INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
)";
static_assert(our_application_id == 0x50724d6e && schema_version == 1, "the tables name both");

std::unexpected<Failure> refused(Trouble kind, std::string code, std::string what) {
    return std::unexpected{Failure{.kind = kind, .what = std::move(what), .code = std::move(code)}};
}

/// Waits in steps until the patience is used up; never longer, and never less.
class Patience {
public:
    Patience(std::chrono::milliseconds length, sqlite3_vfs* vfs) : left_{length}, vfs_{vfs} {}

    bool wait_a_little() {
        if (left_ <= std::chrono::milliseconds{0}) return false;
        const auto step = std::min(left_, std::chrono::milliseconds{10});
        left_ -= step;
        // The VFS sleeps, so that one with a time of its own stays in it.
        vfs_->xSleep(vfs_, static_cast<int>(std::chrono::microseconds{step}.count()));
        return true;
    }
    void use_up() {
        while (wait_a_little()) {}
    }

private:
    std::chrono::milliseconds left_;
    sqlite3_vfs* vfs_;
};

/// Best effort: a later schema may keep it elsewhere.
std::string writer_of(SqliteDatabase& database) {
    try {
        return database.text("SELECT text FROM meta WHERE name = 'written_by'");
    } catch (const SqliteError&) {
        return "unknown";
    }
}

/// Are the tables there? Fails when they are not ours to use.
Outcome<bool> has_our_tables(SqliteDatabase& database, const std::string& path) {
    const auto version = database.integer("PRAGMA user_version");
    const auto owner = database.integer("PRAGMA application_id");
    if (owner == 0 && version == 0 && database.integer("SELECT count(*) FROM sqlite_schema") == 0) return false;
    if (owner != our_application_id)
        return refused(Trouble::malformed, "not_a_store",
                       fmt::format("{} is an SQLite file of another program: name another path", path));
    if (version > schema_version)
        return refused(Trouble::newer, "newer",
                       fmt::format("{} was written by version {} (schema {}); this version reads up to schema {}: run "
                                   "that version or a later one",
                                   path, writer_of(database), version, schema_version));
    return true;
}

Outcome<void> prepare(SqliteDatabase& database, const SqliteSettings& settings) {
    if (database.is_read_only())
        return refused(Trouble::forbidden, "read_only",
                       fmt::format("{} cannot be written: give its owner the right, or move it to a writable disk",
                                   settings.path));
    // Exclusive before the first look at the file: then the write-ahead log needs no shared memory, which network file
    // systems do not have, and no second process gets in between two statements.
    database.execute(
        "PRAGMA locking_mode = exclusive; PRAGMA foreign_keys = on; PRAGMA trusted_schema = off; "
        "PRAGMA cell_size_check = on;");
    Outcome<bool> known{false};
    {
        SqliteTransaction look{database};
        known = has_our_tables(database, settings.path);
        if (!known) return std::unexpected{known.error()};
        look.commit();
    }
    if (const auto mode = database.text("PRAGMA journal_mode = wal"); mode != "wal")
        return refused(Trouble::unreachable, "io_error",
                       fmt::format("the file system of {} allows no write-ahead log", settings.path));
    database.execute("PRAGMA synchronous = full; PRAGMA wal_autocheckpoint = 0;");
    if (settings.at_most_pages > 0)
        database.execute(fmt::format("PRAGMA max_page_count = {}", settings.at_most_pages).c_str());

    SqliteTransaction write{database};
    if (!*known) database.execute(tables);
    database.execute(later_tables);
    SqliteStatement{database, "UPDATE meta SET text = ?1 WHERE name = 'written_by' AND text <> ?1"}
        .with(std::string_view{settings.written_by})
        .run();
    write.commit();
    return {};
}

}  // namespace

Outcome<void> make_private(const SqliteSettings& settings) {
    if (!settings.vfs.empty()) return {};
    // Made before SQLite opens it, which gives the log beside it the same mode. Only ever closed when it is new:
    // closing any other descriptor of a file drops the locks that this process holds on it.
    const auto fresh = ::open(settings.path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fresh >= 0) ::close(fresh);
    const auto why =
        why_not_private(settings.path, settings.any_owner ? std::nullopt : std::optional<uid_t>{::geteuid()});
    if (!why) return {};
    if (fresh < 0)
        return refused(Trouble::forbidden, "not_private", fmt::format("{}. Mend it with: {}", why->what, why->mend));
    ::unlink(settings.path.c_str());
    return refused(Trouble::forbidden, "not_private",
                   why->what +
                       ", although it was made private just now: its file system keeps no owners or modes. "
                       "Mount that with this user's uid and umask=077, or name another disk");
}

Outcome<std::unique_ptr<SqliteDatabase>> open_for_us_alone(const SqliteSettings& settings,
                                                           std::chrono::milliseconds patience) {
    auto* vfs = sqlite3_vfs_find(settings.vfs.empty() ? nullptr : settings.vfs.c_str());
    if (vfs == nullptr)
        return refused(Trouble::not_found, "cannot_open", fmt::format("there is no SQLite VFS {}", settings.vfs));
    Patience waiting{patience, vfs};
    try {
        auto database = std::make_unique<SqliteDatabase>(settings.path, settings.vfs);
        database->when_busy([&waiting] { return waiting.wait_a_little(); });
        if (const auto ready = prepare(*database, settings); !ready) return std::unexpected{ready.error()};
        database->when_busy({});
        return database;
    } catch (const SqliteError& error) {
        // SQLite does not ask the busy handler where waiting could be a deadlock.
        if (is_locked(error)) waiting.use_up();
        return std::unexpected{failure_of(error, settings.path)};
    }
}

}  // namespace privman::stores
