// The schedule is asked again before each of its calls, also when a claim has waited.
#include "tests/workflows/fixture.hpp"

#include <boost/asio/co_spawn.hpp>

namespace privman::testing {

class AskedAgain : public WorkflowTest {
protected:
    // The clock begins on Wednesday 2026-07-01 at 12:00; every zone is UTC here.
    void SetUp() override {
        settings.unattended.limit = 1'000;
        settings.unattended.limit_computer = 1'000;
        start_registered();
        say("U-carol", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
        at(1, 20);
        say("U-carol", "C-ops", "autoapprove enable");
        world.clock.advance(1s);
    }
    void at(int day, int hour, int minute = 0) {
        world.clock.set_wall(std::chrono::sys_days{std::chrono::year{2026} / 7 / day} + std::chrono::hours{hour} +
                             std::chrono::minutes{minute});
    }
    void raise_now(const std::string& id, const std::string& user = "CORP\\eve") {
        auto asked = request(id, user);
        asked.requested = world.clock.wall();
        world.source.raise(asked);
    }
    void refuse_calls(unsigned calls) {
        for (unsigned i = 0; i < calls; ++i)
            world.source.answers.push_back(
                {NotDelivered{{Trouble::unreachable, "HTTP 503", Millis{3'000}, "http_503"}}, false});
    }
    /// Another process, or a person in AWS: the command's own lane is somebody else's test.
    void switch_off() {
        boost::asio::co_spawn(
            world.loop,
            [](SettingsKeeper& kept) -> Async<void> {
                (void)co_await kept.amend([](Settings changed) {
                    changed.schedule->enabled = false;
                    return changed;
                });
            }(bot->settings),
            [](const std::exception_ptr&) {});
        world.clock.run();
    }
};

TEST_F(AskedAgain, WhatIsSwitchedOffWhileAClaimWaitsIsNotApproved) {
    refuse_calls(4);
    raise_now("r1");
    world.clock.advance(35s);
    ASSERT_TRUE(is<Submitting>("r1"));
    const auto told = world.source.told.size();
    ASSERT_GT(told, 0u);
    switch_off();
    world.clock.advance(2min);
    EXPECT_EQ(world.source.told.size(), told);
    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(AskedAgain, WhatWaitsUntilBusinessHoursBeginIsLeftToPeople) {
    refuse_calls(10);
    at(2, 7, 59);
    raise_now("r1");
    world.clock.advance(35s);
    ASSERT_GT(world.source.told.size(), 0u);
    world.clock.advance(2min);
    for (const auto& call : world.source.told) EXPECT_LT(call.at - world.source.told.front().at, 60s);
    EXPECT_TRUE(is<Waiting>("r1"));
}

TEST_F(AskedAgain, AfterALostAnswerTheScheduleRepeatsNothingOnceItIsOff) {
    world.source.answers.push_back({OutcomeUnknown{{Trouble::unreachable, "timed out"}}, false});
    raise_now("r1");
    world.clock.advance(31s);
    ASSERT_THAT(world.source.told, SizeIs(1));
    switch_off();
    world.clock.advance(2min);
    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_TRUE(is<Unconfirmed>("r1"));
}

TEST_F(AskedAgain, WhoCannotReadTheScheduleApprovesNothing) {
    refuse_calls(1);
    raise_now("r1");
    world.clock.advance(31s);
    ASSERT_THAT(world.source.told, SizeIs(1));
    store.unreadable = Failure{Trouble::unreachable, "the disk is ill"};
    world.clock.advance(20s);
    EXPECT_THAT(world.source.told, SizeIs(1));
    store.unreadable.reset();
}

TEST_F(AskedAgain, TheLimitDoesNotCountTheClaimThatIsJudgedAgain) {
    settings.unattended.limit = 1;
    restart();
    world.clock.advance(1s);
    raise_now("r1");
    world.clock.advance(35s);
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

/// Three hundred claims wait; meanwhile one row is edited and one is taken away.
TEST_F(AskedAgain, OfThreeHundredClaimsThatWaitOnlyThoseAreSentThatAreStillWhatWasListed) {
    refuse_calls(300);
    for (unsigned i = 0; i < 300; ++i) raise_now("q" + std::to_string(i), "CORP\\user" + std::to_string(i));
    world.clock.advance(31s);
    ASSERT_GE(world.source.told.size(), 300u);
    world.source.told.clear();
    world.source.waiting.at(RequestId{"q17"}).path = "C:\\evil.exe";
    world.source.waiting.erase(RequestId{"q18"});
    const auto lists = world.source.lists;
    world.clock.advance(20s);
    EXPECT_THAT(world.source.decided, SizeIs(298));
    for (const auto& call : world.source.told) {
        EXPECT_NE(call.id.value, "q17");
        EXPECT_NE(call.id.value, "q18");
    }
    EXPECT_LE(world.source.lists - lists, 10u) << "lists are shared";
}

TEST_F(AskedAgain, OfThreeHundredClaimsThatWaitNoneIsSentAfterItWasSwitchedOff) {
    refuse_calls(300);
    for (unsigned i = 0; i < 300; ++i) raise_now("q" + std::to_string(i), "CORP\\user" + std::to_string(i));
    world.clock.advance(31s);
    world.source.told.clear();
    switch_off();
    world.clock.advance(3min);
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.source.decided, IsEmpty());
}

}  // namespace privman::testing
