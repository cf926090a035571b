// Whatever AWS does not say, does not take or says late: nothing is switched on by it.
#include "stores/settings_documents.hpp"
#include "tests/stores/settings_in_ssm.hpp"

#include <gmock/gmock.h>

namespace privman::stores {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(SettingsInSsm, DisableHoldsHereWhenAwsRefusesItUntilItIsEnabledAgain) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    read();
    parameters.mishaps = {{failure(aws::Trouble::denied)}};
    ASSERT_TRUE(change([](Settings& s) { s.schedule->enabled = false; }));
    auto seen = read();
    EXPECT_FALSE(seen.settings.schedule->enabled);
    ASSERT_TRUE(seen.settings.off_here);
    EXPECT_THAT(seen.settings.off_here->why, HasSubstr("Ill for ssm:PutParameter"));
    EXPECT_THAT(seen.settings.off_here->why, Not(HasSubstr("123456789012")));
    restart();
    clock.advance(10min);
    EXPECT_FALSE(read().settings.schedule->enabled) << "not even after a restart";
    ASSERT_TRUE(change_in_the_end([](Settings& s) { s.schedule->enabled = true; }));
    seen = read();
    EXPECT_TRUE(seen.settings.schedule->enabled);
    EXPECT_FALSE(seen.settings.off_here);
}

TEST_F(SettingsInSsm, WhatWasSwitchedOffHereIsOnAgainWhenSomebodySwitchesItOnByHand) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    parameters.mishaps = {{failure(aws::Trouble::denied)}};
    ASSERT_TRUE(change([](Settings& s) { s.schedule.reset(); }));
    EXPECT_FALSE(read().settings.schedule) << "cleared";
    parameters.by_hand(schedule_name, on);
    const auto seen = read();
    EXPECT_TRUE(seen.settings.schedule->enabled);
    EXPECT_FALSE(seen.settings.off_here);
    EXPECT_THAT(seen.settings.hand_edits, SizeIs(1));
}

TEST_F(SettingsInSsm, AnUnansweredDisableThatAwsTookIsNotUndoneByAnOldCopy) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    read();
    parameters.old_copies_after_put = 3;
    parameters.mishaps = {{failure(aws::Trouble::unreachable), true}};
    ASSERT_TRUE(change([](Settings& s) { s.schedule->enabled = false; }));
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(read().settings.schedule->enabled);
    EXPECT_FALSE(read().settings.off_here) << "AWS has shown it";
}

TEST_F(SettingsInSsm, AnEnableThatArrivesAfterDisableStaysWithoutEffect) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    read();
    clock.advance(24h * 365);
    parameters.mishaps = {{failure(aws::Trouble::denied)}};
    ASSERT_TRUE(change([](Settings& s) { s.schedule->enabled = false; }));
    // What a command had asked before: it says when it was enabled, and is dated before the switching off.
    parameters.by_hand(schedule_name, schedule_document(schedule(true)));
    EXPECT_FALSE(read().settings.schedule->enabled);
    EXPECT_FALSE(read().settings.schedule->enabled);
}

TEST_F(SettingsInSsm, WithNothingRememberedAnEnabledScheduleCountsOnlyWhenItWasShownForHalfAMinute) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    ASSERT_TRUE(change([](Settings& s) { s.schedule->enabled = false; }));
    forget_everything();
    parameters.show_old_copies(schedule_name, 2);
    EXPECT_TRUE(read().settings_doubt.schedule) << "one old copy";
    clock.advance(10s);
    EXPECT_TRUE(read().settings_doubt.schedule) << "and another";
    clock.advance(20s);
    EXPECT_FALSE(read().settings.schedule->enabled);

    parameters.by_hand(schedule_name, on);
    EXPECT_TRUE(read().settings_doubt.schedule);
    clock.advance(30s);
    const auto seen = read();
    EXPECT_FALSE(seen.settings_doubt.schedule);
    EXPECT_TRUE(seen.settings.schedule->enabled);
    EXPECT_EQ(seen.settings.schedule->enabled_at, clock.wall()) << "what waited is for people";
}

