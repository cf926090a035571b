#include "stores/sqlite_store.hpp"

#include "async/task_scope.hpp"
#include "async/wait_list.hpp"
#include "stores/mark_number.hpp"
#include "stores/private_file.hpp"
#include "stores/sqlite_failure.hpp"
#include "stores/sqlite_records.hpp"
#include "stores/sqlite_schema.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <exception>
#include <optional>
#include <unistd.h>
#include <utility>
#include <vector>

namespace privman::stores {

namespace asio = boost::asio;
using async::Offload;

namespace {

/// A commit that waits for its turn on the disk. The loop alone touches it.
struct Queued {
    SqliteChange change;
    std::optional<Outcome<Stored>> outcome;
    async::WaitList answered;
};

/// What the store and its suspended callers share: a caller may outlive the store by the time it takes to wake up.
struct Shared {
    Shared(asio::any_io_executor loop, SqliteSettings with, observe::Log& to, std::unique_ptr<Offload> thread,
           std::shared_ptr<SqliteRecords> tables)
        : settings{std::move(with)},
          log{to},
          disk{std::move(thread)},
          records{std::move(tables)},
          writer{loop, {}},
          idle{std::move(loop), {}} {}

    SqliteSettings settings;
    observe::Log& log;
    std::unique_ptr<Offload> disk;  ///< none: the store is closed
    std::shared_ptr<SqliteRecords> records;
    std::vector<std::shared_ptr<Queued>> queue;
    bool writing = false;
    bool log_stuck = false;  ///< the write-ahead log could not be emptied, and that was said
    std::uint64_t batches = 0;
    bool waiting_for_rest = false;
    async::TaskScope writer;
    async::TaskScope idle;  ///< cancelled with the store
};

std::unexpected<Failure> closed() {
    return std::unexpected{Failure{Trouble::unreachable, "the store was closed; it may have been stored or not"}};
}

/// Without a mark: whatever is not at rest.
Async<Outcome<Snapshot>> read(std::shared_ptr<Shared> shared, std::optional<std::uint64_t> mark) {
    if (!shared->disk) co_return closed();
    auto work = [records = shared->records, mark] { return mark ? records->changed_since(*mark) : records->load(); };
    auto back = co_await shared->disk->run(std::move(work));
    if (!back) co_return std::unexpected{back.error()};
    for (const auto& row : back->left_out)
        shared->log.error(
            "store.row_unreadable", "A stored record cannot be read",
            {{"record", row.name}, {"why", row.why}, {"then", row.then}, {"path", shared->settings.path}});
    co_return std::move(back->snapshot);
}

Async<Outcome<KeptSettings>> read_settings(std::shared_ptr<Shared> shared) {
    if (!shared->disk) co_return closed();
    auto work = [records = shared->records] { return records->settings(); };
    auto settings = co_await shared->disk->run(std::move(work));
    if (!settings) co_return std::unexpected{std::move(settings.error())};
    co_return KeptSettings{std::move(*settings), {}};
}

Async<Outcome<Recalled>> recall(std::shared_ptr<Shared> shared, RequestId id) {
    if (!shared->disk) co_return closed();
    auto work = [records = shared->records, id = std::move(id)] { return records->recall(id); };
    co_return co_await shared->disk->run(std::move(work));
}

Async<Outcome<std::vector<Forget>>> at_rest(std::shared_ptr<Shared> shared, WallTime before, std::size_t most) {
    if (!shared->disk) co_return closed();
    auto work = [records = shared->records, before, most] { return records->at_rest_since_before(before, most); };
    co_return co_await shared->disk->run(std::move(work));
}

Async<Outcome<std::size_t>> count_at_rest_in(std::shared_ptr<Shared> shared) {
    if (!shared->disk) co_return closed();
    auto work = [records = shared->records] { return records->count_at_rest(); };
    co_return co_await shared->disk->run(std::move(work));
}

/// Writes everything that queued meanwhile, in one transaction; its answers, in the same order.
Async<std::vector<Outcome<Stored>>> write(Shared& shared, std::vector<SqliteChange> changes) {
    const auto count = changes.size();
    if (!shared.disk) co_return std::vector<Outcome<Stored>>(count, closed());
    auto work = [records = shared.records, changes = std::move(changes)]() mutable {
        return records->write(std::move(changes));
    };
    co_return co_await shared.disk->run(std::move(work));
}

Async<void> move_log_into_file(Shared& shared) {
    auto work = [records = shared.records] { return records->checkpoint(); };
    const auto done = co_await shared.disk->run(std::move(work));
    const bool stuck = !done;
    if (stuck && !shared.log_stuck)
        shared.log.warning("store.log_grows", "The write-ahead log could not be moved into the file; nothing is lost.",
                           {{"why", done.error().what}});
    if (!stuck && shared.log_stuck)
        shared.log.info("store.log_moved", "The write-ahead log could be moved into the file again.");
    shared.log_stuck = stuck;
}

/// Moves the log when a second has passed without a commit.
Async<void> wait_for_rest(std::shared_ptr<Shared> shared) {
    for (auto seen = shared->batches;; seen = shared->batches) {
        co_await shared->settings.a_second();
        if (!shared->disk) co_return;
        if (seen == shared->batches && !shared->writing) break;
    }
    shared->waiting_for_rest = false;
    if (shared->records->pages_in_log() > 0) co_await move_log_into_file(*shared);
}

/// Runs while anything is queued: whatever arrives during one transaction goes into the next.
Async<void> write_what_is_queued(std::shared_ptr<Shared> shared) {
    while (!shared->queue.empty()) {
        const auto batch = std::exchange(shared->queue, {});
        std::vector<SqliteChange> changes;
        changes.reserve(batch.size());
        for (const auto& queued : batch) changes.push_back(std::move(queued->change));
        std::vector<Outcome<Stored>> outcomes(batch.size(), closed());
        try {
            outcomes = co_await write(*shared, std::move(changes));
        } catch (const std::exception& error) {
            // Whatever it was, nobody may wait for ever.
            outcomes.assign(batch.size(), std::unexpected{Failure{Trouble::unreachable, error.what()}});
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            batch[i]->outcome = std::move(outcomes[i]);
            batch[i]->answered.wake_all();
        }
        ++shared->batches;
        // Before it grows out of hand.
        if (shared->disk && shared->records->pages_in_log() >= shared->settings.checkpoint_after_pages)
            co_await move_log_into_file(*shared);
    }
    shared->writing = false;
    if (shared->disk && shared->settings.a_second && !std::exchange(shared->waiting_for_rest, true))
        shared->idle.start([shared] { return wait_for_rest(shared); });
}

Async<Outcome<Stored>> commit(std::shared_ptr<Shared> shared, SqliteChange change) {
    if (!shared->disk) co_return closed();
    const auto queued = std::make_shared<Queued>(std::move(change));
    shared->queue.push_back(queued);
    if (!std::exchange(shared->writing, true)) shared->writer.start([shared] { return write_what_is_queued(shared); });
    while (!queued->outcome) co_await queued->answered.wait();
    co_return std::move(*queued->outcome);
}

/// Open as long as one of the two ports is there.
class OpenFile {
public:
    explicit OpenFile(std::shared_ptr<Shared> shared) : shared_{std::move(shared)} {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        shared_->idle.cancel();
        shared_->disk.reset();  // waits for the transaction in flight
        shared_->records.reset();
    }
    [[nodiscard]] const std::shared_ptr<Shared>& shared() const { return shared_; }

private:
    std::shared_ptr<Shared> shared_;
};

class SqliteStore final : public StateStore {
public:
    explicit SqliteStore(std::shared_ptr<OpenFile> file) : file_{std::move(file)} {}

