#include "stores/sqlite_records.hpp"

#include "stores/record.hpp"
#include "stores/sqlite_failure.hpp"
#include "stores/version_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace privman::stores {

namespace {

constexpr const char* settings_row = "settings";

// What the generic code needs to know of a record.
std::string id_of(const Life& life) { return life.id.value; }
std::string id_of(const Board& board) { return board.channel.value; }
std::string id_of(const KnownPerson& person) { return person.id.value; }
std::string id_of(const Settings&) { return settings_row; }
std::string row_name(const Life&, const std::string& id) { return name_of(RequestId{id}); }
std::string row_name(const Board&, const std::string& id) { return name_of(ChannelId{id}); }
std::string row_name(const KnownPerson&, const std::string& id) { return name_of(UserId{id}); }
std::string row_name(const Settings&, const std::string&) { return "the settings"; }
Outcome<void> decode(const std::string& stored, Life& into) {
    auto decoded = decode_life(stored);
    if (!decoded) return std::unexpected{decoded.error()};
    into = std::move(*decoded);
    return {};
}
Outcome<void> decode(const std::string& stored, Board& into) {
    auto decoded = decode_board(stored);
    if (!decoded) return std::unexpected{decoded.error()};
    into = std::move(*decoded);
    return {};
}
Outcome<void> decode(const std::string& stored, KnownPerson& into) {
    auto decoded = decode_person(stored);
    if (!decoded) return std::unexpected{decoded.error()};
    into = std::move(*decoded);
    return {};
}
Outcome<void> decode(const std::string& stored, Settings& into) {
    auto decoded = decode_settings(stored);
    if (!decoded) return std::unexpected{decoded.error()};
    into = std::move(*decoded);
    return {};
}

void set_id(Life& life, const std::string& id) { life.id = life.facts.id = RequestId{id}; }
void set_id(KnownPerson& person, const std::string& id) { person.id = UserId{id}; }
void set_id(Board& board, const std::string& id) { board.channel = ChannelId{id}; }
void set_id(Settings&, const std::string&) {}

/// A row's record; `malformed` also when the columns beside it tell another story.
template <class Record>
Outcome<Record> decode_row(const std::string& id, std::uint64_t version, const std::string& stored) {
    Record record;
    if (const auto done = decode(stored, record); !done) return std::unexpected{done.error()};
    // The row knows both as well.
    if (id_of(record).empty()) set_id(record, id);
    if (record.version == 0) record.version = version;
    if (id_of(record) != id) return std::unexpected{Failure{Trouble::malformed, "the record is of another id"}};
    if (record.version != version)
        return std::unexpected{Failure{Trouble::malformed, "the record is of another version"}};
    return record;
}

}  // namespace

SqliteRecords::Table::Table(const SqliteDatabase& database, const std::string& name)
    : insert{database, fmt::format("INSERT INTO {} (id, version, mark, record) VALUES (?1, ?2, ?3, ?4) "
                                   "ON CONFLICT (id) DO NOTHING",
                                   name)
                           .c_str()},
      update{database,
             fmt::format("UPDATE {} SET version = ?2, mark = ?3, record = ?4 WHERE id = ?1 AND version = ?5", name)
                 .c_str()},
      remove{database, fmt::format("DELETE FROM {} WHERE id = ?1 AND version = ?2", name).c_str()},
      find{database, fmt::format("SELECT id, version, record FROM {} WHERE id = ?1", name).c_str()},
      after{database, fmt::format("SELECT id, version, record FROM {} WHERE mark > ?1 ORDER BY id", name).c_str()} {}

SqliteRecords::SqliteRecords(std::unique_ptr<SqliteDatabase> database, std::string path)
    : path_{std::move(path)},
      database_{std::move(database)},
      lives_{*database_, "life"},
      settings_{*database_, "setting"},
      boards_{*database_, "board"},
      people_{*database_, "person"},
      insert_secret_{*database_,
                     "INSERT INTO secret (name, id, value) VALUES ('seal', ?1, CAST(?2 AS BLOB)) "
                     "ON CONFLICT (name) DO NOTHING"},
      find_secret_{*database_, "SELECT id, value FROM secret WHERE name = 'seal'"},
      read_mark_{*database_, "SELECT number FROM meta WHERE name = 'mark'"},
      write_mark_{*database_, "UPDATE meta SET number = ?1 WHERE name = 'mark'"} {
    database_->after_commit([pages = pages_in_log_](unsigned now) { *pages = now; });
}

std::uint64_t SqliteRecords::stored_mark() {
    std::uint64_t mark = 0;
    read_mark_.each_row([&mark](const SqliteStatement& row) {
        mark = static_cast<std::uint64_t>(row.integer(0));
        return false;
    });
    return mark;
}

/// Two things may be wrong with the log: a process that was killed has left what no sync has covered yet; and after a
/// sync that failed the kernel may have let go of pages that lie before everything that comes later.
void SqliteRecords::settle() {
    if (!log_is_sound_) database_->sync_log();
    log_is_sound_ = true;
    if (!lost_commit_) return;
    // Frames of the commit that failed may lie in the log. The next ones overwrite them; until then a process that dies
    // leaves them to the next one, which would take them for stored.
    SqliteTransaction transaction{*database_};
    write_mark_.with(stored_mark() + 1).run();
    transaction.commit();
    lost_commit_ = false;
}

