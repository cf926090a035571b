// Doctor with the real programs: where all is well, beside a running bot, without settings, and when everything hangs.
#include "tests/system/doctor_bench.hpp"

namespace privman::system_tests {
namespace {

using tools::TemporaryDirectory;

TEST(Doctor, FindsNoFaultWhereThereIsNone) {
    Rig rig{programs};
    rig.settings()["APPROVERS"] = "U0ADA,U0BOB";
    rig.raise("r1");
    const auto examined = examine(rig);
    EXPECT_EQ(examined.code, 0) << examined.output;
    for (const auto& check : examined.checks) EXPECT_NE(check.at("verdict").as_string(), "fault") << check;
    for (const auto* id : {"slack.bot_token", "slack.app_token", "slack.approvers", "slack.clock", "privman.login",
                           "privman.list", "privman.fields", "privman.clock", "store.directory"})
        EXPECT_FALSE(examined.of(id, "fine").empty()) << id << "\n" << examined.output;
    expect_that_nothing_was_done(rig);
    expect_no_secret(examined.output);
    EXPECT_FALSE(std::filesystem::exists(store_of(rig)));
}

TEST(Doctor, ReadsChannelsAndScheduleInAws) {
    Rig rig{programs};
    live_in_aws(rig);
    rig.control().post("/aws/put", {{"name", "/bot/CHANNELS"}, {"value", R"({"v": 1, "channels": ["C0APPROVALS"]})"}});
    const auto examined = examine(rig);
    EXPECT_EQ(examined.code, 0) << examined.output;
    for (const auto* id : {"aws.credentials", "aws.identity", "aws.parameters", "aws.documents", "slack.channels"})
        EXPECT_FALSE(examined.of(id, "fine").empty()) << id << "\n" << examined.output;
    EXPECT_FALSE(holds(examined.output, PlantedSecrets::aws_secret));
}

TEST(Doctor, ForPeopleEndsWithTheCounts) {
    Rig rig{programs};
    rig.settings()["SLACK_BOT_TOKEN"] = "xoxp-1-2-somebody";
    const auto ended = run_bot({"doctor"}, rig.directory(), rig.settings());
    EXPECT_EQ(ended.code, fault_found);
    EXPECT_TRUE(holds(ended.output, "FAULT    settings.values        SLACK_BOT_TOKEN: ")) << ended.output;
    EXPECT_TRUE(holds(ended.output, "not checked: SLACK_BOT_TOKEN is at fault")) << ended.output;
    EXPECT_TRUE(holds(ended.output, "\n1 fault, ")) << ended.output;
    EXPECT_TRUE(holds(ended.output, "→ ")) << ended.output;
    expect_no_secret(ended.output);
}

TEST(Doctor, WithoutAnySettingNamesEachThatIsNeededAndGoesOn) {
    const TemporaryDirectory directory;
    const auto examined = examine(directory.path(), {{"PATH", "/usr/bin:/bin"}});
    EXPECT_EQ(examined.code, fault_found) << examined.output;
    // Five are missing, and what follows from that is no fault of its own.
    EXPECT_TRUE(holds(examined.output, "\"faults\":5,")) << examined.output;
    std::set<std::string> named;
    for (const auto& fault : examined.of("settings.values", "fault")) {
        named.insert(std::string{fault.at("about").as_string()});
        EXPECT_FALSE(fault.at("mend").as_string().empty()) << fault;
    }
    for (const auto* name :
         {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PRIVMAN_BASE_URL", "PRIVMAN_USERNAME", "PRIVMAN_PASSWORD"})
        EXPECT_TRUE(named.contains(name)) << name << "\n" << examined.output;
    EXPECT_FALSE(examined.of("machine.zones", "fine").empty()) << examined.output;
    EXPECT_FALSE(examined.of("store.directory", "fine").empty()) << examined.output;
}

TEST(Doctor, LeavesARunningBotAlone) {
    Rig rig{programs};
    rig.start_working_bot();
    rig.register_channel(here);
    const auto examined = examine(rig);
    EXPECT_EQ(examined.code, 0) << examined.output;
    const auto open = examined.of("store.open", "fine");
    ASSERT_FALSE(open.empty()) << examined.output;
    EXPECT_TRUE(holds(std::string{open.front().at("seen").as_string()}, "running bot"));
    EXPECT_FALSE(examined.of("slack.channels", "skipped").empty()) << examined.output;
    expect_that_nothing_was_done(rig, 1);
    // Its clicks still come to it.
    rig.raise("r1");
    rig.click("ada", here, "r1", "approve");
    EXPECT_TRUE(tools::eventually([&] { return rig.status("r1") == "approved"; })) << rig.log();
}

TEST(Doctor, EndsWithinAMinuteWhateverHangs) {
    Rig rig{programs};
    real_time(rig);
    rig.fail_slack({{"method", "*"}, {"kind", "hang"}, {"times", 100}});
    rig.fail_privilege_manager({{"call", "*"}, {"kind", "hang"}, {"times", 100}});
    const auto begun = std::chrono::steady_clock::now();
    const auto examined = examine(rig);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{60});
    EXPECT_EQ(examined.code, fault_found) << examined.output;
    EXPECT_FALSE(examined.of("slack.reachable", "fault").empty()) << examined.output;
    EXPECT_FALSE(examined.of("privman.reachable", "fault").empty()) << examined.output;
}

TEST(Doctor, WarnsOfASettingThatIsProbablyASlip) {
    Rig rig{programs};
    rig.settings()["PRIVMAN_PASWORD"] = "x";
    const auto slips = examine(rig).of("settings.names", "warning");
    ASSERT_EQ(slips.size(), 1u);
    EXPECT_TRUE(holds(std::string{slips.front().at("seen").as_string()}, "PRIVMAN_PASSWORD"));
}

TEST(Doctor, SaysWhatCannotBeToldAboutChannelsWithTheScopesOfTheManifest) {
    Rig rig{programs};
    leave_a_store(rig);
    const auto channels = examine(rig).of("slack.channels", "fine");
    ASSERT_EQ(channels.size(), 1u);
    EXPECT_TRUE(holds(std::string{channels.front().at("seen").as_string()}, "channels:read"));
}

}  // namespace
}  // namespace privman::system_tests
