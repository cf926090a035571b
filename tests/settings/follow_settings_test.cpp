#include "settings/follow_settings.hpp"

#include "settings/settings_in_parameter_store.hpp"
#include "tests/support/fake_parameter_store.hpp"
#include "tests/workflows/fixture.hpp"

namespace privman::testing {
namespace {

const std::string channels_name = "/p/CHANNELS";
const std::string schedule_name = "/p/SCHEDULE";
// It is a Wednesday: with these, people are away.
const std::string on = R"({"enabled": true, "schedule": "sat 24h Etc/UTC"})";
const std::string off = R"({"enabled": false, "schedule": "sat 24h Etc/UTC"})";

class FollowSettingsTest : public WorkflowTest {
protected:
    ~FollowSettingsTest() override { end(); }

    void begin() {
        if (!tasks)
            tasks = std::make_unique<async::TaskScope>(world.loop.get_executor(), [](const std::exception_ptr&) {});
        ssm.emplace(*tasks, settings_store, parameters, privman::settings::ParameterNames{channels_name, schedule_name},
                    world.clock, log);
        bot = std::make_unique<BotUnderTest>(world, store, *ssm, settings);
        follow.emplace(
            privman::settings::FollowSettings::Deps{bot->settings, world.board, bot->announcer, world.clock, log});
        tasks->start([this] { return follow->run(); });
        world.clock.run();
        world.clock.advance(1s);
    }
    void end() {
        if (tasks) tasks->cancel();
        bot.reset();
        world.clock.run();
        tasks.reset();
    }
    void begin_with(const std::string& channels, const std::string& schedule) {
        parameters.by_hand(channels_name, channels);
        if (!schedule.empty()) parameters.by_hand(schedule_name, schedule);
        begin();
        be_believed();
    }
    /// What was never seen before counts only when it has been shown for a while.
    void be_believed() {
        a_minute();
        EXPECT_THAT(world.board.said, IsEmpty()) << "what was there at the start is nobody's edit";
        lines.clear();
    }
    void a_minute() { world.clock.advance(60s); }
    [[nodiscard]] std::size_t said_about(const std::string& channel, const std::string& what) const {
        const auto all = said_in(channel);
        return static_cast<std::size_t>(
            std::ranges::count_if(all, [&](const std::string& text) { return text.contains(what); }));
    }
    [[nodiscard]] std::string last_said_in(const std::string& channel) const {
        const auto all = said_in(channel);
        return all.empty() ? "(nothing)" : all.back();
    }
    [[nodiscard]] std::size_t logged(const std::string& event) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(lines, [&](const std::string& line) { return line.contains(event); }));
    }

    FakeParameterStore parameters;
    std::vector<std::string> lines;
    observe::Log log{[this](std::string_view line) { lines.emplace_back(line); }, [] { return std::int64_t{0}; }};
    std::optional<privman::settings::SettingsInParameterStore> ssm;
    std::optional<privman::settings::FollowSettings> follow;
    std::unique_ptr<async::TaskScope> tasks;
};

TEST_F(FollowSettingsTest, AHandEditIsSaidEverywhereWithOldAndNewAndLogged) {
    begin_with(R"(["C1","C2"])", off);
    parameters.by_hand(schedule_name, on);
    a_minute();
    for (const char* channel : {"C1", "C2"})
        EXPECT_THAT(said_in(channel), ElementsAre(AllOf(HasSubstr("sat 24h Etc/UTC (disabled)"),
                                                        HasSubstr("sat 24h Etc/UTC (enabled)"))));
    EXPECT_EQ(logged("settings.edited_by_hand"), 1U);
    EXPECT_THAT(bot->settings.now().hand_edits, IsEmpty());
    a_minute();
    EXPECT_EQ(said_in("C1").size(), 1U);
}

