// What strays into values on their way here: dropped where that is certain, named where it is not, and alike whether
// the value stands in the environment or in a file.
#include "app/config.hpp"
#include "app/known_secrets.hpp"
#include "app/stray_characters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace privman::app {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Environment complete() {
    Environment environment;
    environment.values = {{"SLACK_BOT_TOKEN", "xoxb-1"},
                          {"SLACK_APP_TOKEN", "xapp-1"},
                          {"SLACK_API_URL", "http://127.0.0.1:8420/api/"},
                          {"PRIVMAN_BASE_URL", "http://127.0.0.1:8420/Tms"},
                          {"PRIVMAN_USERNAME", "id"},
                          {"PRIVMAN_PASSWORD", "correct-horse"}};
    return environment;
}

struct Case {
    std::string bytes;     ///< as they arrive
    std::string expected;  ///< the secret; empty: a fault, whose words are `named`
    std::string named;
};

std::vector<Case> cases() {
    using namespace std::string_literals;
    return {
        {"s3cret-word", "s3cret-word", ""},
        {"s3cret-word\n", "s3cret-word", ""},
        {"s3cret-word\r\n", "s3cret-word", ""},
        {"s3cret-word\r", "s3cret-word", ""},
        {"s3cret-word\n\n\n", "s3cret-word", ""},
        {"\ns3cret-word\n", "s3cret-word", ""},
        {"\xEF\xBB\xBF"
         "s3cret-word",
         "s3cret-word", ""},
        {"\xEF\xBB\xBF"
         "s3cret-word\r\n",
         "s3cret-word", ""},
        {"s3cret \\ word $x #y", "s3cret \\ word $x #y", ""},
        {"s3cret\"word", "s3cret\"word", ""},
        {"\"s3cret", "\"s3cret", ""},
        {"s\xC3\xBC\xC3\x9F-word", "s\xC3\xBC\xC3\x9F-word", ""},
        {"s3cret-word\xC2\xA0", "", "no-break blank (U+00A0)"},
        {"\xC2\xA0s3cret-word", "", "no-break blank (U+00A0)"},
        {"s3cret\xC2\xA0word", "", "no-break blank (U+00A0)"},
        {"s3cret\xE2\x80\xAFword", "", "no-break blank (U+202F)"},
        {"s3cret-word\xE2\x80\x8B", "", "U+200B"},
        {"s3cret\xEF\xBB\xBFword", "", "byte order mark (U+FEFF)"},
        {"s3cret\xC2\xADword", "", "U+00AD"},
        {"\xE2\x80\xAAs3cret-word\xE2\x80\xAC", "", "U+202A"},
        {"s3cret\nword", "", "line end"},
        {"s3cret\r\nword\r\n", "", "line end"},
        {"s3cret\x07word", "", "control character (U+0007)"},
        {"\"s3cret-word\"", "", "in quotes"},
        {"'s3cret-word'", "", "in quotes"},
        {"\"s3cret-word\"\n", "", "in quotes"},
        {"`s3cret-word`", "", "in quotes"},
        {"“s3cret-word”", "", "in quotes"},
        {"„s3cret-word“", "", "in quotes"},
        {"‘s3cret-word’", "", "in quotes"},
        {"xoxb-1-2-abc", "", "looks like a bot token"},
        {"xapp-1-2-abc\n", "", "looks like an app token"},
    };
}

struct Read {
    std::string value;
    std::vector<std::string> faults;
};

Read read_directly(const std::string& bytes) {
    auto environment = complete();
    environment.values["PRIVMAN_PASSWORD"] = bytes;
    auto [config, faults] = read_settings(environment, false);
    return {config.privman_password, faults};
}

Read read_from_file(const std::string& bytes) {
    const auto file = std::filesystem::path{testing::TempDir()} / ("stray-" + std::to_string(getpid()));
    std::ofstream{file, std::ios::binary} << bytes;
    auto environment = complete();
    environment.values.erase("PRIVMAN_PASSWORD");
    environment.values["PRIVMAN_PASSWORD_FILE"] = file.string() + "\n";
    auto [config, faults] = read_settings(environment, false);
    std::filesystem::remove(file);
    return {config.privman_password, faults};
}

TEST(StraySecrets, AreReadAlikeFromTheEnvironmentAndFromAFile) {
    for (const auto& one : cases())
        for (const auto& [value, faults] : {read_directly(one.bytes), read_from_file(one.bytes)}) {
            if (one.named.empty()) {
                EXPECT_THAT(faults, IsEmpty()) << one.bytes;
                EXPECT_EQ(value, one.expected);
            } else {
                ASSERT_EQ(faults.size(), 1u) << one.bytes;
                EXPECT_THAT(faults.front(), testing::StartsWith("PRIVMAN_PASSWORD"));
                EXPECT_THAT(faults.front(), HasSubstr(one.named)) << one.bytes;
                EXPECT_THAT(faults.front(), Not(HasSubstr("s3cret")));
                EXPECT_THAT(faults.front(), Not(HasSubstr("xoxb-1")));
            }
        }
}

