#include "domain/backoff.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace privman {
namespace {

using namespace std::chrono_literals;

constexpr Backoff usual{.base = 500ms, .cap = 30s};
constexpr double almost_one = 0.999999;

TEST(Backoff, WithoutAFailureThereIsNoWait) { EXPECT_EQ(wait_after(0, usual, almost_one), 0ms); }

TEST(Backoff, TheLongestWaitDoublesWithEachFailure) {
    EXPECT_EQ(wait_after(1, usual, 0.5), 250ms);
    EXPECT_EQ(wait_after(2, usual, 0.5), 500ms);
    EXPECT_EQ(wait_after(3, usual, 0.5), 1s);
}

TEST(Backoff, TheWaitIsAnywhereBetweenZeroAndTheLongest) {
    EXPECT_EQ(wait_after(4, usual, 0.0), 0ms);
    EXPECT_LT(wait_after(4, usual, almost_one), 4s);
    EXPECT_GT(wait_after(4, usual, almost_one), 3999ms - 1ms);
}

TEST(Backoff, NoWaitIsLongerThanTheCapHoweverManyFailures) {
    for (const unsigned failures : {7u, 8u, 64u, 1000u, std::numeric_limits<unsigned>::max()})
        EXPECT_EQ(wait_after(failures, usual, 0.5), 15s) << failures;
}

TEST(Backoff, TheOtherSidesWishIsAFloor) {
    EXPECT_EQ(wait_after(1, usual, 0.5, 60s), 60s);
    EXPECT_EQ(wait_after(10, usual, 0.5, 2s), 15s);
    EXPECT_EQ(wait_after(0, usual, 0.5, 2s), 2s);
}

TEST(Backoff, HugeCapsDoNotOverflow) { EXPECT_GT(wait_after(200, {.base = 1ms, .cap = Millis::max()}, 0.25), 24h); }

TEST(PollPause, StaysWithinATenthOfTheInterval) {
    EXPECT_EQ(poll_pause(30s, 0, 0.0), 27s);
    EXPECT_EQ(poll_pause(30s, 0, 0.5), 30s);
    EXPECT_LT(poll_pause(30s, 0, almost_one), 33s);
}

TEST(PollPause, GrowsWithFailuresUpToTheSlowest) {
    EXPECT_EQ(poll_pause(30s, 1, 0.5), 60s);
    EXPECT_EQ(poll_pause(30s, 2, 0.5), 120s);
    EXPECT_EQ(poll_pause(30s, 50, 0.5), 300s);
}

TEST(PollPause, AnIntervalLongerThanTheSlowestStays) { EXPECT_EQ(poll_pause(600s, 5, 0.5), 600s); }

TEST(PollPause, TheOtherSidesWishIsAFloor) { EXPECT_EQ(poll_pause(30s, 0, 0.5, 90s), 90s); }

TEST(Chance, ADrawBecomesAFractionBelowOne) {
    EXPECT_EQ(fraction(0), 0.0);
    EXPECT_LT(fraction(chance_steps - 1), 1.0);
}

}  // namespace
}  // namespace privman