TEST_F(FollowSettingsTest, AChannelThatWasRemovedByHandIsToldToo) {
    begin_with(R"(["C1","C2"])", "");
    parameters.by_hand(channels_name, R"(["C2","C3"])");
    a_minute();
    for (const char* channel : {"C1", "C2", "C3"})
        EXPECT_THAT(said_in(channel), ElementsAre(HasSubstr("it was C1, C2, and is now C2, C3"))) << channel;
}

TEST_F(FollowSettingsTest, HandEditsAreSeenWhilePrivilegeManagerIsAway) {
    world.source.broken = Failure{Trouble::unreachable, "away"};
    begin_with(R"(["C1"])", "");
    world.clock.advance(10min);
    parameters.by_hand(channels_name, R"(["C1","C2"])");
    a_minute();
    EXPECT_EQ(said_about("C2", "is now C1, C2"), 1U);
}

TEST_F(FollowSettingsTest, ACrashBeforeItIsSaidLosesNoEdit) {
    begin_with(R"(["C1"])", off);
    world.board.silent.emplace(ChannelId{"C1"}, Failure{Trouble::unreachable, "away"});
    parameters.by_hand(schedule_name, on);
    world.clock.advance(20s);
    end();
    world.board.silent.clear();
    begin();
    a_minute();
    EXPECT_EQ(said_about("C1", "(enabled)"), 1U);
}

TEST_F(FollowSettingsTest, AScheduleThatCannotBeReadApprovesNothingAndThatIsSaidOnce) {
    begin_with(R"(["C1"])", on);
    raise("r1");
    poll();
    EXPECT_THAT(card_text("r1"), HasSubstr("business hours"));
    ASSERT_TRUE(is<Settled>("r1"));

    parameters.by_hand(schedule_name, R"({"enabled": true, "schedule": "whenever"})");
    raise("r2");
    a_minute();
    world.clock.advance(5min);
    EXPECT_TRUE(is<Waiting>("r2"));
    EXPECT_EQ(said_about("C1", "Automatic approval pauses"), 1U);
    EXPECT_EQ(logged("settings.in_doubt"), 1U);

    parameters.by_hand(schedule_name, on);
    a_minute();
    EXPECT_EQ(said_about("C1", "can be read again"), 1U);
    EXPECT_EQ(logged("settings.trusted"), 1U);
    EXPECT_TRUE(is<Waiting>("r2")) << "it was asked for before that";
    raise("r3");
    poll();
    EXPECT_TRUE(is<Settled>("r3"));
}

TEST_F(FollowSettingsTest, AnOldCopyAfterDisableApprovesNothing) {
    begin_with(R"(["C1"])", on);
    say("U-carol", "C1", "autoapprove disable");
    EXPECT_THAT(parameters.value(schedule_name), HasSubstr("false"));
    parameters.show_old_copies(schedule_name, 1000);
    raise("r1");
    a_minute();
    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_FALSE(bot->settings.now().schedule->enabled);
}

TEST_F(FollowSettingsTest, WhileAwsIsAwayCardsGoOnAndNothingIsApprovedAutomatically) {
    begin_with(R"(["C1"])", on);
    parameters.broken = aws::Failure{aws::Trouble::unreachable, "no route", "", ""};
    raise("r1");
    a_minute();
    EXPECT_THAT(cards_in("C1"), SizeIs(1));
    EXPECT_TRUE(is<Waiting>("r1"));
    approve("r1", "U-ada");
    EXPECT_TRUE(is<Settled>("r1"));
    world.board.said.clear();
    say("U-carol", "C1", "autoapprove status");
    EXPECT_THAT(said_in("C1"), ElementsAre(AllOf(HasSubstr("Nothing is approved automatically now"),
                                                 HasSubstr("no route"), HasSubstr("Last known"))));
    say("U-carol", "C1", "status");
    EXPECT_THAT(last_said_in("C1"), HasSubstr("The channels may be others by now"));
    say("U-carol", "C1", "autoapprove disable");
    EXPECT_THAT(last_said_in("C1"),
                AllOf(HasSubstr("Switched off here at once. AWS could not be told"), HasSubstr("no route")));
}