TEST(StraySecrets, AFileInUtf16IsNamed) {
    using namespace std::string_literals;
    for (const auto& bytes : {"\xFF\xFEx\0o\0x\0b\0-\0"s, "\xFE\xFF\0x\0o\0x\0b"s, "w\0o\0r\0d\0"s}) {
        const auto read = read_from_file(bytes);
        ASSERT_EQ(read.faults.size(), 1u);
        EXPECT_THAT(read.faults.front(), testing::StartsWith("PRIVMAN_PASSWORD_FILE: the file is written in UTF-16"));
    }
}

TEST(StraySecrets, QuotesInsideQuotesOfTheEnvFileAreMeant) {
    auto environment = complete();
    environment.values.erase("PRIVMAN_PASSWORD");
    const auto file = parse_env_file("PRIVMAN_PASSWORD='\"s3cret-word\"'\n");
    environment.values.insert(file.values.begin(), file.values.end());
    environment.quoted = file.quoted;
    const auto config = read_config(environment, false);
    ASSERT_TRUE(config) << testing::PrintToString(config.error());
    EXPECT_EQ(config->privman_password, "\"s3cret-word\"");
}

std::vector<std::string> faults_with(const std::string& name, const std::string& value) {
    auto environment = complete();
    environment.values[name] = value;
    return read_settings(environment, false).faults;
}

TEST(StrayTokens, InEachOthersPlaceAreNamed) {
    struct Misplaced {
        const char* name;
        const char* value;
        const char* said;
    };
    static constexpr Misplaced all[] = {
        {"SLACK_BOT_TOKEN", "xapp-1-A-2-f", "looks like an app token of Slack's, which belongs in SLACK_APP_TOKEN"},
        {"SLACK_APP_TOKEN", "xoxb-1-2-f", "looks like a bot token of Slack's, which belongs in SLACK_BOT_TOKEN"},
        {"SLACK_BOT_TOKEN", "xoxp-1-2-f", "looks like a user's token"},
        {"SLACK_BOT_TOKEN", "xoxe.xoxb-1-f", "looks like a token that rotates"},
        {"SLACK_BOT_TOKEN", "/run/secrets/slack-bot-token", "Name it in SLACK_BOT_TOKEN_FILE"},
        {"SLACK_BOT_TOKEN_FILE", "xoxb-1-2-f", "given twice"},
        {"SLACK_BOT_TOKEN", "xoxb-1-2 f", "a character that no token"},
        {"SLACK_BOT_TOKEN", "xoxb-1-2-f # mine", "a character that no token"},
        {"SLACK_BOT_TOKEN", "\"xoxb-1-2-f\"", "in quotes"},
        {"PRIVMAN_USERNAME", "xoxb-1-2-f", "looks like a bot token"},
        {"PRIVMAN_PASSWORD", "xapp-1-2-f", "looks like an app token"},
        {"APPROVERS", "xoxb-1-2-f", "looks like a bot token"},
        {"SLACK_API_URL", "xapp-1-2-f", "looks like an app token"},
        {"LOG_LEVEL", "xoxb-1-2-f", "looks like a bot token"},
        {"STATE_STORE", "xoxb-1-2-f", "looks like a bot token"},
        {"HEALTH_LISTEN", "xapp-1-2-f", "looks like an app token"},
    };
    for (const auto& [name, value, said] : all)
        EXPECT_THAT(faults_with(name, value), Contains(HasSubstr(said))) << name;
    auto environment = complete();
    environment.values.erase("SLACK_BOT_TOKEN");
    environment.values["SLACK_BOT_TOKEN_FILE"] = "xoxb-1-2-f";
    EXPECT_THAT(read_settings(environment, false).faults,
                Contains(HasSubstr("looks like the token itself, not like the path of a file")));
}

