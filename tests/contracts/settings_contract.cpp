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
#define CHANGE(statement)                                                            \
    do {                                                                             \
        auto settings = without_documents(everything().settings);                    \
        statement;                                                                   \
        keep(settings);                                                              \
        EXPECT_GT(everything().settings.version, settings.version);                  \
        settings.version = everything().settings.version;                            \
        EXPECT_EQ(without_documents(everything().settings), settings) << #statement; \
        EXPECT_EQ(everything().settings_doubt, SettingsDoubt{});                     \
    } while (false)

TEST_P(SettingsContract, ChannelsComeAndGo) {
    CHANGE(settings.channels.push_back(channel("C1")); settings.ever_had_channels = true);
    CHANGE(settings.channels.push_back(channel("C2")));
    CHANGE(settings.channels.erase(settings.channels.begin()));
    CHANGE(settings.channels.clear());
    CHANGE(settings.channels.push_back(channel("C1")));
}

TEST_P(SettingsContract, TheScheduleIsSetSwitchedAndCleared) {
    CHANGE(settings.schedule = schedule(false));
    CHANGE(settings.schedule = schedule(true));
    CHANGE(settings.schedule->enabled = false);
    CHANGE(settings.schedule.reset());
    CHANGE(settings.schedule = schedule(true));
}

TEST_P(SettingsContract, EverythingMayChangeAtOnce) {
    CHANGE(settings.channels.push_back(channel("C1")); settings.ever_had_channels = true;
           settings.schedule = schedule(true); settings.admins_met.push_back(UserId{"U1"}));
    CHANGE(settings.channels.clear(); settings.schedule.reset(); settings.admins_met.clear());
}

TEST_P(SettingsContract, WhatIsNoChannelAndNoScheduleChangesAlone) {
    CHANGE(settings.channels.push_back(channel("C1")); settings.ever_had_channels = true;
           settings.schedule = schedule(true));
    CHANGE(settings.admins_met.push_back(UserId{"U1"}));
}

TEST_P(SettingsContract, OfTwoChangesOfTheSameVersionOneIsMade) {
    auto one = loop.start(store->commit(Settings{.schedule = schedule(true)}));
    auto other = loop.start(store->commit(Settings{.schedule = schedule(false)}));
    loop.run_until_done(one);
    loop.run_until_done(other);
    EXPECT_TRUE(one.result().has_value());
    const auto lost = other.result();
    ASSERT_FALSE(lost.has_value());
    EXPECT_EQ(lost.error().kind, Trouble::conflict);
    EXPECT_EQ(everything().settings.schedule, schedule(true));
}

TEST_P(SettingsContract, ReadsThatOverlapAgree) {
    keep(Settings{.channels = {channel("C1")}, .ever_had_channels = true});
    auto one = loop.start(store->changed_since(0));
    auto other = loop.start(store->load());
    loop.run_until_done(one);
    loop.run_until_done(other);
    EXPECT_EQ(one.result()->settings, other.result()->settings);
}

}  // namespace privman::testing
