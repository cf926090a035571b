#include "async/turnstile.hpp"

#include "tests/async/loop.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace privman::async {
namespace {

using testing::Loop;

struct Queueing : ::testing::Test {
    Turnstile turnstile;
    WaitList step;
    std::vector<std::string> seen;
    Loop loop;

    asio::awaitable<void> pass(std::string name) {
        auto turn = turnstile.queue();
        co_await turn.mine();
        seen.push_back(name + " in");
        co_await step.wait();
        seen.push_back(name + " out");
    }
};

TEST_F(Queueing, OneAtATimeInTheOrderOfArrival) {
    loop.start(pass("a"));
    loop.start(pass("b"));
    loop.poll();
    EXPECT_EQ(seen, (std::vector<std::string>{"a in"}));
    step.wake_all();
    loop.poll();
    loop.start(pass("c"));
    step.wake_all();
    loop.poll();
    EXPECT_EQ(seen, (std::vector<std::string>{"a in", "a out", "b in", "b out", "c in"}));
}

TEST_F(Queueing, WhoeverIsCancelledWhileWaitingLeavesTheQueue) {
    loop.start(pass("a"));
    auto b = loop.start(pass("b"));
    loop.start(pass("c"));
    loop.poll();
    b.cancel();
    loop.poll();
    EXPECT_TRUE(b.was_cancelled());
    step.wake_all();
    loop.poll();
    EXPECT_EQ(seen, (std::vector<std::string>{"a in", "a out", "c in"}));
}

TEST_F(Queueing, WhoeverIsCancelledAtWorkLetsTheNextOneIn) {
    auto a = loop.start(pass("a"));
    loop.start(pass("b"));
    loop.poll();
    a.cancel();
    loop.poll();
    EXPECT_EQ(seen, (std::vector<std::string>{"a in", "b in"}));
    EXPECT_EQ(turnstile.length(), 1u);
}

}  // namespace
}  // namespace privman::async
