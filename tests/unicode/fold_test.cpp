#include "unicode/fold.hpp"

#include <gtest/gtest.h>

namespace privman::unicode {
namespace {

struct Pair {
    const char* one;
    const char* other;
};

TEST(Fold, SpellingsOfOneWordAreOne) {
    const Pair pairs[] = {
        {"Straße", "STRASSE"},
        {"müller", "MÜLLER"},
        {"müller", "mu\u0308ller"},        // decomposed
        {"ＡＢＣ１２", "abc12"},           // full width
        {"ﬁle", "FILE"},                   // a ligature
        {"a\u200Bd\u00ADa\uFEFF", "ada"},  // zero-width, soft hyphen, byte order mark
        {"ada\uFE0F", "ada"},              // variation selector
        {"ΣΊΣΥΦΟΣ", "σίσυφος"},            // both small sigmas
        {"ЖЁЛТЫЙ", "жёлтый"},
        {"Ⅻ", "xii"},
        {"no\u00A0break", "no break"},
        {"\u03D2", "\u03C5"},  // a compatibility form that is a capital letter
    };
    for (const auto& [one, other] : pairs) EXPECT_EQ(fold(one), fold(other)) << one << " and " << other;
}

TEST(Fold, OtherWordsStayOthers) {
    const Pair pairs[] = {{"müller", "muller"}, {"ada", "аda" /* Cyrillic */}, {"a b", "ab"}, {"o", "0"}, {"-", "_"}};
    for (const auto& [one, other] : pairs) EXPECT_NE(fold(one), fold(other)) << one << " and " << other;
}

TEST(Fold, WhatIsNoUtf8StaysAndHidesNothing) {
    EXPECT_EQ(fold("A\xFF"
                   "B"),
              "a\xFF"
              "b");
    EXPECT_EQ(fold("\xC3"), "\xC3");
    EXPECT_EQ(fold(""), "");
    EXPECT_EQ(fold(std::string_view{"a\0B", 3}), (std::string{"a\0b", 3}));
}

TEST(Fold, FoldingTwiceChangesNothingMore) {
    for (char32_t point = 1; point < 0x3'0000; ++point) {
        if (point >= 0xD800 && point < 0xE000) continue;
        std::string text;
        if (point < 0x80) {
            text += static_cast<char>(point);
        } else if (point < 0x800) {
            text += static_cast<char>(0xC0 | (point >> 6));
            text += static_cast<char>(0x80 | (point & 0x3F));
        } else if (point < 0x1'0000) {
            text += static_cast<char>(0xE0 | (point >> 12));
            text += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
            text += static_cast<char>(0x80 | (point & 0x3F));
        } else {
            text += static_cast<char>(0xF0 | (point >> 18));
            text += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
            text += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
            text += static_cast<char>(0x80 | (point & 0x3F));
        }
        const auto once = fold(text);
        ASSERT_EQ(fold(once), once) << std::hex << static_cast<unsigned>(point);
    }
}

}  // namespace
}  // namespace privman::unicode
