// Where channels and schedule live: names that AWS accepts, settings that do not contradict each other, a region.
#include "app/config.hpp"
#include "settings/parameter_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Settings = std::map<std::string, std::string>;

SettingsRead read_with(const Settings& changes) {
    Environment environment;
    environment.values = {{"SLACK_BOT_TOKEN", "xoxb-1"},
                          {"SLACK_APP_TOKEN", "xapp-1"},
                          {"PRIVMAN_BASE_URL", "http://127.0.0.1:8420/Tms"},
                          {"PRIVMAN_USERNAME", "id"},
                          {"PRIVMAN_PASSWORD", "secret"},
                          {"AWS_REGION", "eu-central-1"}};
    for (const auto& [name, value] : changes) environment.values[name] = value;
    return read_settings(environment, false);
}

std::string faults_with(const Settings& changes) {
    std::string all;
    for (const auto& fault : read_with(changes).faults) all += fault + "\n";
    return all;
}

Config config_with(const Settings& changes) {
    auto read = read_with(changes);
    EXPECT_THAT(read.faults, IsEmpty());
    return std::move(read.config);
}

TEST(SettingsStore, IsTheStateStoreUnlessToldOtherwise) {
    for (const Settings& same : {Settings{}, Settings{{"SETTINGS_STORE", "sqlite:privman-slack.db"}},
                                 Settings{{"SETTINGS_STORE", "memory:"}, {"STATE_STORE", "memory:"}}}) {
        const auto config = config_with(same);
        EXPECT_FALSE(config.settings_in_aws);
        EXPECT_THAT(config.aws_environment, IsEmpty());
    }
}

TEST(SettingsStore, InAwsStandsUnderItsPrefix) {
    for (const auto& [store, channels] : {std::pair{"ssm:", "/privman-slack-bot/CHANNELS"},
                                          {"ssm:/privman/prod", "/privman/prod/CHANNELS"},
                                          {"ssm:/privman/prod/", "/privman/prod/CHANNELS"}}) {
        const auto config = config_with({{"SETTINGS_STORE", store}});
        EXPECT_TRUE(config.settings_in_aws);
        EXPECT_EQ(config.ssm_channels_param, channels);
    }
    EXPECT_EQ(config_with({{"SETTINGS_STORE", "ssm:"}}).ssm_schedule_param, "/privman-slack-bot/AUTOAPPROVE_SCHEDULE");
}

TEST(SettingsStore, AnExactNameImpliesAwsAndWinsOverThePrefix) {
    const auto config = config_with({{"SSM_CHANNELS_PARAM", "/team/CHANNELS"}});
    EXPECT_TRUE(config.settings_in_aws);
    EXPECT_EQ(config.ssm_channels_param, "/team/CHANNELS");
    EXPECT_EQ(config.ssm_schedule_param, "/privman-slack-bot/AUTOAPPROVE_SCHEDULE");
    EXPECT_EQ(config_with({{"SETTINGS_STORE", "ssm:/p"}, {"SSM_SCHEDULE_PARAM", "HOURS"}}).ssm_schedule_param, "HOURS");
}

TEST(SettingsStore, ContradictionsAreFaults) {
    EXPECT_THAT(faults_with({{"SETTINGS_STORE", "sqlite:other.db"}}), HasSubstr("neither ssm:/prefix nor"));
    EXPECT_THAT(faults_with({{"SETTINGS_STORE", "sqlite:privman-slack.db"}, {"SSM_CHANNELS_PARAM", "/team/CHANNELS"}}),
                HasSubstr("Say ssm:, or remove them"));
    EXPECT_THAT(faults_with({{"SSM_CHANNELS_PARAM", "/a/B"}, {"SSM_SCHEDULE_PARAM", "/a/B"}}),
                HasSubstr("must not be the parameter of the channels"));
}

TEST(SettingsStore, NeedsARegionAndSaysSo) {
    EXPECT_THAT(faults_with({{"SETTINGS_STORE", "ssm:"}, {"AWS_REGION", ""}}), HasSubstr("AWS_REGION"));
    EXPECT_THAT(faults_with({{"AWS_REGION", ""}}), IsEmpty()) << "but only when AWS is used";
    EXPECT_TRUE(config_with({{"SETTINGS_STORE", "ssm:"}, {"AWS_REGION", ""}, {"AWS_DEFAULT_REGION", "us-east-1"}})
                    .settings_in_aws);
    EXPECT_THAT(faults_with({{"SETTINGS_STORE", "ssm:"}, {"AWS_ENDPOINT_URL_SSM", "http://example.com"}}),
                HasSubstr("AWS_ENDPOINT_URL"));
}

TEST(SettingsStore, HandsOnlyAwsItsOwnVariables) {
    const auto config = config_with({{"SETTINGS_STORE", "ssm:"}, {"AWS_ACCESS_KEY_ID", "AKIA"}, {"OTHER", "x"}});
    EXPECT_TRUE(config.aws_environment.contains("AWS_ACCESS_KEY_ID"));
    EXPECT_FALSE(config.aws_environment.contains("SLACK_BOT_TOKEN"));
    EXPECT_FALSE(config.aws_environment.contains("OTHER"));
}

TEST(SettingsStore, OnlyNamesThatAwsAcceptsAreTaken) {
    for (const char* right :
         {"CHANNELS", "/a/b", "/privman/prod/state/CHANNELS", "a.b-c_d", "/1/2/3/4/5/6/7/8/9/10/11"})
        EXPECT_FALSE(privman::settings::parameter_name_fault(right)) << right;
    for (const std::string& wrong :
         {std::string{}, std::string{"/"}, std::string{"a/b"}, std::string{"/a/"}, std::string{"/a//b"},
          std::string{"/aws/x"}, std::string{"/SSM-x/y"}, std::string{"Aws.x"}, std::string{"/a b/c"},
          std::string{"/a:3"}, std::string{"/ä"}, std::string{"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16"},
          "/" + std::string(1000, 'a')})
        EXPECT_TRUE(privman::settings::parameter_name_fault(wrong)) << wrong;
    EXPECT_THAT(faults_with({{"SETTINGS_STORE", "ssm:/aws/x"}}), HasSubstr("SETTINGS_STORE: "));
    EXPECT_THAT(faults_with({{"SSM_SCHEDULE_PARAM", "a b"}}), HasSubstr("SSM_SCHEDULE_PARAM: "));
    EXPECT_THAT(faults_with({{"SETTINGS_STORE", "ssm:privman/prod"}}), HasSubstr("must begin with `/`"));
}

}  // namespace
}  // namespace privman::app
