// Other people's text is shown as it is, and does nothing.
#include "slack/escape.hpp"

#include <gtest/gtest.h>

#include <string>

namespace privman::slack {
namespace {

TEST(Clean, ControlsAreShownAsTheirSymbols) { EXPECT_EQ(clean(std::string{"a\0b\x1b[31m\x7f", 9}), "a␀b␛[31m␡"); }

TEST(Clean, BidiAndZeroWidthCharactersAreNamed) {
    EXPECT_EQ(clean("exe\u202Egpj"), "exe<U+202E>gpj");
    EXPECT_EQ(clean("a\u200Bb\uFEFFc\u2066d\u061Ce"), "a<U+200B>b<U+FEFF>c<U+2066>d<U+061C>e");
    EXPECT_EQ(clean("x\U000E0041y"), "x<U+E0041>y");
    EXPECT_EQ(clean("soft\u00ADhyphen \u0085"), "soft<U+00AD>hyphen  ⏎ ");
}

TEST(Clean, LineEndsAreFoldedToAMark) {
    EXPECT_EQ(clean("one\r\ntwo\nthree\rfour\u2028five"), "one ⏎ two ⏎ three ⏎ four ⏎ five");
    EXPECT_EQ(clean("a\tb"), "a b");
}

TEST(Clean, BytesThatAreNotUtf8BecomeReplacements) {
    EXPECT_EQ(clean("a\xff\xc3"), "a\uFFFD\uFFFD");
    EXPECT_EQ(clean("\xc0\xaf"), "\uFFFD\uFFFD") << "an overlong slash is no slash";
    EXPECT_EQ(clean("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD") << "half a surrogate pair";
    EXPECT_EQ(clean("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD") << "beyond Unicode";
}

TEST(Clean, OrdinaryTextOfAnyScriptStaysAsItIs) {
    const std::string text = R"(C:\Users\Jörg\Загрузки\設定.exe "a" <b> & 🚀 café)";
    EXPECT_EQ(clean(text), text);
}

TEST(CutMiddle, KeepsHeadAndTailAndSaysHowMuchIsMissing) {
    const auto cut = cut_middle("HEAD" + std::string(10'000, 'x') + "TAIL", 100);
    EXPECT_LE(length_of(cut), 100u);
    EXPECT_TRUE(cut.starts_with("HEADxx"));
    EXPECT_TRUE(cut.ends_with("xxTAIL"));
    EXPECT_NE(cut.find(" characters cut … "), std::string::npos);
}

TEST(CutMiddle, CountsWhatItCut) {
    const std::string text(1000, 'x');
    const auto cut = cut_middle(text, 200);
    const auto left = static_cast<std::size_t>(std::count(cut.begin(), cut.end(), 'x'));
    EXPECT_NE(cut.find("… " + std::to_string(1000 - left) + " characters"), std::string::npos) << cut;
}

TEST(CutMiddle, LeavesAloneWhatFits) { EXPECT_EQ(cut_middle(std::string(100, 'x'), 100), std::string(100, 'x')); }

TEST(CutMiddle, NeverSplitsACharacter) {
    std::string rockets;
    for (int i = 0; i < 500; ++i) rockets += "🚀";
    for (std::size_t limit = 40; limit < 60; ++limit) {
        const auto cut = cut_middle(rockets, limit);
        EXPECT_EQ(clean(cut), cut) << "still valid UTF-8";
        EXPECT_LE(length_of(cut), limit);
    }
}

TEST(LengthOf, CountsUtf16Units) {
    EXPECT_EQ(length_of("aé設"), 3u);
    EXPECT_EQ(length_of("🚀"), 2u);
}

TEST(EscapeMrkdwn, MentionsLinksAndFormatsLoseTheirPower) {
    const std::string wj = "\u2060";
    EXPECT_EQ(escape_mrkdwn("<!channel>"), "&lt;!channel&gt;");
    EXPECT_EQ(escape_mrkdwn("&amp;"), "&amp;amp;");
    EXPECT_EQ(escape_mrkdwn("*b* _i_ ~s~ `c` @here #x"), "*" + wj + "b*" + wj + " _" + wj + "i_" + wj + " ~" + wj +
                                                             "s~" + wj + " `" + wj + "c`" + wj + " @" + wj + "here #" +
                                                             wj + "x");
    EXPECT_EQ(escape_mrkdwn("> quoted"), wj + "&gt; quoted");
    EXPECT_EQ(escape_mrkdwn("08:00 :white_check_mark:"), "08:00 :" + wj + "white_" + wj + "check_" + wj + "mark:");
}

TEST(ForMrkdwn, StaysWithinTheLimitAlthoughEntitiesGrow) {
    for (const std::size_t limit : {40u, 200u, 2850u}) {
        EXPECT_LE(length_of(for_mrkdwn(std::string(100'000, '&'), limit)), limit);
        EXPECT_LE(length_of(for_mrkdwn(std::string(100'000, '*'), limit)), limit);
        EXPECT_LE(length_of(for_message_text(std::string(100'000, '<'), limit)), limit);
    }
}

TEST(ForMrkdwn, NeverHalvesAnEntity) {
    auto text = for_mrkdwn(std::string(5000, '&'), 300);
    while (text.find("&amp;") != std::string::npos) text.erase(text.find("&amp;"), 5);
    EXPECT_EQ(text.find('&'), std::string::npos);
}

TEST(IsSlackId, AcceptsIdsAndNothingThatEndsATokenEarly) {
    EXPECT_TRUE(is_slack_id("U0ALICE"));
    EXPECT_FALSE(is_slack_id(""));
    EXPECT_FALSE(is_slack_id("U1> <!channel"));
    EXPECT_FALSE(is_slack_id("U1|x"));
}

}  // namespace
}  // namespace privman::slack
