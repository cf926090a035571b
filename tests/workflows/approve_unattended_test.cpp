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

TEST_F(Unattended, OnlyWhoMayDecideKeepsItFromTheSchedule) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.holds_lease = false;
    raise_now("guest");
    raise_now("approver");
    poll();
    approve("guest", "U-guest");
    EXPECT_FALSE(life("guest").clicked);
    auto stale = *world.board.cards_of("approver").front();
    stale.view.facts.reason = "as it was shown before";
    click(stale, "U-ada", true);
    EXPECT_TRUE(life("approver").clicked) << "his click could decide nothing, but he may decide";
    world.holds_lease = true;
    poll();

    EXPECT_TRUE(is<Settled>("guest"));
    EXPECT_TRUE(is<Waiting>("approver"));
    EXPECT_THAT(card_text("approver"), HasSubstr("Not approved automatically: somebody has clicked on it."));
}

TEST_F(Unattended, WhileItIsNotKnownWhoClickedItWaits) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.holds_lease = false;
    raise_now("r1");
    poll();
    world.holds_lease = true;
    auto kept = KeptClick{.key = ClickKey{"k"}, .by = UserId{"U-ada"}, .at = world.clock.moment()};
    const auto pressed = react(life("r1"), Kept{kept}, world.clock.moment());
    EXPECT_EQ(bot->unattended.objection(pressed, world.clock.moment(), true), "somebody has just clicked on it");
    EXPECT_EQ(bot->unattended.objection(life("r1"), world.clock.moment(), true), std::nullopt);
}

TEST_F(Unattended, OpenHoursInBetweenCount) {
    enable();
    at(2, 7, 59);
    world.holds_lease = false;  // nobody answered it in time
    raise_now("r1");
    poll();
    world.holds_lease = true;
    at(2, 8, 30);
    poll();
    at(2, 17, 0);
    poll();
    EXPECT_TRUE(left_to_people("r1"));
    EXPECT_THAT(card_text("r1"), HasSubstr("it was there during business hours, and nobody decided it"));
}

TEST_F(Unattended, ANoOfTheAfternoonHoldsInTheEvening) {
    enable();
    at(1, 16, 58);
    raise_now("denied");
    auto other = request("console", "CORP\\mallory");
    other.requested = world.clock.wall();
    world.source.raise(other);
    poll();
    deny("denied", "U-ada");
    ASSERT_THAT(world.source.decided, SizeIs(1));
    world.source.waiting.erase(RequestId{"console"});  // denied in the console
    at(1, 17, 1);
    world.source.told.clear();
    raise_now("again");
    raise_now("console again", "corp\\Mallory");
    raise_now("somebody else", "CORP\\bob");
    poll();
    EXPECT_THAT(card_text("again"), HasSubstr("somebody denied the same requester the same file"));
    EXPECT_THAT(card_text("console again"), HasSubstr("a request like it has just been decided elsewhere"))
        << "one list lacks it: it is not believed gone yet";
    EXPECT_TRUE(is<Settled>("somebody else"));
    poll();
    poll();
    EXPECT_TRUE(is<Gone>("console"));
    EXPECT_THAT(card_text("console again"), HasSubstr("decided elsewhere, or withdrawn, since people were there last"));
    EXPECT_TRUE(is<Waiting>("again"));
}

TEST_F(Unattended, OtherFactsUnderTheSameIdAreSeenAnew) {
    enable();
    at(1, 16, 58);
    raise("r1");  // without a time
    poll();
    at(1, 17, 30);
    world.source.waiting.at(RequestId{"r1"}).path = "C:\\other.exe";
    poll();
    EXPECT_TRUE(left_to_people("r1")) << "first seen inside business hours";

    world.holds_lease = false;
    raise_now("r2");
    poll();
    const auto before = facts_first_seen(life("r2"));
    world.source.waiting.at(RequestId{"r2"}).path = "C:\\other.exe";
    poll();
    EXPECT_GT(facts_first_seen(life("r2")).wall, before.wall);
    EXPECT_EQ(life("r2").first_seen, before);
}

TEST_F(Unattended, OnlyGoodRatingsAreApprovedAndAMissingOneIsWaitedFor) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    const auto rated = [&](const std::string& id, const std::string& rating) {
        auto asked = request(id);
        asked.rating = rating;
        world.source.raise(asked);
    };
    rated("good", "Clean");
    rated("bad", "Suspect");
    raise("late");
    raise("never");
    poll();
    EXPECT_TRUE(is<Settled>("good"));
    EXPECT_TRUE(has_buttons("bad"));
    EXPECT_THAT(card_text("bad"), HasSubstr("it is rated `Suspect`"));
    EXPECT_TRUE(has_buttons("late")) << "people see it meanwhile";
    EXPECT_THAT(card_text("late"), HasSubstr("its rating is waited for"));
    world.source.waiting.at(RequestId{"late"}).rating = "good";
    poll();
    EXPECT_TRUE(is<Settled>("late"));
    poll();
    poll();
    EXPECT_TRUE(is<Waiting>("never"));
    EXPECT_THAT(card_text("never"), HasSubstr("it has no rating, and others have one"));

    restart();
    EXPECT_TRUE(bot->records.settings().rated) << "also when all that were rated are forgotten";
    EXPECT_EQ(bot->unattended.held_by_ratings(), (HeldByRating{.held = 2, .all = 4}));
}

