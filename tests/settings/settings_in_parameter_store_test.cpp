#include "settings/settings_documents.hpp"
#include "tests/settings/settings_in_ssm.hpp"

#include <gmock/gmock.h>

namespace privman::settings {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(SettingsInSsm, TheTwoDocumentsStandUnderTheirNamesReadableForPeople) {
    ASSERT_TRUE(change([](Settings& s) {
        s.channels.push_back({ChannelId{"C1"}, UserId{"U1"}, WallTime{}});
        s.schedule = schedule(false);
    }));
    EXPECT_EQ(parameters.value(channels_name), R"({"v": 1, "channels": ["C1"]})");
    EXPECT_THAT(parameters.value(schedule_name), HasSubstr(R"("enabled": false, "schedule": "sat 24h Etc/UTC")"));
}

TEST_F(SettingsInSsm, OnlyTheDocumentThatChangedIsWritten) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    EXPECT_EQ(parameters.version(channels_name), 0);
    ASSERT_TRUE(change([](Settings& s) { s.admins_met.push_back(UserId{"U9"}); }));
    EXPECT_EQ(parameters.puts, 1U);
}

TEST_F(SettingsInSsm, WhatIsNoChannelAndNoScheduleNeitherGoesToAwsNorWaitsForIt) {
    parameters.hangs = true;
    const auto reading = start(store->read());
    clock.run();
    ASSERT_FALSE(*reading);
    const auto stored = start(store->change(Settings{.admins_met = {UserId{"U9"}}}));
    clock.run();
    ASSERT_TRUE(*stored) << "nobody who is met waits for AWS";
    EXPECT_TRUE((*stored)->has_value());
    EXPECT_EQ(parameters.puts, 0U);
    clock.advance(4s);
}

TEST_F(SettingsInSsm, WhatIsRememberedIsLoadedWithoutAWordOfAws) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    restart();
    parameters.hangs = true;
    const auto loaded = start(store->load());
    clock.run();
    ASSERT_TRUE(*loaded);
    EXPECT_TRUE((*loaded)->value().settings.schedule->enabled);
    EXPECT_TRUE((*loaded)->value().doubt.schedule) << "somebody may have switched it off by hand";
}

TEST_F(SettingsInSsm, AHandEditIsSeenByTheNextRead) {
    read();
    parameters.by_hand(channels_name, R"(["C7"])");
    const auto seen = read();
    EXPECT_EQ(seen.settings.channels.at(0).id.value, "C7");
    parameters.by_hand(channels_name, R"(["C7","C8"])");
    EXPECT_THAT(read().settings.hand_edits, SizeIs(1));
}

TEST_F(SettingsInSsm, ReadsThatOverlapOrFollowAtOnceAskAwsOnce) {
    parameters.turns_late = 5;
    const auto one = start(store->read());
    const auto other = start(store->read());
    clock.run();
    ASSERT_TRUE(*one && *other);
    run(store->read());
    EXPECT_EQ(parameters.gets, 1U);
    read();
    EXPECT_EQ(parameters.gets, 2U);
}

TEST_F(SettingsInSsm, WhenAwsFailsEverythingElseIsReadAndTheSettingsAreInDoubt) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    parameters.broken = failure(aws::Trouble::denied);
    const auto seen = read();
    EXPECT_TRUE(seen.settings.schedule);
    EXPECT_THAT(seen.doubt.schedule.value_or(""), HasSubstr("Ill for ssm:GetParameters"));
    EXPECT_THAT(seen.doubt.schedule.value_or(""), Not(HasSubstr("123456789012"))) << "it goes to everybody";
    EXPECT_THAT(lines, Contains(HasSubstr("123456789012"))) << "the log has it all";
    EXPECT_TRUE(seen.doubt.channels);
    parameters.broken.reset();
    EXPECT_EQ(read().doubt, SettingsDoubt{});
}

