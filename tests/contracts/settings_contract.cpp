#include "tests/contracts/state_store_contract.hpp"
#include "tests/support/life_builder.hpp"

#include <gmock/gmock.h>

namespace privman::testing {

namespace {

StoredSchedule schedule(bool enabled) {
    return {.text = "mon-fri 08:00-17:00 America/Chicago",
            .enabled = enabled,
            .enabled_at = enabled ? std::optional{wall_at(7)} : std::nullopt,
            .by = UserId{"U1"},
            .changed_at = wall_at(6)};
}

RegisteredChannel channel(const std::string& id) {
    return {.id = ChannelId{id}, .by = UserId{"U1"}, .since = wall_at(5)};
}

}  // namespace

/// Each change is made on what is stored, as the bot makes it.
#define CHANGE(statement)                                                     \
    do {                                                                      \
        auto wanted = without_documents(settings());                          \
        statement;                                                            \
        set(wanted);                                                          \
        EXPECT_GT(settings().version, wanted.version);                        \
        wanted.version = settings().version;                                  \
        EXPECT_EQ(without_documents(settings()), wanted) << #statement;       \
        EXPECT_EQ(loop.run(stores.settings->read())->doubt, SettingsDoubt{}); \
        EXPECT_EQ(loop.run(stores.settings->load())->settings, settings());   \
    } while (false)

TEST_P(SettingsContract, ChannelsComeAndGo) {
    CHANGE(wanted.channels.push_back(channel("C1")); wanted.ever_had_channels = true);
    CHANGE(wanted.channels.push_back(channel("C2")));
    CHANGE(wanted.channels.erase(wanted.channels.begin()));
    CHANGE(wanted.channels.clear());
    CHANGE(wanted.channels.push_back(channel("C1")));
}

TEST_P(SettingsContract, TheScheduleIsSetSwitchedAndCleared) {
    CHANGE(wanted.schedule = schedule(false));
    CHANGE(wanted.schedule = schedule(true));
    CHANGE(wanted.schedule->enabled = false);
    CHANGE(wanted.schedule.reset());
    CHANGE(wanted.schedule = schedule(true));
}

TEST_P(SettingsContract, EverythingMayChangeAtOnce) {
    CHANGE(wanted.channels.push_back(channel("C1")); wanted.ever_had_channels = true; wanted.schedule = schedule(true);
           wanted.admins_met.push_back(UserId{"U1"}));
    CHANGE(wanted.channels.clear(); wanted.schedule.reset(); wanted.admins_met.clear());
}

TEST_P(SettingsContract, WhatIsNoChannelAndNoScheduleChangesAlone) {
    CHANGE(wanted.channels.push_back(channel("C1")); wanted.ever_had_channels = true; wanted.schedule = schedule(true));
    CHANGE(wanted.admins_met.push_back(UserId{"U1"}));
}

TEST_P(SettingsContract, AChangeTellsWhatIsStoredThen) {
    const auto changed =
        loop.run(stores.settings->change(Settings{.channels = {channel("C1")}, .ever_had_channels = true}));
    ASSERT_TRUE(changed);
    EXPECT_EQ(without_documents(*changed), without_documents(settings()));
    EXPECT_GE(changed->version, 1U);
}

TEST_P(SettingsContract, OfTwoChangesOfTheSameVersionOneIsMade) {
    auto one = loop.start(stores.settings->change(Settings{.schedule = schedule(true)}));
    auto other = loop.start(stores.settings->change(Settings{.admins_met = {UserId{"U1"}}}));
    loop.run_until_done(one);
    loop.run_until_done(other);
    const auto first = one.result();
    const auto second = other.result();
    if (first && second) {
        // The one that nobody elsewhere has to hear of was faster; the other was made on top of it.
        EXPECT_EQ(settings().admins_met.size(), 1U);
    } else {
        EXPECT_NE(first.has_value(), second.has_value());
        EXPECT_EQ((first ? second : first).error().kind, Trouble::conflict);
    }
}

TEST_P(SettingsContract, AStaleVersionIsAConflictAndChangesNothing) {
    set(Settings{.schedule = schedule(true)});
    const auto before = settings();
    for (const std::uint64_t version : {std::uint64_t{0}, before.version + 7}) {
        const auto lost = loop.run(stores.settings->change(Settings{.version = version, .schedule = schedule(false)}));
        ASSERT_FALSE(lost);
        EXPECT_EQ(lost.error().kind, Trouble::conflict);
    }
    EXPECT_EQ(settings().schedule, schedule(true));
}

TEST_P(SettingsContract, ReadsThatOverlapAgree) {
    set(Settings{.channels = {channel("C1")}, .ever_had_channels = true});
    auto one = loop.start(stores.settings->read());
    auto other = loop.start(stores.settings->load());
    loop.run_until_done(one);
    loop.run_until_done(other);
    EXPECT_EQ(without_documents(one.result()->settings), without_documents(other.result()->settings));
}

TEST_P(DurableSettingsContract, SettingsSurviveTheProcess) {
    set(Settings{.channels = {channel("C1"), channel("C2")},
                 .ever_had_channels = true,
                 .schedule = schedule(true),
                 .admins_met = {UserId{"U1"}}});
    const auto before = settings();
    reopen();
    const auto after = settings();
    // Who keeps documents elsewhere may learn more about them at the first look.
    EXPECT_EQ(after.channels, before.channels);
    EXPECT_EQ(after.schedule, before.schedule);
    EXPECT_EQ(after.admins_met, before.admins_met);
    EXPECT_GE(after.version, before.version);
}

}  // namespace privman::testing
