#include "observe/log.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace privman::observe {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

struct Logging : ::testing::Test {
    std::vector<std::string> lines;
    std::int64_t now = 1'772'937'000'123;  // 2026-03-08T02:30:00.123Z

    Log made(Log::Format format, Level least = Level::debug) {
        return Log{[this](std::string_view line) { lines.emplace_back(line); }, [this] { return now; }, format, least};
    }
    Log as_json = made(Log::Format::json);
    Log as_text = made(Log::Format::text);

    json::object only_line() {
        if (lines.size() != 1) throw std::runtime_error{"not one line"};
        return json::parse(lines.front()).as_object();
    }
};

TEST_F(Logging, ALineSaysWhenHowBadWhatAndTheFields) {
    as_json.warning("poll.failed", "The list could not be read.",
                    {{"request", std::string{"r1"}}, {"waiting", std::size_t{3}}, {"blind", true}, {"seconds", 0.5}});
    EXPECT_EQ(lines.front(),
              R"({"time":"2026-03-08T02:30:00.123Z","level":"warning","event":"poll.failed",)"
              R"("message":"The list could not be read.","request":"r1","waiting":3,"blind":true,"seconds":5E-1})");
}

TEST_F(Logging, OnATerminalALineIsShort) {
    as_text.info("card.posted", "Posted a card.", {{"request", "r1"}, {"channel", "C1 general"}, {"late", false}});
    EXPECT_EQ(lines.front(), R"(02:30:00 info    Posted a card.  request=r1 channel="C1 general" late=false)");
}

TEST_F(Logging, WhatIsLessThanTheLevelIsNotWritten) {
    auto log = made(Log::Format::json, Level::warning);
    log.debug("a", "a");
    log.info("b", "b");
    log.warning("c", "c");
    log.error("d", "d");
    EXPECT_EQ(lines.size(), 2U);
    EXPECT_FALSE(log.writes(Level::info));
    EXPECT_TRUE(log.writes(Level::error));
}

TEST_F(Logging, WhateverIsInAValueTheLineStaysOneJsonObject) {
    std::string every_byte;
    for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
    as_json.info("a\"b", "quote \" newline \n backslash \\", {{"bytes", every_byte}, {"k\"ey", "v"}});
    EXPECT_THAT(lines.front(), Not(HasSubstr("\n")));
    const auto line = only_line();
    EXPECT_EQ(line.at("message").as_string(), "quote \" newline \n backslash \\");
    EXPECT_EQ(line.at("k\"ey").as_string(), "v");
}

TEST_F(Logging, NothingMovesTheCursorOfATerminal) {
    as_text.info("x",
                 "red \x1b[31m \xE2\x80\xAE"
                 "desrever\r\n",
                 {{"bell", "\a\x7f\xC2\x9B"}, {"na\nme", 1}});
    for (const char c : lines.front()) EXPECT_GE(static_cast<unsigned char>(c), 0x20U);
    EXPECT_THAT(lines.front(), HasSubstr(R"(red \u001b[31m \u202edesrever\u000d\u000a)"));
    EXPECT_THAT(lines.front(), HasSubstr(R"(\u009b)"));
    EXPECT_THAT(lines.front(), Not(HasSubstr("\x7f")));
}

TEST_F(Logging, AFieldNeverReplacesWhatTheLogSays) {
    as_json.info("e", "m", {{"time", "noon"}, {"level", "none"}, {"twice", 1}, {"twice", 2}});
    const auto line = only_line();
    EXPECT_EQ(line.at("level").as_string(), "info");
    EXPECT_EQ(line.at("level_").as_string(), "none");
    EXPECT_EQ(line.at("time_").as_string(), "noon");
    EXPECT_EQ(line.at("twice_").as_int64(), 2);
}

TEST_F(Logging, ALongValueIsCutInTheMiddleAndSaysSo) {
    as_json.info("e", "m", {{"path", "head" + std::string(9'000, 'x') + "tail"}});
    const std::string value{only_line().at("path").as_string()};
    EXPECT_LT(value.size(), 4'200U);
    EXPECT_TRUE(value.starts_with("head"));
    EXPECT_TRUE(value.ends_with("tail"));
    EXPECT_THAT(value, HasSubstr("…[4912 bytes cut]…"));
}

TEST_F(Logging, NoLineIsLongerThanTheLimitHoweverItsValuesSwellInEscaping) {
    const std::string swells(20'000, '\x01');
    for (auto* log : {&as_json, &as_text}) {
        lines.clear();
        log->info("e", swells, {{"a", swells}, {"b", swells}, {"c", swells}, {"d", std::string(20'000, '"')}});
        ASSERT_EQ(lines.size(), 1U);
        EXPECT_LE(lines.front().size(), Log::longest_line);
    }
}

TEST_F(Logging, TooManyFieldsAreCountedInsteadOfWritten) {
    const std::vector<LogField> fields(2'000, LogField{"name", "value"});
    as_json.write(Level::info, "e", "m", fields);
    EXPECT_LE(lines.front().size(), Log::longest_line);
    EXPECT_EQ(only_line().at("fields_left_out").as_int64(), 2'000);
}

TEST_F(Logging, NumbersThatJsonLacksAreText) {
    as_json.info("e", "m",
                 {{"nan", std::nan("")},
                  {"inf", std::numeric_limits<double>::infinity()},
                  {"hash", std::numeric_limits<std::uint64_t>::max()}});
    const auto line = only_line();
    EXPECT_EQ(line.at("nan").as_string(), "nan");
    EXPECT_EQ(line.at("inf").as_string(), "inf");
    EXPECT_EQ(line.at("hash").as_string(), "18446744073709551615");
}

TEST_F(Logging, AForgottenSecretIsInNoPartOfAnyLine) {
    as_json.forget("s3cret-value");
    as_json.info("s3cret-value", "it is s3cret-value", {{"a", "xs3cret-valuex"}, {"s3cret-value", 1}});
    EXPECT_THAT(lines.front(), Not(HasSubstr("s3cret-value")));
    EXPECT_EQ(only_line().at("message").as_string(), "it is ***");
}

TEST_F(Logging, ASecretIsBlottedOutBeforeItCouldBeCutInHalf) {
    as_json.forget("s3cret-value");
    for (std::size_t before = 2'030; before < 2'060; ++before) {
        lines.clear();
        as_json.info("e", "m", {{"a", std::string(before, 'x') + "s3cret-value" + std::string(8'000, 'y')}});
        EXPECT_THAT(lines.front(), Not(HasSubstr("s3c")));
    }
}

TEST_F(Logging, LinesGoToAFileOneByOne) {
    auto* file = std::tmpfile();
    Log log{Log::to_file(file), [] { return std::int64_t{0}; }, Log::Format::text};
    log.info("a", "one");
    log.info("a", "two");
    std::rewind(file);
    char all[256]{};
    const auto size = std::fread(all, 1, sizeof all, file);
    std::fclose(file);
    EXPECT_EQ(std::string(all, size), "00:00:00 info    one\n00:00:00 info    two\n");
}

}  // namespace
}  // namespace privman::observe
