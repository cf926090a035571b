// The same thing twice is one thing, for a while and within bounds.
#include "slack/dedupe.hpp"

#include <gtest/gtest.h>

namespace privman::slack {
namespace {

using namespace std::chrono_literals;

const BootTime start{1000h};

TEST(Dedupe, AnyKnownKeyMakesItASecondTime) {
    Dedupe seen{100, 1h};
    EXPECT_TRUE(seen.first_time({"a", "b"}, start));
    EXPECT_FALSE(seen.first_time({"c", "b"}, start + 1s));
    EXPECT_TRUE(seen.first_time({"c"}, start + 2s)) << "what was refused left nothing behind";
}

TEST(Dedupe, ForgetsAfterItsTime) {
    Dedupe seen{100, 1h};
    EXPECT_TRUE(seen.first_time({"a"}, start));
    EXPECT_FALSE(seen.first_time({"a"}, start + 59min));
    EXPECT_TRUE(seen.first_time({"a"}, start + 1h));
}

TEST(Dedupe, NeverHoldsMoreThanItMay) {
    Dedupe seen{10, 1h};
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.first_time({std::to_string(i)}, start));
    EXPECT_EQ(seen.size(), 10u);
    EXPECT_FALSE(seen.first_time({"999"}, start));
    EXPECT_TRUE(seen.first_time({"0"}, start));
}

TEST(Dedupe, WhatIsForgottenMayComeAgain) {
    Dedupe seen{10, 1h};
    EXPECT_TRUE(seen.first_time({"a", "b"}, start));
    seen.forget({"a", "b", "never"});
    EXPECT_TRUE(seen.first_time({"b"}, start));
}

TEST(Dedupe, TheSameKeyTwiceInOneIsHarmless) {
    Dedupe seen{10, 1h};
    EXPECT_TRUE(seen.first_time({"a", "a"}, start));
    EXPECT_EQ(seen.size(), 1u);
}

}  // namespace
}  // namespace privman::slack
