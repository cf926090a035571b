#include "stores/sqlite_database.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace privman::stores {

namespace {

[[noreturn]] void fail(sqlite3* database, int code) {
    if (database == nullptr) throw SqliteError{code, sqlite3_errstr(code)};
    throw SqliteError{sqlite3_extended_errcode(database), sqlite3_errmsg(database)};
}

void check(sqlite3* database, int code) {
    if (code != SQLITE_OK) fail(database, code);
}

int on_busy(void* try_again, int) { return (*static_cast<std::function<bool()>*>(try_again))() ? 1 : 0; }

int on_commit(void* told, sqlite3*, const char*, int pages) {
    (*static_cast<std::function<void(unsigned)>*>(told))(static_cast<unsigned>(pages));
    return SQLITE_OK;
}

}  // namespace

void SqliteDatabase::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

SqliteDatabase::SqliteDatabase(const std::string& path, const std::string& vfs) {
    sqlite3* opened = nullptr;
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const auto code = sqlite3_open_v2(path.c_str(), &opened, flags, vfs.empty() ? nullptr : vfs.c_str());
    handle_.reset(opened);
    check(opened, code);
}

void SqliteDatabase::execute(const char* sql) {
    check(handle_.get(), sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr));
}

std::int64_t SqliteDatabase::integer(const char* sql) {
    std::int64_t value = 0;
    SqliteStatement{*this, sql}.each_row([&value](const SqliteStatement& row) {
        value = row.integer(0);
        return false;
    });
    return value;
}

std::string SqliteDatabase::text(const char* sql) {
    std::string value;
    SqliteStatement{*this, sql}.each_row([&value](const SqliteStatement& row) {
        value = row.text(0);
        return false;
    });
    return value;
}

void SqliteDatabase::when_busy(std::function<bool()> try_again) {
    try_again_ = std::move(try_again);
    sqlite3_busy_handler(handle_.get(), try_again_ ? on_busy : nullptr, &try_again_);
}

void SqliteDatabase::after_commit(std::function<void(unsigned)> told) {
    told_ = std::move(told);
    sqlite3_wal_hook(handle_.get(), told_ ? on_commit : nullptr, &told_);
}

bool SqliteDatabase::is_read_only() const { return sqlite3_db_readonly(handle_.get(), "main") == 1; }
bool SqliteDatabase::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
int SqliteDatabase::changes() const { return sqlite3_changes(handle_.get()); }

void SqliteDatabase::sync_log() {
    sqlite3_file* log = nullptr;
    check(handle_.get(),
          sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log)));
    if (!log || !log->pMethods) return;  // there is none yet
    const auto must = [](int code) {
        if (code != SQLITE_OK) throw SqliteError{code, sqlite3_errstr(code)};
    };
    sqlite3_int64 size = 0;
    must(log->pMethods->xFileSize(log, &size));
    // A kernel that could not write a page takes it for written once it has said so, and a later sync says yes. Written
    // once more, in its place, every page goes to the disk again.
    std::vector<char> part(std::size_t{64} << 10);
    for (sqlite3_int64 at = 0; at < size; at += static_cast<sqlite3_int64>(part.size())) {
        const auto length =
            static_cast<int>(std::min<sqlite3_int64>(size - at, static_cast<sqlite3_int64>(part.size())));
        must(log->pMethods->xRead(log, part.data(), length, at));
        must(log->pMethods->xWrite(log, part.data(), length, at));
    }
    must(log->pMethods->xSync(log, SQLITE_SYNC_FULL));
}

void SqliteDatabase::checkpoint() {
    check(handle_.get(), sqlite3_wal_checkpoint_v2(handle_.get(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr));
}

class SqliteStatement::Reset {
public:
    explicit Reset(sqlite3_stmt* statement) : statement_{statement} {}
    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;
    // Repeats the error that `step` returned, which was thrown already.
    ~Reset() { sqlite3_reset(statement_); }

private:
    sqlite3_stmt* statement_;
};

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqliteStatement::SqliteStatement(const SqliteDatabase& database, const char* sql) {
    sqlite3_stmt* prepared = nullptr;
    const auto code = sqlite3_prepare_v3(database.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    statement_.reset(prepared);
    check(database.handle(), code);
}

void SqliteStatement::bind(int place, std::int64_t value) {
    check(sqlite3_db_handle(statement_.get()), sqlite3_bind_int64(statement_.get(), place, value));
}

void SqliteStatement::bind(int place, std::string_view text) {
    // An empty view may have no address, which SQLite would take for NULL.
    const auto* bytes = text.empty() ? "" : text.data();
    check(sqlite3_db_handle(statement_.get()),
          sqlite3_bind_text64(statement_.get(), place, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

bool SqliteStatement::next() {
    switch (const auto code = sqlite3_step(statement_.get())) {
        case SQLITE_ROW: return true;
        case SQLITE_DONE: return false;
        default: fail(sqlite3_db_handle(statement_.get()), code);
    }
}

void SqliteStatement::run() {
    each_row([](const SqliteStatement&) { return true; });
}

void SqliteStatement::each_row(const std::function<bool(SqliteStatement&)>& visit) {
    const Reset reset{statement_.get()};
    while (next() && visit(*this)) {}
}

std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string SqliteStatement::text(int column) const {
    // The address first, then the length: the other order is undefined when SQLite has to convert.
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return bytes == nullptr ? std::string{} : std::string{bytes, length};
}

SqliteTransaction::SqliteTransaction(SqliteDatabase& database) : database_{database} {
    // Exclusive at once: a transaction that begins by reading could not wait for the lock when it comes to write.
    database_.execute("BEGIN EXCLUSIVE");
}

SqliteTransaction::~SqliteTransaction() {
    // After some errors SQLite has rolled back by itself.
    if (database_.in_transaction()) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteTransaction::commit() { database_.execute("COMMIT"); }

}  // namespace privman::stores