TEST_F(Unattended, EnablingSaysHowManyOfTheRememberedItsRatingsWouldHaveHeld) {
    for (const auto* rating : {"Clean", "Suspect", "Malicious"}) {
        auto asked = request(std::string{"r-"} + rating);
        asked.rating = rating;
        world.source.raise(asked);
    }
    poll();
    enable();
    EXPECT_THAT(said_in("C-ops"), Contains(HasSubstr("Ratings other than clean, good wait for people: 2 of the 3")));
}

TEST_F(Unattended, ReachingALimitIsSaidAtOnceAndOnce) {
    policy({.limit = 2, .limit_computer = 3});
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.board.said.clear();
    raise_now("a1", "CORP\\alice");
    raise_now("a2", "corp\\ALICE");
    world.clock.advance(31s);
    EXPECT_THAT(said_in("C-ops"), ElementsAre(HasSubstr("has reached the limit of 2 automatic approvals")));
    raise_now("a3", "alice@corp.example");
    raise_now("b1", "CORP\\bob");
    raise_now("c1", "CORP\\carl");
    poll();
    EXPECT_THAT(said_in("C-ops"), SizeIs(2));
    EXPECT_THAT(said_in("C-ops").back(), HasSubstr("The computer LT-42 has reached the limit of 3"));
    EXPECT_THAT(card_text("a3"), HasSubstr("the requester has reached the limit of 2"));
    EXPECT_THAT(card_text("c1"), HasSubstr("the computer has reached the limit of 3"));
    restart();
    raise_now("a4", "CORP\\alice");
    poll();
    EXPECT_THAT(said_in("C-ops"), SizeIs(2)) << "an earlier process has said it";
}

TEST_F(Unattended, WhatALimitHeldBackIsNotGrantedInTheNextPeriod) {
    policy({.limit = 1});
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("a1");
    raise_now("a2");
    poll();
    EXPECT_TRUE(is<Waiting>("a2"));
    at(2, 18);
    poll();
    EXPECT_TRUE(is<Waiting>("a2"));
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(Unattended, WhatARuleCountsOutlivesItsTime) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("yes");
    poll();
    ASSERT_TRUE(is<Settled>("yes"));
    at(2, 7);
    EXPECT_TRUE(bot->unattended.still_counts(life("yes")));
    at(2, 21);
    EXPECT_FALSE(bot->unattended.still_counts(life("yes")));
}

TEST_F(Unattended, TheRuleIsAskedAgainOfAClaimThatWaits) {
    policy({.limit = 1});
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.source.answers.push_back({Accepted{}, true, 10s});
    raise_now("r1");
    world.clock.advance(35s);
    ASSERT_TRUE(is<Submitting>("r1"));
    EXPECT_EQ(bot->unattended.objection(life("r1"), world.clock.moment(), true), std::nullopt)
        << "its own claim is within the limit";
    auto morning = world.clock.moment();
    morning.wall += 12h;
    EXPECT_EQ(bot->unattended.objection(life("r1"), morning, true), "it is inside business hours now");
    morning.wall += 12h;
    EXPECT_THAT(bot->unattended.objection(life("r1"), morning, true).value_or(""), HasSubstr("nobody decided it"))
        << "the next closed period is another one";
}

class UnattendedWithoutMemory : public Unattended {
protected:
    void SetUp() override {
        in_the_evening();
        settings.unattended = {.limit = 8};
        Unattended::SetUp();
    }
};

TEST_F(UnattendedWithoutMemory, ANewStoreApprovesAQuarterUntilThePeriodEnds) {
    enable();
    world.clock.advance(1s);
    say("U-carol", "C-ops", "status");
    EXPECT_THAT(said_in("C-ops").back(),
                HasSubstr("the automatic limits are a quarter: 2 per requester, 15 per computer"));
    for (const auto* id : {"a1", "a2", "a3"}) raise_now(id);
    poll();
    EXPECT_THAT(world.source.decided, SizeIs(2));
    EXPECT_THAT(card_text("a3"), HasSubstr("limit of 2 automatic approvals (a quarter"));

    restart();
    at(2, 18);
    for (const auto* id : {"b1", "b2", "b3"}) raise_now(id, "CORP\\bob");
    poll();
    EXPECT_THAT(world.source.decided, SizeIs(5)) << "this period is remembered from its beginning";
    say("U-carol", "C-ops", "status");
    EXPECT_THAT(said_in("C-ops").back(), Not(HasSubstr("quarter")));
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
