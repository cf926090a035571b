#include "clocks/system_randomness.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <stdexcept>

namespace privman::clocks {
namespace {

TEST(SystemRandomness, NumbersStayBelowTheLimitAndReachAllOfThem) {
    SystemRandomness chance;
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(chance.below(7));
    EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6}));
}

TEST(SystemRandomness, TheOnlyNumberBelowOneIsZero) { EXPECT_EQ(SystemRandomness{}.below(1), 0u); }

TEST(SystemRandomness, WorksForLimitsThatHalfOfAllDrawsExceed) {
    SystemRandomness chance;
    constexpr auto limit = std::numeric_limits<std::uint64_t>::max() / 2 + 2;
    for (int i = 0; i < 100; ++i) EXPECT_LT(chance.below(limit), limit);
    EXPECT_LT(chance.below(std::numeric_limits<std::uint64_t>::max()), std::numeric_limits<std::uint64_t>::max());
}

TEST(SystemRandomness, ThereIsNoNumberBelowZero) { EXPECT_THROW(SystemRandomness{}.below(0), std::invalid_argument); }

TEST(SystemRandomness, BytesHaveTheLengthAskedForAndDiffer) {
    SystemRandomness chance;
    EXPECT_EQ(chance.bytes(0), "");
    EXPECT_EQ(chance.bytes(1000).size(), 1000u);
    EXPECT_NE(chance.bytes(16), chance.bytes(16));
}

}  // namespace
}  // namespace privman::clocks
