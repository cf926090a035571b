#include "observe/text.hpp"

#include <gtest/gtest.h>

namespace privman::observe {
namespace {

TEST(Text, Utf8StaysAsItIs) { EXPECT_EQ(as_utf8("gräce € 🔒 \x7f"), "gräce € 🔒 \x7f"); }

TEST(Text, WhatIsNoUtf8IsReplacedByteByByte) {
    const std::string r = "\xEF\xBF\xBD";
    EXPECT_EQ(as_utf8("a\xFFz"), "a" + r + "z");
    EXPECT_EQ(as_utf8("\xC0\xAF"), r + r);                  // overlong
    EXPECT_EQ(as_utf8("\xED\xA0\x80"), r + r + r);          // surrogate
    EXPECT_EQ(as_utf8("\xF4\x90\x80\x80"), r + r + r + r);  // above U+10FFFF
    EXPECT_EQ(as_utf8("\xE2\x82"), r + r);                  // torn
}

TEST(Text, ACutKeepsHeadAndTail) {
    EXPECT_EQ(cut_in_the_middle("abcdefghij", 10), "abcdefghij");
    EXPECT_EQ(cut_in_the_middle("abcdefghij", 4), "ab…[6 bytes cut]…ij");
    EXPECT_EQ(cut_in_the_middle("abcdefghij", 0), "…[10 bytes cut]…");
}

TEST(Text, ACutSplitsNoCharacter) {
    const std::string text = "ääääääääää";
    for (std::size_t longest = 0; longest <= text.size(); ++longest) {
        const auto cut = cut_in_the_middle(text, longest);
        EXPECT_EQ(as_utf8(cut), cut) << longest;
    }
}

TEST(Text, InvisibleCharactersAreShown) {
    EXPECT_EQ(visible("a\tb"), "a\\u0009b");
    EXPECT_EQ(visible("\xE2\x80\xAEx\xEF\xBB\xBF"), "\\u202ex\\ufeff");
    EXPECT_EQ(visible("gräce 🔒"), "gräce 🔒");
}

TEST(Text, TimestampsAreInUtcWithMilliseconds) {
    EXPECT_EQ(as_timestamp(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(as_timestamp(1'772'937'000'123), "2026-03-08T02:30:00.123Z");
    EXPECT_EQ(as_timestamp(-1), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace privman::observe