TEST_F(SettingsInSsm, AnAwsThatDoesNotAnswerHoldsUpAReadForThreeSeconds) {
    parameters.hangs = true;
    const auto seen = start(store->read());
    clock.advance(2999ms);
    EXPECT_FALSE(*seen);
    clock.advance(1ms);
    ASSERT_TRUE(*seen);
    EXPECT_THAT((*seen)->value().doubt.schedule.value_or(""), HasSubstr("did not answer in time"));
}

TEST_F(SettingsInSsm, AFailedFirstReadIsNotEmpty) {
    parameters.by_hand(channels_name, R"(["C1"])");
    parameters.broken = failure(aws::Trouble::throttled);
    const auto seen = run(store->read());
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->doubt.channels);
    const auto refused = change([](Settings& s) { s.channels.push_back({ChannelId{"C2"}, {}, {}}); });
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().in_sentences);
    EXPECT_EQ(parameters.value(channels_name), R"(["C1"])");
}

TEST_F(SettingsInSsm, AValueThatDoesNotParseIsNeverOverwritten) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    parameters.by_hand(schedule_name, "always please");
    const auto seen = read();
    EXPECT_THAT(seen.doubt.schedule.value_or(""), HasSubstr("cannot be read: it is not JSON"));
    const auto refused = change([](Settings& s) { s.schedule->text = "sun 24h Etc/UTC"; });
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().what, HasSubstr("never overwrite"));
    ASSERT_TRUE(change([](Settings& s) { s.schedule->enabled = false; })) << "off it goes, here";
    const auto off_here = read().settings;
    EXPECT_FALSE(off_here.schedule->enabled);
    ASSERT_TRUE(off_here.off_here);
    EXPECT_THAT(off_here.off_here->why, HasSubstr("never overwrite"));
    EXPECT_EQ(parameters.value(schedule_name), "always please");
    EXPECT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, {}, {}}); })) << "the other one may";
    parameters.by_hand(schedule_name, on);
    EXPECT_FALSE(read().doubt.schedule);
}

TEST_F(SettingsInSsm, OtherKindsOfParametersAreNotRead) {
    parameters.by_hand(schedule_name, on, "SecureString");
    parameters.by_hand(channels_name, "C1,C2", "StringList");
    const auto seen = read();
    EXPECT_THAT(seen.doubt.schedule.value_or(""), HasSubstr("SecureString"));
    EXPECT_THAT(seen.doubt.channels.value_or(""), HasSubstr("StringList"));
}

TEST_F(SettingsInSsm, AnOldCopyAfterDisableDoesNotSwitchOnAgainNotEvenAfterARestart) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    ASSERT_TRUE(change([](Settings& s) { s.schedule->enabled = false; }));
    parameters.show_old_copies(schedule_name, 2);
    auto seen = read();
    EXPECT_FALSE(seen.settings.schedule->enabled);
    EXPECT_TRUE(seen.doubt.schedule);
    restart();
    seen = *run(store->read());
    EXPECT_FALSE(seen.settings.schedule->enabled);
    EXPECT_TRUE(seen.doubt.schedule);
    EXPECT_FALSE(read().doubt.schedule);
}

TEST_F(SettingsInSsm, AChangeWaitsOutOldCopies) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(false); }));
    parameters.show_old_copies(schedule_name, 3);
    read();
    clock.advance(2s);
    EXPECT_TRUE(change_in_the_end([](Settings& s) { s.schedule->enabled = true; }));
    EXPECT_THAT(parameters.value(schedule_name), HasSubstr("true"));
}

TEST_F(SettingsInSsm, WhatIsMissingForTwoMinutesCountsAsDeleted) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    parameters.remove(schedule_name);
    EXPECT_TRUE(read().doubt.schedule);
    clock.advance(115s);
    EXPECT_TRUE(read().settings.schedule);
    clock.advance(10s);
    const auto seen = read();
    EXPECT_FALSE(seen.settings.schedule);
    EXPECT_FALSE(seen.doubt.schedule);
    EXPECT_THAT(seen.settings.hand_edits, SizeIs(1));
}

