#include "settings/adopt_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::settings {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr WallTime at(int minutes) {
    return WallTime{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}} + std::chrono::minutes{minutes};
}
constexpr WallTime now = at(1000);

StoredSchedule schedule(bool enabled, WallTime enabled_at = at(1), const char* text = "mon-fri 08:00-17:00 Etc/UTC") {
    return {.text = text, .enabled = enabled, .enabled_at = enabled_at, .by = UserId{"U1"}, .changed_at = at(1)};
}

/// Everything is known: channels C1 and C2 as version 4, an enabled schedule as version 7.
Settings known() {
    return {.version = 9,
            .channels = {{ChannelId{"C1"}, UserId{"U1"}, at(3)}, {ChannelId{"C2"}, UserId{"U2"}, at(4)}},
            .ever_had_channels = true,
            .schedule = schedule(true),
            .channels_document = {.version = 4, .modified = at(400)},
            .schedule_document = {.version = 7, .modified = at(700)}};
}

/// A reading that says exactly that.
DocumentsRead same() {
    return {.channels = {"/p/CHANNELS", DocumentFound<ChannelList>{{ChannelId{"C1"}, ChannelId{"C2"}}, 4, at(400)}},
            .schedule = {"/p/SCHEDULE", DocumentFound<MaybeSchedule>{schedule(true), 7, at(700)}}};
}
DocumentsRead nothing_there(Millis length = 0ms) {
    return {.channels = {"/p/CHANNELS", DocumentMissing{length}}, .schedule = {"/p/SCHEDULE", DocumentMissing{length}}};
}

DocumentsRead with_schedule(MaybeSchedule content, std::uint64_t version, std::optional<WallTime> modified = {}) {
    auto read = same();
    read.schedule.what = DocumentFound<MaybeSchedule>{std::move(content), version, modified};
    return read;
}

TEST(AdoptSettings, WhatIsKnownIsNothingNew) {
    const auto adopted = adopt(known(), same(), now);
    EXPECT_EQ(adopted.settings, known());
    EXPECT_EQ(adopted.doubt, SettingsDoubt{});
}

TEST(AdoptSettings, NothingStoredAnywhereIsEmptyWithoutDoubt) {
    EXPECT_TRUE(adopt({}, nothing_there(), now).doubt.channels) << "one look is not enough";
    const auto adopted = adopt({}, nothing_there(missing_means_empty), now);
    EXPECT_EQ(adopted.settings, Settings{});
    EXPECT_EQ(adopted.doubt, SettingsDoubt{});
}

TEST(AdoptSettings, TheFirstReadingIsTakenOverSilentlyAndEnablesNothingYet) {
    const auto adopted = adopt({}, same(), now);
    EXPECT_EQ(ids_of(adopted.settings.channels), (ChannelList{ChannelId{"C1"}, ChannelId{"C2"}}));
    EXPECT_TRUE(adopted.settings.ever_had_channels);
    EXPECT_EQ(adopted.settings.schedule, schedule(true, now));
    EXPECT_THAT(adopted.settings.hand_edits, IsEmpty());
    EXPECT_EQ(adopted.settings.schedule_document, (DocumentMark{.version = 7, .modified = at(700), .unproven = true}));
    EXPECT_THAT(adopted.doubt.schedule.value_or(""), HasSubstr("half a minute"));

    auto again = same();
    std::get<DocumentFound<MaybeSchedule>>(again.schedule.what).length = first_sight;
    const auto proven = adopt(adopted.settings, again, now + first_sight);
    EXPECT_FALSE(proven.doubt.schedule);
    EXPECT_EQ(proven.settings.schedule->enabled_at, now + first_sight);
    EXPECT_FALSE(proven.settings.schedule_document.unproven);
}

TEST(AdoptSettings, AFirstScheduleOfARunningBotIsAnEditByHandAndItsOwnMomentIsNotBelieved) {
    auto running = known();
    running.schedule.reset();
    running.schedule_document = {};
    const auto adopted = adopt(running, with_schedule(schedule(true, at(1)), 1, at(999)), now);
    EXPECT_EQ(adopted.settings.schedule->enabled_at, now);
    EXPECT_THAT(adopted.settings.hand_edits, SizeIs(1));
    EXPECT_TRUE(adopted.doubt.schedule) << "until it was shown for a while";
}

TEST(AdoptSettings, OtherContentUnderTheKnownVersionIsADoubt) {
    const auto other = adopt(known(), with_schedule(schedule(false), 7, at(700)), now);
    EXPECT_TRUE(other.doubt.schedule);
    EXPECT_EQ(other.settings, known());
    auto read = same();
    read.channels.what = DocumentFound<ChannelList>{{ChannelId{"C9"}}, 4, at(400)};
    EXPECT_TRUE(adopt(known(), read, now).doubt.channels);
}

