// Looking at a store without living in it: for the self-check, while no bot runs.
#pragma once

#include "ports/settings_store.hpp"
#include "ports/state_store.hpp"
#include "stores/sqlite_store.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace privman::stores {

struct SqliteExamination {
    std::int64_t schema = 0;
    std::vector<std::string> damage;    ///< what SQLite's own check complains about; at most ten
    std::vector<std::string> left_out;  ///< records that cannot be read, and why, a sentence each
    Snapshot snapshot;                  ///< without a seal key
    Settings settings;
};

/// Opens the file, which must exist, checks every page of it and reads every record. Fails as `open_sqlite` does; with
/// `locked` at once, so that a bot that holds the file is not disturbed. Blocks.
Outcome<SqliteExamination> examine_sqlite(const SqliteSettings& settings);

}  // namespace privman::stores