Outcome<ReadBack> SqliteRecords::read(std::uint64_t mark) try {
    settle();
    ReadBack back;
    auto& snapshot = back.snapshot;
    snapshot.mark = stored_mark();
    if (const auto done = read_table(lives_, mark, back, snapshot.lives); !done) return std::unexpected{done.error()};
    if (const auto done = read_table(boards_, mark, back, snapshot.boards); !done) return std::unexpected{done.error()};
    if (const auto done = read_table(people_, mark, back, snapshot.people); !done) return std::unexpected{done.error()};

    std::vector<Settings> settings;
    ReadBack unreadable;
    if (const auto done = read_table(settings_, 0, unreadable, settings); !done) return std::unexpected{done.error()};
    if (!unreadable.left_out.empty())
        return std::unexpected{
            Failure{.kind = Trouble::malformed,
                    .what = fmt::format("the settings in {} cannot be read ({}): restore the file from a backup", path_,
                                        unreadable.left_out.front().why),
                    .code = "damaged"}};
    if (!settings.empty()) snapshot.settings = std::move(settings.front());
    find_secret_.each_row([&snapshot](const SqliteStatement& row) {
        snapshot.seal_key = SealKey{.id = row.text(0), .secret = row.text(1)};
        return false;
    });
    return back;
} catch (const SqliteError& error) {
    log_is_sound_ = log_is_sound_ && !lost_commit_;
    return std::unexpected{failure_of(error, path_)};
}

template <class Record>
Outcome<void> SqliteRecords::read_table(Table& table, std::uint64_t mark, ReadBack& into,
                                        std::vector<Record>& records) {
    Outcome<void> done;
    table.after.with(mark).each_row([&](const SqliteStatement& row) {
        const auto id = row.text(0);
        auto record = decode_row<Record>(id, static_cast<std::uint64_t>(row.integer(1)), row.text(2));
        if (record) {
            records.push_back(std::move(*record));
        } else if (record.error().kind == Trouble::newer) {
            done = std::unexpected{Failure{.kind = Trouble::newer,
                                           .what = fmt::format("{} in {} was written by a newer version: {}",
                                                               row_name(Record{}, id), path_, record.error().what),
                                           .code = "newer"}};
            return false;
        } else {
            into.left_out.push_back({.name = row_name(Record{}, id), .why = record.error().what});
        }
        return true;
    });
    return done;
}

std::vector<Outcome<void>> SqliteRecords::write(std::span<const Change> changes) try {
    settle();
    std::vector<Outcome<void>> outcomes;
    outcomes.reserve(changes.size());
    SqliteTransaction transaction{*database_};
    auto mark = stored_mark();
    for (const auto& change : changes)
        outcomes.push_back(std::visit([&](const auto& record) { return store(record, ++mark); }, change));
    // Nothing won, nothing to wait for the disk for.
    if (std::ranges::none_of(outcomes, [](const auto& outcome) { return outcome.has_value(); })) return outcomes;
    write_mark_.with(mark).run();
    transaction.commit();
    return outcomes;
} catch (const SqliteError& error) {
    lost_commit_ = true;
    log_is_sound_ = false;
    return {changes.size(), Outcome<void>{std::unexpected{failure_of(error, path_)}}};
}

template <class Record>
Outcome<void> SqliteRecords::replace(Table& table, const std::string& id, Record record, std::uint64_t mark,
                                     const std::string& name) {
    const auto expected = record.version++;
    const auto stored = encode(record);
    const std::string_view key{id};
    const std::string_view text{stored};
    if (expected == 0)
        table.insert.with(key, record.version, mark, text).run();
    else
        table.update.with(key, record.version, mark, text, expected).run();
    if (database_->changes() == 1) return {};

    // Lost, then; but a row that cannot be read must not look like one that somebody could read again and repeat.
    Outcome<void> lost = changed_meanwhile(name);
    table.find.with(key).each_row([&](const SqliteStatement& row) {
        const auto found = decode_row<Record>(id, static_cast<std::uint64_t>(row.integer(1)), row.text(2));
        if (!found)
            lost = std::unexpected{Failure{
                .kind = Trouble::malformed,
                .what = fmt::format("{} is stored in {} in a form that cannot be read ({}); it is left as it is", name,
                                    path_, found.error().what),
                .code = "damaged"}};
        return false;
    });
    return lost;
}

Outcome<void> SqliteRecords::store(Life life, std::uint64_t mark) {
    const auto id = life.id;
    return replace(lives_, id.value, std::move(life), mark, name_of(id));
}

Outcome<void> SqliteRecords::store(Settings settings, std::uint64_t mark) {
    return replace(settings_, settings_row, std::move(settings), mark, "the settings");
}

Outcome<void> SqliteRecords::store(Board board, std::uint64_t mark) {
    const auto channel = board.channel;
    return replace(boards_, channel.value, std::move(board), mark, name_of(channel));
}

Outcome<void> SqliteRecords::store(KnownPerson person, std::uint64_t mark) {
    const auto id = person.id;
    return replace(people_, id.value, std::move(person), mark, name_of(id));
}

Outcome<void> SqliteRecords::store(const SealKey& key, std::uint64_t) {
    insert_secret_.with(std::string_view{key.id}, std::string_view{key.secret}).run();
    if (database_->changes() == 1) return {};
    return changed_meanwhile("the seal key");
}

Outcome<void> SqliteRecords::store(const Forget& forget, std::uint64_t) {
    lives_.remove.with(std::string_view{forget.id.value}, forget.version).run();
    if (database_->changes() == 1) return {};
    return changed_meanwhile(name_of(forget.id));
}

Outcome<void> SqliteRecords::checkpoint() try {
    database_->checkpoint();
    *pages_in_log_ = 0;
    return {};
} catch (const SqliteError& error) {
    log_is_sound_ = false;  // it may have been the log's sync that failed
    return std::unexpected{failure_of(error, path_)};
}

}  // namespace privman::stores
