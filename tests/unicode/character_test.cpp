// What a reader sees of a character, and whose letter he takes it for.
#include "unicode/character.hpp"

#include "unicode/script.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace privman::unicode {
namespace {

TEST(Look, BlanksControlsAndFillersAreNotSeen) {
    for (const char32_t c :
         {U'\0',     U' ',      U'\t',         U'\x7F',       U'\u0085',     U'\u00A0',    U'\u00AD', U'\u034F',
          U'\u061C', U'\u115F', U'\u1680',     U'\u180E',     U'\u2003',     U'\u200B',    U'\u2028', U'\u202E',
          U'\u2060', U'\u2800', U'\u3000',     U'\u3164',     U'\uE000',     U'\uFE0F',    U'\uFEFF', U'\uFFA0',
          U'\uFFFC', U'\uFFFF', U'\U0001D159', U'\U000E0041', U'\U000E0100', U'\U0010FFFF'})
        EXPECT_EQ(look_of(c), Look::unseen) << static_cast<unsigned>(c);
    EXPECT_EQ(look_of(0x110000), Look::unseen) << "beyond Unicode";
    EXPECT_EQ(look_of(0xDC80), Look::unseen) << "half of a pair";
}

TEST(Look, AccentsAndVowelSignsAreMarks) {
    for (const char32_t c :
         {U'\u0301', U'\u0332', U'\u0338', U'\u0488', U'\u05B8', U'\u064E', U'\u093F', U'\u20E3', U'\u3099'})
        EXPECT_EQ(look_of(c), Look::mark) << static_cast<unsigned>(c);
}

TEST(Look, SignsThatLookLikeSeparatorsAreBorrowed) {
    for (const char32_t c :
         {U'\u2024', U'\u2044', U'\u2215', U'\u2216', U'\u29F5', U'\u29F8', U'\uA789', U'\uFE68', U'＼', U'／', U'．'})
        EXPECT_EQ(look_of(c), Look::borrowed) << static_cast<unsigned>(c);
}

TEST(Look, EverythingElseIsSeen) {
    for (const char32_t c : {U'a',  U'~',  U'!',  U'é', U'ß', U'я', U'λ', U'א', U'ع', U'क',  U'ก',
                             U'中', U'か', U'한', U'№', U'…', U'⏎', U'␀', U'€', U'½', U'🚀', U'\uFFFD'})
        EXPECT_EQ(look_of(c), Look::seen) << static_cast<unsigned>(c);
}

TEST(ScriptOf, NamesTheScriptOfALetter) {
    const std::pair<char32_t, std::string_view> rows[] = {
        {U'a', "Latin"},
        {U'Z', "Latin"},
        {U'é', "Latin"},
        {U'ı', "Latin"},
        {U'ệ', "Latin"},
        {U'я', "Cyrillic"},
        {U'ꙁ', "Cyrillic"},
        {U'λ', "Greek"},
        {U'ἀ', "Greek"},
        {U'Ա', "Armenian"},
        {U'א', "Hebrew"},
        {U'\u05B8', "Hebrew"},
        {U'ع', "Arabic"},
        {U'\u064E', "Arabic"},
        {U'ﷲ', "Arabic"},
        {U'क', "Devanagari"},
        {U'ก', "Thai"},
        {U'ა', "Georgian"},
        {U'Ꭺ', "Cherokee"},
        {U'中', "CJK"},
        {U'か', "CJK"},
        {U'カ', "CJK"},
        {U'ー', "CJK"},
        {U'ｶ', "CJK"},
        {U'한', "Hangul"},
        {U'\u1100', "Hangul"},
        {U'ɡ', "phonetic"},
        {U'ᴀ', "phonetic"},
        {U'ﬁ', "phonetic"},
        {U'𝐩', "mathematical"},
        {U'𝟎', "mathematical"},
        {U'ℓ', "mathematical"},
        {U'Ⅳ', "mathematical"},
        {U'ｐ', "fullwidth"},
        {U'１', "fullwidth"},
        {U'𐐀', "rare script"},
        {U'1', ""},
        {U' ', ""},
        {U'\\', ""},
        {U'µ', ""},
        {U'ʼ', ""},
        {U'…', ""},
        {U'🚀', ""},
        {U'\u0301', ""},
        {U'℃', ""},
        {U'\u200B', ""},
        {0x110000, ""},
    };
    for (const auto& [c, script] : rows) EXPECT_EQ(script_of(c), script) << static_cast<unsigned>(c);
}

TEST(LooksLatin, KnowsTheLettersOfTheOldestTrick) {
    for (const char32_t c : U"асеорхуіАВЕКМНОРСТХοανρΑΒΕΖΗΙΚΜΝΟΡΤΥΧՕսｐ𝐩ɡᴀ")
        if (c != 0) EXPECT_TRUE(looks_latin(c, script_of(c))) << static_cast<unsigned>(c);
    for (const char32_t c : U"ждийщэюяλξπψωאעก中한")
        if (c != 0 && c != U'ω') EXPECT_FALSE(looks_latin(c, script_of(c))) << static_cast<unsigned>(c);
}

TEST(Character, SaysTheSameAsTheSingleQuestionsForEveryCodePoint) {
    for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 37) {
        const auto known = character(c);
        ASSERT_EQ(known.point, c);
        ASSERT_EQ(known.look, look_of(c)) << static_cast<unsigned>(c);
        ASSERT_EQ(known.script, script_of(c)) << static_cast<unsigned>(c);
        ASSERT_FALSE(known.like_latin && !known.in_words) << static_cast<unsigned>(c);
        // Whatever has a script can be seen, so that its name can stand behind it.
        ASSERT_FALSE(!known.script.empty() && known.look == Look::unseen) << static_cast<unsigned>(c);
    }
}

}  // namespace
}  // namespace privman::unicode
