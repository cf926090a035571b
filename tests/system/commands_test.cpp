// The subcommands that only print: what they say and how they end.
#include "tests/system/bench.hpp"

#include <boost/json/parse.hpp>

namespace privman::system_tests {
namespace {

using tools::TemporaryDirectory;

Ended run(std::vector<std::string> words, const std::map<std::string, std::string>& environment = {}) {
    const TemporaryDirectory directory;
    return run_bot(std::move(words), directory.path(), environment);
}

TEST(Command, WithoutASubcommandExplainsAndFails) {
    const auto ended = run({});
    EXPECT_EQ(ended.code, 1);
    EXPECT_TRUE(holds(ended.output, "subcommand")) << ended.output;
    EXPECT_TRUE(holds(ended.output, "--help")) << ended.output;
}

TEST(Command, HelpIsNoFailure) {
    const auto ended = run({"--help"});
    EXPECT_EQ(ended.code, 0);
    for (const auto* word : {"run", "healthcheck", "schedule", "manifest", "version"})
        EXPECT_TRUE(holds(ended.output, word)) << word;
}

TEST(Command, VersionNamesTheProgramAndTheCommit) {
    const auto ended = run({"version"});
    EXPECT_EQ(ended.code, 0);
    EXPECT_TRUE(holds(ended.output, "privman-slack ")) << ended.output;
    EXPECT_TRUE(holds(ended.output, "commit")) << ended.output;
}

TEST(Command, ManifestIsJsonThatSwitchesOnSocketModeAndInteractivity) {
    const auto ended = run({"manifest"});
    ASSERT_EQ(ended.code, 0);
    const auto manifest = boost::json::parse(ended.output);
    EXPECT_TRUE(manifest.at("settings").at("socket_mode_enabled").as_bool());
    EXPECT_TRUE(manifest.at("settings").at("interactivity").at("is_enabled").as_bool());
}

TEST(Command, ExplainsAMomentInsideAndOneOutside) {
    const std::string schedule = "mon-fri 08:00-17:00 America/Chicago";
    const auto inside = run({"schedule", "explain", "--at", "2027-02-02T12:00", "--schedule", schedule});
    EXPECT_EQ(inside.code, 0);
    EXPECT_TRUE(holds(inside.output, "people decide")) << inside.output;
    EXPECT_TRUE(holds(inside.output, "Answer:   no")) << inside.output;
    const auto outside = run({"schedule", "explain", "--at", "2027-02-02T23:00:00-06:00", "--schedule", schedule});
    EXPECT_EQ(outside.code, 0);
    EXPECT_TRUE(holds(outside.output, "Answer:   yes")) << outside.output;
}

TEST(Command, RefusesToExplainATimeThatTheClocksNeverRead) {
    const auto ended =
        run({"schedule", "explain", "--at", "2027-03-14T02:30", "--schedule", "mon-fri 08:00-17:00 America/New_York"});
    EXPECT_EQ(ended.code, 2);
    EXPECT_TRUE(holds(ended.output, "never read")) << ended.output;
}

TEST(Command, RefusesToExplainAScheduleThatCannotBeRead) {
    const auto ended =
        run({"schedule", "explain", "--at", "2027-02-02T12:00", "--schedule", "mon-fry 08:00-17:00 Europe/Berlin"});
    EXPECT_EQ(ended.code, 2);
    EXPECT_TRUE(holds(ended.output, "mon-fry")) << ended.output;
}

TEST(Command, ExplainsFromTheStoreOnlyWhenThereIsOne) {
    const auto ended = run({"schedule", "explain", "--at", "2027-02-02T12:00"});
    EXPECT_EQ(ended.code, 1);
    EXPECT_TRUE(holds(ended.output, "--schedule")) << ended.output;
}

TEST(Command, ExplainsTheStoredSchedule) {
    tools::Rig rig{programs};
    rig.start_working_bot();
    rig.say("carol", "#approvals", "@privman register");
    rig.say("carol", "#approvals", "@privman autoapprove set mon-sat 10:00-15:00 Europe/Berlin");
    ASSERT_TRUE(tools::eventually([&] { return holds(rig.log(), "schedule.set"); })) << rig.log();
    EXPECT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0);
    const auto ended = run_bot({"schedule", "explain", "--at", "2027-02-06T11:00"}, rig.directory(), rig.settings());
    EXPECT_EQ(ended.code, 0) << ended.output;
    EXPECT_TRUE(holds(ended.output, "Mon–Sat 10:00")) << ended.output;
}

}  // namespace
}  // namespace privman::system_tests