TEST(AdoptSettings, TheDateOfAnOwnPutIsLearned) {
    auto undated = known();
    undated.schedule_document.modified.reset();
    const auto dated = adopt(undated, same(), now).settings;
    EXPECT_EQ(dated, known());
    EXPECT_FALSE(adopt(dated, with_schedule(schedule(false), 1, at(900)), now).doubt.schedule) << "made anew";
    EXPECT_THAT(adopt(undated, with_schedule(schedule(false), 1, at(900)), now).doubt.schedule.value_or(""),
                HasSubstr("wait three minutes"));
}

TEST(AdoptSettings, ALateCopyOfWhatWasDeletedIsOldEvenWhenOurClockIsBehind) {
    auto ahead = known();
    ahead.schedule_document.modified = now + 10min;
    const auto deleted = adopt(ahead, nothing_there(2min), now).settings;
    const auto late = adopt(deleted, with_schedule(schedule(true), 7, now + 10min), now);
    EXPECT_FALSE(late.settings.schedule);
    EXPECT_TRUE(late.doubt.schedule);
}

TEST(AdoptSettings, AMomentOfEnablingIsNeverInTheFutureAndNeverMissing) {
    for (const std::optional<WallTime> claimed : {std::optional{now + 24h}, std::optional<WallTime>{}}) {
        auto read = with_schedule(schedule(true), 7);
        std::get<DocumentFound<MaybeSchedule>>(read.schedule.what).content->enabled_at = claimed;
        EXPECT_EQ(adopt({}, read, now).settings.schedule->enabled_at, now);
    }
}

TEST(AdoptSettings, AHandEditIsTakenOverAndRecorded) {
    auto read = same();
    read.channels.what = DocumentFound<ChannelList>{{ChannelId{"C2"}, ChannelId{"C3"}}, 5, at(900)};
    const auto adopted = adopt(known(), read, now);
    EXPECT_EQ(ids_of(adopted.settings.channels), (ChannelList{ChannelId{"C2"}, ChannelId{"C3"}}));
    EXPECT_EQ(adopted.settings.channels[0], known().channels[1]) << "by whom and since when is kept";
    EXPECT_EQ(adopted.settings.channels[1].since, now);
    ASSERT_THAT(adopted.settings.hand_edits, SizeIs(1));
    const auto& edit = adopted.settings.hand_edits[0];
    EXPECT_EQ(edit.before, "C1, C2");
    EXPECT_EQ(edit.after, "C2, C3");
    EXPECT_EQ(edit.version, 5U);
    EXPECT_EQ(edit.removed, ChannelList{ChannelId{"C1"}});
    EXPECT_EQ(edit.noticed, now);
}

TEST(AdoptSettings, AScheduleThatIsFoundEnabledCountsFromNow) {
    const auto adopted = adopt(known(), with_schedule(schedule(true, at(1), "sat 24h Etc/UTC"), 8, at(900)), now);
    EXPECT_EQ(adopted.settings.schedule->enabled_at, now);
    ASSERT_THAT(adopted.settings.hand_edits, SizeIs(1));
    EXPECT_EQ(adopted.settings.hand_edits[0].after, "sat 24h Etc/UTC (enabled)");
}

TEST(AdoptSettings, TheSameContentInANewVersionIsNoEdit) {
    const auto adopted = adopt(known(), with_schedule(schedule(true), 8, at(900)), now);
    EXPECT_EQ(adopted.settings.schedule, known().schedule);
    EXPECT_THAT(adopted.settings.hand_edits, IsEmpty());
    EXPECT_EQ(adopted.settings.schedule_document.version, 8U);
}

TEST(AdoptSettings, AnOldCopyChangesNothingAndIsADoubt) {
    auto disabled = known();
    disabled.schedule = schedule(false);
    const auto adopted = adopt(disabled, with_schedule(schedule(true), 6, at(600)), now);
    EXPECT_EQ(adopted.settings, disabled);
    EXPECT_THAT(adopted.doubt.schedule.value_or(""), HasSubstr("older than version 7"));
    EXPECT_FALSE(adopted.doubt.channels);
}

TEST(AdoptSettings, ALowerVersionOfALaterDateWasMadeAnew) {
    const auto adopted = adopt(known(), with_schedule(schedule(false), 1, at(900)), now);
    EXPECT_FALSE(adopted.settings.schedule->enabled);
    EXPECT_EQ(adopted.settings.schedule_document.version, 1U);
    EXPECT_THAT(adopted.settings.hand_edits, SizeIs(1));
}

TEST(AdoptSettings, AHigherVersionOfAnEarlierDateIsOfAnEarlierLife) {
    auto made_anew = known();
    made_anew.schedule = schedule(false);
    made_anew.schedule_document = {.version = 1, .modified = at(900)};
    const auto adopted = adopt(made_anew, with_schedule(schedule(true), 7, at(700)), now);
    EXPECT_EQ(adopted.settings, made_anew);
    EXPECT_TRUE(adopted.doubt.schedule);
}

