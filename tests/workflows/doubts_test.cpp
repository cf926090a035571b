#include "workflows/doubts.hpp"

#include <gtest/gtest.h>

namespace privman::testing {

using namespace std::chrono_literals;

namespace {
const DoubtedMessage card{RequestId{"r1"}, Attempt{"a"}};
const BootTime begin{1h};
}  // namespace

TEST(Doubts, WhatNobodyDoubtsIsCertainAsSoonAsItIsDrawn) {
    Doubts doubts;
    EXPECT_TRUE(doubts.drawn(card, 7, begin));
    EXPECT_FALSE(doubts.leave_until(card, 7, begin));
}

TEST(Doubts, WhatWasDrawnIsLeftAloneUntilNothingOlderCanLandAndThenDrawnOnceMore) {
    Doubts doubts;
    doubts.raise(card, begin + 60s);
    EXPECT_FALSE(doubts.leave_until(card, 7, begin)) << "it must be drawn first";
    EXPECT_FALSE(doubts.drawn(card, 7, begin + 2s));
    EXPECT_EQ(doubts.leave_until(card, 7, begin + 3s), begin + 60s);
    EXPECT_FALSE(doubts.leave_until(card, 8, begin + 3s)) << "something new is shown at once";
    EXPECT_FALSE(doubts.leave_until(card, 7, begin + 60s));
    EXPECT_TRUE(doubts.drawn(card, 7, begin + 61s));
    EXPECT_EQ(doubts.size(), 0u);
}

TEST(Doubts, TheLastLostAnswerCounts) {
    Doubts doubts;
    doubts.raise(card, begin + 60s);
    EXPECT_FALSE(doubts.drawn(card, 7, begin + 10s));
    doubts.raise(card, begin + 90s);
    EXPECT_FALSE(doubts.leave_until(card, 7, begin + 20s));
    doubts.raise(card, begin + 70s);
    EXPECT_FALSE(doubts.drawn(card, 7, begin + 80s));
    EXPECT_TRUE(doubts.drawn(card, 7, begin + 90s));
}

TEST(Doubts, AMessageThatIsNoMoreIsForgotten) {
    Doubts doubts;
    doubts.raise(card, begin + 60s);
    doubts.forget(card);
    EXPECT_EQ(doubts.size(), 0u);
    EXPECT_TRUE(doubts.drawn(card, 7, begin));
}

}  // namespace privman::testing
