#include "domain/typed_text.hpp"

#include "domain/utf8.hpp"

#include <gtest/gtest.h>

#include <array>

namespace privman {
namespace {

using namespace std::string_literals;

TEST(TypedText, DashesQuotesAndSpacesBecomePlain) {
    EXPECT_EQ(plain_typing("a–b—c‑d−e"), "a-b-c-d-e");
    EXPECT_EQ(plain_typing("“a” ‘b’ «c»"), "\"a\" 'b' \"c\"");
    EXPECT_EQ(plain_typing("a\u00A0b\u202Fc\u3000d\te\r\nf"), "a b c d e f");
}

TEST(TypedText, RunsOfSpacesBecomeOneAndTheEndsNone) {
    EXPECT_EQ(plain_typing(" \u00A0 a  \n b\t"), "a b");
    EXPECT_EQ(plain_typing("   "), "");
}

TEST(TypedText, MarksWithoutWidthDisappear) { EXPECT_EQ(plain_typing("he\u200Blp\uFEFF\u202E\u00AD"), "help"); }

TEST(TypedText, FullWidthLettersBecomeNarrow) { EXPECT_EQ(plain_typing("ｈｅｌｐ　８：００"), "help 8:00"); }

TEST(TypedText, LettersOfOtherLanguagesStay) { EXPECT_EQ(plain_typing("Zürich 東京 😀"), "Zürich 東京 😀"); }

TEST(TypedText, BrokenBytesAreMarkedAndNeverJoinedToLetters) {
    EXPECT_EQ(plain_typing("a\xFF\xC3 \xE2\x80"), "a\uFFFD\uFFFD \uFFFD\uFFFD");
    EXPECT_EQ(plain_typing("\xC2\u200B\xA0x"), "\uFFFD\uFFFDx");
}

TEST(TypedText, IsCutBetweenCharacters) {
    EXPECT_EQ(shortened("short", 5), "short");
    EXPECT_EQ(shortened("longer", 5), "lo…");
    EXPECT_EQ(shortened("üüü", 5), "ü…");
    EXPECT_EQ(shortened("😀😀", 7), "😀…");
}

TEST(TypedText, DistanceCountsWhatFingersDo) {
    EXPECT_EQ(typing_distance("status", "status"), 0u);
    EXPECT_EQ(typing_distance("status", "sttaus"), 1u) << "swapped";
    EXPECT_EQ(typing_distance("status", "statu"), 1u) << "left out";
    EXPECT_EQ(typing_distance("status", "statuss"), 1u) << "put in";
    EXPECT_EQ(typing_distance("status", "stamus"), 1u) << "changed";
    EXPECT_EQ(typing_distance("", "abc"), 3u);
    EXPECT_EQ(typing_distance("kitten", "sitting"), 3u);
}

TEST(TypedText, TheNearestKnownWordIsFoundAndAFarOneIsNot) {
    constexpr std::array<std::string_view, 3> known{"status", "help", "register"};
    EXPECT_EQ(nearest("Sttaus", known), "status");
    EXPECT_EQ(nearest("hlep", known), "help");
    EXPECT_EQ(nearest("regster", known), "register");
    EXPECT_EQ(nearest("bonjour", known), "");
    EXPECT_EQ(nearest("", known), "");
    EXPECT_EQ(nearest(std::string(65, 'h'), known), "");
}

TEST(Utf8, BrokenBytesStandForThemselves) {
    for (const auto& broken : {"\x80"s, "\xC0\xAF"s, "\xE2\x82"s, "\xED\xA0\x80"s, "\xF4\x90\x80\x80"s, "\xFF"s}) {
        std::string again;
        for (std::string_view rest = broken; !rest.empty();) {
            const auto [point, length] = front_char(rest);
            EXPECT_EQ(length, 1u);
            append_char(again, point);
            rest.remove_prefix(length);
        }
        EXPECT_EQ(again, broken);
    }
}

TEST(Utf8, EveryCharacterComesBackAsItself) {
    for (const char32_t point :
         {U'\0', U'a', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\uFFFD', U'\U00010000', U'\U0010FFFF'}) {
        std::string text;
        append_char(text, point);
        EXPECT_EQ(front_char(text).point, point);
        EXPECT_EQ(front_char(text).length, text.size());
    }
}

TEST(Utf8, CaseIsFoldedInLatinGreekAndCyrillic) {
    const std::pair<char32_t, char32_t> pairs[] = {{U'A', U'a'}, {U'Ü', U'ü'}, {U'Ø', U'ø'}, {U'Ā', U'ā'},
                                                   {U'Ł', U'ł'}, {U'Š', U'š'}, {U'Ž', U'ž'}, {U'Ÿ', U'ÿ'},
                                                   {U'Ω', U'ω'}, {U'Σ', U'ς'}, {U'Я', U'я'}, {U'Ё', U'ё'}};
    for (const auto& [big, small] : pairs) EXPECT_EQ(fold_case(big), fold_case(small)) << static_cast<unsigned>(big);
}

TEST(Utf8, DifferentLettersStayDifferent) {
    EXPECT_NE(fold_case(U'×'), fold_case(U'÷'));
    EXPECT_NE(fold_case(U'ĸ'), fold_case(U'Ĺ'));
    EXPECT_NE(fold_case(U'a'), fold_case(U'b'));
    EXPECT_EQ(fold_case(U'ß'), U'ß');
    EXPECT_EQ(fold_case(U'1'), U'1');
}

}  // namespace
}  // namespace privman
