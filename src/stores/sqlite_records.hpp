// The tables as records: reading them all, writing several changes in one transaction. Everything here blocks.
#pragma once

#include "ports/settings_store.hpp"
#include "ports/state_store.hpp"
#include "stores/recently_written.hpp"
#include "stores/sqlite_database.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace privman::stores {

/// What was read, and what could not be.
struct ReadBack {
    struct Unreadable {
        std::string name;  ///< "request 4711"
        std::string why;
        std::string then;  ///< what becomes of it, in a clause
    };
    Snapshot snapshot;
    std::vector<Unreadable> left_out;
};

/// What the file keeps in one order: lives, and what people have set. No caller may store both at once.
using SqliteChange =
    std::variant<Life, Settings, Board, SealKey, Forget, SetAside, Rest, Trial, Workspace, KnownPerson>;

class SqliteRecords {
public:
    /// `path` is for messages.
    SqliteRecords(std::unique_ptr<SqliteDatabase> database, std::string path);

    /// Everything that is read is durable, and a commit that failed before is either in it or will never be.
    /// Lives, boards and people stored after `mark`; workspace and seal key as they are. Of the first three what cannot
    /// be read is left out, and a life is named among the damaged.
    Outcome<ReadBack> changed_since(std::uint64_t mark) { return read(mark); }
    /// The same, of the lives only those that are not at rest, or may count.
    Outcome<ReadBack> load() { return read(std::nullopt); }
    Outcome<Recalled> recall(const RequestId& id);
    /// Those that cannot be read are a failure: without them the bot would take itself for new, and obey the first to
    /// register a channel.
    Outcome<Settings> settings();
    Outcome<std::vector<Forget>> at_rest_since_before(WallTime when, std::size_t most);
    Outcome<std::size_t> count_at_rest();

    /// One transaction for all changes, one answer for each. A lost race concerns its own change only; everything else
    /// (no space, a failing disk) concerns all.
    std::vector<Outcome<Stored>> write(std::vector<SqliteChange> changes);

    /// Pages in the write-ahead log after the last commit.
    [[nodiscard]] unsigned pages_in_log() const { return pages_in_log_->load(); }
    Outcome<void> checkpoint();

private:
    struct Table;

    void settle();
    std::uint64_t stored_mark();
    Outcome<void> store(Life, std::uint64_t mark);
    Outcome<void> store(Settings, std::uint64_t mark);
    Outcome<void> store(Board, std::uint64_t mark);
    Outcome<void> store(KnownPerson, std::uint64_t mark);
    Outcome<void> store(const SealKey&, std::uint64_t mark);
    Outcome<void> store(const Forget&, std::uint64_t mark);
    Outcome<void> store(SetAside, std::uint64_t mark);
    Outcome<void> store(const Rest&, std::uint64_t mark);
    Outcome<void> store(const Trial&, std::uint64_t) { return {}; }
    /// This life was written.
    void woken(const std::string& id, std::uint64_t mark);
    void wake_what_others_wrote();
    /// Without a mark: what `load` reads.
    Outcome<ReadBack> read(std::optional<std::uint64_t> mark);
    Outcome<void> store(const Workspace&, std::uint64_t mark);
    template <class Record>
    Outcome<void> replace(Table& table, const std::string& id, Record record, std::uint64_t mark,
                          const std::string& name);
    Outcome<void> read_lives_after(std::uint64_t mark, ReadBack& into);
    template <class Record>
    Outcome<void> read_rows(SqliteStatement& rows, ReadBack& into, std::vector<Record>& records);

    struct Table {
        Table(const SqliteDatabase& database, const std::string& name);
        SqliteStatement insert;
        SqliteStatement update;
        SqliteStatement remove;
        SqliteStatement find;
        SqliteStatement after;
    };

    std::string path_;
    bool log_is_sound_ = false;     ///< whole and on the disk, as far as it is acted upon
    bool lost_commit_ = false;      ///< a commit has failed, and none has come after it
    bool forgotten_before_ = true;  ///< what an earlier process has forgotten may be noted still
    std::shared_ptr<std::atomic<unsigned>> pages_in_log_ =
        std::make_shared<std::atomic<unsigned>>(0);  // read elsewhere
    std::unique_ptr<SqliteDatabase> database_;       // before the statements: it goes after them
    Table lives_;
    Table settings_;
    Table boards_;
    Table people_;
    SqliteStatement lives_to_load_;
    SqliteStatement life_after_;
    SqliteStatement forgotten_after_;
    SqliteStatement insert_forgotten_;
    SqliteStatement delete_forgotten_;
    RecentlyWritten recent_;  ///< lives
    SqliteStatement has_lives_;
    SqliteStatement insert_awake_;
    SqliteStatement delete_awake_;
    SqliteStatement insert_resting_;
    SqliteStatement delete_resting_;
    SqliteStatement old_at_rest_;
    SqliteStatement count_at_rest_;
    std::set<std::string> awake_;  ///< known to be; emptied when a transaction fails
    SqliteStatement move_aside_;
    SqliteStatement count_aside_;
    SqliteStatement write_workspace_;
    SqliteStatement find_workspace_;
    SqliteStatement insert_secret_;
    SqliteStatement find_secret_;
    SqliteStatement read_mark_;
    SqliteStatement write_mark_;
};

}  // namespace privman::stores
