#include "sandbox/clock.hpp"

#include "tests/async/loop.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace privman::sandbox::test {
namespace {

constexpr std::int64_t start_ms = 1'738'332'300'000;

asio::awaitable<void> note_after(Clock& clock, std::int64_t ms, int number, std::vector<int>& notes) {
    co_await clock.sleep_for(ms);
    notes.push_back(number);
}

class SandboxClock : public ::testing::Test {
protected:
    Clock clock{Clock::Flow::frozen, start_ms};
    testing::Loop loop;
};

TEST_F(SandboxClock, AdvancingMovesWallAndBootTime) {
    clock.advance(1'500);
    EXPECT_EQ(clock.wall_ms(), start_ms + 1'500);
    EXPECT_EQ(clock.boot_ms(), 1'500);
}

TEST_F(SandboxClock, SettingTheWallForwardMovesBothTimes) {
    clock.set_wall(start_ms + 60'000);
    EXPECT_EQ(clock.wall_ms(), start_ms + 60'000);
    EXPECT_EQ(clock.boot_ms(), 60'000);
}

TEST_F(SandboxClock, SettingTheWallBackLeavesBootTimeAlone) {
    clock.advance(10'000);
    clock.set_wall(start_ms - 60'000);
    EXPECT_EQ(clock.wall_ms(), start_ms - 60'000);
    EXPECT_EQ(clock.boot_ms(), 10'000);
    clock.advance(1);
    EXPECT_EQ(clock.wall_ms(), start_ms - 59'999);
}

TEST_F(SandboxClock, TimeIsNotAdvancedBackwards) { EXPECT_THROW(clock.advance(-1), std::invalid_argument); }

TEST_F(SandboxClock, EveryPushIsANewVersion) {
    const auto before = clock.version();
    clock.advance(0);
    clock.set_wall(start_ms);
    EXPECT_EQ(clock.version(), before + 2);
}

TEST_F(SandboxClock, ASleeperWakesWhenHisTimeHasComeAndNotBefore) {
    auto sleep = loop.start(clock.sleep_for(10'000));
    loop.poll();
    clock.advance(9'999);
    loop.poll();
    EXPECT_FALSE(sleep.done());
    clock.advance(1);
    loop.poll();
    EXPECT_TRUE(sleep.done());
}

TEST_F(SandboxClock, SleepersWakeInTheOrderOfTheirTimes) {
    std::vector<int> notes;
    loop.start(note_after(clock, 30'000, 3, notes));
    loop.start(note_after(clock, 10'000, 1, notes));
    loop.start(note_after(clock, 20'000, 2, notes));
    loop.poll();
    clock.advance(60'000);
    loop.poll();
    EXPECT_EQ(notes, (std::vector{1, 2, 3}));
}

TEST_F(SandboxClock, SettingTheWallBackWakesNobodyEarly) {
    auto sleep = loop.start(clock.sleep_for(1'000));
    loop.poll();
    clock.set_wall(0);
    loop.poll();
    EXPECT_FALSE(sleep.done());
    sleep.cancel();
    loop.poll();
}

TEST_F(SandboxClock, ASleepCanBeCancelled) {
    auto sleep = loop.start(clock.sleep_for(1'000));
    loop.poll();
    sleep.cancel();
    loop.poll();
    EXPECT_TRUE(sleep.was_cancelled());
}

TEST_F(SandboxClock, NoTimeAtAllIsOverAtOnce) {
    auto sleep = loop.start(clock.sleep_for(0));
    loop.poll();
    EXPECT_TRUE(sleep.done());
}

TEST_F(SandboxClock, AChangeThatHappenedIsReportedAtOnce) {
    const auto seen = clock.version();
    clock.advance(1);
    auto change = loop.start(clock.changed_after(seen, std::chrono::minutes{10}));
    loop.poll();
    EXPECT_TRUE(change.done());
}

TEST_F(SandboxClock, AChangeIsWaitedFor) {
    auto change = loop.start(clock.changed_after(clock.version(), std::chrono::minutes{10}));
    loop.poll();
    EXPECT_FALSE(change.done());
    clock.advance(1);
    loop.poll();
    EXPECT_TRUE(change.done());
}

TEST_F(SandboxClock, WaitingForAChangeEndsInRealTime) {
    loop.run(clock.changed_after(clock.version(), std::chrono::milliseconds{5}));
    EXPECT_EQ(clock.boot_ms(), 0);
}

TEST(SandboxClockThatFlows, SleepsForReal) {
    Clock clock;
    testing::Loop loop;
    const auto before = clock.boot_ms();
    loop.run(clock.sleep_for(5));
    EXPECT_GE(clock.boot_ms(), before + 5);
}

TEST(SandboxClockThatFlows, AnAdvanceShortensTheSleep) {
    Clock clock;
    testing::Loop loop;
    auto sleep = loop.start(clock.sleep_for(3'600'000));
    loop.poll();
    clock.advance(3'600'000);
    loop.poll();
    EXPECT_TRUE(sleep.done());
}

TEST(SandboxClockThatFlows, MayDieBeforeItsSleepers) {
    testing::Loop loop;
    auto clock = std::make_unique<Clock>();
    auto sleep = loop.start(clock->sleep_for(3'600'000));
    loop.poll();
    clock.reset();
    loop.poll();
    EXPECT_FALSE(sleep.done());
}

TEST(SandboxMoments, AreReadWithTheirZone) {
    EXPECT_EQ(parse_moment("2025-01-31T14:05:00Z"), start_ms);
    EXPECT_EQ(parse_moment("2025-01-31T09:05:00-05:00"), start_ms);
    EXPECT_EQ(parse_moment("2025-01-31T19:35:00.25+05:30"), start_ms + 250);
}

TEST(SandboxMoments, WithoutAZoneOrOutOfTheCalendarAreNone) {
    for (const auto* text :
         {"", "now", "2025-01-31T14:05:00", "2025-02-30T14:05:00Z", "2025-01-31T24:00:00Z", "2025-01-31",
          "2025-01-31T14:05:00Zulu", "2025-01-31T14:05:00+5:00", "-025-01-31T14:05:00Z", "2025-01-31T14:05:00.Z"}) {
        EXPECT_EQ(parse_moment(text), std::nullopt) << text;
    }
}

TEST(SandboxMoments, AreWrittenInUtc) {
    EXPECT_EQ(moment_text(start_ms), "2025-01-31T14:05:00Z");
    EXPECT_EQ(moment_text(start_ms + 7), "2025-01-31T14:05:00.007Z");
}

}  // namespace
}  // namespace privman::sandbox::test