TEST_F(SettingsInSsm, AChangeOnTopOfAHandEditIsRefusedAndSaysWhatStandsThere) {
    const auto before = run(store->read())->settings;
    clock.advance(2s);
    parameters.by_hand(channels_name, R"(["C7"])");
    auto wanted = before;
    wanted.channels.push_back({ChannelId{"C1"}, {}, {}});
    const auto lost = run(store->change(wanted));
    ASSERT_FALSE(lost);
    EXPECT_TRUE(lost.error().in_sentences);
    EXPECT_EQ(lost.error().what,
              "Somebody changed it in AWS meanwhile; it says `C7` now. Say it again if you still want it.");
    EXPECT_EQ(parameters.value(channels_name), R"(["C7"])");
    EXPECT_EQ(run(store->load())->settings.channels.at(0).id.value, "C7") << "taken over at once";
    ASSERT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, {}, {}}); })) << "said again";
    EXPECT_EQ(parameters.value(channels_name), R"({"v": 1, "channels": ["C7","C1"]})");
}

TEST_F(SettingsInSsm, WhatOnlyTakesRightsAwayHoldsOverAHandEditThatNobodyHasSeen) {
    ASSERT_TRUE(change([](Settings& s) {
        s.schedule = schedule(true);
        s.channels = {{ChannelId{"C1"}, {}, {}}, {ChannelId{"C2"}, {}, {}}};
    }));
    read();
    clock.advance(2s);
    parameters.by_hand(schedule_name, on);
    parameters.by_hand(channels_name, R"(["C1","C2","C7"])");
    ASSERT_TRUE(change([](Settings& s) { s.schedule->enabled = false; }));
    ASSERT_TRUE(change([](Settings& s) { s.channels.erase(s.channels.begin()); }));
    const auto seen = read();
    EXPECT_FALSE(seen.settings.schedule->enabled);
    EXPECT_THAT(parameters.value(schedule_name), HasSubstr(R"("enabled": false)"));
    EXPECT_EQ(parameters.value(channels_name), R"({"v": 1, "channels": ["C2"]})");
    EXPECT_FALSE(seen.settings.off_here);
    EXPECT_FALSE(seen.settings.removed_here);
    EXPECT_EQ(std::ranges::count(seen.settings.hand_edits, true, &HandEdit::overwritten), 2)
        << "what was replaced is on record";
}

TEST_F(SettingsInSsm, UnregisterHoldsHereWhenAwsCannotBeTold) {
    ASSERT_TRUE(change([](Settings& s) { s.channels = {{ChannelId{"C1"}, {}, {}}, {ChannelId{"C2"}, {}, {}}}; }));
    read();
    parameters.mishaps = {{failure(aws::Trouble::denied)}};
    ASSERT_TRUE(change([](Settings& s) { s.channels.pop_back(); }));
    auto seen = read();
    EXPECT_THAT(seen.settings.channels, SizeIs(1));
    ASSERT_TRUE(seen.settings.removed_here);
    EXPECT_THAT(seen.settings.removed_here->why, HasSubstr("Ill for ssm:PutParameter"));
    EXPECT_FALSE(seen.doubt.channels) << "that AWS lists it is known";
    restart();
    clock.advance(10min);
    EXPECT_THAT(read().settings.channels, SizeIs(1)) << "not even after a restart";
    parameters.let_pass(24h);
    parameters.by_hand(channels_name, R"(["C1","C2","C3"])");
    seen = read();
    EXPECT_THAT(seen.settings.channels, SizeIs(3)) << "listed by hand since then";
    EXPECT_FALSE(seen.settings.removed_here);
}

TEST_F(SettingsInSsm, WhatTakesRightsAwayIsAnsweredWhileAwsHangs) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    clock.advance(2s);
    parameters.hangs = true;
    auto wanted = run(store->load())->settings;
    wanted.schedule->enabled = false;
    const auto stored = start(store->change(wanted));
    clock.run();
    EXPECT_FALSE(run(memory.load())->settings.schedule->enabled) << "here at once";
    clock.advance(700ms);
    ASSERT_TRUE(*stored);
    ASSERT_TRUE(stored->value());
    EXPECT_TRUE(stored->value()->off_here);
}

