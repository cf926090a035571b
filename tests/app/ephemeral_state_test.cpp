#include "app/ephemeral_state.hpp"

#include "app/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::app {
namespace {

using testing::HasSubstr;

constexpr auto only_the_container =
    "512 401 0:58 / / ro,relatime master:150 - overlay overlay rw,lowerdir=/a:/b,upperdir=/c,workdir=/d\n"
    "513 512 0:61 / /proc rw,nosuid - proc proc rw\n"
    "514 512 0:62 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k\n";
constexpr auto with_efs =
    "512 401 0:58 / / ro,relatime - overlay overlay rw\n"
    "530 512 0:70 / /data rw,relatime - nfs4 127.0.0.1:/ rw,vers=4.1,port=20049\n";
constexpr auto with_a_disk =
    "512 401 0:58 / / ro,relatime - overlay overlay rw\n"
    "530 512 259:1 /ecs/volumes/x /data rw,relatime shared:4 master:7 - ext4 /dev/nvme1n1 rw\n";

Environment on(std::string_view launch_type) {
    Environment environment;
    environment.values["ECS_CONTAINER_METADATA_URI_V4"] = "http://169.254.170.2/v4/abc";
    environment.values["AWS_EXECUTION_ENV"] = launch_type;
    return environment;
}
Environment on_fargate() { return on("AWS_ECS_FARGATE"); }

TEST(EphemeralState, ATaskWithoutAVolumeIsToldWhatItWillLose) {
    const auto why = why_state_dies(on_fargate(), only_the_container, "/data/privman-slack.db");
    ASSERT_TRUE(why);
    EXPECT_THAT(*why, HasSubstr("dies with this task"));
    EXPECT_THAT(*why, HasSubstr("/data/privman-slack.db"));
    EXPECT_THAT(*why, HasSubstr("EFS"));
}

TEST(EphemeralState, MemoryDressedAsADiskDiesToo) {
    EXPECT_TRUE(why_state_dies(on_fargate(), only_the_container, "/dev/privman.db"));
}

TEST(EphemeralState, ANetworkFileSystemStays) {
    EXPECT_FALSE(why_state_dies(on_fargate(), with_efs, "/data/privman-slack.db"));
}

TEST(EphemeralState, BesideTheVolumeIsNotOnIt) {
    EXPECT_TRUE(why_state_dies(on_fargate(), with_efs, "/database/privman-slack.db"));
    EXPECT_TRUE(why_state_dies(on_fargate(), with_efs, "/data/../privman-slack.db"));
}

TEST(EphemeralState, FargatesOwnDisksEndWithTheTaskButAHostOfOnesOwnKeepsThem) {
    EXPECT_TRUE(why_state_dies(on_fargate(), with_a_disk, "/data/privman-slack.db"));
    EXPECT_FALSE(why_state_dies(on("AWS_ECS_EC2"), with_a_disk, "/data/privman-slack.db"));
}

TEST(EphemeralState, UnreadableMountsAreNoGoodNews) {
    for (const auto& mountinfo : {std::optional<std::string>{}, std::optional<std::string>{""},
                                  std::optional<std::string>{"nonsense - \n- - -\n1 2 3 4 /data - \n"}}) {
        const auto why = why_state_dies(on_fargate(), mountinfo, "/data/privman-slack.db");
        ASSERT_TRUE(why);
        EXPECT_THAT(*why, HasSubstr("cannot be told"));
    }
}

TEST(EphemeralState, ElsewhereNothingIsSaid) {
    EXPECT_FALSE(why_state_dies(Environment{}, only_the_container, "/data/privman-slack.db"));
}

TEST(MountOf, TheNearestFolderWinsAndOfTwoTheLater) {
    const auto* const text =
        "1 0 0:1 / / rw - ext4 /dev/a rw\n"
        "2 1 0:2 / /data rw - tmpfs tmpfs rw\n"
        "3 1 0:3 / /data rw - nfs4 x:/ rw\n"
        "4 1 0:4 / /dat rw - xfs /dev/b rw\n";
    EXPECT_EQ(mount_of(text, "/data/a.db")->file_system, "nfs4");
    EXPECT_EQ(mount_of(text, "/data")->file_system, "nfs4");
    EXPECT_EQ(mount_of(text, "/other")->file_system, "ext4");
}

TEST(MountOf, BlanksInAFoldersNameAreRead) {
    EXPECT_EQ(mount_of("2 1 0:2 / /my\\040data rw - nfs4 x:/ rw", "/my data/a.db")->folder, "/my data");
}

TEST(EphemeralState, IsPartOfTheSettingsThatWereRead) {
    auto environment = on_fargate();
    environment.values.insert({{"SLACK_BOT_TOKEN", "xoxb-x"},
                               {"SLACK_APP_TOKEN", "xapp-x"},
                               {"PRIVMAN_BASE_URL", "https://pm.example.com/Tms"},
                               {"PRIVMAN_PROFILE", "builtin"},
                               {"PRIVMAN_USERNAME", "bot"},
                               {"PRIVMAN_PASSWORD", "secret"},
                               {"STATE_STORE", "sqlite:/proc/never.db"}});
    const auto config = read_config(environment, false);
    ASSERT_TRUE(config);
    EXPECT_THAT(config->state_dies, HasSubstr("/proc/never.db"));
    environment.values["STATE_STORE"] = "memory:";
    EXPECT_EQ(read_config(environment, false)->state_dies, "") << "memory: says so by itself";
}

}  // namespace
}  // namespace privman::app
