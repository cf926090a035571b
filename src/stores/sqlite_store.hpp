// The memory that survives `kill -9` and the loss of power: one SQLite file, owned by one process.
#pragma once

#include "async/offload.hpp"
#include "observe/log.hpp"
#include "ports/settings_store.hpp"
#include "ports/state_store.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace privman::stores {

struct SqliteSettings {
    std::string path;                             ///< created, readable by its owner only, when it does not exist
    std::chrono::milliseconds lock_wait{30'000};  ///< how long another process may take to let go of the file
    std::string written_by = "unknown";           ///< this program's version: named to older ones that refuse the file
    /// Of the write-ahead log, 4 KiB each: at this size it is moved into the file at once; otherwise after a second
    /// without a commit, so that it never is in the way of a burst.
    unsigned checkpoint_after_pages = 8'192;
    std::function<Async<void>()> a_second;  ///< waits so long; empty: it is moved at that size only
    std::string vfs;                        ///< name of a registered SQLite VFS; empty = the system's
    std::uint32_t at_most_pages = 0;        ///< the file never grows beyond; 0 = no limit but the disk
    bool any_owner = false;                 ///< the file may be another user's: for tools that root runs beside the bot
    async::Offload::Turn turn;  ///< empty: SQLite runs on a thread of its own; otherwise on the loop, in these turns
};

/// One file, behind two ports. It is closed when both are gone.
struct SqliteStores {
    std::unique_ptr<StateStore> state;
    std::unique_ptr<SettingsStore> settings;
};

/// Opens, creates or migrates the file. Fails with
/// - `conflict`, code `locked`: another process holds the file longer than `lock_wait`;
/// - `newer`: written by a newer version, which is named;
/// - `malformed`: no SQLite file, damaged, or another program's;
/// - `forbidden`: not ours to read or write, or (code `not_private`) others may read or write it too, or it belongs to
///   another user than root: the text then names the command that mends it; `unreachable`: disk full or failing.
/// Cancelling the call ends the wait for the lock within a quarter of a second.
///
/// SQLite runs on a thread of its own and answers on the loop of whoever opened it. Destroy both before that loop;
/// `log` must outlive them. Closing waits for the transaction in flight; commits still queued are not stored.
Async<Outcome<SqliteStores>> open_sqlite(SqliteSettings settings, observe::Log& log);

}  // namespace privman::stores
