// An SQLite store in a directory of the test's own, its log kept, and the file reachable behind its back.
#pragma once

#include "observe/log.hpp"
#include "stores/sqlite_store.hpp"
#include "tests/async/loop.hpp"
#include "tests/stores/temporary_directory.hpp"
#include "tests/support/life_builder.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace privman::testing {

/// What another program could do to the file.
inline void execute_sql(const std::string& path, const std::string& sql) {
    sqlite3* database = nullptr;
    sqlite3_open(path.c_str(), &database);
    ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
    char* error = nullptr;
    const auto code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error);
    const std::string why = error == nullptr ? "" : error;
    sqlite3_free(error);
    sqlite3_close(database);
    if (code != SQLITE_OK) throw std::runtime_error{why};
}

/// The first column of the first row, as text.
inline std::string read_sql(const std::string& path, const std::string& sql) {
    sqlite3* database = nullptr;
    sqlite3_open(path.c_str(), &database);
    std::string found;
    const auto keep = [](void* into, int, char** values, char**) {
        *static_cast<std::string*>(into) = values[0] == nullptr ? "" : values[0];
        return 1;
    };
    sqlite3_exec(database, sql.c_str(), keep, &found, nullptr);
    sqlite3_close(database);
    return found;
}

class SqliteFixture : public ::testing::Test {
protected:
    using Opened = Outcome<stores::SqliteStores>;

    TemporaryDirectory home;
    std::string path = home.path("store.db");
    std::vector<std::string> lines;
    observe::Log log{[this](std::string_view line) { lines.emplace_back(line); }, [] { return std::int64_t{0}; }};
    Loop loop;
    std::unique_ptr<StateStore> store;  // after the loop: gone before it
    std::unique_ptr<SettingsStore> settings_store;

    Opened try_open(stores::SqliteSettings settings) { return loop.run(stores::open_sqlite(std::move(settings), log)); }
    void open(stores::SqliteSettings settings) {
        auto opened = try_open(std::move(settings));
        if (!opened) throw std::runtime_error{opened.error().what};
        take(std::move(*opened));
    }
    void take(stores::SqliteStores opened) {
        store = std::move(opened.state);
        settings_store = std::move(opened.settings);
    }
    void open() { open({.path = path}); }
    void close() {
        store.reset();
        settings_store.reset();
    }

    Outcome<Stored> commit(Change change) { return loop.run(store->commit(std::move(change))); }
    void keep(Change change) {
        if (const auto done = commit(std::move(change)); !done) throw std::runtime_error{done.error().what};
    }
    void set(Settings wanted) {
        if (const auto done = loop.run(settings_store->change(std::move(wanted))); !done)
            throw std::runtime_error{done.error().what};
    }
    Outcome<KeptSettings> settings() { return loop.run(settings_store->load()); }
    Outcome<Snapshot> load() { return loop.run(store->load()); }

    [[nodiscard]] bool log_has(const std::string& text) const {
        for (const auto& line : lines)
            if (line.find(text) != std::string::npos) return true;
        return false;
    }
};

}  // namespace privman::testing
