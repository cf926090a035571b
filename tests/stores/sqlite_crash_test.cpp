// The process is killed at any instruction; what was acknowledged is there, what was not is whole or absent.
#include "tests/stores/sqlite_fixture.hpp"

#include <csignal>
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
            std::vector<Task<Outcome<void>>> commits;
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

}  // namespace
}  // namespace privman::testing
