// A table of texts that were made to be misread, and what a card says instead.
#include "slack/clean.hpp"

#include "domain/utf8.hpp"
#include "slack/cut.hpp"
#include "unicode/look.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace privman::slack {
namespace {

struct Row {
    const char* text;
    const char* shown;
};

std::string times(int count, std::string_view piece) {
    std::string text;
    for (int i = 0; i < count; ++i) text += piece;
    return text;
}

constexpr Row spaces[] = {
    {"C:\\Program\u00A0Files\\x.exe", "C:\\Program<U+00A0>Files\\x.exe"},
    {"C:\\Program\u1680Files", "C:\\Program<U+1680>Files"},
    {"C:\\Program\u2000Files", "C:\\Program<U+2000>Files"},
    {"C:\\Program\u2001Files", "C:\\Program<U+2001>Files"},
    {"C:\\Program\u2002Files", "C:\\Program<U+2002>Files"},
    {"C:\\Program\u2003Files", "C:\\Program<U+2003>Files"},
    {"C:\\Program\u2004Files", "C:\\Program<U+2004>Files"},
    {"C:\\Program\u2005Files", "C:\\Program<U+2005>Files"},
    {"C:\\Program\u2006Files", "C:\\Program<U+2006>Files"},
    {"C:\\Program\u2007Files", "C:\\Program<U+2007>Files"},
    {"C:\\Program\u2008Files", "C:\\Program<U+2008>Files"},
    {"C:\\Program\u2009Files", "C:\\Program<U+2009>Files"},
    {"C:\\Program\u200AFiles", "C:\\Program<U+200A>Files"},
    {"C:\\Program\u202FFiles", "C:\\Program<U+202F>Files"},
    {"C:\\Program\u205FFiles", "C:\\Program<U+205F>Files"},
    {"C:\\Program\u3000Files", "C:\\Program<U+3000>Files"},
    {"C:\\Program\tFiles", "C:\\Program␉Files"},
    {"C:\\Program Files\\x.exe", "C:\\Program Files\\x.exe"},
    {"a \u00A0b", "a <U+00A0>b"},
    {"a\u00A0\u00A0\u00A0b", "a<U+00A0 ×3>b"},
    {"a\t\tb", "a<U+0009 ×2>b"},
    {"a  b", "a<2 blanks>b"},
    {"a\r\n\r\nb", "a ⏎ ⏎ b"},
    {"a\n\n\nb", "a<3 line ends>b"},
    {"a \n b", "a ⏎ b"},
    {"a\n  b", "a ⏎ <2 blanks>b"},
};

constexpr Row unseen[] = {
    {"power\u200Bshell", "power<U+200B>shell"},
    {"power\u200Cshell", "power<U+200C>shell"},
    {"power\u200Dshell", "power<U+200D>shell"},
    {"power\u2060shell", "power<U+2060>shell"},
    {"power\uFEFFshell", "power<U+FEFF>shell"},
    {"power\u00ADshell", "power<U+00AD>shell"},
    {"power\u034Fshell", "power<U+034F>shell"},
    {"power\u061Cshell", "power<U+061C>shell"},
    {"power\u115Fshell", "power<U+115F>shell"},
    {"power\u1160shell", "power<U+1160>shell"},
    {"power\u17B4shell", "power<U+17B4>shell"},
    {"power\u180Eshell", "power<U+180E>shell"},
    {"power\u2061shell", "power<U+2061>shell"},
    {"power\u206Ashell", "power<U+206A>shell"},
    {"power\u2800shell", "power<U+2800>shell"},
    {"power\u3164shell", "power<U+3164>shell"},
    {"power\uFFA0shell", "power<U+FFA0>shell"},
    {"power\uFFF9shell", "power<U+FFF9>shell"},
    {"power\uFFFCshell", "power<U+FFFC>shell"},
    {"power\uE000shell", "power<U+E000>shell"},
    {"power\U000F0000shell", "power<U+F0000>shell"},
    {"power\U0001D159shell", "power<U+1D159>shell"},
    {"power\U000E0041shell", "power<U+E0041>shell"},
    {"power\u0378shell", "power<U+0378>shell"},
    {"exe\u202Egpj", "exe<U+202E>gpj"},
    {"exe\u2066gpj\u2069", "exe<U+2066>gpj<U+2069>"},
    {"❤\uFE0F", "❤<U+FE0F>"},
    {"x\uFE00y", "x<U+FE00>y"},
    {"x\U000E0100y", "x<U+E0100>y"},
    {"a\u0332b", "a<U+0332>b"},
    {"\u0332", "<U+0332>"},
    {"a\u0301\u0302\u0303\u0304\u0305b", "a<5 hidden: U+0301, U+0302, U+0303, U+0304, …>b"},
    {"Jo\u0308rg", "Jo<U+0308>rg"},
    {"a\u20E3", "a<U+20E3>"},
    {"a\u0338b", "a<U+0338>b"},
    {"a\u0488", "a<U+0488>"},
    {"\u200B \u200B \u200B", "<5 hidden: U+200B, U+0020>"},
    {"\x01\x01\x1b", "<U+0001 ×2>␛"},
    {"a\u0085\u2028b", "a ⏎ ⏎ b"},
};

constexpr Row letters[] = {
    {"C:\\Windоws\\notepad.exe", "C:\\Windо<Cyrillic>ws\\notepad.exe"},
    {"C:\\Wіndows\\Systеm32\\x.exe", "C:\\Wі<Cyrillic>ndows\\Systе<Cyrillic>m32\\x.exe"},
    {"C:\\Temp\\сору.exe", "C:\\Temp\\сору<Cyrillic>.exe"},
    {"C:\\сору\\сору.exe", "C:\\сору<Cyrillic>\\сору<Cyrillic>.exe"},
    {"сорy", "сор<Cyrillic>y<Latin>"},
    {"Αpple", "Α<Greek>pple"},
    {"micrοsοft", "micrο<Greek>sο<Greek>ft"},
    {"Ꭺdobe", "Ꭺ<Cherokee>dobe"},
    {"ѕetuр.exe", "ѕ<Cyrillic>etuр<Cyrillic>.exe"},
    {"Օpera", "Օ<Armenian>pera"},
    {"ｐｏｗｅｒｓｈｅｌｌ.exe", "ｐｏｗｅｒｓｈｅｌｌ<fullwidth>.exe"},
    {"𝐩𝐨𝐰𝐞𝐫.exe", "𝐩𝐨𝐰𝐞𝐫<mathematical>.exe"},
    {"ɡoogle", "ɡ<phonetic>oogle"},
    {"Ⅳ.exe", "Ⅳ<mathematical>.exe"},
    {"\u212Aeeper", "\u212A<mathematical>eeper"},
    {"𐐀pera", "𐐀<rare script>pera"},
    {"C:\\Windows\u2215System32", "C:\\Windows<U+2215>System32"},
    {"C\uA789\\Windows", "C<U+A789>\\Windows"},
    {"C:\u2216Windows", "C:<U+2216>Windows"},
    {"x\u2024exe", "x<U+2024>exe"},
    {"C:\\Users\\Jörg\\Загрузки\\設定.exe", "C:\\Users\\Jörg\\Загрузки<Cyrillic>\\設定<CJK>.exe"},
    {"Зaгрузки", "Зa<Latin>грузки"},
};

/// Ordinary texts of people all over the world: a mark on these would teach everybody to look past marks.
constexpr const char* ordinary[] = {
    R"(C:\Users\Jörg\Müller & Söhne\café "a" <b>.exe)",
    "C:\\Пользователи\\Иван\\Загрузки\\установка.exe",
    "Прошу установить Chrome, у меня нет прав",
    "/Users/田中/ダウンロード/設定ファイル v2.pkg",
    "Word文書を開く",
    "请安装 Chrome，谢谢！（急）路径：下载",
    "Παρακαλώ εγκρίνετε το Chrome",
    "צריך להתקין Chrome בבקשה",
    "שָׁלוֹם עולם",
    "أحتاج تثبيت برنامج Chrome",
    "مَرْحَبًا بالعالم",
    "कृपया Chrome की अनुमति दें",
    "กรุณาติดตั้งโปรแกรมที่นี่",
    "설치 부탁드립니다 Chrome",
    "Łukasz Żółć, Đorđe Ñuñez, Çağrı Işık, Đặng Nguyễn",
    "Иван Петров",
    "Срочно",
    "Բարև աշխարհ",
    "🚀 done 👍🏽 №5 ½ µTorrent 20 °C – „ok“ … “yes” €5",
    "a=b;c:d|e,f/g\\h?i*j<k>l{m}[n](o)'p'`q`~r^s%t$u#v@w!",
};

TEST(Clean, NamesEverySpaceButTheOrdinaryOne) {
    for (const auto& row : spaces) EXPECT_EQ(clean(row.text), row.shown) << row.text;
}

TEST(Clean, NamesWhatIsNotSeenOrOnlyChangesItsNeighbour) {
    for (const auto& row : unseen) EXPECT_EQ(clean(row.text), row.shown) << row.text;
}

TEST(Clean, SaysWhoseLettersStandWhereOthersAreRead) {
    for (const auto& row : letters) EXPECT_EQ(clean(row.text), row.shown) << row.text;
}

TEST(Clean, LeavesOrdinaryTextOfAnyScriptAlone) {
    for (const char* text : ordinary) EXPECT_EQ(clean(text), text);
}

TEST(Clean, ControlsAreShownAsTheirSymbols) { EXPECT_EQ(clean(std::string{"a\0b\x1b[31m\x7f", 9}), "a␀b␛[31m␡"); }

TEST(Clean, LineEndsAreFoldedToAMark) {
    EXPECT_EQ(clean("one\r\ntwo\nthree\rfour\u2028five"), "one ⏎ two ⏎ three ⏎ four ⏎ five");
}

TEST(Clean, BytesThatAreNotUtf8BecomeReplacements) {
    EXPECT_EQ(clean("a\xff\xc3"), "a\uFFFD\uFFFD");
    EXPECT_EQ(clean("\xc0\xaf"), "\uFFFD\uFFFD") << "an overlong slash is no slash";
    EXPECT_EQ(clean("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD") << "half a surrogate pair";
    EXPECT_EQ(clean("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD") << "beyond Unicode";
}

TEST(Clean, TheTablesAreLargeEnough) { EXPECT_GE(std::size(spaces) + std::size(unseen) + std::size(letters), 80u); }

TEST(Clean, CountsBlanksOfEveryKindBeforeAnythingIsCut) {
    const std::string attack = "; Invoke-Expression $evil";
    const std::pair<std::string, std::string> rows[] = {
        {" ", "<1500 blanks>"},
        {"\u00A0", "<U+00A0 ×1500>"},
        {"\u2003", "<U+2003 ×1500>"},
        {"\u3000", "<U+3000 ×1500>"},
        {"\t", "<U+0009 ×1500>"},
        {"\n", "<1500 line ends>"},
        {"\r\n", "<1500 line ends>"},
        {"\u2800", "<U+2800 ×1500>"},
        {"\u3164", "<U+3164 ×1500>"},
        {"\u200B", "<U+200B ×1500>"},
        {"\uFE0F", "<U+FE0F ×1500>"},
        {"\u0332", "<U+0332 ×1500>"},
        {" \u00A0", "<3000 hidden: U+0020, U+00A0>"},
        {" \u200B\t", "<4500 hidden: U+0020, U+200B, U+0009>"},
        {" \u0332\n\u2003", "<6000 hidden: U+0020, U+0332, U+000A, U+2003>"},
    };
    for (const auto& [blank, spelled] : rows) {
        const auto shown = clean_value("cmd /c dir" + times(1500, blank) + attack + times(1500, blank) + "C:\\Temp");
        EXPECT_EQ(shown, std::string("cmd /c dir").append(spelled).append(attack).append(spelled).append("C:\\Temp"));
        EXPECT_EQ(cut_middle(shown, 400), shown);
        EXPECT_NE(cut_middle(shown, 100).find(attack), std::string::npos) << cut_middle(shown, 100);
    }
}

TEST(CleanValue, NamesABlankAtEitherEnd) {
    EXPECT_EQ(clean_value("setup.exe "), "setup.exe<1 blank>");
    EXPECT_EQ(clean_value(" setup.exe"), "<1 blank>setup.exe");
    EXPECT_EQ(clean_value("setup.exe  "), "setup.exe<2 blanks>");
    EXPECT_EQ(clean_value("setup.exe \u200B"), "setup.exe<1 blank><U+200B>");
    EXPECT_EQ(clean_value(" "), "<1 blank>");
    EXPECT_EQ(clean_value("Program Files"), "Program Files");
    EXPECT_EQ(clean("by "), "by ") << "a piece of a sentence goes on";
}

/// Text that is put together from everything that ever hid something.
std::string hostile(std::mt19937_64& chance) {
    static const std::vector<char32_t> pieces{
        ' ',    ' ',    'a',    'b',     '\\',    '/',     '.',     '<',      '>',    '\n',   '\r',   '\t',
        0,      0x1B,   0x7F,   0x85,    0xA0,    0xAD,    0x301,   0x332,    0x34F,  0x43E,  0x435,  0x3BF,
        0x5D0,  0x5B8,  0x61C,  0x64E,   0x915,   0x93F,   0x1160,  0x2003,   0x200B, 0x200D, 0x2028, 0x202E,
        0x2060, 0x20E3, 0x2215, 0x2800,  0x3000,  0x304B,  0x3099,  0x3164,   0x4E2D, 0xAC00, 0xE000, 0xFE0F,
        0xFEFF, 0xFF41, 0xFFFD, 0x1D41A, 0x1F680, 0xE0041, 0xE0100, 0x10FFFF, 0xDC80, 0xDCFF};
    std::string text;
    const auto many = chance() % 60;
    for (std::uint64_t i = 0; i < many; ++i) {
        const auto c =
            chance() % 8 == 0 ? static_cast<char32_t>(chance() % 0x110000) : pieces[chance() % pieces.size()];
        if (c >= 0xD800 && c < 0xDC00) continue;
        const auto count = chance() % 5 == 0 ? chance() % 40 : 1;
        for (std::uint64_t k = 0; k < count; ++k) append_char(text, c);
    }
    return text;
}

std::u32string points_of(std::string_view text) {
    std::u32string points;
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        points += point;
        text.remove_prefix(length);
    }
    return points;
}

bool contains_in_order(const std::u32string& text, const std::u32string& wanted) {
    std::size_t at = 0;
    for (const auto c : text)
        if (at < wanted.size() && c == wanted[at]) ++at;
    return at == wanted.size();
}

TEST(Clean, HidesNothingAndLosesNothingThatIsSeen) {
    std::mt19937_64 chance{14};
    for (int round = 0; round < 2'000; ++round) {
        const auto text = hostile(chance);
        const auto shown = points_of(clean_value(text));
        bool blank_before = true;
        for (const auto c : shown) {
            const auto look = unicode::look_of(c);
            ASSERT_TRUE(c == ' ' || look == unicode::Look::seen || look == unicode::Look::mark)
                << text << " shows " << static_cast<unsigned>(c);
            ASSERT_FALSE(c == ' ' && blank_before && shown.front() != ' ') << clean_value(text);
            blank_before = c == ' ';
        }
        std::u32string seen;
        for (const auto c : points_of(text))
            if (unicode::look_of(c) == unicode::Look::seen && (c < 0xD800 || c > 0xDFFF)) seen += c;
        ASSERT_TRUE(contains_in_order(shown, seen)) << text << " became " << clean_value(text);
    }
}

TEST(CutMiddle, KeepsItsLimitAndWholePiecesWhateverTheText) {
    std::mt19937_64 chance{15};
    for (int round = 0; round < 1'000; ++round) {
        const auto shown = clean_value(hostile(chance) + hostile(chance));
        for (const std::size_t limit : {40u, 60u, 100u, 300u}) {
            const auto cut = cut_middle(shown, limit);
            ASSERT_LE(length_of(cut), limit) << shown;
            for (const auto c : points_of(cut)) ASSERT_FALSE(c >= 0xD800 && c <= 0xDFFF) << cut;
        }
    }
}

TEST(Clean, IsQuickForTheLongestTextThereIs) {
    const auto all = times(10'000, "\u00A0а\u0332");
    const auto shown = clean(all);
    EXPECT_NE(shown.find("а<Cyrillic>"), std::string::npos);
    EXPECT_LE(length_of(cut_middle(shown, 1800)), 1800u);
}

}  // namespace
}  // namespace privman::slack