TEST_F(SettingsInSsm, WhatAPutMayHaveOverwrittenIsSaid) {
    ASSERT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, UserId{"U1"}, {}}); }));
    parameters.before_put = [this](const std::string& name) { parameters.by_hand(name, R"(["C1","C7"])"); };
    ASSERT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C2"}, UserId{"U2"}, {}}); }));
    EXPECT_EQ(parameters.value(channels_name), R"({"v": 1, "channels": ["C1","C2"]})");
    const auto seen = read();
    EXPECT_THAT(seen.settings.channels, SizeIs(2));
    ASSERT_THAT(seen.settings.hand_edits, SizeIs(1));
    EXPECT_TRUE(seen.settings.hand_edits[0].overwritten);
    EXPECT_EQ(seen.settings.hand_edits[0].after, "C1, C7");
}

TEST_F(SettingsInSsm, EnablingOverADisableOfTheSameMomentStaysOff) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(false); }));
    parameters.before_put = [this](const std::string& name) { parameters.by_hand(name, off); };
    const auto refused = change([](Settings& s) { s.schedule->enabled = true; });
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().what, HasSubstr("stays off"));
    EXPECT_THAT(parameters.value(schedule_name), HasSubstr(R"("enabled": false)"));
    const auto seen = read();
    EXPECT_FALSE(seen.settings.schedule->enabled);
    EXPECT_THAT(seen.settings.hand_edits, SizeIs(1));
}

TEST_F(SettingsInSsm, WhatWasOverwrittenAndIsNotKnownMayHaveBeenADisable) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(false); }));
    parameters.before_put = [this](const std::string& name) { parameters.by_hand(name, on); };
    parameters.history_broken = failure(aws::Trouble::denied);
    EXPECT_FALSE(change([](Settings& s) { s.schedule->enabled = true; }));
    EXPECT_FALSE(read().settings.schedule->enabled);
}

TEST_F(SettingsInSsm, WhenSwitchingOffAgainFailsItIsOffHere) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(false); }));
    clock.advance(2s);
    auto settings = run(store->load())->settings;
    settings.schedule->enabled = true;
    // The first put goes through, the second does not.
    parameters.before_put = [this](const std::string& name) {
        parameters.by_hand(name, off);
        parameters.before_put = [this](const std::string&) {
            parameters.mishaps.push_back({failure(aws::Trouble::throttled)});
        };
    };
    EXPECT_FALSE(run(store->change(settings)));
    EXPECT_FALSE(read().settings.schedule->enabled);
}

TEST_F(SettingsInSsm, DisablingOverAnythingGoesThroughAndTheOtherIsOnRecord) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    parameters.before_put = [this](const std::string& name) { parameters.by_hand(name, on); };
    const auto version = read().settings.version;
    ASSERT_TRUE(change([](Settings& s) { s.schedule->enabled = false; }));
    const auto seen = read();
    EXPECT_FALSE(seen.settings.schedule->enabled);
    EXPECT_THAT(seen.settings.hand_edits, SizeIs(1));
    EXPECT_GE(seen.settings.version, version + 2) << "so that whoever changed it reads it anew";
}

TEST_F(SettingsInSsm, AThrottledChangeIsRefusedInWordsAndNothingChanged) {
    parameters.mishaps.push_back({failure(aws::Trouble::throttled)});
    const auto refused = change([](Settings& s) { s.schedule = schedule(true); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Trouble::throttled);
    EXPECT_THAT(refused.error().what, HasSubstr("three writes a second"));
    EXPECT_FALSE(read().settings.schedule);
    EXPECT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
}

TEST_F(SettingsInSsm, AnOwnPutThatWasCarriedOutTwiceIsNoEditByHand) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(false); }));
    parameters.before_put = [this](const std::string& name) {
        parameters.by_hand(name, schedule_document(schedule(true)));  // the try whose answer was lost
    };
    EXPECT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    parameters.before_put = [this](const std::string& name) {
        parameters.by_hand(name, channels_document({ChannelId{"C1"}}));
    };
    EXPECT_TRUE(change_in_the_end([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, UserId{"U1"}, {}}); }));
    const auto seen = read();
    EXPECT_TRUE(seen.settings.schedule->enabled);
    EXPECT_EQ(seen.settings.channels.at(0).by.value, "U1");
    EXPECT_THAT(seen.settings.hand_edits, IsEmpty());
}

