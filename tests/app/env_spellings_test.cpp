// What a line of .env means: a table of spellings, each with the value that must come out or the fault that is named.
#include "app/environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <random>
#include <string>
#include <string_view>

namespace privman::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Spelling {
    std::string_view line;   ///< the whole line; its name is A
    std::string_view value;  ///< what must come out; for a fault, words of it
    bool fault = false;
};
void PrintTo(const Spelling& spelling, std::ostream* out) { *out << spelling.line; }

constexpr bool is_a_fault = true;

constexpr Spelling spellings[] = {
    // A backslash without quotes, and in single ones, is a backslash.
    {R"(A=path=C:\Windows\*)", R"(path=C:\Windows\*)"},
    {R"(A='path=C:\Windows\*')", R"(path=C:\Windows\*)"},
    {R"(A=path=\\server\share\*)", R"(path=\\server\share\*)"},
    {R"(A='path=\\server\share\*')", R"(path=\\server\share\*)"},
    {R"(A=C:\Windows\)", R"(C:\Windows\)"},
    {R"(A='C:\Windows\')", R"(C:\Windows\)"},
    {R"(A='C:\new\table')", R"(C:\new\table)"},
    {R"(A=C:\new\table)", R"(C:\new\table)"},
    {R"(A=\)", R"(\)"},
    {R"(A='\')", R"(\)"},
    {R"(A='\\')", R"(\\)"},
    // In double quotes too, but before a quote.
    {R"(A="path=C:\Windows\*")", R"(path=C:\Windows\*)"},
    {R"(A="path=\\server\share\*")", R"(path=\\server\share\*)"},
    {R"(A="C:\new\table\0")", R"(C:\new\table\0)"},
    {R"(A="a\nb")", R"(a\nb)"},
    {R"(A="a\tb\rc")", R"(a\tb\rc)"},
    {R"(A="C:\Windows\\")", R"(C:\Windows\)"},
    {R"(A="\\")", R"(\)"},
    {R"(A="\\\\")", R"(\\\)"},
    {R"(A="a\\b")", R"(a\\b)"},
    {R"(A="a\\\b")", R"(a\\\b)"},
    {R"(A="say \"yes\"")", R"(say "yes")"},
    {R"(A="\"")", R"(")"},
    {R"(A="\\\"")", R"(\")"},
    {R"(A="C:\dir\\\"x")", R"(C:\dir\"x)"},
    {R"(A="C:\Windows\")", "never ends", is_a_fault},
    {R"(A="C:\Windows\" # comment)", "never ends", is_a_fault},
    {R"(A="\")", "never ends", is_a_fault},
    {R"(A="\\\")", "never ends", is_a_fault},
    {R"(A="it's")", "it's"},
    {R"(A='say "yes"')", R"(say "yes")"},
    // A dollar sign is always itself.
    {"A=pa$$word", "pa$$word"},
    {"A=$HOME", "$HOME"},
    {"A=\"${HOME:-x}\"", "${HOME:-x}"},
    {"A='$HOME'", "$HOME"},
    {"A=\"a$\"", "a$"},
    {"A=\"$(id) `id`\"", "$(id) `id`"},
    {R"(A="a\$b")", R"(a\$b)"},
    {R"(A="a\`b")", R"(a\`b)"},
    // A number sign begins a comment where a blank stands before it.
    {"A=1 # one", "1"},
    {"A=1\t# one", "1"},
    {"A=1#one", "1#one"},
    {"A=pass#word", "pass#word"},
    {"A=#word", "#word"},
    {"A=##", "##"},
    {"A= # nothing", ""},
    {"A=", ""},
    {"A=a b#c d # e", "a b#c d"},
    {"A=\"1 # one\"", "1 # one"},
    {"A='1 # one' # two", "1 # one"},
    {"A=\"1\"# one", "1"},
    // Blanks around are nothing, inside and in quotes they stay.
    {"  A  =  two words  ", "two words"},
    {"\tA\t=\t1\t", "1"},
    {"A=\"  padded  \"", "  padded  "},
    {"A='  padded  '", "  padded  "},
    {"A=\"\"", ""},
    {"A=''", ""},
    // Ends of lines, marks and words that shells and editors leave.
    {"A=1\r\n", "1"},
    {"A=\"1\"\r\n", "1"},
    {"A='C:\\x\\'\r\n", "C:\\x\\"},
    {"\xEF\xBB\xBF"
     "A=1",
     "1"},
    {"\xEF\xBB\xBF"
     "export A=1",
     "1"},
    {"export A=1", "1"},
    {"export\tA=1", "1"},
    {"  export   A=1", "1"},
    {"export A='x y' # z", "x y"},
    // A quote inside is a letter; what follows a closing one is not guessed at.
    {"A=it's", "it's"},
    {"A=5\"", "5\""},
    {"A=x\"y\"", "x\"y\""},
    {"A=a=b=c", "a=b=c"},
    {"A==", "="},
    {"A=\"x\" y", "behind", is_a_fault},
    {"A='it''s'", "behind", is_a_fault},
    {R"(A='it\'s')", "behind", is_a_fault},
    {"A=\"a\"\"b\"", "behind", is_a_fault},
    {"A=\"open", "never ends", is_a_fault},
    {"A='open", "never ends", is_a_fault},
    {"A=\"", "never ends", is_a_fault},
    {"A", "NAME=value", is_a_fault},
    {"export A", "NAME=value", is_a_fault},
    {"A: 1", "NAME=value", is_a_fault},
    {"=1", "NAME=value", is_a_fault},
    {"A B=1", "NAME=value", is_a_fault},
    {"A-B=1", "NAME=value", is_a_fault},
    {"A\xC2\xA0=1", "NAME=value", is_a_fault},
    {"set A=1", "NAME=value", is_a_fault},
    {"$env:A=1", "NAME=value", is_a_fault},
};

class EnvSpelling : public testing::TestWithParam<Spelling> {};

TEST_P(EnvSpelling, MeansOneThing) {
    const auto& [line, value, fault] = GetParam();
    for (const auto* after : {"", "\n", "\nB=2\n", "\r\nB=2\r\n"}) {
        const auto environment = parse_env_file(std::string{line} + after);
        if (fault) {
            ASSERT_THAT(environment.faults, SizeIs(1));
            EXPECT_THAT(environment.faults.front(), HasSubstr(value));
            EXPECT_THAT(environment.faults.front(), HasSubstr(".env line 1"));
            EXPECT_FALSE(environment.values.contains("A"));
        } else {
            ASSERT_THAT(environment.faults, IsEmpty());
            EXPECT_EQ(environment.values.at("A"), value);
        }
        if (std::string_view{after}.contains('B'))
            EXPECT_EQ(environment.values.at("B"), "2") << "the next line is read all the same";
    }
}

/// Texts of everything that any reader has ever taken for something else.
std::string hostile_text(std::mt19937& chance) {
    static constexpr std::string_view letters = "\\\\\\\"'$#{}`nt= \tab";
    std::string text;
    for (auto length = chance() % 12; length > 0; --length) text += letters[chance() % letters.size()];
    return text;
}

TEST(EnvSpellings, WhatStandsInSingleQuotesComesOutAsItIs) {
    std::mt19937 chance{1};
    for (int i = 0; i < 5'000; ++i) {
        const auto text = hostile_text(chance);
        if (text.contains('\'')) continue;
        const auto environment = parse_env_file("A='" + text + "'\n");
        ASSERT_THAT(environment.faults, IsEmpty()) << text;
        ASSERT_EQ(environment.values.at("A"), text);
    }
}

TEST(EnvSpellings, WhatStandsWithoutQuotesComesOutAsItIsWithoutBlanksAround) {
    std::mt19937 chance{2};
    for (int i = 0; i < 5'000; ++i) {
        const auto text = hostile_text(chance);
        const bool padded = !text.empty() && (std::isspace(static_cast<unsigned char>(text.front())) ||
                                              std::isspace(static_cast<unsigned char>(text.back())));
        if (padded || text.starts_with('\'') || text.starts_with('"') || text.contains(" #") || text.contains("\t#"))
            continue;
        const auto environment = parse_env_file("A=" + text + "\n");
        ASSERT_THAT(environment.faults, IsEmpty()) << text;
        ASSERT_EQ(environment.values.at("A"), text);
    }
}

TEST(EnvSpellings, ADoubleQuotedTextLosesNothingButTheEscapesOfItsQuotes) {
    std::mt19937 chance{3};
    for (int i = 0; i < 5'000; ++i) {
        const auto text = hostile_text(chance);
        // Nothing before a quote needs an escape when no backslash stands there.
        std::string quoted;
        for (const char c : text) quoted += c == '"' ? std::string{"\\\""} : std::string{c};
        if (text.ends_with('\\') || text.contains("\\\"")) continue;
        const auto environment = parse_env_file("A=\"" + quoted + "\"\n");
        ASSERT_THAT(environment.faults, IsEmpty()) << quoted;
        ASSERT_EQ(environment.values.at("A"), text);
    }
}

INSTANTIATE_TEST_SUITE_P(Table, EnvSpelling, testing::ValuesIn(spellings));

}  // namespace
}  // namespace privman::app
