// What SQLite's result codes mean to whoever runs the bot.
#pragma once

#include "ports/outcome.hpp"
#include "stores/sqlite_database.hpp"

#include <string>

namespace privman::stores {

/// The failure behind `error` on the file `path`, with what to do about it. `code` is one of disk_full, read_only,
/// locked, damaged, not_a_store, cannot_open, io_error, too_big, out_of_memory, sqlite.
Failure failure_of(const SqliteError& error, const std::string& path);

/// Is it a lock that somebody else holds?
bool is_locked(const SqliteError& error);

}  // namespace privman::stores
