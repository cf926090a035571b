#include "async/task_scope.hpp"
#include "tests/support/bot_under_test.hpp"
#include "tests/support/life_builder.hpp"
#include "tests/support/troubled_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::testing {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Remembering : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(wait_for(records.open())); }

    template <class T>
    T wait_for(Async<T> work) {
        std::optional<T> result;
        start(std::move(work), result);
        for (int seconds = 0; seconds < 100 && !result; ++seconds) world.clock.advance(1s);
        return std::move(result.value());
    }
    template <class T>
    void start(Async<T> work, std::optional<T>& result) {
        boost::asio::co_spawn(world.loop, std::move(work), [&result](const std::exception_ptr& error, T value) {
            if (error) std::rethrow_exception(error);
            result.emplace(std::move(value));
        });
    }
    static std::function<Life(Life)> adding(const std::string& kind) {
        return [kind](Life life) {
            life.ledger.push_back({.id = kind, .kind = kind});
            return life;
        };
    }
    [[nodiscard]] std::vector<std::string> kinds() const {
        std::vector<std::string> all;
        for (const auto& fact : records.find(r1)->ledger) all.push_back(fact.kind);
        return all;
    }

    World world;
    stores::MemoryStore memory;
    TroubledStore store{memory, world.clock};
    Records records{store, world.clock, world.log};
    const RequestId r1{"r1"};
};

TEST_F(Remembering, TwoChangesAtTheSameTimeAreBothMade) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    store.commit_takes = 1s;
    std::optional<Changed<Life>> first;
    std::optional<Changed<Life>> second;
    start(records.amend(r1, adding("one")), first);
    start(records.amend(r1, adding("two")), second);
    world.clock.advance(10s);

    ASSERT_TRUE(first && *first && second && *second);
    EXPECT_THAT(kinds(), ::testing::UnorderedElementsAre("one", "two"));
}

TEST_F(Remembering, AReaderSeesOnlyWhatHasBeenStored) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    store.commit_takes = 1s;
    std::optional<Changed<Life>> change;
    start(records.amend(r1, adding("one")), change);
    world.clock.advance(999ms);
    EXPECT_THAT(kinds(), SizeIs(0));
    world.clock.advance(1ms);
    EXPECT_THAT(kinds(), SizeIs(1));
}

TEST_F(Remembering, AChangeOfAnotherProcessIsReadAndBuiltUpon) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    Records other{store, world.clock, world.log};
    ASSERT_TRUE(wait_for(other.open()));
    ASSERT_TRUE(wait_for(other.amend(r1, adding("theirs"))));
    const auto after = wait_for(records.amend(r1, adding("ours")));

    ASSERT_TRUE(after);
    EXPECT_THAT(kinds(), ::testing::ElementsAre("theirs", "ours"));
}

TEST_F(Remembering, WhatAnotherProcessStoredWakesWhoeverDerivesFromIt) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    Records other{store, world.clock, world.log};
    ASSERT_TRUE(wait_for(other.open()));
    ASSERT_TRUE(wait_for(records.refresh()));
    std::optional<bool> woken;
    start(
        [](Records& all) -> Async<bool> {
            co_await all.changed().wait();
            co_return true;
        }(records),
        woken);
    world.clock.run();
    ASSERT_TRUE(wait_for(records.refresh()));
    EXPECT_FALSE(woken) << "nothing new";
    ASSERT_TRUE(wait_for(other.amend(r1, adding("theirs"))));
    ASSERT_TRUE(wait_for(records.refresh()));
    world.clock.run();
    EXPECT_TRUE(woken);
}

TEST_F(Remembering, WhatWasStoredAllTheSameIsNoFailure) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    store.mishaps.push_back({.stored = true});
    EXPECT_TRUE(wait_for(records.amend(r1, adding("doubtful"))));
    ASSERT_TRUE(wait_for(records.amend(r1, adding("next"))));

    EXPECT_THAT(kinds(), ::testing::ElementsAre("doubtful", "next"));
}

