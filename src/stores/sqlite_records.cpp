#include "stores/sqlite_records.hpp"

#include "stores/mark_number.hpp"
#include "stores/record.hpp"
#include "stores/sqlite_failure.hpp"
#include "stores/version_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <type_traits>

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

const char* what_then(const Life&) {
    return "it stays as it is; when a list holds the request it is set aside, and begins anew with the cards that "
           "could "
           "be read";
}
const char* what_then(const Board&) { return "it is begun anew"; }
const char* what_then(const KnownPerson&) { return "it is left as it is"; }
const char* what_then(const Settings&) { return "the bot does not start"; }

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

/// Of a row whose record cannot be read.
DamagedLife damaged(const std::string& id, const SqliteStatement& row, const Failure& why) {
    auto left = salvaged(row.text(2));
    left.id = RequestId{id};
    left.version = static_cast<std::uint64_t>(row.integer(1));
    left.why = why.what;
    return left;
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
      after{database, fmt::format("SELECT id, version, record FROM {} WHERE mark > ?1 ORDER BY +id", name).c_str()} {}

SqliteRecords::SqliteRecords(std::unique_ptr<SqliteDatabase> database, std::string path)
    : path_{std::move(path)},
      database_{std::move(database)},
      lives_{*database_, "life"},
      settings_{*database_, "setting"},
      boards_{*database_, "board"},
      people_{*database_, "person"},
      lives_to_load_{*database_,
                     "SELECT id, version, record FROM life WHERE id IN (SELECT id FROM awake UNION "
                     "SELECT id FROM resting WHERE may_count = 1) ORDER BY id"},
      life_after_{*database_, "SELECT id, version, record FROM life WHERE id = ?1 AND mark > ?2"},
      forgotten_after_{*database_, "SELECT id FROM forgotten WHERE mark > ?1 ORDER BY mark"},
      insert_forgotten_{*database_, "INSERT OR REPLACE INTO forgotten (id, mark) VALUES (?1, ?2)"},
      delete_forgotten_{*database_, "DELETE FROM forgotten WHERE id = ?1"},
      has_lives_{*database_, "SELECT EXISTS (SELECT 1 FROM life)"},
      insert_awake_{*database_, "INSERT OR IGNORE INTO awake (id) VALUES (?1)"},
      delete_awake_{*database_, "DELETE FROM awake WHERE id = ?1"},
      insert_resting_{*database_,
                      "INSERT OR REPLACE INTO resting (id, ended, may_count) SELECT id, ?2, ?3 FROM life "
                      "WHERE id = ?1 AND version = ?4"},
      delete_resting_{*database_, "DELETE FROM resting WHERE id = ?1"},
      old_at_rest_{*database_,
                   "SELECT life.id, life.version FROM resting JOIN life ON life.id = resting.id "
                   "WHERE resting.ended < ?1 ORDER BY resting.ended, resting.id LIMIT ?2"},
      count_at_rest_{*database_, "SELECT count(*) FROM resting"},
      move_aside_{*database_,
                  "INSERT INTO set_aside (id, version, record) SELECT id, version, record FROM life "
                  "WHERE id = ?1 AND version = ?2"},
      count_aside_{*database_, "SELECT count(*) FROM set_aside"},
      write_workspace_{*database_,
                       "INSERT INTO workspace (name, record) VALUES ('self', ?1) "
                       "ON CONFLICT (name) DO UPDATE SET record = ?1"},
      find_workspace_{*database_, "SELECT record FROM workspace WHERE name = 'self'"},
      insert_secret_{*database_,
                     "INSERT INTO secret (name, id, value) VALUES ('seal', ?1, CAST(?2 AS BLOB)) "
                     "ON CONFLICT (name) DO NOTHING"},
      find_secret_{*database_, "SELECT id, value FROM secret WHERE name = 'seal'"},
      read_mark_{*database_, "SELECT number FROM meta WHERE name = 'mark'"},
      write_mark_{*database_, "UPDATE meta SET number = ?1 WHERE name IN ('mark', 'awake_mark')"} {
    database_->after_commit([pages = pages_in_log_](unsigned now) { *pages = now; });
    wake_what_others_wrote();
    recent_.begin_after(stored_mark());
}

/// A version that does not know what rests has written lives, and forgotten some, without saying so here.
void SqliteRecords::wake_what_others_wrote() {
    const auto seen = database_->integer("SELECT number FROM meta WHERE name = 'awake_mark'");
    if (seen == database_->integer("SELECT number FROM meta WHERE name = 'mark'")) return;
    SqliteTransaction transaction{*database_};
    SqliteStatement{*database_, "INSERT OR IGNORE INTO awake (id) SELECT id FROM life WHERE mark > ?1"}
        .with(static_cast<std::uint64_t>(seen))
        .run();
    database_->execute(
        "DELETE FROM awake WHERE id NOT IN (SELECT id FROM life); "
        "DELETE FROM resting WHERE id NOT IN (SELECT id FROM life) OR id IN (SELECT id FROM awake); "
        "UPDATE meta SET number = (SELECT number FROM meta WHERE name = 'mark') WHERE name = 'awake_mark'");
    transaction.commit();
}

void SqliteRecords::woken(const std::string& id, std::uint64_t mark) {
    recent_.note(id, mark);
    if (!awake_.insert(id).second) return;
    insert_awake_.with(std::string_view{id}).run();
    delete_resting_.with(std::string_view{id}).run();
    delete_forgotten_.with(std::string_view{id}).run();
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
    const auto mark = stored_mark() + 1;
    write_mark_.with(mark).run();
    transaction.commit();
    recent_.begin_after(mark);
    lost_commit_ = false;
}

Outcome<void> SqliteRecords::read_lives_after(std::uint64_t mark, ReadBack& into) {
    // From the very beginning: whatever anybody has written, with whatever marks.
    const auto recent = mark == 0 ? std::nullopt : recent_.after(mark);
    if (!recent) return read_rows(lives_.after.with(mark), into, into.snapshot.lives);
    for (const auto& id : *recent)
        if (auto done = read_rows(life_after_.with(std::string_view{id}, mark), into, into.snapshot.lives); !done)
            return done;
    return {};
}

Outcome<ReadBack> SqliteRecords::read(std::optional<std::uint64_t> since) try {
    settle();
    ReadBack back;
    auto& snapshot = back.snapshot;
    snapshot.mark = mark_of(stored_mark());
    const auto mark = since.value_or(0);
    if (const auto done = since ? read_lives_after(mark, back) : read_rows(lives_to_load_, back, snapshot.lives); !done)
        return std::unexpected{done.error()};
    if (const auto done = read_rows(boards_.after.with(mark), back, snapshot.boards); !done)
        return std::unexpected{done.error()};
    if (const auto done = read_rows(people_.after.with(mark), back, snapshot.people); !done)
        return std::unexpected{done.error()};

    if (since)
        forgotten_after_.with(mark).each_row([&snapshot](const SqliteStatement& row) {
            snapshot.forgotten.emplace_back(row.text(0));
            return true;
        });
    has_lives_.each_row([&snapshot](const SqliteStatement& row) {
        snapshot.holds_lives = row.integer(0) != 0;
        return false;
    });
    count_aside_.each_row([&snapshot](const SqliteStatement& row) {
        snapshot.set_aside = static_cast<std::size_t>(row.integer(0));
        return false;
    });
    find_workspace_.each_row([&](const SqliteStatement& row) {
        // One that cannot be read is one that is not known: it is asked for again.
        if (auto known = decode_workspace(row.text(0))) snapshot.workspace = std::move(*known);
        return false;
    });
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
Outcome<void> SqliteRecords::read_rows(SqliteStatement& rows, ReadBack& into, std::vector<Record>& records) {
    Outcome<void> done;
    rows.each_row([&](const SqliteStatement& row) {
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
            into.left_out.push_back(
                {.name = row_name(Record{}, id), .why = record.error().what, .then = what_then(Record{})});
            if constexpr (std::is_same_v<Record, Life>) {
                into.snapshot.damaged.push_back(damaged(id, row, record.error()));
            }
        }
        return true;
    });
    return done;
}

Outcome<Settings> SqliteRecords::settings() try {
    settle();
    std::vector<Settings> settings;
    ReadBack unreadable;
    if (const auto done = read_rows(settings_.after.with(std::uint64_t{0}), unreadable, settings); !done)
        return std::unexpected{done.error()};
    if (!unreadable.left_out.empty())
        return std::unexpected{
            Failure{.kind = Trouble::malformed,
                    .what = fmt::format("the settings in {} cannot be read ({}): restore the file from a backup", path_,
                                        unreadable.left_out.front().why),
                    .code = "damaged"}};
    return settings.empty() ? Settings{} : std::move(settings.front());
} catch (const SqliteError& error) {
    log_is_sound_ = log_is_sound_ && !lost_commit_;
    return std::unexpected{failure_of(error, path_)};
}

std::vector<Outcome<Stored>> SqliteRecords::write(std::vector<SqliteChange> changes) try {
    settle();
    std::vector<Outcome<Stored>> outcomes;
    outcomes.reserve(changes.size());
    SqliteTransaction transaction{*database_};
    // Whoever opens the file reads all that is there: what was gone by then means nothing. Not at the start, which must
    // not need to write.
    if (forgotten_before_) database_->execute("DELETE FROM forgotten");
    auto mark = stored_mark();
    for (auto& change : changes) {
        const auto stored = std::visit([&](auto& record) { return store(std::move(record), mark + 1); }, change);
        if (!stored) {
            outcomes.emplace_back(std::unexpected{stored.error()});
            continue;
        }
        // Settings are read whole: nobody skips anything by their mark.
        const auto after = std::holds_alternative<Settings>(change) ? mark : mark + 1;
        outcomes.emplace_back(Stored{mark_of(mark), mark_of(after)});
        mark = after;
    }
    // Nothing won, nothing to wait for the disk for.
    if (std::ranges::none_of(outcomes, [](const auto& outcome) { return outcome.has_value(); })) return outcomes;
    write_mark_.with(mark).run();
    transaction.commit();
    forgotten_before_ = false;
    return outcomes;
} catch (const SqliteError& error) {
    lost_commit_ = true;
    log_is_sound_ = false;
    awake_.clear();
    recent_.lose();
    return std::vector<Outcome<Stored>>(changes.size(), std::unexpected{failure_of(error, path_)});
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
    std::optional<std::uint64_t> unreadable;
    table.find.with(key).each_row([&](const SqliteStatement& row) {
        const auto found = decode_row<Record>(id, static_cast<std::uint64_t>(row.integer(1)), row.text(2));
        if (!found && std::is_same_v<Record, Board> && found.error().kind != Trouble::newer) {
            // What a channel shows besides its cards can be found out anew.
            unreadable = static_cast<std::uint64_t>(row.integer(1));
        } else if (!found)
            lost = std::unexpected{Failure{
                .kind = Trouble::malformed,
                .what = fmt::format("{} is stored in {} in a form that cannot be read ({}); it is left as it is", name,
                                    path_, found.error().what),
                .code = "damaged"}};
        return false;
    });
    if (!unreadable || expected != 0) return lost;
    table.update.with(key, record.version, mark, text, *unreadable).run();
    return {};
}

Outcome<void> SqliteRecords::store(Life life, std::uint64_t mark) {
    const auto id = life.id;
    auto done = replace(lives_, id.value, std::move(life), mark, name_of(id));
    if (done) woken(id.value, mark);
    return done;
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

Outcome<void> SqliteRecords::store(const Forget& forget, std::uint64_t mark) {
    const std::string_view id{forget.id.value};
    lives_.remove.with(id, forget.version).run();
    if (database_->changes() != 1) return changed_meanwhile(name_of(forget.id));
    awake_.erase(forget.id.value);
    delete_awake_.with(id).run();
    delete_resting_.with(id).run();
    insert_forgotten_.with(id, mark).run();
    return {};
}

Outcome<void> SqliteRecords::store(SetAside anew, std::uint64_t mark) {
    const auto id = anew.life.id;
    const auto name = name_of(id);
    move_aside_.with(std::string_view{id.value}, anew.life.version).run();
    if (database_->changes() != 1) return changed_meanwhile(name);
    auto done = replace(lives_, id.value, std::move(anew.life), mark, name);
    if (done) woken(id.value, mark);
    return done;
}

Outcome<void> SqliteRecords::store(const Rest& rest, std::uint64_t) {
    for (const auto& one : rest.lives) {
        const std::string_view id{one.id.value};
        const auto ended = one.ended.time_since_epoch().count();
        insert_resting_.with(id, std::int64_t{ended}, std::int64_t{one.may_count ? 1 : 0}, one.version).run();
        if (database_->changes() != 1) continue;
        awake_.erase(one.id.value);
        delete_awake_.with(id).run();
    }
    return {};
}

Outcome<Recalled> SqliteRecords::recall(const RequestId& id) try {
    settle();
    Outcome<Recalled> found;
    lives_.find.with(std::string_view{id.value}).each_row([&](const SqliteStatement& row) {
        auto life = decode_row<Life>(id.value, static_cast<std::uint64_t>(row.integer(1)), row.text(2));
        if (life)
            found->life = std::move(*life);
        else if (life.error().kind == Trouble::newer)
            found = std::unexpected{std::move(life.error())};
        else
            found->damaged = damaged(id.value, row, life.error());
        return false;
    });
    return found;
} catch (const SqliteError& error) {
    log_is_sound_ = log_is_sound_ && !lost_commit_;
    return std::unexpected{failure_of(error, path_)};
}

Outcome<std::vector<Forget>> SqliteRecords::at_rest_since_before(WallTime when, std::size_t most) try {
    settle();
    std::vector<Forget> old;
    old_at_rest_.with(std::int64_t{when.time_since_epoch().count()}, static_cast<std::int64_t>(most))
        .each_row([&old](const SqliteStatement& row) {
            old.push_back({RequestId{row.text(0)}, static_cast<std::uint64_t>(row.integer(1))});
            return true;
        });
    return old;
} catch (const SqliteError& error) {
    log_is_sound_ = log_is_sound_ && !lost_commit_;
    return std::unexpected{failure_of(error, path_)};
}

Outcome<std::size_t> SqliteRecords::count_at_rest() try {
    settle();
    std::size_t count = 0;
    count_at_rest_.each_row([&count](const SqliteStatement& row) {
        count = static_cast<std::size_t>(row.integer(0));
        return true;
    });
    return count;
} catch (const SqliteError& error) {
    log_is_sound_ = log_is_sound_ && !lost_commit_;
    return std::unexpected{failure_of(error, path_)};
}

Outcome<void> SqliteRecords::store(const Workspace& workspace, std::uint64_t) {
    const auto record = encode(workspace);
    write_workspace_.with(std::string_view{record}).run();
    return {};
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