TEST(StraySettings, OpenOnesAreNamedWithTheirValueAndWhatWasProbablyMeant) {
    struct Open {
        const char* name;
        const char* value;
        const char* said;
    };
    static constexpr Open all[] = {
        {"LOG_LEVEL", "\"info\"", "`\"info\"` stands in quotes; probably meant: `info`"},
        {"LOG_LEVEL", "'info'", "probably meant: `info`"},
        {"AUTO_APPROVE_EXCEPT", "\"path=C:\\Windows\\*\"", "probably meant: `path=C:\\Windows\\*`"},
        {"AUTO_APPROVE_EXCEPT", "'path=C:\\Windows\\*'", "probably meant: `path=C:\\Windows\\*`"},
        {"NO_PROXY", "\"a.test,b.test\"", "probably meant: `a.test,b.test`"},
        {"no_proxy", "\"a.test,b.test\"", "probably meant: `a.test,b.test`"},
        {"ADMINS", "\"\"", "stands in quotes"},
        {"STATE_STORE", "\"sqlite:x.db\"", "probably meant: `sqlite:x.db`"},
        {"PRIVMAN_USERNAME", "id\xC2\xA0", "no-break blank (U+00A0)"},
        {"APPROVERS", "U0ADA,\xC2\xA0U0BOB", "no-break blank (U+00A0)"},
        {"PRIVMAN_BASE_URL", "http://127.0.0.1:8420/Tms\xE2\x80\x8B", "invisible character (U+200B)"},
        {"STATE_STORE", "sqlite:x.db\xC2\xA0", "no-break blank (U+00A0)"},
        {"POLL_INTERVAL", "30\n40", "line end (U+000A)"},
    };
    for (const auto& [name, value, said] : all) {
        const auto faults = faults_with(name, value);
        ASSERT_EQ(faults.size(), 1u) << name << testing::PrintToString(faults);
        EXPECT_THAT(faults.front(), HasSubstr(said)) << name;
    }
}

TEST(StraySettings, WhatIsCertainIsDroppedFromEverySetting) {
    for (const auto* ends : {"\n", "\r\n", "\r"}) {
        auto environment = complete();
        for (auto& [name, value] : environment.values) value += ends;
        environment.values["LOG_LEVEL"] = std::string{"debug"} + ends;
        environment.values["AUTO_APPROVE_EXCEPT"] = std::string{"path=C:\\Windows\\*"} + ends;
        environment.values["STATE_STORE"] = std::string{"\xEF\xBB\xBFsqlite:a b.db"} + ends;
        const auto config = read_config(environment, false);
        ASSERT_TRUE(config) << testing::PrintToString(config.error());
        EXPECT_EQ(config->slack_bot_token, "xoxb-1");
        EXPECT_EQ(config->store_path, "a b.db");
        EXPECT_EQ(config->log_level, observe::Level::debug);
        EXPECT_EQ(config->unattended.except.size(), 1u);
    }
}

TEST(StraySettings, WhatIsNotOursIsLeftAlone) {
    auto environment = complete();
    environment.values["EDITOR"] = "\"vi\"\xC2\xA0";
    environment.values["PATH"] = "'x'";
    EXPECT_TRUE(read_config(environment, false));
}

TEST(KnownSecrets, AreBlottedOutWhereverTheyStand) {
    const auto file = std::filesystem::path{testing::TempDir()} / ("known-" + std::to_string(getpid()));
    std::ofstream{file} << "from-the-file\n";
    Environment environment;
    environment.values = {{"SLACK_BOT_TOKEN", "\"hunter2-token\""},
                          {"PRIVMAN_PASSWORD", "correct-horse\n"},
                          {"PRIVMAN_PASSWORD_FILE", file.string()},
                          {"SLACK_APP_TOKEN_FILE", "battery-staple"},
                          {"HTTPS_PROXY", "http://ada:pr0xypw@p:1"},
                          {"AWS_SECRET_ACCESS_KEY", "aws-secret-key"},
                          {"POLL_INTERVAL", "soon"}};
    const auto redactor = redactor_for(environment);
    std::filesystem::remove(file);
    for (const auto* secret : {"hunter2-token", "correct-horse", "from-the-file", "battery-staple", "pr0xypw",
                               "aws-secret-key", "xoxb-anything-at-all", "xapp-1-2"})
        EXPECT_THAT(redactor.clean(std::string{"`"} + secret + "` is none of them."), Not(HasSubstr(secret)));
    EXPECT_EQ(redactor.clean("`soon` is no number"), "`soon` is no number");
}

TEST(Risks, AChannelOfApproversWithoutAdminsIsOne) {
    const auto risks = [](const std::string& approvers, const std::string& admins) {
        auto environment = complete();
        environment.values["APPROVERS"] = approvers;
        environment.values["ADMINS"] = admins;
        return read_settings(environment, false).config.risks;
    };
    EXPECT_THAT(risks("channel", ""), testing::ElementsAre(HasSubstr("APPROVERS=channel AND NO ADMINS")));
    EXPECT_THAT(risks("channel", "U0CAROL"), IsEmpty());
    EXPECT_THAT(risks("U0ADA", ""), IsEmpty());
    EXPECT_THAT(risks("", ""), IsEmpty());
}

}  // namespace
}  // namespace privman::app
