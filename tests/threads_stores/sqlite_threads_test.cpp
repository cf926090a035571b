// The store's thread against its loop: many commits, reads, cancellations and a closing in the middle.
#include "stores/mark_number.hpp"
#include "stores/sqlite_store.hpp"
#include "tests/async/loop.hpp"
#include "tests/stores/temporary_directory.hpp"
#include "tests/support/life_builder.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace privman::testing {
namespace {

struct SqliteThreads : ::testing::Test {
    TemporaryDirectory home;
    std::thread::id loop_thread = std::this_thread::get_id();
    bool logged_elsewhere = false;
    observe::Log log{[this](std::string_view) { logged_elsewhere |= std::this_thread::get_id() != loop_thread; },
                     [] { return std::int64_t{0}; }};
    Loop loop;
    std::unique_ptr<StateStore> store;

    void open() {
        auto opened = loop.run(stores::open_sqlite({.path = home.path("store.db"), .checkpoint_after_pages = 8}, log));
        if (!opened) throw std::runtime_error{opened.error().what};
        store = std::move(opened->state);
    }
    Task<Outcome<Stored>> commit(int number) {
        return loop.start(store->commit(LifeBuilder{"r" + std::to_string(number)}.build()));
    }
};

TEST_F(SqliteThreads, CommitsAndReadsMayOverlap) {
    open();
    std::vector<Task<Outcome<Stored>>> commits;
    std::vector<Task<Outcome<Snapshot>>> reads;
    for (int i = 0; i < 200; ++i) {
        commits.push_back(commit(i));
        if (i % 10 == 0)
            reads.push_back(loop.start(store->changed_since(stores::mark_of(static_cast<std::uint64_t>(i)))));
        if (i % 7 == 0) loop.poll();
    }
    for (auto& each : commits) {
        loop.run_until_done(each);
        EXPECT_TRUE(each.result().has_value());
    }
    for (auto& each : reads) {
        loop.run_until_done(each);
        EXPECT_TRUE(each.result().has_value());
    }
    EXPECT_EQ(loop.run(store->load())->lives.size(), 200U);
    EXPECT_FALSE(logged_elsewhere);
}

TEST_F(SqliteThreads, CallersMayGiveUpAtAnyTime) {
    open();
    std::vector<Task<Outcome<Stored>>> commits;
    for (int i = 0; i < 100; ++i) {
        commits.push_back(commit(i));
        if (i % 3 == 0) commits.back().cancel();
        if (i % 5 == 0) loop.poll();
    }
    for (auto& each : commits) loop.run_until_done(each);
    EXPECT_GE(loop.run(store->load())->lives.size(), 66U);
}

TEST_F(SqliteThreads, TheStoreMayBeClosedInTheMiddle) {
    for (int turns = 0; turns < 12; ++turns) {
        open();
        std::vector<Task<Outcome<Stored>>> commits;
        for (int i = 0; i < 20; ++i) commits.push_back(commit(turns * 20 + i));
        for (int i = 0; i < turns; ++i) loop.poll();
        store.reset();
        std::size_t acknowledged = 0;
        for (auto& each : commits) {
            loop.run_until_done(each);
            acknowledged += each.result().has_value() ? 1U : 0U;
        }
        open();
        EXPECT_GE(loop.run(store->load())->lives.size(), acknowledged);
        store.reset();
    }
}

TEST_F(SqliteThreads, TheLoopMayEndBeforeItsCallersAreAnswered) {
    // The store first, then the loop with everything that is still suspended in it: as at the end of this test.
    open();
    for (int i = 0; i < 20; ++i) commit(i);
    loop.poll();
    store.reset();
}

}  // namespace
}  // namespace privman::testing
