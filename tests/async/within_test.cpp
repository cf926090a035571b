#include "async/within.hpp"

#include "async/wait_list.hpp"
#include "tests/async/loop.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace privman::async {
namespace {

using testing::Loop;

struct Within : ::testing::Test {
    WaitList deadline;
    WaitList work_may_end;
    bool work_was_cancelled = false;
    Loop loop;

    asio::awaitable<std::string> work() {
        try {
            co_await work_may_end.wait();
        } catch (const boost::system::system_error&) {
            work_was_cancelled = true;
            throw;
        }
        co_return "done";
    }

    asio::awaitable<std::string> failing_work() {
        co_await work_may_end.wait();
        throw std::runtime_error{"broken"};
    }

    asio::awaitable<std::string> stubborn_work() {
        try {
            co_await work_may_end.wait();
        } catch (const boost::system::system_error&) {
            work_was_cancelled = true;
        }
        co_return "done all the same";
    }
};

TEST_F(Within, WorkThatEndsInTimeGivesItsResult) {
    auto task = loop.start(within(deadline.wait(), work()));
    loop.poll();
    work_may_end.wake_all();
    loop.poll();
    EXPECT_EQ(task.result(), "done");
    EXPECT_TRUE(deadline.empty()) << "the deadline was left behind";
}

TEST_F(Within, WorkThatIsLateIsCancelledAndGivesNothing) {
    auto task = loop.start(within(deadline.wait(), work()));
    loop.poll();
    deadline.wake_all();
    loop.poll();
    EXPECT_EQ(task.result(), std::nullopt);
    EXPECT_TRUE(work_was_cancelled);
}

TEST_F(Within, WorkThatThrowsIsHeardAtOnceAndNotReportedAsLate) {
    auto task = loop.start(within(deadline.wait(), failing_work()));
    loop.poll();
    work_may_end.wake_all();
    loop.poll();
    EXPECT_THROW(task.result(), std::runtime_error);
}

TEST_F(Within, AResultThatWasReadyDespiteTheDeadlineIsKept) {
    auto task = loop.start(within(deadline.wait(), stubborn_work()));
    loop.poll();
    deadline.wake_all();
    loop.poll();
    EXPECT_TRUE(work_was_cancelled);
    EXPECT_EQ(task.result(), "done all the same");
}

TEST_F(Within, BothEndingTogetherKeepsTheResult) {
    auto task = loop.start(within(deadline.wait(), work()));
    loop.poll();
    deadline.wake_all();
    work_may_end.wake_all();
    loop.poll();
    EXPECT_EQ(task.result(), "done");
}

TEST_F(Within, ADeadlineThatThrowsIsNotSwallowed) {
    const auto broken_clock = [](WaitList& list) -> asio::awaitable<void> {
        co_await list.wait();
        throw std::runtime_error{"no clock"};
    };
    auto task = loop.start(within(broken_clock(deadline), work()));
    loop.poll();
    deadline.wake_all();
    loop.poll();
    EXPECT_THROW(task.result(), std::runtime_error);
    EXPECT_TRUE(work_was_cancelled);
}

TEST_F(Within, BeingCancelledCancelsBothAndIsNotATimeout) {
    auto task = loop.start(within(deadline.wait(), work()));
    loop.poll();
    task.cancel();
    loop.poll();
    EXPECT_TRUE(task.was_cancelled());
    EXPECT_TRUE(work_was_cancelled);
    EXPECT_TRUE(deadline.empty());
}

TEST_F(Within, VoidWorkSaysWhetherItEndedInTime) {
    auto in_time = loop.start(within(deadline.wait(), work_may_end.wait()));
    loop.poll();
    work_may_end.wake_all();
    loop.poll();
    EXPECT_TRUE(in_time.result());

    auto late = loop.start(within(deadline.wait(), work_may_end.wait()));
    loop.poll();
    deadline.wake_all();
    loop.poll();
    EXPECT_FALSE(late.result());
}

TEST_F(Within, ResultsNeedNoDefaultConstructor) {
    struct Strict {
        explicit Strict(int given) : value{std::make_unique<int>(given)} {}
        std::unique_ptr<int> value;
    };
    const auto make = []() -> asio::awaitable<Strict> { co_return Strict{7}; };
    const auto made = loop.run(within(deadline.wait(), make()));
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(*made->value, 7);
}

}  // namespace
}  // namespace privman::async
