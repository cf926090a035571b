#include "domain/chat_command.hpp"

#include "domain/schedule_text.hpp"
#include "tests/domain/zone_help.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace privman {
namespace {

using ::testing::HasSubstr;
using testing_time::schedule;

template <class Command>
bool is(std::string_view text) {
    return std::holds_alternative<Command>(parse_command(text));
}

Misunderstood misunderstood(std::string_view text) {
    const auto command = parse_command(text);
    const auto* wrong = std::get_if<Misunderstood>(&command);
    return wrong ? *wrong : Misunderstood{"(none)", "was understood", ""};
}

/// An example must be right: something to copy, with a real channel in place of the word.
void expect_right_example(const Misunderstood& wrong) {
    auto text = wrong.example;
    if (const auto at = text.find("#channel"); at != std::string::npos) text.replace(at, 8, "#C0123");
    EXPECT_FALSE(is<Misunderstood>(text)) << text;
    EXPECT_FALSE(is<Nothing>(text)) << text;
}

TEST(ChatCommand, EveryPlainCommandIsKnown) {
    EXPECT_TRUE(is<Help>("help"));
    EXPECT_TRUE(is<Status>("status"));
    EXPECT_TRUE(is<Pending>("pending"));
    EXPECT_TRUE(is<Channels>("channels"));
    EXPECT_TRUE(is<Approvers>("approvers"));
    EXPECT_TRUE(is<Admins>("admins"));
    EXPECT_TRUE(is<Version>("version"));
    EXPECT_TRUE(is<AutoApproveEnable>("autoapprove enable"));
    EXPECT_TRUE(is<AutoApproveDisable>("autoapprove disable"));
    EXPECT_TRUE(is<AutoApproveStatus>("autoapprove status"));
    EXPECT_TRUE(is<AutoApproveClear>("autoapprove clear"));
}

TEST(ChatCommand, QuotesAroundArgumentsAreDropped) {
    constexpr auto plain = "mon-fri 08:00-17:00 Europe/Berlin";
    for (const auto* text : {
             "autoapprove set \"mon-fri 08:00-17:00 Europe/Berlin\"",
             "autoapprove set 'mon-fri 08:00-17:00 Europe/Berlin'",
             "autoapprove set `mon-fri 08:00-17:00 Europe/Berlin`",
             "autoapprove set “mon-fri 08:00-17:00 Europe/Berlin”",
             "autoapprove set „mon-fri 08:00-17:00 Europe/Berlin“",
             "autoapprove set «mon-fri 08:00-17:00 Europe/Berlin»",
             "autoapprove set ‚mon-fri 08:00-17:00 Europe/Berlin‘",
             "autoapprove set ″mon-fri 08:00-17:00 Europe/Berlin″",
             "autoapprove set ´mon-fri 08:00-17:00 Europe/Berlin´",
             "autoapprove set ```mon-fri 08:00-17:00 Europe/Berlin```",
             "autoapprove set \"mon-fri\" '08:00-17:00' `Europe/Berlin`",
             "autoapprove set mon-fri 08:00-17:00 \"Europe/Berlin\"",
             "autoapprove set \" mon-fri 08:00-17:00 Europe/Berlin \"",
             "\"autoapprove set mon-fri 08:00-17:00 Europe/Berlin\"",
             "\"autoapprove\" \"set\" \"mon-fri 08:00-17:00 Europe/Berlin\"",
             "autoapprove set \"mon-fri 08:00-17:00 Europe/Berlin",
             "autoapprove set mon-fri 08:00-17:00 Europe/Berlin\"",
             "autoapprove set \"mon-fri 08:00-17:00 Europe/Berlin\".",
         }) {
        const auto command = parse_command(text);
        const auto* set = std::get_if<AutoApproveSet>(&command);
        ASSERT_NE(set, nullptr) << text;
        EXPECT_EQ(set->text, plain) << text;
        EXPECT_EQ(set->hours, schedule(plain)) << text;
    }
    for (const auto* text : {"autoapprove \"disable\"", "\"autoapprove\" disable", "`autoapprove` `disable`"})
        EXPECT_TRUE(is<AutoApproveDisable>(text)) << text;
    EXPECT_TRUE(is<Help>("\"\" help \"\""));
    EXPECT_EQ(parse_command("unregister \"#C0123\""), (ChatCommand{Unregister{ChannelId{"C0123"}}}));
}

TEST(ChatCommand, NothingSaidIsNothing) {
    for (const auto* text : {"", "  ", "\u00A0\n", "!", "?", "...", "“”"}) EXPECT_TRUE(is<Nothing>(text)) << text;
}

TEST(ChatCommand, ForgivesCaseSpacesAndPunctuation) {
    for (const auto* text : {"HELP", " help ", "help!", "help?", "Help.", ": help", ", help", "\u00A0help\u00A0",
                             "`help`", "“help”", "'help'", "*help*", "_help_", "he\u200Blp"})
        EXPECT_TRUE(is<Help>(text)) << text;
    EXPECT_TRUE(is<AutoApproveStatus>("  AutoApprove \n  STATUS ?"));
}

TEST(ChatCommand, AutoApproveMayBeWrittenApart) {
    EXPECT_TRUE(is<AutoApproveEnable>("auto-approve enable"));
    EXPECT_TRUE(is<AutoApproveEnable>("Auto Approve enable"));
    EXPECT_TRUE(is<AutoApproveEnable>("auto–approve enable"));
}

TEST(ChatCommand, RegistersThisChannelAndNoOther) {
    EXPECT_EQ(parse_command("register"), ChatCommand{Register{}});
    EXPECT_EQ(parse_command("register shared"), (ChatCommand{Register{true}}));
    EXPECT_EQ(parse_command("Register Shared!"), (ChatCommand{Register{true}}));
    for (const auto* text :
         {"register #C0123ABC", "register C0123456789", "register #general", "register shared #C0123"})
        EXPECT_THAT(misunderstood(text).why, HasSubstr("mention me in that channel")) << text;
}

TEST(ChatCommand, OffAndStopMeanDisable) {
    for (const auto* text :
         {"autoapprove off", "autoapprove stop", "auto-approve OFF", "Auto Approve Stop!", "off", "stop", "STOP",
          "disable", "please stop now", "autoapprove off please", "autoapprove off?", "autoapprove disable?!",
          "autoapprove off :warning:", "autoapprove stop ⚠️🚨", "hey, off!"}) {
        EXPECT_TRUE(is<AutoApproveDisable>(text)) << text;
        EXPECT_TRUE(switches_off(parse_command(text))) << text;
    }
    EXPECT_TRUE(switches_off(parse_command("autoapprove clear")));
    for (const auto* text : {"autoapprove enable", "autoapprove status", "off we go", "stop it", "unregister", ""})
        EXPECT_FALSE(switches_off(parse_command(text))) << text;
}

TEST(ChatCommand, AQuestionChangesNothing) {
    for (const auto* text :
         {"autoapprove enable?", "autoapprove enable ?", "autoapprove enable?!", "autoapprove enable !?",
          "autoapprove enable??", "autoapprove enable？", "autoapprove enable؟", "autoapprove enable ❓",
          "autoapprove enable❓", "autoapprove enable⁉️", "autoapprove enable? please", "autoapprove enable please?",
          "autoapprove enable? :pray:", "autoapprove enable :question:", "autoapprove enable? thanks!",
          "“autoapprove enable?”", "autoapprove enable?…", "autoapprove enable‽"}) {
        const auto command = parse_command(text);
        EXPECT_FALSE(std::holds_alternative<AutoApproveEnable>(command)) << text;
    }
    EXPECT_EQ(parse_command("autoapprove enable?"), ChatCommand{Question{"autoapprove enable"}});
    EXPECT_EQ(parse_command("register?"), ChatCommand{Question{"register"}});
    EXPECT_EQ(parse_command("unregister?"), ChatCommand{Question{"unregister"}});
    EXPECT_EQ(parse_command("autoapprove clear?"), ChatCommand{Question{"autoapprove clear"}});
    EXPECT_EQ(parse_command("autoapprove set mon-fri 08:00-17:00 Europe/Berlin?"),
              ChatCommand{Question{"autoapprove set mon-fri 08:00-17:00 Europe/Berlin"}});
    EXPECT_TRUE(is<Status>("status?"));
    EXPECT_TRUE(is<AutoApproveStatus>("autoapprove status?"));
}

TEST(ChatCommand, MannersEmojiAndPunctuationAroundACommandDoNotCount) {
    for (const auto* text : {"unregister please",     "please unregister",
                             "Unregister, please!",   "unregister now",
                             "unregister here",       "unregister here now please, thanks",
                             "unregister thank you",  "unregister 🙏",
                             "unregister :pray:",     "🙏 unregister",
                             ":wave: unregister",     "hi, unregister please",
                             "hello bot, unregister", "good morning, unregister!",
                             "ok unregister",         "unregister...",
                             "(unregister)",          "unregister :+1::skin-tone-2:",
                             "unregister pls",        "unregister bitte",
                             "unregister -",          "hey there: unregister"})
        EXPECT_EQ(parse_command(text), ChatCommand{Unregister{}}) << text;
    for (const auto* text : {"register please", "register here", "register now, thanks", "please register 🙂"})
        EXPECT_EQ(parse_command(text), ChatCommand{Register{}}) << text;
    EXPECT_TRUE(is<AutoApproveEnable>("please autoapprove enable now, thanks"));
    EXPECT_TRUE(is<AutoApproveSet>("autoapprove set mon-fri 08:00-17:00 Europe/Berlin please"));
}

TEST(ChatCommand, AGreetingIsOneOnlyByItself) {
    for (const auto* text : {"hello", "Hi!", "hey bot", "hello there", "good morning", "Guten Morgen!", "hi team 👋",
                             "👋", ":wave:", "moin", "hello everyone :smile:"})
        EXPECT_TRUE(is<Greeting>(text)) << text;
    for (const auto* text : {"thanks", "please", "thank you!", "🎉", ":tada:", "good idea", "hello world is a program",
                             "hi can you help me out", "lunch?", "is this thing on"})
        EXPECT_TRUE(is<Misunderstood>(text)) << text;
}

TEST(ChatCommand, UnregistersThisChannelOrANamedOne) {
    EXPECT_EQ(parse_command("unregister"), ChatCommand{Unregister{}});
    EXPECT_EQ(parse_command("unregister #C0123"), ChatCommand{Unregister{ChannelId{"C0123"}}});
}

TEST(ChatCommand, SetsTheSchedule) {
    const auto command = parse_command("autoapprove set mon-fri 08:00-17:00 America/Chicago");
    ASSERT_TRUE(std::holds_alternative<AutoApproveSet>(command));
    const auto& set = std::get<AutoApproveSet>(command);
    EXPECT_EQ(set.hours, schedule("mon-fri 08:00-17:00 America/Chicago"));
    EXPECT_EQ(set.text, "mon-fri 08:00-17:00 America/Chicago");
}

TEST(ChatCommand, KeepsTheScheduleAsTypedInPlainCharacters) {
    const auto command = parse_command("autoapprove  set “Mon – Thu 8:00—17:00,\u00A0fri 8:00–14:00  Europe/Berlin”.");
    ASSERT_TRUE(std::holds_alternative<AutoApproveSet>(command));
    const auto& set = std::get<AutoApproveSet>(command);
    EXPECT_EQ(set.hours, schedule("mon-thu 08:00-17:00, fri 08:00-14:00 Europe/Berlin"));
    EXPECT_EQ(parse_schedule(set.text), set.hours);
    EXPECT_THAT(set.text, HasSubstr("Mon - Thu 8:00-17:00, fri 8:00-14:00 Europe/Berlin"));
}

struct Wrong {
    const char* text;
    const char* word;
    const char* why;  ///< a part of it
    const char* example;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << testing_time::row_name(wrong.text); }

class WrongCommand : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongCommand, IsAnsweredWithTheWordAtFaultAndARightExample) {
    const auto wrong = misunderstood(GetParam().text);
    EXPECT_EQ(wrong.word, GetParam().word);
    EXPECT_THAT(wrong.why, HasSubstr(GetParam().why));
    EXPECT_EQ(wrong.example, GetParam().example);
    expect_right_example(wrong);
}

