// Words become Slack's tokens; text stays text.
#include "slack/words.hpp"

#include "slack/cut.hpp"
#include "tests/slack/block_kit.hpp"

#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>
#include <gtest/gtest.h>

namespace privman::slack {
namespace {

const WallTime noon{std::chrono::seconds{1'782'907'200}};  // 2026-07-01 12:00 UTC

TEST(Mrkdwn, PeopleChannelsAndMomentsAreTokens) {
    EXPECT_EQ(mrkdwn(Words{} << Mention{UserId{"U0ALICE"}} << " in " << ChannelRef{ChannelId{"C0OPS"}}),
              "<@U0ALICE> in <#C0OPS>");
    EXPECT_EQ(mrkdwn(Words{} << At{noon}), "<!date^1782907200^{date_short_pretty} {time}|2026-07-01 12:00 UTC>");
}

TEST(Mrkdwn, AnIdThatIsNoneBecomesNoMention) {
    EXPECT_EQ(mrkdwn(Words{} << Mention{UserId{"U1> <!channel"}}), "@\u2060U1&gt; &lt;!channel");
}

TEST(Mrkdwn, PlainTextStaysLiteral) {
    EXPECT_EQ(mrkdwn(Words{"<!here> *now*"}), "&lt;!here&gt; *\u2060now*\u2060");
    EXPECT_EQ(mrkdwn(Words{"one\ntwo"}), "one ⏎ two");
}

TEST(Mrkdwn, StrongAndCodeAreMarkedAndCannotBeLeft) {
    EXPECT_EQ(mrkdwn(Words{} << Strong{"a*b"}), "*a*\u2060b*");
    EXPECT_EQ(mrkdwn(Words{} << Strong{" padded "}), " *padded* ");
    EXPECT_EQ(mrkdwn(Words{} << Strong{""}), "");
    EXPECT_EQ(mrkdwn(Words{} << Code{"dir `x` <y> a_b"}), "`dir ˋxˋ &lt;y&gt; a_b`");
}

TEST(Mrkdwn, OnlyNewLineBreaksALine) { EXPECT_EQ(mrkdwn(Words{"a"} << NewLine{} << "b"), "a\nb"); }

TEST(SectionsOf, LongWordsAreSpreadBetweenLines) {
    Words words;
    for (int i = 0; i < 100; ++i) words << ("line " + std::to_string(i) + " " + std::string(60, 'x')) << NewLine{};
    const auto blocks = sections_of(words);
    EXPECT_EQ(blocks.size(), 3u);
    for (const auto& block : blocks) {
        const auto text = boost::json::value_to<std::string>(block.at("text").at("text"));
        EXPECT_LE(length_of(text), 3000u);
        EXPECT_TRUE(text.starts_with("line "));
    }
}

TEST(SectionsOf, MoreThanItMayHoldSaysSo) {
    Words words;
    for (int i = 0; i < 40; ++i) words << std::string(1000, 'x') << NewLine{};
    const auto blocks = sections_of(words, 2);
    ASSERT_EQ(blocks.size(), 2u);
    EXPECT_TRUE(boost::json::value_to<std::string>(blocks[1].at("text").at("text")).ends_with("the rest was cut"));
}

TEST(MessageOf, IsAValidMessageWithAPlainFallback) {
    const auto message = message_of(Words{"Hello <!channel> "} << Mention{UserId{"U1AB"}});
    EXPECT_EQ(testing::fault_in(message), "");
    EXPECT_EQ(message.at("text").as_string(), "Hello &lt;!channel&gt; @U1AB");
    EXPECT_EQ(message.at("parse").as_string(), "none");
}

}  // namespace
}  // namespace privman::slack