TEST_F(SettingsInSsm, OneLookThatShowsNothingIsNotEmpty) {
    EXPECT_TRUE(run(store->load())->settings_doubt.channels);
    clock.advance(3s);
    EXPECT_FALSE(run(store->load())->settings_doubt.channels);
}

TEST_F(SettingsInSsm, OtherContentUnderTheKnownVersionIsADoubt) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    parameters.remove(schedule_name);
    parameters.by_hand(schedule_name, off);
    const auto seen = read();
    EXPECT_EQ(parameters.version(schedule_name), 1);
    EXPECT_THAT(seen.settings_doubt.schedule.value_or(""), HasSubstr("Save it once more"));
}

TEST_F(SettingsInSsm, TheDateOfAnOwnPutIsStoredAsSoonAsItIsShown) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    read();
    const auto stored = run(memory.load());
    EXPECT_TRUE(stored->settings.schedule_document.modified);
}

TEST_F(SettingsInSsm, AnotherNameOrRegionIsAnotherDocument) {
    move_to(schedule_name, "us-east-1");
    ASSERT_TRUE(change([](Settings& s) {
        s.schedule = schedule(true);
        s.channels.push_back({ChannelId{"C1"}, {}, {}});
    }));
    read();
    move_to("/other/SCHEDULE", "us-east-1");
    read();
    clock.advance(5min);
    auto seen = read();
    EXPECT_THAT(seen.settings.channels, SizeIs(1));
    ASSERT_TRUE(seen.settings.schedule) << "nothing counts as deleted";
    EXPECT_FALSE(seen.settings.schedule->enabled);
    ASSERT_THAT(seen.settings.hand_edits, SizeIs(1));
    EXPECT_TRUE(seen.settings.hand_edits[0].moved);
    move_to(schedule_name, "eu-central-1");
    seen = read();
    EXPECT_TRUE(seen.settings_doubt.schedule) << "not yet";
    clock.advance(30s);
    seen = read();
    EXPECT_EQ(seen.settings.schedule->enabled_at, clock.wall());
    EXPECT_THAT(seen.settings.hand_edits, SizeIs(2));
}

TEST_F(SettingsInSsm, AHistoryThatIsThrottledForAWhileLosesNoChannels) {
    ASSERT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, {}, {}}); }));
    read();
    parameters.histories_fail = 2;
    parameters.before_put = [this](const std::string& name) { parameters.by_hand(name, R"(["C1","C7"])"); };
    change([](Settings& s) { s.channels.push_back({ChannelId{"C2"}, {}, {}}); });
    EXPECT_THAT(parameters.value(channels_name), HasSubstr("C7"));
}

TEST_F(SettingsInSsm, ChannelsThatWereReplacedUnreadLeaveADoubtThatNamesTheVersion) {
    ASSERT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, {}, {}}); }));
    read();
    parameters.history_broken = failure(aws::Trouble::throttled);
    parameters.before_put = [this](const std::string& name) { parameters.by_hand(name, R"(["C1","C7"])"); };
    change([](Settings& s) { s.channels.push_back({ChannelId{"C2"}, {}, {}}); });
    EXPECT_THAT(read().settings_doubt.channels.value_or(""), HasSubstr("look at version 2"));
    ASSERT_TRUE(change_in_the_end([](Settings& s) { s.channels.push_back({ChannelId{"C7"}, {}, {}}); }));
    EXPECT_FALSE(read().settings_doubt.channels);
}

TEST_F(SettingsInSsm, TooManyChannelsAreRefusedBeforeAnythingIsSent) {
    const auto refused = change([](Settings& s) {
        for (int i = 0; i < 300; ++i) s.channels.push_back({ChannelId{"C0" + std::to_string(100'000'000 + i)}, {}, {}});
    });
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().what, HasSubstr("4,096 bytes"));
    EXPECT_EQ(parameters.puts, 0U);
}

}  // namespace
}  // namespace privman::stores
