#include "stores/sqlite_failure.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace privman::stores {

namespace {

struct Meaning {
    int primary_code;
    Trouble kind;
    const char* code;
    const char* what;     ///< `{}` is the path
    const char* briefly;  ///< for whoever cannot mend it
};

// https://www.sqlite.org/rescode.html
constexpr Meaning meanings[] = {
    {SQLITE_FULL, Trouble::unreachable, "disk_full",
     "the disk of {} is full: free some space, nothing is stored until then", "the bot's disk is full"},
    {SQLITE_READONLY, Trouble::forbidden, "read_only",
     "{} cannot be written: give its owner the right, or move it to a writable disk",
     "the bot's disk cannot be written"},
    {SQLITE_PERM, Trouble::forbidden, "read_only", "{} may not be used by this user: mend its owner or mode",
     "the bot may not use its store"},
    {SQLITE_AUTH, Trouble::forbidden, "read_only", "{} may not be used by this user: mend its owner or mode",
     "the bot may not use its store"},
    {SQLITE_BUSY, Trouble::conflict, "locked", "another process holds {}: stop it first, only one may run",
     "another process uses the bot's store"},
    {SQLITE_LOCKED, Trouble::conflict, "locked", "another process holds {}: stop it first, only one may run",
     "another process uses the bot's store"},
    {SQLITE_CORRUPT, Trouble::malformed, "damaged",
     "{} is damaged: restore it from a backup, or move it away to begin anew", "the bot's store is damaged"},
    {SQLITE_NOTADB, Trouble::malformed, "not_a_store", "{} is no SQLite file: name another path, or move it away",
     "the bot's store is no store"},
    {SQLITE_CANTOPEN, Trouble::forbidden, "cannot_open",
     "{} cannot be opened: its directory must exist and be writable for this user", "the bot's store cannot be opened"},
    {SQLITE_IOERR, Trouble::unreachable, "io_error",
     "the disk of {} fails: look at the system's log, and at its free space", "the bot's disk fails"},
    {SQLITE_PROTOCOL, Trouble::unreachable, "io_error", "the file system of {} does not lock files as SQLite needs it",
     "the bot's disk does not lock files"},
    {SQLITE_NOLFS, Trouble::unreachable, "io_error", "the file system of {} has no large files",
     "the bot's disk has no large files"},
    {SQLITE_TOOBIG, Trouble::malformed, "too_big", "the record is too large for {}", "it is too large to be stored"},
    {SQLITE_NOMEM, Trouble::unreachable, "out_of_memory", "no memory left to work on {}", "the bot has no memory left"},
};

}  // namespace

Failure failure_of(const SqliteError& error, const std::string& path) {
    for (const auto& meaning : meanings) {
        if (meaning.primary_code != error.primary_code()) continue;
        return {.kind = meaning.kind,
                .what = fmt::format("{} (SQLite: {}, code {})", fmt::format(fmt::runtime(meaning.what), path),
                                    error.what(), error.code()),
                .code = meaning.code,
                .briefly = meaning.briefly};
    }
    return {.kind = Trouble::unreachable,
            .what = fmt::format("SQLite failed on {}: {} (code {})", path, error.what(), error.code()),
            .code = "sqlite",
            .briefly = "the bot's store fails"};
}

bool is_locked(const SqliteError& error) {
    return error.primary_code() == SQLITE_BUSY || error.primary_code() == SQLITE_LOCKED;
}

}  // namespace privman::stores
