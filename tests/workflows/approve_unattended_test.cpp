#include "tests/workflows/fixture.hpp"

namespace privman::testing {

class Unattended : public WorkflowTest {
protected:
    // The clock begins on Wednesday 2026-07-01 at 12:00; every zone is UTC here.
    void SetUp() override {
        start_registered({"C-ops", "C-two"});
        say("U-carol", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    }
    void enable() { say("U-carol", "C-ops", "autoapprove enable"); }
    void at(int day, int hour, int minute = 0) {
        world.clock.set_wall(std::chrono::sys_days{std::chrono::year{2026} / 7 / day} + std::chrono::hours{hour} +
                             std::chrono::minutes{minute});
    }
    void in_the_evening() { at(1, 20); }
    void raise_now(const std::string& id, const std::string& user = "CORP\\eve") {
        auto asked = request(id, user);
        asked.requested = world.clock.wall();
        world.source.raise(asked);
    }
    void policy(UnattendedPolicy changed) {
        settings.unattended = std::move(changed);
        restart();
    }
    [[nodiscard]] bool left_to_people(const std::string& id) const {
        return world.source.told.empty() && is<Waiting>(id) && has_buttons(id);
    }
};

TEST_F(Unattended, OutsideBusinessHoursARequestIsApprovedAndAnnouncedInEveryChannel) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    poll();

    ASSERT_THAT(world.source.decided, SizeIs(1));
    EXPECT_TRUE(world.source.decided[0].choice.approve);
    EXPECT_EQ(world.source.decided[0].choice.grant, Grant::lasting(4h));
    EXPECT_THAT(world.source.decided[0].comment,
                ::testing::StartsWith("Approved automatically: outside business hours ("))
        << "nobody was in Slack";
    for (const auto* channel : {"C-ops", "C-two"}) {
        ASSERT_THAT(cards_in(channel), SizeIs(1)) << channel;
        EXPECT_THAT(text_of(cards_in(channel).front()->view),
                    HasSubstr("Approved automatically for 4 hours: outside business hours"));
    }
}

TEST_F(Unattended, WhatWasReadBeforeACommitFailedIsNoReasonToApprove) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    raise_now("r2");
    store.mishaps.push_back({});  // of r1, whoever it was that read before
    world.clock.advance(35s);
    EXPECT_TRUE(is<Waiting>("r2"));
    EXPECT_THAT(world.source.told, IsEmpty());

    poll();
    EXPECT_THAT(world.source.decided, SizeIs(2)) << "the next list finds a store that answers";
}

TEST_F(Unattended, NoWaitingCardIsShownFirst) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.source.answers.push_back({Accepted{}, true, 10s});
    raise_now("r1");
    world.clock.advance(35s);
    EXPECT_THAT(world.board.cards, IsEmpty()) << "Privilege Manager has not answered yet";
    world.clock.advance(10s);

    EXPECT_THAT(world.board.cards, SizeIs(2));
    EXPECT_EQ(world.board.count("edit", "C-ops"), 0u);
}

TEST_F(Unattended, SettingNeverEnables) {
    in_the_evening();
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, SettingAnewSwitchesOff) {
    in_the_evening();
    enable();
    say("U-carol", "C-ops", "autoapprove set mon-fri 09:00-17:00 Europe/Berlin");
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, DisabledAndClearedLeaveEverythingToPeople) {
    in_the_evening();
    enable();
    say("U-carol", "C-ops", "autoapprove disable");
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));

    enable();
    say("U-carol", "C-ops", "autoapprove clear");
    raise_now("r2");
    poll();
    EXPECT_TRUE(left_to_people("r2"));
}

TEST_F(Unattended, WhatWasThereBeforeItWasEnabledWaitsForPeople) {
    in_the_evening();
    raise_now("r1");
    poll();
    enable();
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, EnablingAgainIsNoNewBeginningButDisablingInBetweenIs) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    say("U-carol", "C-ops", "autoapprove disable");
    raise_now("r1");
    poll();
    enable();
    poll();
    EXPECT_TRUE(left_to_people("r1")) << "first seen before the last enable";
}

