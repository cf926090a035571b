// What the schedule goes by that happened before: noes, ratings, limits.
#include "tests/workflows/unattended.hpp"

namespace privman::testing {

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

TEST_F(Unattended, ARatingInAListThatWasReadForADecisionIsOneToo) {
    policy({.except = *parse_patterns("path=*\\fenced.exe")});
    in_the_evening();
    enable();
    world.clock.advance(1s);
    auto fenced = request("r1");
    fenced.path = "C:\\fenced.exe";
    world.source.raise(fenced);
    poll();
    ASSERT_TRUE(is<Waiting>("r1"));
    world.source.waiting.at(RequestId{"r1"}).rating = "clean";
    approve("r1", "U-ada");
    world.clock.advance(3s);
    ASSERT_TRUE(is<Settled>("r1"));

    raise_now("r2");
    world.clock.advance(29s);
    EXPECT_TRUE(is<Waiting>("r2")) << "others have a rating: its own is waited for";
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

}  // namespace privman::testing
