#include "app/environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace privman::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

std::string value_of(std::string_view line) {
    const auto environment = parse_env_file(line);
    EXPECT_THAT(environment.faults, IsEmpty()) << line;
    return environment.values.contains("A") ? environment.values.at("A") : "nothing";
}

TEST(EnvFile, ReadsNamesAndValues) {
    const auto environment = parse_env_file("A=1\nB_2=two words\n");
    EXPECT_THAT(environment.values, ElementsAre(Pair("A", "1"), Pair("B_2", "two words")));
    EXPECT_THAT(environment.from_file, ElementsAre("A", "B_2"));
}

TEST(EnvFile, KeepsWhatStandsInQuotes) {
    EXPECT_EQ(value_of("A=\" padded \""), " padded ");
    EXPECT_EQ(value_of("A='single \\n # kept'"), "single \\n # kept");
    EXPECT_EQ(value_of(R"(A="C:\new \"quoted\" back\\slash")"), R"(C:\new "quoted" back\\slash)");
    EXPECT_EQ(value_of("A=\"\""), "");
}

TEST(EnvFile, LeavesOutCommentsThatStandApart) {
    EXPECT_EQ(value_of("A=1 # one"), "1");
    EXPECT_EQ(value_of("A=pass#word"), "pass#word");
    EXPECT_EQ(value_of("A=\"1\" # one"), "1");
    EXPECT_EQ(value_of("A= # nothing"), "");
}

TEST(EnvFile, TakesExportWindowsLinesAndAByteOrderMark) {
    EXPECT_EQ(value_of("export A=1"), "1");
    EXPECT_EQ(value_of("A=1\r\n"), "1");
    EXPECT_EQ(value_of("\xEF\xBB\xBF"
                       "A=1\n"),
              "1");
}

TEST(EnvFile, LetsTheLastLineWin) { EXPECT_EQ(value_of("A=1\nA=2\n"), "2"); }

TEST(EnvFile, NamesALineThatMakesNoSenseButNotItsContent) {
    const auto environment = parse_env_file("A=1\nhunter2\n2B=x\nC=\"open\nD=\"x\" y\n");
    EXPECT_THAT(environment.faults,
                ElementsAre(".env line 2: not of the form NAME=value", ".env line 3: not of the form NAME=value",
                            HasSubstr(".env line 4: its double quote never ends"),
                            HasSubstr(".env line 5: something stands behind the closing quote")));
    for (const auto& fault : environment.faults) EXPECT_THAT(fault, Not(HasSubstr("hunter2")));
    EXPECT_THAT(environment.values, ElementsAre(Pair("A", "1")));
}

TEST(EnvFile, SurvivesAnyBytes) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    EXPECT_FALSE(parse_env_file(bytes).faults.empty());
}

TEST(EnvFile, InUtf16IsNamedOnceAndNotLineByLine) {
    for (const auto& text : {std::string{"\xFF\xFE"
                                         "A\0=\x001\0\n\0",
                                         10},
                             std::string{"\xFE\xFF\0A\0=\x00"
                                         "1",
                                         8},
                             std::string{"A\0=\x00"
                                         "1\0\n\0",
                                         8}})
        EXPECT_THAT(parse_env_file(text).faults, ElementsAre(HasSubstr("UTF-16"))) << text.size();
}

TEST(EnvFile, RemembersWhatStoodInQuotesAndWhatTheLastReleaseReadDifferently) {
    const auto environment = parse_env_file(
        "EXCEPT=\"path=C:\\Windows\\*\"\n"
        "SAME=\"plain\"\n"
        "BARE=C:\\x\n"
        "PASSWORD=#1\n"
        "TWICE=\"a\\b\"\n"
        "TWICE=ab\n");
    EXPECT_THAT(environment.quoted, ElementsAre("EXCEPT", "SAME"));
    ASSERT_EQ(environment.reread.size(), 2u);
    EXPECT_EQ(environment.reread[0].name, "EXCEPT");
    EXPECT_EQ(environment.reread[0].where, ".env line 1");
    EXPECT_EQ(environment.reread[0].before, "path=C:Windows*");
    EXPECT_EQ(environment.reread[0].now, "path=C:\\Windows\\*");
    EXPECT_EQ(environment.reread[1].name, "PASSWORD");
    EXPECT_EQ(environment.reread[1].before, "");
}

class EnvironmentOver : public testing::Test {
protected:
    EnvironmentOver() {
        std::filesystem::create_directories(directory);
        std::ofstream{directory / ".env"} << "A=file\nB=file\n";
    }
    ~EnvironmentOver() override { std::filesystem::remove_all(directory); }

    const std::filesystem::path directory =
        std::filesystem::path{testing::TempDir()} / ("environment-" + std::to_string(getpid()));
};

TEST_F(EnvironmentOver, TheFileWins) {
    std::array<char, 8> own{"A=mine"};
    std::array<char*, 2> process{own.data(), nullptr};
    const auto environment = read_environment(directory.string(), process.data());
    EXPECT_EQ(environment.get("A"), "mine");
    EXPECT_EQ(environment.get("B"), "file");
    EXPECT_THAT(environment.from_file, ElementsAre("B"));
}

TEST_F(EnvironmentOver, AnEmptyValueIsNone) {
    std::array<char, 4> own{"A="};
    std::array<char*, 2> process{own.data(), nullptr};
    EXPECT_EQ(read_environment(directory.string(), process.data()).get("A"), std::nullopt);
}

TEST_F(EnvironmentOver, NoFileIsNoFault) {
    std::array<char*, 1> process{nullptr};
    const auto environment = read_environment((directory / "nowhere").string(), process.data());
    EXPECT_THAT(environment.values, IsEmpty());
    EXPECT_THAT(environment.faults, IsEmpty());
}

}  // namespace
}  // namespace privman::app
