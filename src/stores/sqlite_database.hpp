// SQLite in C++: a connection, a statement, a transaction; and its errors, which get their name in sqlite_failure.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace privman::stores {

/// What a call to SQLite came to. Thrown and caught inside this folder only: every statement can fail, and all of them
/// fail alike.
class SqliteError : public std::runtime_error {
public:
    SqliteError(int extended_code, const std::string& message) : std::runtime_error{message}, code_{extended_code} {}
    [[nodiscard]] int code() const { return code_; }  ///< SQLite's extended result code
    [[nodiscard]] int primary_code() const { return code_ & 0xFF; }

private:
    int code_;
};

/// One connection, used by one thread at a time.
class SqliteDatabase {
public:
    /// Opens for reading and writing. `vfs` empty: the system's.
    SqliteDatabase(const std::string& path, const std::string& vfs);

    void execute(const char* sql);
    /// The first column of the only row.
    std::int64_t integer(const char* sql);
    std::string text(const char* sql);

    /// What every statement does when somebody else holds the file: called with the number of tries so far, true means
    /// try again.
    void when_busy(std::function<bool()> try_again);
    /// Called after each commit with the pages that the write-ahead log then holds.
    void after_commit(std::function<void(unsigned pages)> told);

    [[nodiscard]] bool is_read_only() const;
    [[nodiscard]] bool in_transaction() const;
    /// Rows changed by the last statement.
    [[nodiscard]] int changes() const;
    /// Makes the write-ahead log durable as it is, whoever wrote it and whatever became of his syncs. Needs no space.
    void sync_log();
    /// Moves the write-ahead log into the file, as far as nobody is in the way.
    void checkpoint();

    [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3*) const;
    };
    std::function<bool()> try_again_;
    std::function<void(unsigned)> told_;
    std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement, used again and again. The database must outlive it.
class SqliteStatement {
public:
    SqliteStatement(const SqliteDatabase& database, const char* sql);

    /// Binds the parameters from the first one on.
    template <class... Values>
    SqliteStatement& with(const Values&... values) {
        int place = 0;
        (bind(++place, values), ...);
        return *this;
    }

    /// Runs it; rows are of no interest.
    void run();
    /// Calls `visit(statement)` for each row. Reads nothing further once that was false.
    void each_row(const std::function<bool(SqliteStatement&)>& visit);

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;  ///< bytes as they are, blobs too

private:
    struct Finalize {
        void operator()(sqlite3_stmt*) const;
    };
    /// Gives up the rows however a visit ended: an open one would hold the log back from its checkpoint.
    class Reset;

    void bind(int place, std::int64_t value);
    void bind(int place, std::string_view text);
    void bind(int place, std::uint64_t value) { bind(place, static_cast<std::int64_t>(value)); }
    bool next();

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// A write transaction: rolled back unless committed.
class SqliteTransaction {
public:
    explicit SqliteTransaction(SqliteDatabase& database);
    SqliteTransaction(const SqliteTransaction&) = delete;
    SqliteTransaction& operator=(const SqliteTransaction&) = delete;
    ~SqliteTransaction();

    void commit();

private:
    SqliteDatabase& database_;
};

}  // namespace privman::stores