    Async<Outcome<Snapshot>> load() override { return read(file_->shared(), std::nullopt); }
    Async<Outcome<Stored>> commit(Change change) override {
        auto whatever = [](auto&& record) { return SqliteChange{std::forward<decltype(record)>(record)}; };
        return stores::commit(file_->shared(), std::visit(whatever, std::move(change)));
    }
    Async<Outcome<Snapshot>> changed_since(Mark mark) override { return read(file_->shared(), number_of(mark)); }
    Async<Outcome<Recalled>> recall(RequestId id) override { return stores::recall(file_->shared(), std::move(id)); }
    Async<Outcome<std::vector<Forget>>> at_rest_since_before(WallTime when, std::size_t most) override {
        return at_rest(file_->shared(), when, most);
    }
    Async<Outcome<std::size_t>> count_at_rest() override { return count_at_rest_in(file_->shared()); }

private:
    std::shared_ptr<OpenFile> file_;
};

Async<SettingsSet> change_settings(std::shared_ptr<Shared> shared, Settings wanted) {
    const auto stored = co_await commit(std::move(shared), wanted);
    if (!stored) co_return std::unexpected{NotSet{stored.error()}};
    ++wanted.version;
    co_return wanted;
}

class SettingsInSqlite final : public SettingsStore {
public:
    explicit SettingsInSqlite(std::shared_ptr<OpenFile> file) : file_{std::move(file)} {}

