// Whatever AWS does not say, does not take or says late: nothing is switched on by it.
#include "settings/settings_documents.hpp"
#include "tests/settings/settings_in_ssm.hpp"

#include <gmock/gmock.h>

namespace privman::settings {
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

TEST_F(SettingsInSsm, ADisableThatComesWhileAwsIsToldOfAnEnableWins) {
    parameters.puts_take = 30;
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(false); }));
    clock.advance(2s);
    auto enabled = run(store->load())->settings;
    enabled.schedule->enabled = true;
    // In the middle of the put: what is remembered here is still off, so it is cleared, which takes away as well.
    std::shared_ptr<std::optional<SettingsSet>> disabling;
    parameters.before_put = [&](const std::string&) {
        disabling = start(change_what_is_remembered([](Settings& s) { s.schedule.reset(); }));
    };
    const auto refused = run(store->change(enabled));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().what, HasSubstr("switched off while AWS was told"));
    clock.advance(5s);
    ASSERT_TRUE(disabling && *disabling && disabling->value());
    const auto seen = read();
    EXPECT_FALSE(seen.settings.schedule);
    EXPECT_FALSE(seen.settings.off_here) << "AWS knows it by now";
    EXPECT_THAT(parameters.value(schedule_name), HasSubstr(R"("schedule": null)"));
}

TEST_F(SettingsInSsm, ADisableOfWhatIsOffAlreadyWinsOverAnEnableThatIsBeingTold) {
    parameters.puts_take = 30;
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(false); }));
    clock.advance(2s);
    auto enabled = run(store->load())->settings;
    enabled.schedule->enabled = true;
    std::shared_ptr<std::optional<SettingsSet>> disabling;
    parameters.before_put = [&](const std::string&) {
        disabling = start(change_what_is_remembered([](Settings& s) { s.last_off = MessageTs{"1800000000.000100"}; }));
    };
    const auto refused = run(store->change(enabled));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().what, HasSubstr("switched off while AWS was told"));
    EXPECT_TRUE(disabling && *disabling && disabling->value());
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(read().settings.schedule->enabled);
    EXPECT_THAT(parameters.value(schedule_name), HasSubstr(R"("enabled": false)")) << "AWS is told";
    EXPECT_FALSE(read().settings.off_here);
}

TEST_F(SettingsInSsm, AnUnregisterThatComesWhileAwsIsToldOfARegisterWins) {
    parameters.puts_take = 30;
    ASSERT_TRUE(change([](Settings& s) { s.channels = {{ChannelId{"C1"}, {}, {}}, {ChannelId{"C2"}, {}, {}}}; }));
    clock.advance(2s);
    auto more = run(store->load())->settings;
    more.channels.push_back({ChannelId{"C3"}, {}, {}});
    std::shared_ptr<std::optional<SettingsSet>> removing;
    parameters.before_put = [&](const std::string&) {
        removing = start(change_what_is_remembered([](Settings& s) { s.channels.pop_back(); }));
    };
    ASSERT_TRUE(run(store->change(more)));
    clock.advance(5s);
    ASSERT_TRUE(removing && *removing && removing->value());
    EXPECT_EQ(in_words(ids_of(read().settings.channels)), "C1, C3");
    EXPECT_EQ(parameters.value(channels_name), R"({"v": 1, "channels": ["C1","C3"]})");
}

TEST_F(SettingsInSsm, WhatIsTakenAwayTwiceInARowIsToldAsItIsInTheEnd) {
    parameters.puts_take = 30;
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    clock.advance(2s);
    auto off_now = run(store->load())->settings;
    off_now.schedule->enabled = false;
    std::shared_ptr<std::optional<SettingsSet>> clearing;
    parameters.before_put = [&](const std::string&) {
        clearing = start(change_what_is_remembered([](Settings& s) { s.schedule.reset(); }));
    };
    ASSERT_TRUE(run(store->change(off_now)));
    clock.advance(5s);
    ASSERT_TRUE(clearing && *clearing && clearing->value());
    const auto seen = read();
    EXPECT_FALSE(seen.settings.schedule);
    EXPECT_FALSE(seen.settings.off_here);
    EXPECT_EQ(seen.doubt, SettingsDoubt{});
    EXPECT_THAT(parameters.value(schedule_name), HasSubstr(R"("schedule": null)"));
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
    EXPECT_TRUE(read().doubt.schedule) << "one old copy";
    clock.advance(10s);
    EXPECT_TRUE(read().doubt.schedule) << "and another";
    clock.advance(20s);
    EXPECT_FALSE(read().settings.schedule->enabled);

    parameters.by_hand(schedule_name, on);
    EXPECT_TRUE(read().doubt.schedule);
    clock.advance(30s);
    const auto seen = read();
    EXPECT_FALSE(seen.doubt.schedule);
    EXPECT_TRUE(seen.settings.schedule->enabled);
    EXPECT_EQ(seen.settings.schedule->enabled_at, clock.wall()) << "what waited is for people";
}

TEST_F(SettingsInSsm, OneLookThatShowsNothingIsNotEmpty) {
    EXPECT_TRUE(run(store->read())->doubt.channels);
    clock.advance(3s);
    EXPECT_FALSE(run(store->read())->doubt.channels);
}

TEST_F(SettingsInSsm, OtherContentUnderTheKnownVersionIsADoubt) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    parameters.remove(schedule_name);
    parameters.by_hand(schedule_name, off);
    const auto seen = read();
    EXPECT_EQ(parameters.version(schedule_name), 1);
    EXPECT_THAT(seen.doubt.schedule.value_or(""), HasSubstr("Save it once more"));
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
    EXPECT_TRUE(seen.doubt.schedule) << "not yet";
    clock.advance(30s);
    seen = read();
    EXPECT_EQ(seen.settings.schedule->enabled_at, clock.wall());
    EXPECT_THAT(seen.settings.hand_edits, SizeIs(2));
}

TEST_F(SettingsInSsm, ChannelsThatWereReplacedUnreadAreSaidToHaveBeenReplaced) {
    ASSERT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, {}, {}}); }));
    read();
    parameters.history_broken = failure(aws::Trouble::throttled);
    parameters.before_put = [this](const std::string& name) { parameters.by_hand(name, R"(["C1","C7"])"); };
    ASSERT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C2"}, {}, {}}); }));
    const auto seen = read();
    ASSERT_THAT(seen.settings.hand_edits, SizeIs(1));
    EXPECT_TRUE(seen.settings.hand_edits[0].overwritten);
    EXPECT_EQ(seen.settings.hand_edits[0].version, 2U) << "to be looked up in its history";
    EXPECT_THAT(seen.settings.hand_edits[0].after, HasSubstr("could not be read"));
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
}  // namespace privman::settings
