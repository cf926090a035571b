#include "async/offload.hpp"

#include "async/wait_list.hpp"
#include "async/within.hpp"
#include "tests/async/loop.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace privman::async {
namespace {

using testing::Loop;

struct Offloading : ::testing::Test {
    Loop loop;
    Offload elsewhere;  // after the loop: it must be gone first
    std::thread::id here = std::this_thread::get_id();
};

TEST_F(Offloading, WorkRunsElsewhereAndTheCallerResumesOnHisLoop) {
    struct Places {
        std::thread::id of_work;
        std::thread::id of_caller;
    };
    const auto ask = [](Offload& offload) -> asio::awaitable<Places> {
        Places places;
        places.of_work = co_await offload.run([] { return std::this_thread::get_id(); });
        places.of_caller = std::this_thread::get_id();
        co_return places;
    };
    const auto places = loop.run(ask(elsewhere));
    EXPECT_NE(places.of_work, here);
    EXPECT_EQ(places.of_caller, here);
}

TEST_F(Offloading, ExceptionsComeBack) {
    const auto fail = []() -> int { throw std::runtime_error{"disk full"}; };
    EXPECT_THROW(loop.run(elsewhere.run(fail)), std::runtime_error);
}

TEST_F(Offloading, WorkWithoutResultIsAwaitedToo) {
    bool done = false;
    loop.run(elsewhere.run([&] { done = true; }));
    EXPECT_TRUE(done);
}

TEST_F(Offloading, FirstComeFirstServed) {
    std::vector<int> seen;
    auto first = loop.start(elsewhere.run([&] { seen.push_back(1); }));
    auto second = loop.start(elsewhere.run([&] { seen.push_back(2); }));
    loop.run_until_done(first);
    loop.run_until_done(second);
    EXPECT_EQ(seen, (std::vector{1, 2}));
}

TEST_F(Offloading, CancellingTheCallerDoesNotReachIntoTheOtherThread) {
    std::atomic<bool> begun = false;
    std::atomic<bool> may_end = false;
    auto task = loop.start(elsewhere.run([&] {
        begun = true;
        begun.notify_all();
        may_end.wait(false);
        return 7;
    }));
    loop.poll();
    begun.wait(false);
    task.cancel();
    loop.poll();
    EXPECT_FALSE(task.done()) << "the caller must not go on while his work still runs";
    may_end = true;
    may_end.notify_all();
    loop.run_until_done(task);
    EXPECT_EQ(task.result(), 7);
}

TEST_F(Offloading, AResultBehindADeadlineIsStillTheResult) {
    WaitList deadline;
    std::atomic<bool> may_end = false;
    auto task = loop.start(within(deadline.wait(), elsewhere.run([&] {
        may_end.wait(false);
        return std::string{"written"};
    })));
    loop.poll();
    deadline.wake_all();
    loop.poll();
    may_end = true;
    may_end.notify_all();
    loop.run_until_done(task);
    EXPECT_EQ(task.result(), "written");
}

TEST_F(Offloading, WhatTheWorkHeldIsReleasedBeforeTheCallerGoesOn) {
    auto held = std::make_shared<int>(1);
    const std::weak_ptr<int> life = held;
    const auto ask = [](Offload& offload, std::shared_ptr<int> given,
                        std::weak_ptr<int> watch) -> asio::awaitable<bool> {
        co_await offload.run([given = std::exchange(given, nullptr)] { return *given; });
        co_return watch.expired();
    };
    EXPECT_TRUE(loop.run(ask(elsewhere, std::move(held), life)));
}

}  // namespace
}  // namespace privman::async
