// The file: its creation, its tables, whose it is and which version wrote it.
#pragma once

#include "ports/outcome.hpp"
#include "stores/sqlite_database.hpp"
#include "stores/sqlite_store.hpp"

#include <memory>
#include <string>

namespace privman::stores {

/// The newest form of the tables that this version knows; kept in `PRAGMA user_version`.
inline constexpr std::int64_t schema_version = 1;

/// Creates the file when there is none, readable by its owner only. Fails with `not_private` when an existing one, or a
/// log beside it, is not this user's alone. With a VFS of its own the files are that VFS's business.
Outcome<void> make_private(const SqliteSettings& settings);

/// One attempt to open the file for this process alone, waiting at most `patience` for its lock, all of it used up
/// before it fails with `locked`. The tables are there afterwards.
Outcome<std::unique_ptr<SqliteDatabase>> open_for_us_alone(const SqliteSettings& settings,
                                                           std::chrono::milliseconds patience);

}  // namespace privman::stores
