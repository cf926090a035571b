// Off is off: who may say it, that it waits for nobody, and that nothing said before it wins.
#include "tests/workflows/fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace privman::testing {

using ::testing::AllOf;
using ::testing::StartsWith;

class SwitchingOff : public WorkflowTest {
protected:
    // The clock begins on Wednesday 2026-07-01 at 12:00; every zone is UTC here.
    void SetUp() override { settings.approvers = TheseDecide{{UserId{"U-ada"}}}; }
    void begin(const std::vector<std::string>& channels = {"C-ops", "C-two"}) {
        start_registered(channels);
        say("U-carol", channels.front(), "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
        const WallTime evening = std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + 20h;
        if (world.clock.wall() < evening) world.clock.set_wall(evening);
        enable();
        world.clock.advance(1s);
        ASSERT_TRUE(is_on());
    }
    void enable() { say("U-carol", "C-ops", "autoapprove enable"); }
    [[nodiscard]] bool is_on() const { return bot->unattended.is_on(); }
    /// What a restart would find.
    [[nodiscard]] bool stored_as_on() {
        std::optional<bool> on;
        boost::asio::co_spawn(
            world.loop,
            [&]() -> Async<void> {
                const auto kept = co_await remembered_settings.load();
                on = kept && kept->settings.schedule && kept->settings.schedule->enabled;
            },
            boost::asio::detached);
        world.clock.run();
        return on.value_or(true);
    }
    void raise_now(const std::string& id) {
        auto asked = request(id);
        asked.requested = world.clock.wall();
        world.source.raise(asked);
    }
    [[nodiscard]] std::string last_told(const std::string& who) const {
        const auto all = world.board.told_to(who);
        return all.empty() ? "(nothing)" : all.back();
    }
    [[nodiscard]] std::string last_said(const std::string& channel) const {
        const auto all = said_in(channel);
        return all.empty() ? "(nothing)" : all.back();
    }
    static Failure throttled(Millis wait) { return {Trouble::throttled, "asked too often", wait, "ratelimited"}; }
};

TEST_F(SwitchingOff, OffAndStopMeanDisableAndTheFirstWordsAreTheState) {
    for (const auto* word : {"disable", "off", "stop", "clear"}) {
        if (bot) kill();
        world.board.said.clear();
        begin();
        world.board.said.clear();
        say("U-carol", "C-ops", std::string{"autoapprove "} + word);
        EXPECT_FALSE(is_on()) << word;
        EXPECT_FALSE(stored_as_on()) << word;
        EXPECT_THAT(said_in("C-ops"), ElementsAre(AllOf(StartsWith("Auto-approve is OFF."), HasSubstr("@U-carol"))))
            << word << ": one message, which is the answer as well";
        EXPECT_THAT(said_in("C-two"), ElementsAre(StartsWith("Auto-approve is OFF."))) << word;
        say("U-carol", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    }
}

TEST_F(SwitchingOff, EveryAnswerAboutTheScheduleBeginsWithTheState) {
    begin();
    for (const auto* text :
         {"autoapprove status", "autoapprove enable", "autoapprove enable?", "autoapprove fnord", "statsu",
          "autoapprove set mon-fri 08:00-25:00 Europe/Berlin", "autoapprove set mon-fri 08:00-17:00 Nowhere/Land",
          "autoapprove set mon-fri 9-5 Europe/Berlin", "autoapprove set mon-fri 17:00-08:00 Europe/Berlin"}) {
        world.board.said.clear();
        world.board.told.clear();
        say("U-carol", "C-ops", text);
        const auto answer = world.board.told.empty() ? last_said("C-ops") : last_told("U-carol");
        EXPECT_THAT(answer, StartsWith("Auto-approve is ON.")) << text;
    }
    EXPECT_TRUE(is_on());
    say("U-ada", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    EXPECT_THAT(last_told("U-ada"), StartsWith("Auto-approve is ON."));
}

TEST_F(SwitchingOff, EveryApproverMaySayItAndOwnersWhateverAdminsSays) {
    settings.admins = {{UserId{"U-bob"}}};
    world.directory.add("U-owner", "olga").workspace_admin = true;
    start();
    say("U-bob", "C-ops", "register");
    for (const auto& [who, where] : {std::pair{"U-ada", "C-ops"},
                                     {"U-ada", "D-ada"},
                                     {"U-ada", "C-elsewhere"},
                                     {"U-owner", "D-owner"},
                                     {"U-bob", "D-bob"}}) {
        say("U-bob", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
        world.clock.advance(1s);
        say("U-bob", "C-ops", "autoapprove enable");
        world.clock.advance(1s);
        ASSERT_TRUE(is_on()) << who << " " << where;
        say(who, where, "autoapprove off");
        EXPECT_FALSE(is_on()) << who << " " << where;
    }
}

TEST_F(SwitchingOff, WithEverybodyAnApproverItIsSaidWhereTheySpeak) {
    settings.approvers = ChannelDecides{};
    begin();
    for (const auto* where : {"D-bob", "C-elsewhere"}) {
        say("U-bob", where, "autoapprove off");
        EXPECT_TRUE(is_on()) << where;
        EXPECT_THAT(where[0] == 'D' ? last_said("D-bob") : last_told("U-bob"),
                    AllOf(StartsWith("Auto-approve is ON."), HasSubstr("in a registered channel")));
    }
    say("U-bob", "C-two", "autoapprove off");
    EXPECT_FALSE(is_on());
}

TEST_F(SwitchingOff, GuestsStrangersAndMembersWithoutRightsSwitchNothingOff) {
    world.directory.add("U-strange", "sue").stranger = true;
    world.directory.add("U-left", "leo").deactivated = true;
    world.directory.add("U-other", "otto").team = TeamId{"T2"};
    begin();
    for (const auto* who : {"U-guest", "U-strange", "U-left", "U-other", "U-nobody", "U-bob"}) {
        say(who, "C-ops", "autoapprove off");
        EXPECT_TRUE(is_on()) << who;
    }
    EXPECT_THAT(last_told("U-bob"), HasSubstr("Only admins and approvers"));
}

TEST_F(SwitchingOff, AQuestionEnablesNothing) {
    start_registered();
    say("U-carol", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    say("U-carol", "C-ops", "autoapprove enable?");
    EXPECT_FALSE(is_on());
    EXPECT_THAT(last_told("U-carol"), AllOf(StartsWith("Auto-approve is OFF."), HasSubstr("question")));
}

TEST_F(SwitchingOff, AnEnableThatWasSaidBeforeItDoesNotWinInWhateverOrderTheyArrive) {
    begin();
    const auto first = new_ts();
    const auto second = new_ts();
    // Off arrives first although it was said last.
    send("U-carol", "C-ops", "autoapprove off", second);
    send("U-carol", "C-ops", "autoapprove enable", first);
    world.clock.run();
    EXPECT_FALSE(is_on());
    EXPECT_THAT(last_told("U-carol"), AllOf(StartsWith("Auto-approve is OFF."), HasSubstr("older than")));
    // Nor after a restart, nor does a `set` or a `register`.
    restart();
    send("U-carol", "C-ops", "autoapprove enable", first);
    send("U-carol", "C-new", "register", first);
    send("U-carol", "C-ops", "autoapprove set mon-sun 00:00-12:00 Europe/Berlin", first);
    world.clock.run();
    EXPECT_FALSE(is_on());
    EXPECT_FALSE(is_registered(bot->settings.now(), ChannelId{"C-new"}));
    EXPECT_EQ(bot->settings.now().schedule->text, "mon-fri 08:00-17:00 Europe/Berlin");
    // In the order in which they were said: off, then on.
    send("U-carol", "C-ops", "autoapprove off", new_ts());
    send("U-carol", "C-ops", "autoapprove enable", new_ts());
    world.clock.run();
    EXPECT_TRUE(is_on());
    // On, then off.
    send("U-carol", "C-ops", "autoapprove enable", new_ts());
    send("U-carol", "C-ops", "autoapprove off", new_ts());
    world.clock.run();
    EXPECT_FALSE(is_on());
    EXPECT_FALSE(stored_as_on());
}

TEST_F(SwitchingOff, AnEnableThatIsBeingStoredWhenOffArrivesDoesNotSurviveIt) {
    for (const auto order : {0, 1}) {
        if (bot) kill();
        begin();
        say("U-carol", "C-ops", "autoapprove off");
        store.commit_takes = 300ms;
        const auto first = new_ts();
        const auto second = new_ts();
        if (order == 0) {
            send("U-carol", "C-ops", "autoapprove enable", first);
            world.clock.advance(100ms);
            send("U-ada", "C-ops", "autoapprove off", second);
        } else {
            send("U-ada", "C-ops", "autoapprove off", second);
            world.clock.advance(100ms);
            send("U-carol", "C-ops", "autoapprove enable", first);
        }
        world.clock.run();
        EXPECT_FALSE(is_on()) << "from its arrival on";
        world.clock.advance(10s);
        EXPECT_FALSE(is_on());
        EXPECT_FALSE(stored_as_on());
        store.commit_takes = 0ms;
    }
}

TEST_F(SwitchingOff, ItIsNeverLateAndOverdueEnablesAre) {
    begin();
    CommandArrived late;
    late.from = {UserId{"U-carol"}, ChannelId{"C-ops"}, {}, {}};
    late.team = TeamId{"T1"};
    late.channel = ChannelId{"C-ops"};
    late.written = world.clock.wall() - 5h;
    for (const auto* text : {"autoapprove off", "unregister", "autoapprove clear"}) {
        late.text = text;
        ASSERT_TRUE(bot->clicks.arrived(late, [] {}));
        world.clock.run();
    }
    EXPECT_FALSE(is_on());
    EXPECT_FALSE(is_registered(bot->settings.now(), ChannelId{"C-ops"}));
    EXPECT_FALSE(bot->settings.now().schedule);
}

TEST_F(SwitchingOff, AClockThatIsWrongMakesNoCommandLate) {
    world.clock_is_fast_by = 3h;
    start_registered();
    CommandArrived said;
    said.from = {UserId{"U-carol"}, ChannelId{"C-ops"}, {}, {}};
    said.team = TeamId{"T1"};
    said.channel = ChannelId{"C-ops"};
    for (const auto* text : {"autoapprove set mon-fri 08:00-17:00 Europe/Berlin", "autoapprove enable"}) {
        said.text = text;
        said.written = world.clock.wall() - 3h;
        ASSERT_TRUE(bot->clicks.arrived(said, [] {}));
        world.clock.run();
    }
    EXPECT_TRUE(is_on());
    say("U-carol", "C-ops", "autoapprove off");
    said.written = world.clock.wall() - 3h - 5min;
    ASSERT_TRUE(bot->clicks.arrived(said, [] {}));
    world.clock.run();
    EXPECT_FALSE(is_on());
    EXPECT_THAT(last_told("U-carol"), HasSubstr("reached me late"));
}

TEST_F(SwitchingOff, WhatWaitedHereForLongIsLate) {
    begin();
    say("U-carol", "C-ops", "autoapprove off");
    store.commit_takes = 200s;
    send("U-carol", "C-ops", "unregister", new_ts());
    world.clock.advance(1s);
    send("U-carol", "C-two", "autoapprove enable", new_ts());
    world.clock.advance(250s);
    store.commit_takes = 0ms;
    world.clock.advance(250s);
    EXPECT_FALSE(is_on());
    EXPECT_THAT(last_told("U-carol"), HasSubstr("reached me late"));
}

TEST_F(SwitchingOff, AChatProductThatThrottlesAnswersHoldsNobodyUp) {
    for (int round = 0; round < 25; ++round) {
        if (bot) kill();
        world.board.silent.clear();
        begin();
        world.board.silent[ChannelId{"C-ops"}] = throttled(300s);
        world.board.silent[ChannelId{"C-two"}] = throttled(300s);
        for (const auto* text : {"status", "pending", "channels"}) say("U-carol", "C-ops", text);
        say("U-ada", "C-ops", "status");
        world.clock.advance(Millis{round * 37 % 4'000});
        world.board.told.clear();
        const auto ada = round % 2 == 0;
        send(ada ? "U-ada" : "U-carol", ada ? "C-two" : "C-ops", "autoapprove off", new_ts());
        world.clock.run();
        raise_now("n" + std::to_string(round));
        world.clock.advance(900ms);
        ASSERT_FALSE(stored_as_on()) << "round " << round;
        EXPECT_THAT(last_told(ada ? "U-ada" : "U-carol"), StartsWith("Auto-approve is OFF.")) << "round " << round;
        const auto asked = world.source.told.size();
        poll();
        poll();
        EXPECT_EQ(world.source.told.size(), asked) << "round " << round;
        say("U-carol", "D-carol", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    }
}

TEST_F(SwitchingOff, AThousandCommandsOfOneMemberHoldNobodyUpAndHeHearsOfItOnce) {
    for (int round = 0; round < 10; ++round) {
        if (bot) kill();
        world.board.silent.clear();
        begin();
        world.board.silent[ChannelId{"D-bob"}] = throttled(300s);
        world.board.told.clear();
        world.board.said.clear();
        const auto before = round * 70;
        for (int i = 0; i < before; ++i) send("U-bob", "D-bob", "version", new_ts());
        send("U-carol", "C-ops", "autoapprove off", new_ts());
        for (int i = before; i < 990; ++i) send("U-bob", "D-bob", "version", new_ts());
        world.clock.run();
        EXPECT_FALSE(is_on());
        EXPECT_FALSE(stored_as_on());
        EXPECT_THAT(last_said("C-ops"), StartsWith("Auto-approve is OFF."));
        const auto told = world.board.told_to("U-bob");
        EXPECT_THAT(told, ElementsAre(HasSubstr("One at a time"))) << "round " << round;
        raise_now("m" + std::to_string(round));
        poll();
        EXPECT_THAT(world.source.told, IsEmpty());
        world.board.silent.clear();
        world.clock.advance(400s);
        EXPECT_THAT(said_in("D-bob"), SizeIs(::testing::Le(4u)));
        say("U-bob", "D-bob", "version");
        EXPECT_THAT(last_said("D-bob"), HasSubstr("privman-slack test")) << "afterwards he is answered as ever";
        say("U-carol", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    }
}

TEST_F(SwitchingOff, AThousandTimesOffIsStoredOnceAndAnsweredAFewTimes) {
    begin();
    world.board.said.clear();
    const auto commits = store.commits;
    for (int i = 0; i < 900; ++i) send("U-carol", "C-ops", "autoapprove off", new_ts());
    world.clock.run();
    EXPECT_FALSE(is_on());
    world.clock.advance(10s);
    EXPECT_FALSE(stored_as_on());
    EXPECT_LE(store.commits - commits, 3u);
    EXPECT_LE(said_in("C-ops").size(), 6u);
}

TEST_F(SwitchingOff, WhileTheStoreHangsItHoldsInThisProcessAndTheAnswerSaysSo) {
    begin();
    store.commit_takes = 20s;
    world.board.said.clear();
    say("U-ada", "C-ops", "autoapprove off");
    EXPECT_FALSE(is_on()) << "at once";
    world.clock.advance(1100ms);
    EXPECT_THAT(last_said("C-ops"),
                StartsWith("Auto-approve is OFF. OFF in this process; not stored yet (the store has not answered)"));
    EXPECT_TRUE(stored_as_on());
    raise_now("r1");
    boost::asio::co_spawn(
        world.loop, [this]() -> Async<void> { co_await bot->records.refresh(); }, boost::asio::detached);
    world.clock.run();
    EXPECT_FALSE(is_on()) << "nothing that is read undoes it";
    say("U-carol", "C-ops", "autoapprove status");
    EXPECT_THAT(last_said("C-ops"), StartsWith("Auto-approve is OFF. OFF in this process"));
    world.clock.advance(15s);
    EXPECT_THAT(world.source.told, IsEmpty());
    world.clock.advance(60s);
    EXPECT_FALSE(stored_as_on());
    EXPECT_THAT(world.board.told_to("U-ada"), Contains(HasSubstr("is stored now")));
    EXPECT_THAT(world.source.told, IsEmpty());
}

TEST_F(SwitchingOff, AStoreThatRefusesIsTriedUntilItTakesIt) {
    begin();
    store.refuses = Failure{Trouble::unreachable, "the disk is full"};
    say("U-carol", "C-ops", "autoapprove stop");
    EXPECT_FALSE(is_on());
    EXPECT_THAT(last_said("C-ops"), HasSubstr("not stored yet (the disk is full)"));
    world.clock.advance(60s);
    EXPECT_FALSE(is_on());
    EXPECT_TRUE(stored_as_on());
    store.refuses.reset();
    world.clock.advance(10s);
    EXPECT_FALSE(stored_as_on());
    enable();
    EXPECT_TRUE(is_on()) << "an enable that is said later counts";
}

TEST_F(SwitchingOff, AnEnableThatIsSaidWhileOffCouldNotBeStoredIsNotUndoneByIt) {
    begin();
    settings_store.choose = [](const Settings& changed) -> std::optional<TroubledStore::Mishap> {
        if (changed.schedule && !changed.schedule->enabled)
            return TroubledStore::Mishap{false, {Trouble::unreachable, "the disk is full"}};
        return std::nullopt;
    };
    say("U-carol", "C-ops", "autoapprove off");
    world.clock.advance(2500ms);
    EXPECT_FALSE(is_on());
    enable();
    EXPECT_TRUE(is_on());
    settings_store.choose = {};
    world.clock.advance(10s);
    EXPECT_TRUE(is_on());
    EXPECT_TRUE(stored_as_on());
}

TEST_F(SwitchingOff, ADirectoryThatIsThrottledOrHangsDoesNotKeepItFromWorking) {
    begin();
    world.directory.broken = throttled(300s);
    say("U-carol", "C-ops", "autoapprove off");
    EXPECT_FALSE(is_on()) << "she was known";
    EXPECT_FALSE(stored_as_on());
    world.directory.broken.reset();
    enable();
    ASSERT_TRUE(is_on());
    restart();
    world.directory.broken = throttled(300s);
    say("U-bob", "C-ops", "autoapprove off");
    EXPECT_TRUE(is_on()) << "nobody knows who that is";
    say("U-ada", "C-ops", "autoapprove off");
    EXPECT_FALSE(is_on()) << "the settings name her";
}

TEST_F(SwitchingOff, TheAnswerNamesCallsThatAreUnderWay) {
    begin();
    world.source.answers.push_back({Accepted{}, true, 60s});
    raise_now("r1");
    world.clock.advance(40s);
    ASSERT_THAT(world.source.told, SizeIs(1));
    world.board.said.clear();
    say("U-carol", "C-ops", "autoapprove off");
    EXPECT_THAT(last_said("C-ops"), AllOf(HasSubstr("Already under way"), HasSubstr("CORP\\eve on LT-42 (setup.exe)")));
}

TEST_F(SwitchingOff, ItHoldsAgainstARestartOnceItIsStored) {
    begin();
    say("U-ada", "C-ops", "autoapprove off");
    restart();
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    EXPECT_FALSE(is_on());
    EXPECT_THAT(world.source.told, IsEmpty());
}

}  // namespace privman::testing
