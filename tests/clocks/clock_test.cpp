#include "async/within.hpp"
#include "clocks/shiftable_clock.hpp"
#include "clocks/system_clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace privman::clocks {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Runs one coroutine to its end on a loop of its own.
void run(asio::io_context& loop, const std::function<Async<void>()>& work) {
    std::exception_ptr failure;
    asio::co_spawn(loop, work, [&](std::exception_ptr e) { failure = e; });
    loop.restart();
    loop.run();
    if (failure) std::rethrow_exception(failure);
}

/// What every clock promises.
template <class Kind>
class EveryClock : public ::testing::Test {
protected:
    asio::io_context loop;
    Kind clock;
};
using Kinds = ::testing::Types<SystemClock, ShiftableClock>;
TYPED_TEST_SUITE(EveryClock, Kinds);

TYPED_TEST(EveryClock, BootTimeNeverGoesBack) {
    auto last = this->clock.now();
    for (int i = 0; i < 1000; ++i) {
        const auto now = this->clock.now();
        ASSERT_GE(now, last);
        last = now;
    }
}

TYPED_TEST(EveryClock, BootTimeCountsFromTheStartOfTheMachine) {
    double uptime = 0;
    std::ifstream{"/proc/uptime"} >> uptime;
    const auto seconds = std::chrono::duration<double>(this->clock.now().time_since_epoch()).count();
    EXPECT_NEAR(seconds, uptime, 60);
}

TYPED_TEST(EveryClock, WallTimeIsTheMachines) {
    const auto before = std::chrono::floor<Millis>(std::chrono::system_clock::now());
    const auto wall = this->clock.wall();
    EXPECT_GE(wall, before);
    EXPECT_LT(wall, before + 1min);
}

TYPED_TEST(EveryClock, AMomentNamesTheKernelsBootId) {
    std::string id;
    std::ifstream{"/proc/sys/kernel/random/boot_id"} >> id;
    const auto moment = this->clock.moment();
    EXPECT_EQ(moment.boot_id, id);
    EXPECT_LE(moment.boot, this->clock.now());
    EXPECT_LE(moment.wall, this->clock.wall());
}

TYPED_TEST(EveryClock, ASleeperNeverWakesEarly) {
    const auto when = this->clock.now() + 3ms;
    const auto sleep = [&]() -> Async<void> { co_await this->clock.sleep_until(when); };
    run(this->loop, sleep);
    EXPECT_GE(this->clock.now(), when);
}

TYPED_TEST(EveryClock, AMomentLongPastResumesThroughTheLoop) {
    bool others_ran = false;
    bool ran_first = false;
    const auto sleep = [&]() -> Async<void> {
        asio::post(this->loop, [&] { others_ran = true; });
        co_await this->clock.sleep_until(this->clock.now() - 1h);
        ran_first = others_ran;
    };
    run(this->loop, sleep);
    EXPECT_TRUE(ran_first);
}

TYPED_TEST(EveryClock, ASleeperIsADeadline) {
    bool in_time = true;
    const auto race = [&]() -> Async<void> {
        in_time = co_await async::within(this->clock.sleep_for(1ms), this->clock.sleep_for(1h));
    };
    run(this->loop, race);
    EXPECT_FALSE(in_time);
}

TYPED_TEST(EveryClock, ACancelledSleeperThrowsOperationAborted) {
    asio::cancellation_signal cancel;
    std::exception_ptr failure;
    asio::co_spawn(this->loop, this->clock.sleep_for(1h),
                   asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr e) { failure = e; }));
    asio::post(this->loop, [&] { cancel.emit(asio::cancellation_type::terminal); });
    this->loop.run();
    ASSERT_TRUE(failure);
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        EXPECT_EQ(error.code(), asio::error::operation_aborted);
    }
}

TYPED_TEST(EveryClock, MayDieBeforeItsSleepers) {
    auto loop = std::make_unique<asio::io_context>();
    auto clock = std::make_unique<TypeParam>();
    asio::co_spawn(*loop, clock->sleep_for(1h), [](std::exception_ptr) {});
    loop->poll();
    clock.reset();
    loop.reset();
}

/// Sleepers of one shiftable clock, and the order in which they woke.
class Shifting : public ::testing::Test {
protected:
    void sleeper(std::string name, Millis length) {
        asio::co_spawn(loop, clock.sleep_for(length), [this, name](std::exception_ptr e) {
            if (!e) woken.push_back(name);
        });
    }
    /// Everything that is due now has happened.
    void settle() {
        loop.restart();
        loop.poll();
    }

    asio::io_context loop;
    ShiftableClock clock;
    std::vector<std::string> woken;
};

TEST_F(Shifting, WakesThoseWhoseMomentHasComeAndNobodyElse) {
    sleeper("a day", 24h);
    sleeper("an hour", 1h);
    settle();
    EXPECT_TRUE(woken.empty());

    clock.shift(0ms, 2h);
    settle();
    EXPECT_EQ(woken, std::vector<std::string>{"an hour"});

    clock.shift(0ms, 24h);
    settle();
    EXPECT_EQ(woken, (std::vector<std::string>{"an hour", "a day"}));
}

TEST_F(Shifting, NeverWakesAnybodyInsideTheCall) {
    sleeper("an hour", 1h);
    settle();
    clock.shift(0ms, 2h);
    EXPECT_TRUE(woken.empty());
}

TEST_F(Shifting, OfTheWallWakesNobody) {
    sleeper("an hour", 1h);
    settle();
    clock.shift(24h, 0ms);
    settle();
    EXPECT_TRUE(woken.empty());
}

TEST_F(Shifting, ASleeperWhoWasLookedAtOftenStillWakesInTime) {
    sleeper("an hour", 1h);
    for (int i = 0; i < 59; ++i) {
        clock.shift(1min, 1min);
        settle();
        ASSERT_TRUE(woken.empty()) << i;
    }
    clock.shift(1min, 1min);
    settle();
    EXPECT_EQ(woken.size(), 1u);
}

TEST_F(Shifting, ACancelledSleeperEndsEvenWhenShiftedAtTheSameTime) {
    asio::cancellation_signal cancel;
    bool aborted = false;
    asio::co_spawn(loop, clock.sleep_for(24h),
                   asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr e) { aborted = e != nullptr; }));
    settle();
    clock.shift(0ms, 1h);
    cancel.emit(asio::cancellation_type::terminal);
    settle();
    EXPECT_TRUE(aborted);
}

TEST_F(Shifting, MovesTheWallBothWays) {
    const auto before = clock.wall();
    clock.shift(-1h, 0ms);
    EXPECT_LT(clock.wall(), before - 59min);
    clock.shift(3h, 0ms);
    EXPECT_GE(clock.wall(), before + 2h);
}

TEST_F(Shifting, NeverMovesBootTimeBack) { EXPECT_THROW(clock.shift(0ms, -1ms), std::invalid_argument); }

TEST(ShiftableClock, StartsWhereItIsTold) {
    const Moment start{WallTime{1'000'000s}, BootTime{5s}, "the sandbox's"};
    const ShiftableClock clock{start};
    const auto moment = clock.moment();
    EXPECT_EQ(moment.boot_id, "the sandbox's");
    EXPECT_GE(moment.wall, start.wall);
    EXPECT_LT(moment.wall, start.wall + 1min);
    EXPECT_GE(moment.boot, start.boot);
    EXPECT_LT(moment.boot, start.boot + 1min);
}

}  // namespace
}  // namespace privman::clocks