constexpr const char* set_example = "autoapprove set mon-fri 08:00-17:00 America/Chicago";
constexpr Wrong wrong_commands[] = {
    {"statsu", "statsu", "did you mean `status`", "status"},
    {"Sttaus", "Sttaus", "did you mean `status`", "status"},
    {"hlep me", "hlep", "did you mean `help`", "help"},
    {"regsiter #C0123", "regsiter", "did you mean `register`", "register"},
    {"autoaprove enable", "autoaprove", "did you mean `autoapprove`", "autoapprove status"},
    {"good idea", "good", "is no command", "help"},
    {"status today", "today", "one word too many after `status`", "status"},
    {"help me, please", "me", "too many", "help"},
    {"autoapprove", "autoapprove", "needs set, enable, disable (or off), status or clear", "autoapprove status"},
    {"auto approve", "autoapprove", "needs set", "autoapprove status"},
    {"autoapprove enabel", "enabel", "did you mean `enable`", "autoapprove enable"},
    {"autoapprove on", "on", "is no part of `autoapprove`", "autoapprove status"},
    {"autoapprove sett mon-fri 08:00-17:00 UTC", "sett", "did you mean `set`", set_example},
    {"autoapprove enable today", "today", "too many after `autoapprove enable`", "autoapprove enable"},
    {"autoapprove clear mon", "mon", "too many", "autoapprove clear"},
    {"autoapprove set", "set", "needs days, hours and a time zone", set_example},
    {"autoapprove set mon-fri 08:00-17:00", "08:00-17:00", "not followed by a time zone", set_example},
    {"autoapprove set mon-fir 08:00-17:00 UTC", "mon-fir", "no range of days", set_example},
    {"autoapprove set mon 08:00-08:00 UTC", "08:00-08:00", "same time", set_example},
    {"enable", "enable", "did you mean `autoapprove enable`", "autoapprove enable"},
    {"set mon-fri", "set", "did you mean `autoapprove set`", set_example},
    {"register #general", "#general", "mention me in that channel", "register"},
    {"register there", "there", "too many", "register"},
    {"register #C1 #C2", "#C1", "mention me in that channel", "register"},
    {"register shared shared", "shared", "too many", "register"},
    {"unregister general", "general", "is no channel", "unregister #channel"},
    {"unregister #C1 #C2", "#C2", "one channel at a time", "unregister #channel"},
    {"unregister shared", "shared", "is no channel", "unregister #channel"},
};
INSTANTIATE_TEST_SUITE_P(Table, WrongCommand, ::testing::ValuesIn(wrong_commands));

TEST(ChatCommand, AWrongWordIsQuotedShortened) {
    EXPECT_LE(misunderstood(std::string(500, 'x')).word.size(), 40u);
    EXPECT_LE(misunderstood("status " + std::string(500, 'x')).word.size(), 40u);
    EXPECT_LE(misunderstood("register " + std::string(500, 'x')).word.size(), 40u);
    EXPECT_LE(misunderstood("autoapprove " + std::string(500, 'x')).word.size(), 40u);
}

TEST(ChatCommand, AHugeMessageIsNoSchedule) {
    EXPECT_THAT(misunderstood("autoapprove set " + std::string(40'000, 'm')).why, HasSubstr("too long"));
}

}  // namespace
}  // namespace privman
