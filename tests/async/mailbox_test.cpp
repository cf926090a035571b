#include "async/mailbox.hpp"

#include "async/within.hpp"
#include "tests/async/loop.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace privman::async {
namespace {

using testing::Loop;

struct Waiting : ::testing::Test {
    WaitList list;
    std::vector<int> seen;
    Loop loop;

    asio::awaitable<void> wait_as(int number) {
        co_await list.wait();
        seen.push_back(number);
    }
};

TEST_F(Waiting, WaitersLeaveInTheOrderInWhichTheyCame) {
    for (const int number : {1, 2, 3}) loop.start(wait_as(number));
    loop.poll();
    list.wake_all();
    loop.poll();
    EXPECT_EQ(seen, (std::vector{1, 2, 3}));
}

TEST_F(Waiting, WakingOneWakesTheOldest) {
    for (const int number : {1, 2}) loop.start(wait_as(number));
    loop.poll();
    list.wake_one();
    loop.poll();
    EXPECT_EQ(seen, std::vector{1});
    EXPECT_FALSE(list.empty());
}

TEST_F(Waiting, NobodyIsWokenInline) {
    loop.start(wait_as(1));
    loop.poll();
    list.wake_all();
    EXPECT_TRUE(seen.empty());
    loop.poll();
    EXPECT_EQ(seen, std::vector{1});
}

TEST_F(Waiting, AWakeUpIsNotRemembered) {
    list.wake_all();
    loop.start(wait_as(1));
    loop.poll();
    EXPECT_TRUE(seen.empty());
}

TEST_F(Waiting, WhoeverIsCancelledLeavesTheLine) {
    auto first = loop.start(wait_as(1));
    loop.start(wait_as(2));
    loop.poll();
    first.cancel();
    loop.poll();
    EXPECT_TRUE(first.was_cancelled());
    list.wake_one();
    loop.poll();
    EXPECT_EQ(seen, std::vector{2});
}

TEST_F(Waiting, CancellingSomebodyWhoWasJustWokenIsHarmless) {
    auto task = loop.start(wait_as(1));
    loop.poll();
    list.wake_all();
    task.cancel();
    loop.poll();
    EXPECT_TRUE(task.done());
    EXPECT_EQ(seen, std::vector{1});
}

TEST_F(Waiting, TheListMayDieBeforeItsWaiters) {
    auto short_lived = std::make_unique<WaitList>();
    auto task = loop.start(short_lived->wait());
    loop.poll();
    short_lived.reset();
    loop.poll();
    EXPECT_FALSE(task.done());
}

struct Mail : ::testing::Test {
    Mailbox<std::string> mailbox{2};
    WaitList deadline;
    Loop loop;
};

TEST_F(Mail, ItemsArriveInOrder) {
    EXPECT_TRUE(mailbox.send("one"));
    EXPECT_TRUE(mailbox.send("two"));
    EXPECT_EQ(loop.run(mailbox.receive()), "one");
    EXPECT_EQ(loop.run(mailbox.receive()), "two");
}

TEST_F(Mail, AFullMailboxRefuses) {
    EXPECT_TRUE(mailbox.send("one"));
    EXPECT_TRUE(mailbox.send("two"));
    EXPECT_FALSE(mailbox.send("three"));
    EXPECT_EQ(mailbox.size(), 2u);
}

TEST_F(Mail, AReceiverWaitsForTheNextItem) {
    auto task = loop.start(mailbox.receive());
    loop.poll();
    EXPECT_FALSE(task.done());
    EXPECT_TRUE(mailbox.send("late"));
    loop.poll();
    EXPECT_EQ(task.result(), "late");
}

TEST_F(Mail, TryReceiveNeverWaits) {
    EXPECT_EQ(mailbox.try_receive(), std::nullopt);
    EXPECT_TRUE(mailbox.send("one"));
    EXPECT_EQ(mailbox.try_receive(), "one");
}

TEST_F(Mail, ACancelledReceiverLosesNothing) {
    auto task = loop.start(mailbox.receive());
    loop.poll();
    task.cancel();
    loop.poll();
    EXPECT_TRUE(task.was_cancelled());
    EXPECT_TRUE(mailbox.send("kept"));
    EXPECT_EQ(mailbox.try_receive(), "kept");
}

TEST_F(Mail, AnItemThatArrivesTogetherWithTheDeadlineIsNotLost) {
    auto task = loop.start(within(deadline.wait(), mailbox.receive()));
    loop.poll();
    deadline.wake_all();
    EXPECT_TRUE(mailbox.send("just in time"));
    loop.poll();
    EXPECT_EQ(task.result(), "just in time");
}

}  // namespace
}  // namespace privman::async
