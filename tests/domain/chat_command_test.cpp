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

TEST(ChatCommand, RegistersThisChannelOrANamedOne) {
    EXPECT_EQ(parse_command("register"), ChatCommand{Register{}});
    EXPECT_EQ(parse_command("register #C0123ABC"), ChatCommand{Register{ChannelId{"C0123ABC"}}});
    EXPECT_EQ(parse_command("Register #G0123ABC."), ChatCommand{Register{ChannelId{"G0123ABC"}}});
    EXPECT_EQ(parse_command("register C0123456789"), ChatCommand{Register{ChannelId{"C0123456789"}}});
}

TEST(ChatCommand, RegistersASharedChannelOnlyWhenToldSo) {
    EXPECT_EQ(parse_command("register shared"), (ChatCommand{Register{std::nullopt, true}}));
    EXPECT_EQ(parse_command("register #C0123 Shared"), (ChatCommand{Register{ChannelId{"C0123"}, true}}));
    EXPECT_EQ(parse_command("register shared #C0123"), (ChatCommand{Register{ChannelId{"C0123"}, true}}));
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
    {"regsiter #C0123", "regsiter", "did you mean `register`", "register #channel"},
    {"autoaprove enable", "autoaprove", "did you mean `autoapprove`", "autoapprove status"},
    {"good morning", "good", "is no command", "help"},
    {"status now", "now", "one word too many after `status`", "status"},
    {"help me, please", "me,", "too many", "help"},
    {"autoapprove", "autoapprove", "needs set, enable, disable, status or clear", "autoapprove status"},
    {"auto approve", "autoapprove", "needs set", "autoapprove status"},
    {"autoapprove enabel", "enabel", "did you mean `enable`", "autoapprove enable"},
    {"autoapprove on", "on", "is no part of `autoapprove`", "autoapprove status"},
    {"autoapprove sett mon-fri 08:00-17:00 UTC", "sett", "did you mean `set`", set_example},
    {"autoapprove enable now", "now", "too many after `autoapprove enable`", "autoapprove enable"},
    {"autoapprove clear mon", "mon", "too many", "autoapprove clear"},
    {"autoapprove set", "set", "needs days, hours and a time zone", set_example},
    {"autoapprove set mon-fri 08:00-17:00", "08:00-17:00", "not followed by a time zone", set_example},
    {"autoapprove set mon-fir 08:00-17:00 UTC", "mon-fir", "no range of days", set_example},
    {"autoapprove set mon 08:00-08:00 UTC", "08:00-08:00", "same time", set_example},
    {"enable", "enable", "did you mean `autoapprove enable`", "autoapprove enable"},
    {"set mon-fri", "set", "did you mean `autoapprove set`", set_example},
    {"register #general", "#general", "without a link", "register #channel"},
    {"register here", "here", "is no channel", "register #channel"},
    {"register #C1 #C2", "#C2", "one channel at a time", "register #channel"},
    {"register shared shared", "shared", "too many", "register #channel"},
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