TEST_F(Remembering, WhileADoubtCannotBeResolvedNothingIsChanged) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    store.mishaps.push_back({});
    store.unreadable = Failure{Trouble::unreachable, "the disk is ill"};
    const auto lost = wait_for(records.amend(r1, adding("lost")));
    ASSERT_FALSE(lost);
    EXPECT_TRUE(lost.error().maybe_stored) << "nobody knows yet";
    EXPECT_FALSE(wait_for(records.amend(r1, adding("next"))));
    store.unreadable.reset();
    ASSERT_TRUE(wait_for(records.amend(r1, adding("last"))));
    EXPECT_THAT(kinds(), ::testing::ElementsAre("last"));
}

TEST_F(Remembering, ThatItCanBeReadSaysNothingAboutAFullDisk) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    store.mishaps.push_back({});
    const auto lost = wait_for(records.amend(r1, adding("lost")));
    ASSERT_FALSE(lost);
    EXPECT_FALSE(lost.error().maybe_stored) << "it was read, and is not there";
    EXPECT_TRUE(records.refusal());
    ASSERT_TRUE(wait_for(records.amend(r1, adding("next"))));
    EXPECT_FALSE(records.trouble());
}

TEST_F(Remembering, TheEndOfARefusalIsFoundThoughNobodyHasAnythingToStore) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    async::TaskScope tasks{world.loop.get_executor(), [](const std::exception_ptr&) {}};
    tasks.start([this] { return records.try_while_refused(); });
    const auto commits = store.commits;
    world.clock.advance(1min);
    EXPECT_EQ(store.commits, commits) << "nothing is tried while nothing is wrong";

    store.refuses = Failure{Trouble::unreachable, "the disk is full"};
    EXPECT_FALSE(wait_for(records.amend(r1, adding("lost"))));
    world.clock.advance(1min);
    EXPECT_TRUE(records.refusal());
    store.refuses.reset();
    world.clock.advance(2s);
    EXPECT_FALSE(records.refusal());
    EXPECT_THAT(kinds(), SizeIs(0)) << "it stored what was there";
    ASSERT_TRUE(wait_for(records.amend(r1, adding("next"))));
    EXPECT_EQ(std::ranges::count_if(world.log_lines,
                                    [](const auto& line) { return line.find("store.commit_failed") != line.npos; }),
              1);
    tasks.cancel();
    world.clock.run();
}

TEST_F(Remembering, ABeginningThatWasStoredAlthoughTheStoreFailedIsFound) {
    store.mishaps.push_back({.stored = true});
    EXPECT_FALSE(wait_for(records.begin(LifeBuilder{"r1"})));
    ASSERT_TRUE(wait_for(records.refresh()));
    EXPECT_TRUE(records.find(r1));
}

TEST_F(Remembering, NobodyBeginsTwice) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    const auto again = wait_for(records.begin(LifeBuilder{"r1"}));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, Trouble::conflict);
}

TEST_F(Remembering, WhatWasForgottenIsGoneAfterARestartToo) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    ASSERT_TRUE(wait_for(records.forget(r1)));
    EXPECT_FALSE(records.find(r1));
    ASSERT_TRUE(wait_for(records.forget(r1))) << "twice is once";
    Records next{store, world.clock, world.log};
    ASSERT_TRUE(wait_for(next.open()));
    EXPECT_FALSE(next.find(r1));
}

TEST_F(Remembering, AChangeThatChangesNothingStoresNothing) {
    ASSERT_TRUE(wait_for(records.begin(LifeBuilder{"r1"})));
    const auto commits = store.commits;
    ASSERT_TRUE(wait_for(records.amend(r1, [](Life life) { return life; })));
    EXPECT_EQ(store.commits, commits);
}

TEST_F(Remembering, AnUnknownRequestCannotBeChanged) {
    const auto after = wait_for(records.amend(r1, adding("one")));
    ASSERT_FALSE(after);
    EXPECT_EQ(after.error().kind, Trouble::not_found);
}

}  // namespace privman::testing