    Async<Outcome<KeptSettings>> load() override { return read_settings(file_->shared()); }
    Async<Outcome<KeptSettings>> read() override { return read_settings(file_->shared()); }
    Async<SettingsSet> change(Settings wanted) override { return change_settings(file_->shared(), std::move(wanted)); }

private:
    std::shared_ptr<OpenFile> file_;
};

/// Short enough that a cancelled start ends soon; different in two processes, so that two which wait for each other's
/// lock do not let go of it and take it again in step.
std::chrono::milliseconds slice_of_patience() { return std::chrono::milliseconds{150 + ::getpid() % 100}; }

}  // namespace

Async<Outcome<SqliteStores>> open_sqlite(SqliteSettings settings, observe::Log& log) {
    auto disk = std::make_unique<Offload>(settings.turn);
    auto privacy = [&settings] { return make_private(settings); };
    if (auto kept = co_await disk->run(std::move(privacy)); !kept) co_return std::unexpected{std::move(kept.error())};

    if (settings.vfs.empty()) {
        auto look = [&settings] { return why_replaceable(settings.path); };
        if (const auto why = co_await disk->run(std::move(look)))
            log.warning("store.replaceable", *why, {{"path", settings.path}});
    }

    auto left = settings.lock_wait;
    bool said = false;
    for (;;) {
        const auto slice = std::min(left, slice_of_patience());
        auto attempt = [settings, slice]() -> Outcome<std::shared_ptr<SqliteRecords>> {
            auto database = open_for_us_alone(settings, slice);
            if (!database) return std::unexpected{database.error()};
            try {
                return std::make_shared<SqliteRecords>(std::move(*database), settings.path);
            } catch (const SqliteError& error) {
                return std::unexpected{failure_of(error, settings.path)};
            }
        };
        auto records = co_await disk->run(std::move(attempt));
        if (records) {
            auto loop = co_await asio::this_coro::executor;
            auto shared = std::make_shared<Shared>(std::move(loop), std::move(settings), log, std::move(disk),
                                                   std::move(*records));
            auto file = std::make_shared<OpenFile>(std::move(shared));
            co_return SqliteStores{std::make_unique<SqliteStore>(file), std::make_unique<SettingsInSqlite>(file)};
        }
        left -= slice;
        if (records.error().code != "locked" || left <= std::chrono::milliseconds{0}) {
            auto failure = std::move(records.error());
            if (failure.code == "locked") failure.what += fmt::format("; waited {} ms", settings.lock_wait.count());
            co_return std::unexpected{std::move(failure)};
        }
        if (!std::exchange(said, true))
            log.warning("store.locked", "Another process holds the store; waiting until it lets go.",
                        {{"path", settings.path}, {"at_most_ms", settings.lock_wait.count()}});
    }
}

}  // namespace privman::stores
