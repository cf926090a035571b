#include "app/run_apart.hpp"

#include "async/within.hpp"
#include "tests/support/fake_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace privman::app {
namespace {

using namespace std::chrono_literals;

TEST(RunApart, BringsBackWhatTheWorkReturnsOrThrows) {
    boost::asio::io_context loop{1};
    int result = 0;
    boost::asio::co_spawn(loop, run_apart<int>([] { return 7; }),
                          [&](const std::exception_ptr&, int i) { result = i; });
    std::exception_ptr thrown;
    boost::asio::co_spawn(loop, run_apart<int>([]() -> int { throw std::runtime_error{"no"}; }),
                          [&](std::exception_ptr error, int) { thrown = std::move(error); });
    loop.run();
    EXPECT_EQ(result, 7);
    EXPECT_TRUE(thrown);
}

TEST(RunApart, WorkThatHangsHoldsUpNobodyBeyondTheDeadline) {
    boost::asio::io_context loop{1};
    testing::FakeClock clock{loop};
    const auto hanging = std::make_shared<std::promise<int>>();
    const auto left = std::make_shared<std::promise<void>>();
    auto ended = left->get_future();
    std::optional<std::optional<int>> seen;
    boost::asio::co_spawn(loop, async::within(clock.sleep_for(10s), run_apart<int>([hanging, left] {
                                                  const auto result = hanging->get_future().get();
                                                  left->set_value_at_thread_exit();
                                                  return result;
                                              })),
                          [&](const std::exception_ptr&, std::optional<int> result) { seen = result; });
    clock.run();
    EXPECT_FALSE(seen);
    clock.advance(10s);
    ASSERT_TRUE(seen);
    EXPECT_FALSE(*seen);
    hanging->set_value(1);
    ended.wait();
}

}  // namespace
}  // namespace privman::app
