// A card's buttons are worth something only where, and for what, they were made.
#include "slack/seal.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace privman::slack {
namespace {

const std::string secret(32, 'k');
const ChannelId channel{"C0OPS"};
const Attempt attempt{"a1"};

ElevationRequest request() {
    ElevationRequest r;
    r.id = RequestId{"req-71"};
    r.user = "CORP\\jdoe";
    r.path = "C:\\setup.exe";
    return r;
}

const HmacSeal seal{secret, TeamId{"T0AAA"}};

TEST(Seal, IsAFormatAndThirtyTwoHexDigitsAndTheSameEveryTime) {
    const auto tag = seal.tag(channel, attempt, request());
    ASSERT_TRUE(tag.starts_with("1-"));
    EXPECT_EQ(tag.size(), 34u);
    EXPECT_EQ(tag.find_first_not_of("0123456789abcdef", 2), std::string::npos);
    EXPECT_EQ(tag, seal.tag(channel, attempt, request()));
    EXPECT_TRUE(seal.matches(tag, channel, attempt, request()));
}

TEST(Seal, BreaksWhenAnythingUnderItChanges) {
    const auto tag = seal.tag(channel, attempt, request());
    EXPECT_FALSE(seal.matches(tag, ChannelId{"C0OTHER"}, attempt, request()));
    EXPECT_FALSE(seal.matches(tag, channel, Attempt{"a2"}, request()));
    auto other = request();
    other.id = RequestId{"req-72"};
    EXPECT_FALSE(seal.matches(tag, channel, attempt, other));
    other = request();
    other.path = "C:\\evil.exe";
    EXPECT_FALSE(seal.matches(tag, channel, attempt, other));
    EXPECT_FALSE((HmacSeal{secret, TeamId{"T0BBB"}}.matches(tag, channel, attempt, request())));
    EXPECT_FALSE((HmacSeal{std::string(32, 'x'), TeamId{"T0AAA"}}.matches(tag, channel, attempt, request())));
}

/// Taken from a button that the first release drew. It must decide for ever.
TEST(Seal, FormatOneIsThatOfTheFirstRelease) {
    const std::string of_the_first_release = "e620d20c5b947e5e8e001f70b158404b";
    EXPECT_TRUE(seal.matches(of_the_first_release, channel, attempt, request()));
    EXPECT_TRUE(seal.matches("1-" + of_the_first_release, channel, attempt, request()));
}

TEST(Seal, OtherFormatsAndOtherSpellingsOfOneAreRefused) {
    const auto hex = seal.tag(channel, attempt, request()).substr(2);
    for (const auto* format : {"0-", "2-", "01-", "+1-", "-", "1--", "x-", "1 -", "4294967297-", "11-"})
        EXPECT_FALSE(seal.matches(format + hex, channel, attempt, request())) << format;
}

TEST(Seal, NeighbouringValuesCannotBeShifted) {
    EXPECT_NE(seal.tag(ChannelId{"C1"}, Attempt{"2a"}, request()), seal.tag(ChannelId{"C12"}, Attempt{"a"}, request()));
}

TEST(Seal, WrongLengthsAreRefused) {
    const auto tag = seal.tag(channel, attempt, request());
    EXPECT_FALSE(seal.matches("", channel, attempt, request()));
    EXPECT_FALSE(seal.matches(tag.substr(0, 31), channel, attempt, request()));
    EXPECT_FALSE(seal.matches(tag + "0", channel, attempt, request()));
}

TEST(Seal, AShortSecretIsABug) { EXPECT_THROW((HmacSeal{"short", TeamId{"T"}}), std::invalid_argument); }

}  // namespace
}  // namespace privman::slack