TEST_F(FollowSettingsTest, ALostAnswerIsCalledUncertainAndItsLateEffectACommand) {
    begin_with(R"(["C1"])", off);
    parameters.mishaps.push_back({aws::Failure{aws::Trouble::unreachable, "no answer", "", ""}, true});
    parameters.old_copies_after_put = 3;
    say("U-carol", "C1", "autoapprove enable");
    EXPECT_THAT(last_said_in("C1"), AllOf(HasSubstr("not certain"), Not(HasSubstr("Not changed"))));
    EXPECT_FALSE(bot->settings.now().schedule->enabled);
    a_minute();
    a_minute();
    EXPECT_THAT(last_said_in("C1"), AllOf(HasSubstr("has taken effect after all"), HasSubstr("(enabled)")));
    EXPECT_EQ(said_about("C1", "not by a command"), 0U);
    EXPECT_EQ(logged("settings.edited_by_hand"), 0U);
}

TEST_F(FollowSettingsTest, NobodyBecomesTheFirstWhileTheChannelsAreNotKnown) {
    parameters.by_hand(channels_name, R"(["C1"])");
    parameters.broken = aws::Failure{aws::Trouble::denied, "not allowed", "AccessDeniedException", ""};
    begin();
    raise("r1");
    say("U-ada", "C9", "register");
    EXPECT_THAT(bot->settings.now().channels, IsEmpty());
    parameters.broken.reset();
    a_minute();
    EXPECT_THAT(cards_in("C1"), SizeIs(1)) << "known late, and then everything goes its way";
    EXPECT_THAT(cards_in("C9"), IsEmpty());
}

TEST_F(FollowSettingsTest, AThrottledRegistrationIsAnsweredInWords) {
    begin();
    be_believed();
    parameters.mishaps.push_back({{aws::Trouble::throttled, "Rate exceeded", "ThrottlingException", ""}});
    say("U-carol", "C1", "register");
    EXPECT_THAT(world.board.told_to("U-carol"),
                ElementsAre(HasSubstr("Not registered. AWS takes three writes a second")));
    say("U-carol", "C1", "register");
    EXPECT_THAT(said_in("C1"), ElementsAre(HasSubstr("Registered.")));
    EXPECT_THAT(parameters.value(channels_name), HasSubstr("C1"));
}

TEST_F(FollowSettingsTest, ACommandOnTopOfAHandEditSaysWhatStandsThereAndIsSaidAgain) {
    begin_with(R"(["C1"])", "");
    parameters.by_hand(channels_name, R"(["C1","C7"])");
    world.clock.advance(2s);
    say("U-carol", "C2", "register");
    EXPECT_THAT(world.board.told_to("U-carol"),
                ElementsAre(HasSubstr("Somebody changed it in AWS meanwhile; it says `C1, C7` now")));
    EXPECT_EQ(parameters.value(channels_name), R"(["C1","C7"])");
    say("U-carol", "C2", "register");
    EXPECT_EQ(parameters.value(channels_name), R"({"v": 1, "channels": ["C1","C7","C2"]})");
    EXPECT_THAT(bot->settings.channels(), SizeIs(3));
}

TEST_F(FollowSettingsTest, StatusSaysWhereTheSettingsLive) {
    EXPECT_EQ(plain_text(privman::settings::in_words(DocumentMark{.version = 7}, "Channels are", "/p/CHANNELS")),
              "Channels are kept in AWS, in /p/CHANNELS, version 7");
    EXPECT_THAT(plain_text(privman::settings::in_words(DocumentMark{}, "Channels are", "/p/CHANNELS")),
                HasSubstr("nothing stored yet"));
}

}  // namespace
}  // namespace privman::testing
