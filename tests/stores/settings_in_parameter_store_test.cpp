#include "stores/settings_in_parameter_store.hpp"

#include "stores/memory_store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_parameter_store.hpp"
#include "tests/support/life_builder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace privman::stores {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string channels_name = "/privman-slack-bot/CHANNELS";
const std::string schedule_name = "/privman-slack-bot/AUTOAPPROVE_SCHEDULE";
const std::string on = R"({"enabled": true, "schedule": "mon-fri 08:00-17:00 Etc/UTC"})";
const std::string off = R"({"enabled": false, "schedule": "mon-fri 08:00-17:00 Etc/UTC"})";

class SettingsInSsm : public ::testing::Test {
protected:
    template <class T>
    std::shared_ptr<std::optional<T>> start(Async<T> work) {
        auto result = std::make_shared<std::optional<T>>();
        boost::asio::co_spawn(loop, std::move(work), [result](const std::exception_ptr& error, T value) {
            if (error) std::rethrow_exception(error);
            *result = std::move(value);
        });
        return result;
    }
    /// Lets time pass until it is done.
    template <class T>
    T run(Async<T> work) {
        const auto result = start(std::move(work));
        clock.run();
        for (int i = 0; i < 60 && !*result; ++i) clock.advance(1s);
        if (!*result) throw std::logic_error{"it does not end"};
        return std::move(**result);
    }
    /// As another read, a while later.
    Snapshot read() {
        clock.advance(2s);
        auto snapshot = run(store->changed_since(0));
        if (!snapshot) throw std::logic_error{snapshot.error().what};
        return std::move(*snapshot);
    }
    Outcome<void> change(const std::function<void(Settings&)>& how) {
        auto settings = run(store->changed_since(0))->settings;
        how(settings);
        return run(store->commit(std::move(settings)));
    }
    void restart() {
        store = std::make_unique<SettingsInParameterStore>(memory, parameters,
                                                           ParameterNames{channels_name, schedule_name}, clock, log);
    }

    static aws::Failure failure(aws::Trouble kind) { return {kind, "the other side is ill", "Ill", "id-1"}; }
    static StoredSchedule schedule(bool enabled) {
        return {.text = "sat 24h Etc/UTC", .enabled = enabled, .enabled_at = WallTime{1s}, .by = UserId{"U1"}};
    }

    boost::asio::io_context loop{1};
    testing::FakeClock clock{loop};
    MemoryStore memory;
    testing::FakeParameterStore parameters;
    std::vector<std::string> lines;
    observe::Log log{[this](std::string_view line) { lines.emplace_back(line); }, [] { return std::int64_t{0}; }};
    std::unique_ptr<SettingsInParameterStore> store = std::make_unique<SettingsInParameterStore>(
        memory, parameters, ParameterNames{channels_name, schedule_name}, clock, log);
};

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

TEST_F(SettingsInSsm, ALifeNeverGoesToAws) {
    ASSERT_TRUE(run(store->commit(testing::LifeBuilder{"r1"}.build())));
    EXPECT_EQ(parameters.puts + parameters.gets, 0U);
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
    const auto one = start(store->load());
    const auto other = start(store->changed_since(0));
    clock.run();
    ASSERT_TRUE(*one && *other);
    run(store->changed_since(0));
    EXPECT_EQ(parameters.gets, 1U);
    read();
    EXPECT_EQ(parameters.gets, 2U);
}

TEST_F(SettingsInSsm, WhenAwsFailsEverythingElseIsReadAndTheSettingsAreInDoubt) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    ASSERT_TRUE(run(store->commit(testing::LifeBuilder{"r1"}.build())));
    parameters.broken = failure(aws::Trouble::denied);
    const auto seen = read();
    EXPECT_THAT(seen.lives, SizeIs(1));
    EXPECT_TRUE(seen.settings.schedule);
    EXPECT_THAT(seen.settings_doubt.schedule.value_or(""), HasSubstr("the other side is ill"));
    EXPECT_TRUE(seen.settings_doubt.channels);
    parameters.broken.reset();
    EXPECT_EQ(read().settings_doubt, SettingsDoubt{});
}

TEST_F(SettingsInSsm, AnAwsThatDoesNotAnswerHoldsUpAReadForThreeSeconds) {
    parameters.hangs = true;
    const auto seen = start(store->load());
    clock.advance(2999ms);
    EXPECT_FALSE(*seen);
    clock.advance(1ms);
    ASSERT_TRUE(*seen);
    EXPECT_THAT((*seen)->value().settings_doubt.schedule.value_or(""), HasSubstr("did not answer in time"));
}

TEST_F(SettingsInSsm, AFailedFirstReadIsNotEmpty) {
    parameters.by_hand(channels_name, R"(["C1"])");
    parameters.broken = failure(aws::Trouble::throttled);
    const auto seen = run(store->load());
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->settings_doubt.channels);
    const auto refused = change([](Settings& s) { s.channels.push_back({ChannelId{"C2"}, {}, {}}); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, settings_refused);
    EXPECT_EQ(parameters.value(channels_name), R"(["C1"])");
}