TEST_F(Unattended, InsideBusinessHoursPeopleDecide) {
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WhatWasSubmittedInsideBusinessHoursWaitsForPeopleAfterwardsToo) {
    enable();
    at(1, 16, 59);
    raise_now("r1");
    at(1, 17, 1);
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WhatWasSubmittedAtNightWaitsForPeopleOnceTheyAreThere) {
    enable();
    at(2, 7, 59);
    raise_now("r1");
    at(2, 8, 1);
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WithoutATimeItCountsWhenTheRequestWasFirstSeen) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise("r1");
    poll();
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(Unattended, FirstSeenInsideBusinessHoursWithoutATimeWaitsForPeople) {
    enable();
    world.clock.advance(1s);
    raise("r1");
    poll();
    in_the_evening();
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WithoutAccountComputerOrPathPeopleDecide) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    for (auto [id, fact] : {std::pair{"no-user", &ElevationRequest::user},
                            {"no-computer", &ElevationRequest::computer},
                            {"no-path", &ElevationRequest::path}}) {
        auto asked = request(id);
        asked.*fact = " ";
        world.source.raise(asked);
    }
    poll();
    for (const auto* id : {"no-user", "no-computer", "no-path"}) EXPECT_TRUE(left_to_people(id)) << id;
}

TEST_F(Unattended, WhatMatchesAnExceptionWaitsForPeople) {
    policy({.except = *parse_patterns("path=*\\setup.exe")});
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WhatAPersonHasClickedOnWaitsForPeople) {
    at(1, 16);
    enable();
    auto asked = request("r1");
    asked.requested = world.clock.wall() + 2h;  // a clock that runs ahead: submitted outside, first seen inside
    world.source.raise(asked);
    poll();
    approve("r1", "U-guest");
    ASSERT_TRUE(life("r1").clicked);
    at(1, 20);
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, EachRequesterHasHisLimitPerClosedPeriod) {
    policy({.limit = 2});
    in_the_evening();
    enable();
    world.clock.advance(1s);
    for (const auto* id : {"a1", "a2", "a3"}) raise_now(id, "CORP\\alice");
    raise_now("b1", "CORP\\bob");
    poll();
    EXPECT_THAT(world.source.decided, SizeIs(3));
    EXPECT_TRUE(is<Waiting>("a3"));
    EXPECT_TRUE(is<Settled>("b1"));

    at(2, 20);  // the next closed period
    raise_now("a4", "CORP\\alice");
    poll();
    EXPECT_TRUE(is<Settled>("a4"));
}

TEST_F(Unattended, TheLimitIsOfAnAccountHoweverItIsSpelled) {
    policy({.limit = 1});
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("a1", "CORP\\alice");
    raise_now("a2", "corp\\Alice");
    poll();
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(Unattended, WhenTheStoreCannotBeReadStronglyPeopleDecide) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    store.unreadable = Failure{Trouble::unreachable, "the disk is ill"};
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, AScheduleInAnUnknownZoneApprovesNothing) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.zones.broken = true;
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WhatPrivilegeManagerKeepsDecliningIsLeftToPeople) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    for (int i = 0; i < 1'000; ++i) world.source.answers.push_back({Declined{"the role may not approve"}, false});
    raise_now("r1");
    world.clock.advance(1h);

    EXPECT_LE(world.source.told.size(), 3u);
    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_LE(life("r1").ledger.size(), 10u);
}

TEST_F(Unattended, WhatEndedWithoutAConfirmationIsNeverSentAgainByTheSchedule) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    for (int i = 0; i < 50; ++i)
        world.source.answers.push_back({OutcomeUnknown{{Trouble::unreachable, "timed out"}}, false, 30s});
    raise_now("r1");
    world.clock.advance(3min);
    const auto calls = world.source.told.size();
    world.clock.advance(30min);

    EXPECT_GT(calls, 0u);
    EXPECT_EQ(world.source.told.size(), calls);
    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_TRUE(has_buttons("r1")) << "people may";
}

TEST_F(Unattended, WhileAnotherBotAnswersForTheSameAppPeopleDecide) {
    world.holds_lease = false;
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    poll();

    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, AChannelRegisteredLaterHearsNothingOfOldApprovals) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    ASSERT_THAT(world.source.decided, SizeIs(1));
    say("U-carol", "C-new", "register");
    world.clock.advance(5s);
    EXPECT_THAT(cards_in("C-new"), IsEmpty());
    raise_now("r2");
    poll();
    EXPECT_THAT(cards_in("C-new"), SizeIs(1));
}

TEST_F(Unattended, AKillAfterTheClaimEndsWithOneApprovalAndOneCard) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.source.answers.push_back({NotDelivered{{Trouble::unreachable, "connection refused"}}, false});
    raise_now("r1");
    world.clock.advance(30s);
    restart();
    world.clock.advance(1min);

    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved automatically"));
}

}  // namespace privman::testing
