// After an answer that tells nothing: what is asked, what is sent again, and what people hear.
#include "tests/workflows/fixture.hpp"

namespace privman::testing {

class LostAnswer : public WorkflowTest {
protected:
    void SetUp() override {
        start_registered();
        raise("r1");
        poll();
    }
    void lose(unsigned answers, bool executed = false) {
        for (unsigned i = 0; i < answers; ++i)
            world.source.answers.push_back({OutcomeUnknown{{Trouble::unreachable, "timed out"}}, executed});
    }
};

TEST_F(LostAnswer, TheSameIsSentAgainOnlyAfterTwoListsTenSecondsApartStillHeldIt) {
    lose(1);
    approve("r1", "U-ada");
    ASSERT_THAT(world.source.told, SizeIs(1));
    world.clock.advance(9900ms);
    EXPECT_THAT(world.source.told, SizeIs(1));
    world.clock.advance(200ms);
    ASSERT_THAT(world.source.told, SizeIs(2));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada"));
}

TEST_F(LostAnswer, ListsOfAShortPollIntervalAreNotTenSecondsApart) {
    settings.poll_interval = 200ms;
    restart();
    world.clock.advance(1s);
    lose(1);
    approve("r1", "U-ada");
    world.clock.advance(9s);
    EXPECT_THAT(world.source.told, SizeIs(1));
    world.clock.advance(2s);
    EXPECT_THAT(world.source.told, SizeIs(2));
}

TEST_F(LostAnswer, ThreeCallsAreMadeAtMost) {
    lose(10);
    approve("r1", "U-ada");
    world.clock.advance(119s);
    EXPECT_THAT(world.source.told, SizeIs(3));
    EXPECT_THAT(card_text("r1"), HasSubstr("Outcome not confirmed"));
    world.clock.advance(10min);
    EXPECT_THAT(world.source.told, SizeIs(3));
}

TEST_F(LostAnswer, ARestartShortensNothing) {
    lose(1);
    approve("r1", "U-ada");
    world.clock.advance(300ms);
    restart();
    world.clock.advance(9s);
    EXPECT_THAT(world.source.told, SizeIs(1));
    world.clock.advance(3s);
    EXPECT_THAT(world.source.told, SizeIs(2));
}

TEST_F(LostAnswer, AKillDuringTheCallCountsFromTheNextStart) {
    world.source.answers.push_back({Accepted{}, false, 5s});
    approve("r1", "U-ada");
    world.clock.advance(1s);
    kill();
    world.clock.advance(30s);
    start();
    world.clock.advance(9s);
    EXPECT_THAT(world.source.told, SizeIs(1));
    world.clock.advance(3s);
    EXPECT_THAT(world.source.told, SizeIs(2));
}

TEST_F(LostAnswer, WhatChangedMeanwhileIsNotSentAgain) {
    lose(1);
    approve("r1", "U-ada");
    world.source.waiting.at(RequestId{"r1"}).path = "C:\\other.exe";
    world.clock.advance(60s);
    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_TRUE(is<Unconfirmed>("r1")) << "the first call may have worked";
}

TEST_F(LostAnswer, NobodyDecidesOtherwiseForTwoHundredSeconds) {
    lose(3);
    approve("r1", "U-ada");
    world.clock.advance(30s);
    const auto last = world.source.told.back().at;
    ASSERT_TRUE(is<Unconfirmed>("r1"));
    for (int seconds = 0; seconds < 600 && !has_buttons("r1"); ++seconds) world.clock.advance(1s);
    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_GE(world.clock.now() - last, 210s) << "two lists, both asked for after that";
    deny("r1", "U-bob");
    EXPECT_FALSE(world.source.decided.back().choice.approve);
}

TEST_F(LostAnswer, WhoeverWasToldThatNothingIsKnownHearsThatItDidNothingAndTheCardSaysSo) {
    lose(3);
    approve("r1", "U-ada", Grant::lasting(30min));
    world.clock.advance(10s);
    deny("r1", "U-bob");
    world.clock.advance(30s);
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not confirmed")));
    EXPECT_THAT(world.board.told_to("U-bob"), ElementsAre(HasSubstr("@U-ada is deciding")));
    restart();
    world.clock.advance(6min);
    EXPECT_THAT(world.board.told_to("U-ada"),
                ElementsAre(HasSubstr("not confirmed"), HasSubstr("Your Approve, 30 minutes did not take effect")));
    EXPECT_THAT(world.board.told_to("U-bob"),
                ElementsAre(HasSubstr("is deciding"), HasSubstr("@U-ada's Approve, 30 minutes did not take effect")));
    EXPECT_THAT(card_text("r1"), HasSubstr("did not take effect"));
    EXPECT_TRUE(life("r1").to_be_told.empty());

    deny("r1", "U-bob");
    EXPECT_THAT(card_text("r1"), Not(HasSubstr("did not take effect")));
}

TEST_F(LostAnswer, WhoeverWasToldThatNothingIsKnownHearsItEvenWhenTheRequestIsDecidedMeanwhile) {
    lose(3);
    approve("r1", "U-ada");
    world.clock.advance(30s);
    ASSERT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not confirmed")));
    for (int i = 0; i < 100; ++i)
        world.board.tell_mishaps.push_back({Failure{Trouble::throttled, "429", Millis{30'000}}});
    world.clock.advance(6min);
    ASSERT_TRUE(has_buttons("r1"));
    deny("r1", "U-bob");
    deny("r1", "U-eve");
    world.clock.advance(10s);
    ASSERT_TRUE(is<Settled>("r1"));
    restart();
    world.board.tell_mishaps.clear();
    world.clock.advance(1min);
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not confirmed"), HasSubstr("Denied by @U-bob")));
    EXPECT_TRUE(life("r1").to_be_told.empty());
}

TEST_F(LostAnswer, WhoeverWasToldThatNothingIsKnownHearsThatItIsGone) {
    lose(3);
    approve("r1", "U-ada");
    world.clock.advance(30s);
    world.source.waiting.clear();
    world.clock.advance(3min);
    EXPECT_THAT(world.board.told_to("U-ada"),
                ElementsAre(HasSubstr("Nothing more is sent"), HasSubstr("no longer pending; check the console")));
}

TEST_F(LostAnswer, ATokenThatIsRefusedIsWorthOneMoreTryAfterAnotherList) {
    world.source.answers.push_back({NotDelivered{{Trouble::unreachable, "401"}, true}, false});
    const auto lists = world.source.lists;
    approve("r1", "U-ada");
    world.clock.advance(10ms);
    EXPECT_THAT(world.source.told, SizeIs(2));
    EXPECT_GE(world.source.lists - lists, 2u);
    EXPECT_TRUE(is<Settled>("r1"));
}

TEST_F(LostAnswer, ATokenThatIsRefusedTwiceIsTheCredential) {
    for (int i = 0; i < 5; ++i)
        world.source.answers.push_back({NotDelivered{{Trouble::unreachable, "the token is refused"}, true}, false});
    approve("r1", "U-ada");
    world.clock.advance(1s);
    EXPECT_THAT(world.source.told, SizeIs(2));
    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("the token is refused")));
}

TEST_F(LostAnswer, StillListedIsSaidOnlyAfterTwoListsThatAreTwo) {
    settings.poll_interval = 5s;
    restart();
    world.clock.advance(6s);
    world.source.answers.push_back({Accepted{}, false});
    approve("r1", "U-ada");
    const auto settled = world.clock.now();
    for (int i = 0; i < 100 && std::get<Settled>(life("r1").stage).listed_again < 2; ++i) world.clock.advance(100ms);
    EXPECT_GE(world.clock.now() - settled, 5s);
    EXPECT_THAT(card_text("r1"), HasSubstr("still lists"));
}

TEST_F(LostAnswer, AListThatComesWhileTheYesIsBeingStoredSaysNothingAgainstIt) {
    settings.poll_interval = 5s;
    restart();
    world.clock.advance(6s);
    world.source.answers.push_back({Accepted{}, false, 6s});
    approve("r1", "U-ada");
    ASSERT_THAT(world.source.told, SizeIs(1));
    world.source.list_takes = 7s;  // one that is asked for before the answer comes after it
    world.clock.advance(5900ms);
    const auto lists_before = world.source.lists_under_way;
    ASSERT_GE(lists_before, 1u);
    store.commit_takes = 8s;
    world.clock.advance(8s);
    ASSERT_LT(world.source.lists_under_way, lists_before + 1);
    ASSERT_TRUE(is<Submitting>("r1")) << "the yes is being stored";
    store.commit_takes = 0s;
    world.clock.advance(1s);
    ASSERT_TRUE(is<Settled>("r1"));
    EXPECT_EQ(std::get<Settled>(life("r1").stage).listed_again, 0u);
}

}  // namespace privman::testing