TEST_F(SettingsInSsm, AValueThatDoesNotParseIsNeverOverwritten) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    parameters.by_hand(schedule_name, "always please");
    const auto seen = read();
    EXPECT_THAT(seen.settings_doubt.schedule.value_or(""), HasSubstr("cannot be read: it is not JSON"));
    const auto refused = change([](Settings& s) { s.schedule->enabled = false; });
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().what, HasSubstr("never overwrite"));
    EXPECT_EQ(parameters.value(schedule_name), "always please");
    EXPECT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, {}, {}}); })) << "the other one may";
    parameters.by_hand(schedule_name, on);
    EXPECT_FALSE(read().settings_doubt.schedule);
}

TEST_F(SettingsInSsm, OtherKindsOfParametersAreNotRead) {
    parameters.by_hand(schedule_name, on, "SecureString");
    parameters.by_hand(channels_name, "C1,C2", "StringList");
    const auto seen = read();
    EXPECT_THAT(seen.settings_doubt.schedule.value_or(""), HasSubstr("SecureString"));
    EXPECT_THAT(seen.settings_doubt.channels.value_or(""), HasSubstr("StringList"));
}

TEST_F(SettingsInSsm, AnOldCopyAfterDisableDoesNotSwitchOnAgainNotEvenAfterARestart) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    ASSERT_TRUE(change([](Settings& s) { s.schedule->enabled = false; }));
    parameters.show_old_copies(schedule_name, 2);
    auto seen = read();
    EXPECT_FALSE(seen.settings.schedule->enabled);
    EXPECT_TRUE(seen.settings_doubt.schedule);
    restart();
    seen = *run(store->load());
    EXPECT_FALSE(seen.settings.schedule->enabled);
    EXPECT_TRUE(seen.settings_doubt.schedule);
    EXPECT_EQ(read().settings_doubt, SettingsDoubt{});
}

TEST_F(SettingsInSsm, AChangeWaitsOutOldCopies) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(false); }));
    parameters.show_old_copies(schedule_name, 3);
    read();
    clock.advance(2s);
    EXPECT_TRUE(change([](Settings& s) { s.schedule->enabled = true; }));
    EXPECT_THAT(parameters.value(schedule_name), HasSubstr("true"));
}

TEST_F(SettingsInSsm, WhatIsMissingForTwoMinutesCountsAsDeleted) {
    ASSERT_TRUE(change([](Settings& s) { s.schedule = schedule(true); }));
    parameters.remove(schedule_name);
    EXPECT_TRUE(read().settings_doubt.schedule);
    clock.advance(115s);
    EXPECT_TRUE(read().settings.schedule);
    clock.advance(10s);
    const auto seen = read();
    EXPECT_FALSE(seen.settings.schedule);
    EXPECT_FALSE(seen.settings_doubt.schedule);
    EXPECT_THAT(seen.settings.hand_edits, SizeIs(1));
}

TEST_F(SettingsInSsm, AChangeOnTopOfAHandEditIsAConflictAndTheHandEditIsKept) {
    const auto before = run(store->load())->settings;
    clock.advance(2s);
    parameters.by_hand(channels_name, R"(["C7"])");
    auto wanted = before;
    wanted.channels.push_back({ChannelId{"C1"}, {}, {}});
    const auto lost = run(store->commit(wanted));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, Trouble::conflict);
    EXPECT_EQ(parameters.value(channels_name), R"(["C7"])");
    EXPECT_EQ(read().settings.channels.at(0).id.value, "C7");
}

TEST_F(SettingsInSsm, ChannelsThatSomebodyWroteAtTheSameMomentAreMerged) {
    ASSERT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, UserId{"U1"}, {}}); }));
    parameters.before_put = [this](const std::string& name) { parameters.by_hand(name, R"(["C1","C7"])"); };
    const auto lost = change([](Settings& s) { s.channels.push_back({ChannelId{"C2"}, UserId{"U2"}, {}}); });
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, Trouble::conflict) << "so that the change is looked at again";
    EXPECT_EQ(parameters.value(channels_name), R"({"v": 1, "channels": ["C1","C7","C2"]})");
    const auto seen = read();
    EXPECT_THAT(seen.settings.channels, SizeIs(3));
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
    auto settings = run(store->changed_since(0))->settings;
    settings.schedule->enabled = true;
    // The first put goes through, the second does not.
    parameters.before_put = [this](const std::string& name) {
        parameters.by_hand(name, off);
        parameters.before_put = [this](const std::string&) {
            parameters.mishaps.push_back({failure(aws::Trouble::throttled)});
        };
    };
    EXPECT_FALSE(run(store->commit(settings)));
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
    EXPECT_EQ(seen.settings.version, version + 2) << "so that whoever changed it reads it anew";
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

TEST_F(SettingsInSsm, AfterALostAnswerTheNextReadDecides) {
    parameters.mishaps.push_back({failure(aws::Trouble::unreachable), true});
    EXPECT_FALSE(change([](Settings& s) { s.schedule = schedule(true); }));
    EXPECT_TRUE(read().settings.schedule->enabled);
    ASSERT_TRUE(change([](Settings& s) { s.channels.push_back({ChannelId{"C1"}, {}, {}}); }));
    parameters.mishaps.push_back({failure(aws::Trouble::unreachable), false});
    EXPECT_FALSE(change([](Settings& s) { s.schedule->enabled = false; }));
    EXPECT_TRUE(read().settings.schedule->enabled);
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