TEST_F(SettingsInSsm, AHandEditBetweenTwoTriesOfOurOwnIsStillSeen) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(false); }));
    parameters.before_put = [this](const std::string& name) {
        parameters.by_hand(name, schedule_document(schedule(true)));
        parameters.by_hand(name, off);
    };
    EXPECT_FALSE(change([](Settings& s) { s.schedule = schedule(true); }));
    const auto seen = read();
    EXPECT_FALSE(seen.settings.schedule->enabled);
    EXPECT_THAT(seen.settings.hand_edits, SizeIs(1));
}

TEST_F(SettingsInSsm, AfterALostAnswerAReadSettlesWhetherItWasStored) {
    parameters.mishaps.push_back({failure(aws::Trouble::unreachable), true});
    EXPECT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    EXPECT_TRUE(read().settings.schedule->enabled);
    EXPECT_THAT(read().settings.hand_edits, IsEmpty());
}

TEST_F(SettingsInSsm, WhatIsNotCertainIsSaidSoAndItsLateEffectIsNotCalledAnEditByHand) {
    ASSERT_TRUE(change([](Settings& s) {
        s.schedule = schedule(false);
        s.channels.push_back({ChannelId{"C1"}, UserId{"U1"}, {}});
    }));
    read();
    clock.advance(2s);
    const auto before = run(store->read())->settings;
    parameters.old_copies_after_put = 9;
    for (const bool channels : {false, true}) {
        parameters.mishaps.push_back({failure(aws::Trouble::unreachable), true});
        const auto refused = change([&](Settings& s) {
            if (channels) return s.channels.push_back({ChannelId{"C2"}, UserId{"U2"}, WallTime{7s}});
            s.schedule = schedule(true);
        });
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, Trouble::unreachable);
        EXPECT_THAT(refused.error().what, HasSubstr("not certain"));
    }
    EXPECT_FALSE(run(store->load())->settings.schedule->enabled) << "not before it was seen";
    for (const auto& name : {channels_name, schedule_name}) parameters.show_old_copies(name, 0);
    const auto seen = read();
    EXPECT_TRUE(seen.settings.schedule->enabled);
    EXPECT_GT(seen.settings.schedule->enabled_at, before.schedule->enabled_at)
        << "what waited meanwhile is left to people";
    EXPECT_EQ(seen.settings.schedule->by.value, "U1");
    ASSERT_THAT(seen.settings.channels, SizeIs(2));
    EXPECT_EQ(seen.settings.channels[1].by.value, "U2");
    EXPECT_THAT(seen.settings.hand_edits, SizeIs(2));
    for (const auto& edit : seen.settings.hand_edits) EXPECT_TRUE(edit.ours) << edit.after;
    parameters.by_hand(schedule_name, off);
    EXPECT_FALSE(read().settings.hand_edits.back().ours);
}

TEST_F(SettingsInSsm, AfterALostAnswerTheNextReadDecides) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    ASSERT_TRUE(change_in_the_end([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, {}, {}}); }));
    parameters.mishaps.push_back({failure(aws::Trouble::unreachable), false});
    EXPECT_FALSE(change([](Settings& s) { s.schedule->text = "sun 24h Etc/UTC"; }));
    EXPECT_TRUE(read().doubt.schedule) << "nobody knows yet";
    clock.advance(15s);
    const auto seen = read();
    EXPECT_EQ(seen.settings.schedule->text, "sat 24h Etc/UTC");
    EXPECT_FALSE(seen.doubt.schedule);
}

}  // namespace
}  // namespace privman::settings
