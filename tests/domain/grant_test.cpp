#include "domain/grant.hpp"

#include <gtest/gtest.h>

namespace privman {
namespace {

using namespace std::chrono_literals;

struct Row {
    const char* text;
    std::optional<std::chrono::minutes> length;  ///< zero: one time; nothing: refused
    const char* words;
};

class GrantSpelling : public ::testing::TestWithParam<Row> {};

TEST_P(GrantSpelling, IsReadAndWritten) {
    const auto grant = parse_grant(GetParam().text);
    ASSERT_EQ(grant.has_value(), GetParam().length.has_value()) << GetParam().text;
    if (!grant) return;
    EXPECT_EQ(grant->length(), *GetParam().length);
    EXPECT_EQ(in_words(*grant), GetParam().words);
    EXPECT_EQ(parse_grant(spelling(*grant)), grant);
}

INSTANTIATE_TEST_SUITE_P(Table, GrantSpelling,
                         ::testing::Values(Row{"one-time", 0min, "one time"}, Row{"15m", 15min, "for 15 minutes"},
                                           Row{"1m", 1min, "for 1 minute"}, Row{"90m", 90min, "for 90 minutes"},
                                           Row{"60m", 60min, "for 1 hour"}, Row{"4h", 240min, "for 4 hours"},
                                           Row{"1d", 1440min, "for 1 day"}, Row{"7d", 10080min, "for 7 days"},
                                           Row{"8d", {}, ""}, Row{"0m", {}, ""}, Row{"-5m", {}, ""}, Row{"15", {}, ""},
                                           Row{"m", {}, ""}, Row{"", {}, ""}, Row{"15M", {}, ""}, Row{"15 m", {}, ""},
                                           Row{"99999999999999999999m", {}, ""}, Row{"1h30m", {}, ""}));

TEST(Grant, CannotLastForNoTimeOrForEver) {
    EXPECT_THROW((void)Grant::lasting(0min), std::invalid_argument);
    EXPECT_THROW((void)Grant::lasting(8 * 24h), std::invalid_argument);
}

}  // namespace
}  // namespace privman