TEST(AdoptSettings, WithoutADateALowerVersionIsOld) {
    auto undated = known();
    undated.schedule_document.modified.reset();
    EXPECT_TRUE(adopt(undated, with_schedule(schedule(false), 1, at(900)), now).doubt.schedule);
    EXPECT_TRUE(adopt(known(), with_schedule(schedule(false), 1), now).doubt.schedule);
}

TEST(AdoptSettings, WhatIsMissingForAMomentIsADoubt) {
    const auto adopted = adopt(known(), nothing_there(2min - 1ms), now);
    EXPECT_EQ(adopted.settings, known());
    EXPECT_TRUE(adopted.doubt.channels);
    EXPECT_TRUE(adopted.doubt.schedule);
}

TEST(AdoptSettings, WhatIsMissingForTwoMinutesWasDeletedByHand) {
    const auto adopted = adopt(known(), nothing_there(2min), now);
    EXPECT_THAT(adopted.settings.channels, IsEmpty());
    EXPECT_TRUE(adopted.settings.ever_had_channels) << "nobody may register the first channel again";
    EXPECT_FALSE(adopted.settings.schedule);
    EXPECT_THAT(adopted.settings.hand_edits, SizeIs(2));
    EXPECT_EQ(adopted.settings.hand_edits[0].version, 0U);
    EXPECT_EQ(adopted.doubt, SettingsDoubt{});
    EXPECT_EQ(adopt(adopted.settings, nothing_there(1h), now + 1h).settings, adopted.settings) << "said once";
}

TEST(AdoptSettings, AnOldCopyOfWhatWasDeletedDoesNotComeBack) {
    const auto deleted = adopt(known(), nothing_there(2min), now).settings;
    const auto adopted = adopt(deleted, same(), now + 1s);
    EXPECT_EQ(adopted.settings, deleted);
    EXPECT_TRUE(adopted.doubt.schedule);
    EXPECT_TRUE(adopted.doubt.channels);
}

TEST(AdoptSettings, WhatWasDeletedMayBeMadeAnew) {
    const auto deleted = adopt(known(), nothing_there(2min), now).settings;
    const auto adopted = adopt(deleted, with_schedule(schedule(true), 1, now + 1s), now + 2s);
    EXPECT_EQ(adopted.settings.schedule->enabled_at, now + 2s) << "not as if it had been on all the time";
    EXPECT_FALSE(adopted.doubt.schedule);
}

TEST(AdoptSettings, AFailedReadingIsADoubtAndNoMore) {
    auto read = same();
    read.schedule.what = DocumentUnreadable{"AWS could not be asked.", 0, {}};
    const auto adopted = adopt(known(), read, now);
    EXPECT_EQ(adopted.settings, known());
    EXPECT_EQ(adopted.doubt.schedule, "AWS could not be asked.");
}

TEST(AdoptSettings, AfterAnUnreadableVersionItsPredecessorIsOld) {
    auto read = same();
    read.schedule.what = DocumentUnreadable{"It cannot be read.", 8, at(900)};
    const auto broken = adopt(known(), read, now);
    EXPECT_EQ(broken.doubt.schedule, "It cannot be read.");
    EXPECT_EQ(broken.settings.schedule, known().schedule);
    EXPECT_TRUE(adopt(broken.settings, same(), now).doubt.schedule) << "a late copy of version 7";

    const auto mended = adopt(broken.settings, with_schedule(schedule(true), 9, at(950)), now);
    EXPECT_FALSE(mended.doubt.schedule);
    EXPECT_EQ(mended.settings.schedule->enabled_at, now) << "what was asked for meanwhile is for people";
}

TEST(AdoptSettings, AClearedScheduleIsNone) {
    const auto adopted = adopt(known(), with_schedule(std::nullopt, 8, at(900)), now);
    EXPECT_FALSE(adopted.settings.schedule);
    EXPECT_EQ(adopted.settings.hand_edits.at(0).before, "mon-fri 08:00-17:00 Etc/UTC (enabled)");
    EXPECT_EQ(adopted.settings.hand_edits.at(0).after, "none");
}

TEST(AdoptSettings, WhatThisStoreHeldBeforeStaysUntilADocumentSaysOtherwise) {
    auto moved_here = known();
    moved_here.channels_document = {};
    moved_here.schedule_document = {};
    EXPECT_EQ(adopt(moved_here, nothing_there(1h), now).settings, moved_here);
    const auto adopted = adopt(moved_here, with_schedule(schedule(false), 1, at(900)), now);
    EXPECT_FALSE(adopted.settings.schedule->enabled);
    EXPECT_THAT(adopted.settings.hand_edits, SizeIs(1));
}

TEST(AdoptSettings, RecordsOfHandEditsAreBounded) {
    Settings settings;
    for (std::uint64_t i = 0; i < 2 * most_hand_edits; ++i) keep(settings, HandEdit{.version = i});
    EXPECT_THAT(settings.hand_edits, SizeIs(most_hand_edits));
    EXPECT_EQ(settings.hand_edits.back().version, 2 * most_hand_edits - 1);
}

}  // namespace
}  // namespace privman::settings
