// Settings become a checked configuration, or every fault is named at once.
#include "app/config.hpp"

#include "app/setting_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace privman::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Settings = std::map<std::string, std::string>;

Environment with(const Settings& changes) {
    Environment environment;
    environment.values = {{"SLACK_BOT_TOKEN", "xoxb-1"},
                          {"SLACK_APP_TOKEN", "xapp-1"},
                          {"SLACK_API_URL", "http://127.0.0.1:8420/api/"},
                          {"PRIVMAN_BASE_URL", "http://127.0.0.1:8420/Tms"},
                          {"PRIVMAN_USERNAME", "id"},
                          {"PRIVMAN_PASSWORD", "secret"}};
    for (const auto& [name, value] : changes) environment.values[name] = value;
    return environment;
}

Config config_with(const Settings& changes = {}) {
    auto config = read_config(with(changes), false);
    if (!config) {
        ADD_FAILURE() << testing::PrintToString(config.error());
        return {};
    }
    return *config;
}

std::vector<std::string> faults_with(const Settings& changes) {
    const auto config = read_config(with(changes), false);
    return config ? std::vector<std::string>{} : config.error();
}

TEST(Config, NeedsSixThingsAndHasADefaultForTheRest) {
    const auto config = config_with();
    EXPECT_EQ(config.poll_interval, Millis{30'000});
    EXPECT_EQ(config.durations.size(), 7u);
    EXPECT_EQ(config.default_duration, Grant::one_time());
    EXPECT_EQ(config.unattended.grant, Grant::one_time());
    EXPECT_TRUE(config.unattended_by_default);
    EXPECT_EQ(config.cards_at_once, 25u);
    EXPECT_EQ(config.decision_limit, Millis{120'000});
    EXPECT_EQ(config.store, StoreKind::sqlite);
    EXPECT_EQ(config.store_path, "privman-slack.db");
    EXPECT_TRUE(config.sandbox_clock.empty());
}

TEST(Config, LetsNobodyDecideUntilToldWho) {
    EXPECT_TRUE(std::holds_alternative<NobodyDecides>(config_with().rights.approvers));
    EXPECT_FALSE(config_with().rights.self_approval);
    EXPECT_TRUE(std::holds_alternative<ChannelDecides>(config_with({{"APPROVERS", "channel"}}).rights.approvers));
}

TEST(Config, ReadsAListOfPeople) {
    const auto config = config_with({{"APPROVERS", " U0ADA , W0BOB,,"}});
    const auto* these = std::get_if<TheseDecide>(&config.rights.approvers);
    ASSERT_NE(these, nullptr);
    EXPECT_THAT(these->people, ElementsAre(UserId{"U0ADA"}, UserId{"W0BOB"}));
}

TEST(Config, NamesEveryFaultAtOnce) {
    const auto config = read_config(Environment{}, false);
    ASSERT_FALSE(config);
    for (const auto* name :
         {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PRIVMAN_BASE_URL", "PRIVMAN_USERNAME", "PRIVMAN_PASSWORD"})
        EXPECT_THAT(config.error(), testing::Contains(testing::StartsWith(std::string{name} + ": "))) << name;
}

struct Wrong {
    const char* name;
    const char* value;
};
class WrongSetting : public testing::TestWithParam<Wrong> {};

TEST_P(WrongSetting, IsAFaultThatNamesIt) {
    const auto& wrong = GetParam();
    EXPECT_THAT(faults_with({{wrong.name, wrong.value}}),
                testing::Contains(testing::StartsWith(std::string{wrong.name})));
}

INSTANTIATE_TEST_SUITE_P(
    Each, WrongSetting,
    testing::Values(Wrong{"SLACK_BOT_TOKEN", "xapp-swapped"}, Wrong{"SLACK_APP_TOKEN", "xoxb-swapped"},
                    Wrong{"SLACK_API_URL", "http://slack.example/api/"}, Wrong{"SLACK_API_URL", "slack"},
                    Wrong{"SLACK_POSTS_PER_SECOND", "-1"}, Wrong{"PRIVMAN_BASE_URL", "https://pm.example"},
                    Wrong{"PRIVMAN_ALLOW_HTTP", "yes"}, Wrong{"PRIVMAN_CA_FILE", "/nowhere/ca.pem"},
                    Wrong{"PRIVMAN_TIMEOUT", "0"}, Wrong{"PRIVMAN_PROFILE", "/nowhere/profile.json"},
                    Wrong{"POLL_INTERVAL", "0.01"}, Wrong{"POLL_INTERVAL", "soon"}, Wrong{"POLL_INTERVAL", "30 s"},
                    Wrong{"POLL_INTERVAL", "nan"}, Wrong{"DURATIONS", "15m,15m"}, Wrong{"DURATIONS", "eight hours"},
                    Wrong{"DURATIONS", ","}, Wrong{"DEFAULT_DURATION", "3h"}, Wrong{"AUTO_APPROVE_DURATION", "8d"},
                    Wrong{"AUTO_APPROVE_EXCEPT", "color=red"}, Wrong{"AUTO_APPROVE_LIMIT", "-1"},
                    Wrong{"AUTO_APPROVE_LIMIT_COMPUTER", "-1"}, Wrong{"AUTO_APPROVE_RATINGS", ","},
                    Wrong{"APPROVERS", "everybody"}, Wrong{"APPROVERS", "S0GROUP"}, Wrong{"APPROVERS", "U0ADA,ada"},
                    Wrong{"ADMINS", "@carol"}, Wrong{"SELF_APPROVAL", "maybe"}, Wrong{"REMIND_AFTER", "15 minutes"},
                    Wrong{"CARDS_AT_ONCE", "many"}, Wrong{"STATE_STORE", "sqlite:"}, Wrong{"STATE_STORE", "redis:x"},
                    Wrong{"STATE_STORE", "dynamodb:table"}, Wrong{"KEEP_DECIDED", "1"}, Wrong{"DECISION_LIMIT", "0"},
                    Wrong{"SANDBOX_CLOCK", "https://clock.example/"}, Wrong{"LOG_FORMAT", "xml"},
                    Wrong{"LOG_LEVEL", "loud"}, Wrong{"SLACK_BOT_TOKEN", "xoxb-"}, Wrong{"SLACK_APP_TOKEN", "xapp-"},
                    Wrong{"SLACK_BOT_TOKEN", "xoxb-..."}, Wrong{"SSL_CERT_FILE", "/nope"},
                    Wrong{"SSL_CERT_FILE", "/dev/null"},
                    Wrong{"PRIVMAN_BASE_URL", "https://example.privilegemanagercloud.com/Tms"}));

TEST(Config, EveryPatternAtFaultIsNamedWithItsProbableMeaning) {
    const auto faults =
        faults_with({{"AUTO_APPROVE_EXCEPT", R"(C:Windows* | %WINDIR%\* | *\a.exe, *\b.exe | *\fine.exe)"}});
    EXPECT_THAT(faults, testing::Contains(testing::AllOf(testing::StartsWith("AUTO_APPROVE_EXCEPT: "),
                                                         HasSubstr(R"(Did you mean `path=C:\Windows*`?)"))));
    EXPECT_THAT(faults, testing::Contains(HasSubstr(R"(Did you mean `path=C:\Windows\*`?)")));
    EXPECT_THAT(faults, testing::Contains(HasSubstr(R"(`path=*\a.exe | *\b.exe`)")));
}

TEST(Config, AnOddPatternIsTakenAndDoubted) {
    const auto config =
        config_with({{"AUTO_APPROVE_EXCEPT", R"(C:\Windows | path=/usr/bin/bash | publisher=Example, Inc.*)"}});
    EXPECT_EQ(config.unattended.except.size(), 3u);
    EXPECT_THAT(config.doubts, testing::ElementsAre(testing::AllOf(testing::StartsWith("AUTO_APPROVE_EXCEPT: "),
                                                                   HasSubstr(R"(`path=C:\Windows\*`)"))));
}

TEST(Config, WhatACopiedExampleLeavesOpenIsNamedAsMissing) {
    EXPECT_THAT(faults_with({{"SLACK_BOT_TOKEN", "xoxb-"}}),
                testing::Contains(testing::AllOf(HasSubstr("missing"), HasSubstr("OAuth & Permissions"))));
    EXPECT_THAT(faults_with({{"SLACK_APP_TOKEN", "xapp-"}}),
                testing::Contains(testing::AllOf(HasSubstr("missing"), HasSubstr("connections:write"))));
    EXPECT_THAT(faults_with({{"PRIVMAN_BASE_URL", "https://example.privilegemanagercloud.com/Tms"}}),
                testing::Contains(HasSubstr("Name your own instance")));
}

TEST(Config, TheScheduleMayApproveSomeRatings) {
    EXPECT_THAT(config_with().unattended.ratings, ElementsAre("clean", "good"));
    EXPECT_EQ(config_with().unattended.limit_computer, 60u);
    const auto config = config_with({{"AUTO_APPROVE_RATINGS", "Clean, Unknown"}, {"AUTO_APPROVE_LIMIT_COMPUTER", "7"}});
    EXPECT_THAT(config.unattended.ratings, ElementsAre("Clean", "Unknown"));
    EXPECT_EQ(config.unattended.limit_computer, 7u);
    EXPECT_THAT(config.warnings, IsEmpty());
    EXPECT_THAT(config_with({{"AUTO_APPROVE_RATINGS", "clean,SUSPECT"}}).warnings,
                ElementsAre(HasSubstr("rated `suspect`")));
}

TEST(Config, AZoneThatDoesNotExistIsWorthAWarning) {
    for (const auto* zone : {"Europe/Berlin", ":Europe/Berlin", "UTC", "CET-1CEST", "/etc/localtime", ""})
        EXPECT_THAT(config_with({{"TZ", zone}}).warnings, IsEmpty()) << zone;
    for (const auto* zone : {"Europe/Berln", "Berlin", "Mars/Base1"})
        EXPECT_THAT(config_with({{"TZ", zone}}).warnings, ElementsAre(HasSubstr(zone))) << zone;
}

TEST(Config, RefusesEverythingThatIsNamedButNotBuilt) {
    for (const auto& setting : setting_names()) {
        if (setting.honoured != Honoured::not_yet) continue;
        EXPECT_THAT(faults_with({{std::string{setting.name}, "1"}}),
                    testing::Contains(
                        testing::AllOf(testing::StartsWith(std::string{setting.name}), HasSubstr("cannot do it yet"))))
            << setting.name;
    }
}

TEST(Config, WantsAProfileForAnInstanceThatIsNotLoopback) {
    const Settings elsewhere{{"PRIVMAN_BASE_URL", "https://pm.example/Tms"}};
    EXPECT_THAT(faults_with(elsewhere), ElementsAre(testing::StartsWith("PRIVMAN_PROFILE: missing")));
    auto by_name = elsewhere;
    by_name["PRIVMAN_PROFILE"] = "builtin";
    EXPECT_FALSE(config_with(by_name).profile.verified);
}

TEST(Config, RefusesASandboxClockForAnythingReal) {
    const Settings clock{{"SANDBOX_CLOCK", "http://127.0.0.1:8420/_sandbox/clock"}};
    EXPECT_FALSE(config_with(clock).sandbox_clock.empty());
    auto real = clock;
    real["SLACK_API_URL"] = "https://slack.com/api/";
    EXPECT_THAT(faults_with(real), ElementsAre(testing::StartsWith("SANDBOX_CLOCK")));
}

TEST(Config, ReadsASecretFromAFile) {
    const auto file = std::filesystem::path{testing::TempDir()} / ("secret-" + std::to_string(getpid()));
    std::ofstream{file} << "from-a-file\n";
    auto environment = with({{"PRIVMAN_PASSWORD_FILE", file.string()}});
    environment.values.erase("PRIVMAN_PASSWORD");
    const auto config = read_config(environment, false);
    const auto both = faults_with({{"PRIVMAN_PASSWORD_FILE", file.string()}});
    std::filesystem::remove(file);
    ASSERT_TRUE(config);
    EXPECT_EQ(config->privman_password, "from-a-file");
    EXPECT_THAT(both, ElementsAre(HasSubstr("given twice")));
}

TEST(Config, NeverRepeatsASecretInAFault) {
    const auto faults = faults_with({{"SLACK_BOT_TOKEN", "hunter2"}, {"SLACK_APP_TOKEN", "hunter2"}});
    ASSERT_THAT(faults, SizeIs(2));
    for (const auto& fault : faults) EXPECT_THAT(fault, testing::Not(HasSubstr("hunter2")));
}

TEST(Config, WarnsAboutAProbableSlipWithTheNearestName) {
    EXPECT_THAT(config_with({{"SLACK_BOT_TOKN", "x"}}).warnings,
                ElementsAre("SLACK_BOT_TOKN is no setting. Did you mean SLACK_BOT_TOKEN?"));
    EXPECT_THAT(config_with({{"APROVERS", "channel"}}).warnings, ElementsAre(HasSubstr("APPROVERS")));
    EXPECT_THAT(config_with({{"PATH", "/bin"}, {"HOME", "/"}, {"AWS_REGION", "x"}}).warnings, IsEmpty());
}

TEST(Config, AMissingSettingIsSaidTogetherWithTheNameItProbablyStandsUnder) {
    const auto faults = faults_with({{"PRIVMAN_USERNAME", ""}, {"PRIVMAN_USERNAM", "id"}});
    EXPECT_THAT(faults, testing::Contains(testing::StartsWith("PRIVMAN_USERNAME: missing")));
    EXPECT_THAT(faults, testing::Contains("PRIVMAN_USERNAM is no setting. Did you mean PRIVMAN_USERNAME?"));
}

TEST(Config, TakesFractionsOfSecondsAndUnits) {
    EXPECT_EQ(config_with({{"POLL_INTERVAL", "0.05"}}).poll_interval, Millis{50});
    EXPECT_EQ(config_with({{"POLL_INTERVAL", "2m"}}).poll_interval, Millis{120'000});
    EXPECT_EQ(config_with({{"REMIND_AFTER", "0"}}).remind_after, Millis{0});
    EXPECT_EQ(config_with({{"KEEP_DECIDED", "7d"}}).keep_decided, Millis{7 * 86'400'000});
}

TEST(Config, WritesTextOnATerminalAndJsonElsewhere) {
    EXPECT_EQ(read_config(with({}), true)->log_format, observe::Log::Format::text);
    EXPECT_EQ(read_config(with({}), false)->log_format, observe::Log::Format::json);
    EXPECT_EQ(read_config(with({{"LOG_FORMAT", "json"}}), true)->log_format, observe::Log::Format::json);
}

TEST(Config, ShowsNoHealthUnlessAskedTo) {
    EXPECT_FALSE(config_with().health_listen);
    EXPECT_EQ(config_with({{"HEALTH_LISTEN", "0.0.0.0:9400"}}).health_listen->port, 9400);
    EXPECT_THAT(faults_with({{"HEALTH_LISTEN", "9400"}}),
                ElementsAre(testing::AllOf(testing::StartsWith("HEALTH_LISTEN: "), HasSubstr("127.0.0.1:9400"))));
    EXPECT_EQ(config_with().metrics, MetricsFormat::prometheus);
    EXPECT_EQ(config_with({{"METRICS", "emf"}}).metrics, MetricsFormat::emf);
    EXPECT_THAT(faults_with({{"METRICS", "statsd"}}), ElementsAre(testing::StartsWith("METRICS")));
}

}  // namespace
}  // namespace privman::app
