// What was typed, whatever keyboard it came from.
#include "slack/command_text.hpp"

#include <gtest/gtest.h>

namespace privman::slack {
namespace {

const UserId self{"U0BOT"};

TEST(CommandText, OwnMentionsGoWhereverTheyStand) {
    EXPECT_EQ(command_text("<@U0BOT> help", self), "help");
    EXPECT_EQ(command_text("hey <@U0BOT|privman>, status", self), "hey , status");
    EXPECT_EQ(command_text("status <@U0BOT>", self), "status");
    EXPECT_EQ(command_text("<@U0BOT>", self), "");
}

TEST(CommandText, OtherTokensBecomeWhatTheyMean) {
    EXPECT_EQ(command_text("register <#C0OPS|ops>", self), "register #C0OPS");
    EXPECT_EQ(command_text("approvers <@U0ALICE|alice>", self), "approvers @U0ALICE");
    EXPECT_EQ(command_text("<!here> <!subteam^S0TEAM|@team>", self), "@here @S0TEAM");
    EXPECT_EQ(command_text("see <http://example.com|example.com> <https://a.b/?x=1&amp;y>", self),
              "see example.com https://a.b/?x=1&y");
}

TEST(CommandText, EntitiesAreUnescapedExactlyOnce) {
    EXPECT_EQ(command_text("&amp;lt; &lt;@U0BOT&gt; a &amp; b &nbsp;", self), "&lt; <@U0BOT> a & b &nbsp;");
}

TEST(CommandText, PhoneKeyboardsAreForgiven) {
    EXPECT_EQ(command_text("set \u201Cmon\u2013fri\u201D\u00A008:00\u201417:00\u200B it\u2019s", self),
              "set \"mon-fri\" 08:00-17:00 it's");
}

TEST(CommandText, WhiteSpaceIsCollapsed) { EXPECT_EQ(command_text("  a \n\n b\t\tc  ", self), "a b c"); }

TEST(CommandText, AnUnclosedTokenIsText) { EXPECT_EQ(command_text("a < b", self), "a < b"); }

TEST(CommandText, OtherScriptsStayAsTheyAre) { EXPECT_EQ(command_text("Grüße 設定 🚀", self), "Grüße 設定 🚀"); }

}  // namespace
}  // namespace privman::slack
