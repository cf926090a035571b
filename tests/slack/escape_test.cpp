// Other people's text is shown as it is, and does nothing.
#include "slack/escape.hpp"

#include "slack/cut.hpp"

#include <gtest/gtest.h>

#include <string>

namespace privman::slack {
namespace {

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
