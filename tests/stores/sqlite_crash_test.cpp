// The process is killed at any instruction; what was acknowledged is there, what was not is whole or absent.
#include "tests/stores/sqlite_fixture.hpp"
#include "tests/stores/trial_vfs.hpp"

#include <csignal>
#include <filesystem>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

namespace privman::testing {
namespace {

class SqliteCrash : public SqliteFixture {
protected:
    /// Commits lives r0, r1, ... for ever, several at a time, and tells each acknowledged number through the pipe.
    [[noreturn]] void commit_until_killed(int pipe) {
        open({.path = path, .checkpoint_after_pages = 20});
        constexpr int at_a_time = 5;
        for (int next = 0;; next += at_a_time) {
            std::vector<Task<Outcome<Stored>>> commits;
            for (int i = next; i < next + at_a_time; ++i)
                commits.push_back(loop.start(store->commit(LifeBuilder{"r" + std::to_string(i)}.build())));
            for (int i = 0; i < at_a_time; ++i) {
                auto& each = commits[static_cast<std::size_t>(i)];
                loop.run_until_done(each);
                const int number = next + i;
                if (!each.result() || ::write(pipe, &number, sizeof number) != sizeof number) ::_exit(1);
            }
        }
    }
};

TEST_F(SqliteCrash, WhatWasAcknowledgedBeforeTheKillIsThereAfterwards) {
    for (int round = 0; round < 10; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const auto child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            commit_until_killed(ends[1]);
        }
        ::close(ends[1]);
        int last = -1;
        int number = 0;
        // A different number of commits each time, so that the kill falls into different places.
        while (last < 37 + 13 * round && ::read(ends[0], &number, sizeof number) == sizeof number) last = number;
        ::kill(child, SIGKILL);
        while (::read(ends[0], &number, sizeof number) == sizeof number) last = number;
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        ASSERT_GE(last, 37);

        open();
        const auto all = load();
        ASSERT_TRUE(all.has_value()) << all.error().what;
        std::set<std::string> there;
        for (const auto& life : all->lives) there.insert(life.id.value);
        for (int i = 0; i <= last; ++i) EXPECT_TRUE(there.contains("r" + std::to_string(i))) << i << " of " << last;
        EXPECT_TRUE(lines.empty()) << lines.front();
        close();
        for (const char* part : {"", "-wal"}) ::unlink((path + part).c_str());
    }
}

/// The files as the next process finds them when this one is killed now.
class SqliteLeftBehind : public SqliteFixture {
protected:
    std::string left_behind() {
        const auto copy = home.path("copy-" + std::to_string(++copies_) + ".db");
        for (const char* part : {"", "-wal"})
            if (std::filesystem::exists(path + part)) {
                std::filesystem::copy_file(path + part, copy + part);
                std::filesystem::permissions(copy + part, std::filesystem::perms{0600});
            }
        return copy;
    }
    std::set<std::string> found_in(const std::string& file) {
        auto other = try_open({.path = file});
        if (!other) throw std::runtime_error{other.error().what};
        std::set<std::string> ids;
        const auto snapshot = loop.run(other->state->load());
        for (const auto& life : snapshot.value().lives) ids.insert(life.id.value);
        return ids;
    }
    Outcome<Snapshot> read_again() { return loop.run(store->changed_since({})); }

    TrialVfs vfs{"trial-left-behind"};

private:
    int copies_ = 0;
};

TEST_F(SqliteLeftBehind, ACommitThatFailedNeverComesBackOnceTheStoreCouldBeReadAgain) {
    open({.path = path, .vfs = "trial-left-behind"});
    ASSERT_TRUE(load());
    keep(LifeBuilder{"kept"}.build());
    vfs.syncs_fail_with = SQLITE_IOERR_FSYNC;
    ASSERT_FALSE(commit(LifeBuilder{"failed"}.build()));
    ASSERT_TRUE(found_in(left_behind()).contains("failed")) << "this is what makes it necessary";
    EXPECT_FALSE(read_again()) << "as long as that can happen, nobody knows what is stored";

    vfs.syncs_fail_with = SQLITE_OK;
    const auto now = read_again();
    ASSERT_TRUE(now);
    EXPECT_EQ(now->lives.size(), 1u);
    EXPECT_EQ(found_in(left_behind()), std::set<std::string>{"kept"});
}

TEST_F(SqliteLeftBehind, WhatAKilledProcessHasLeftIsSyncedBeforeAnybodyBelievesIt) {
    open({.path = path});
    keep(LifeBuilder{"kept"}.build());
    const auto copy = left_behind();
    close();
    open({.path = copy, .vfs = "trial-left-behind"});
    vfs.syncs_fail_with = SQLITE_IOERR_FSYNC;
    const auto refused = load();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "io_error");
    vfs.syncs_fail_with = SQLITE_OK;
    const auto before = vfs.syncs.load();
    ASSERT_TRUE(load());
    EXPECT_EQ(vfs.syncs.load(), before + 1);
    ASSERT_TRUE(load());
    EXPECT_EQ(vfs.syncs.load(), before + 1) << "once is enough";
}

}  // namespace
}  // namespace privman::testing
