#include "tests/workflows/fixture.hpp"

#include <boost/asio/co_spawn.hpp>

namespace privman::testing {

class Watching : public WorkflowTest {
protected:
    void SetUp() override { start_registered({"C-ops", "C-two"}); }

    /// Lets time pass until one more list was read.
    void next_list() {
        const auto before = world.source.lists;
        for (int seconds = 0; seconds < 600 && world.source.lists == before; ++seconds) world.clock.advance(1s);
        ASSERT_EQ(world.source.lists, before + 1);
    }
    /// Somebody wants a list that was asked for no earlier than now.
    void ask_for_a_fresh_list() {
        boost::asio::co_spawn(
            world.loop,
            [](WatchRequests& watch, BootTime now, unsigned& answers) -> Async<void> {
                if (co_await watch.lists().read({.begun_from = now})) ++answers;
            }(bot->watch, world.clock.now(), answers),
            [](const std::exception_ptr&) {});
        world.clock.run();
    }
    unsigned answers = 0;
};

TEST_F(Watching, ANewRequestGetsACardInEveryRegisteredChannel) {
    raise("r1");
    next_list();

    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
    EXPECT_THAT(cards_in("C-two"), SizeIs(1));
    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(Watching, ARequestMissingFromTwoCompleteListsGetsItsCardsClosed) {
    raise("r1");
    next_list();
    world.source.waiting.clear();
    next_list();
    EXPECT_TRUE(has_buttons("r1", 0));
    next_list();

    for (const std::size_t which : {0u, 1u}) {
        EXPECT_THAT(card_text("r1", which), HasSubstr("No longer pending in Privilege Manager"));
        EXPECT_FALSE(has_buttons("r1", which));
    }
}

TEST_F(Watching, AFailedListClosesNothingAndCountingBeginsAnew) {
    raise("r1");
    next_list();
    world.source.waiting.clear();
    next_list();
    world.source.list_failures.push_back({Trouble::malformed, "a login page"});
    next_list();
    next_list();
    EXPECT_TRUE(has_buttons("r1")) << "missing, failed, missing: not twice in a row";

    next_list();
    EXPECT_FALSE(has_buttons("r1"));
}

TEST_F(Watching, FailedListsAloneCloseNothingEver) {
    raise("r1");
    next_list();
    world.source.broken = Failure{Trouble::unreachable, "connection refused"};
    world.clock.advance(6h);

    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(Watching, WhenMostVanishAtOnceAThirdListIsAwaited) {
    raise_many(6);
    next_list();
    world.source.waiting.clear();
    next_list();
    next_list();
    EXPECT_TRUE(has_buttons("r000"));
    next_list();
    EXPECT_FALSE(has_buttons("r000"));
}

TEST_F(Watching, BlindnessIsSaidOnceInEveryChannelAndItsEndOnce) {
    next_list();
    world.source.broken = Failure{Trouble::unreachable, "connection refused"};
    world.clock.advance(89s);
    EXPECT_THAT(world.board.said, IsEmpty()) << "three intervals are not over";
    world.clock.advance(3s);
    for (const auto* channel : {"C-ops", "C-two"})
        EXPECT_THAT(said_in(channel), ElementsAre(HasSubstr("cannot be read since 2026-07-01"))) << channel;
    EXPECT_THAT(said_in("C-ops").front(), HasSubstr("connection refused"));
    world.clock.advance(1h);
    EXPECT_THAT(said_in("C-ops"), SizeIs(1));

    world.source.broken.reset();
    world.clock.advance(10min);
    for (const auto* channel : {"C-ops", "C-two"})
        EXPECT_THAT(said_in(channel), ElementsAre(HasSubstr("cannot be read"), HasSubstr("answers again"))) << channel;
}

TEST_F(Watching, ACallThatHangsBlindsAsWellAsOneThatFails) {
    next_list();
    world.source.list_takes = 1h;
    world.clock.advance(89s);
    EXPECT_FALSE(bot->watch.sight().said_blind) << "three intervals are not over";
    world.clock.advance(3s);
    EXPECT_TRUE(bot->watch.sight().said_blind);
    EXPECT_THAT(said_in("C-two"), ElementsAre(HasSubstr("it does not answer")));

    world.source.list_takes = 0s;
    world.clock.advance(61min);
    EXPECT_FALSE(bot->watch.sight().said_blind);
    EXPECT_THAT(said_in("C-two"), ElementsAre(HasSubstr("cannot be read"), HasSubstr("answers again")));
}

TEST_F(Watching, AListThatAlwaysTakesLongIsSlowAndNotBlindAgainAndAgain) {
    next_list();
    world.source.list_takes = 2min;
    world.clock.advance(1h);
    EXPECT_THAT(said_in("C-ops"), ElementsAre(HasSubstr("cannot be read"), HasSubstr("answers again")));
}

TEST_F(Watching, AfterALongSilenceOfTheChatOnlyWhatIsStillSoIsSaid) {
    next_list();
    world.board.say_mishaps.assign(200, {{Trouble::unreachable, "slack is away"}});
    for (int i = 0; i < 3; ++i) {
        world.source.broken = Failure{Trouble::unreachable, "connection refused"};
        world.clock.advance(2min);
        world.source.broken.reset();
        world.clock.advance(20s);
    }
    world.board.say_mishaps.clear();
    world.clock.advance(2min);

    EXPECT_THAT(said_in("C-ops"), ElementsAre(HasSubstr("answers again")));
}

TEST_F(Watching, AClockThatIsSetBackClosesNoEyes) {
    raise("r1");
    next_list();
    world.source.waiting.clear();
    next_list();
    next_list();
    ASSERT_FALSE(has_buttons("r1"));
    world.clock.set_wall(world.clock.wall() - 3h);
    raise("r1");
    next_list();

    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(Watching, AShortFailureIsNotWorthAWord) {
    next_list();
    world.source.list_failures.push_back({Trouble::unreachable, "connection refused"});
    world.clock.advance(10min);

    EXPECT_THAT(world.board.said, IsEmpty());
}

TEST_F(Watching, PollsComeEveryIntervalAndBackOffWhileTheyFail) {
    next_list();
    const auto before = world.source.lists;
    world.clock.advance(5min);
    EXPECT_EQ(world.source.lists - before, 10u);

    world.source.broken = Failure{Trouble::unreachable, "connection refused"};
    const auto healthy = world.source.lists;
    world.clock.advance(30min);
    EXPECT_GE(world.source.lists - healthy, 5u);
    EXPECT_LE(world.source.lists - healthy, 10u);
}

TEST_F(Watching, NoListIsReadEarlierThanTheServerAskedFor) {
    next_list();
    world.source.list_failures.push_back({Trouble::throttled, "slow down", Millis{300'000}});
    next_list();
    const auto lists = world.source.lists;
    world.clock.advance(150s);
    ask_for_a_fresh_list();
    world.clock.advance(149s);
    EXPECT_EQ(world.source.lists, lists);
    world.clock.advance(2s);
    EXPECT_EQ(world.source.lists, lists + 1);
}

TEST_F(Watching, WhoeverWantsAFreshListSharesIt) {
    next_list();
    world.clock.advance(1ms);
    world.source.list_takes = 1s;
    const auto lists = world.source.lists;
    for (int i = 0; i < 5; ++i) ask_for_a_fresh_list();
    world.clock.advance(1s);

    EXPECT_EQ(world.source.lists, lists + 1);
    EXPECT_EQ(answers, 5u);
}

TEST_F(Watching, AListThatFailedIsNotAskedForAgainWithinASecond) {
    next_list();
    world.clock.advance(1ms);
    world.source.list_failures.push_back({Trouble::unreachable, "connection refused"});
    ask_for_a_fresh_list();
    const auto lists = world.source.lists;
    ask_for_a_fresh_list();
    world.clock.advance(999ms);
    EXPECT_EQ(world.source.lists, lists);
    world.clock.advance(1ms);
    EXPECT_EQ(world.source.lists, lists + 1);
    EXPECT_EQ(answers, 1u) << "whoever waited for the one that failed hears that";
}

TEST_F(Watching, AFreshListIsReadEvenWhilePollsBackOff) {
    world.source.broken = Failure{Trouble::unreachable, "connection refused"};
    world.clock.advance(20min);
    world.source.broken.reset();
    ask_for_a_fresh_list();
    world.clock.advance(1s);

    EXPECT_EQ(answers, 1u);
}

TEST_F(Watching, ThePauseAfterFailuresEndsWithTheListOfADecision) {
    world.source.raise(request("r1"));
    next_list();
    world.source.broken = Failure{Trouble::unreachable, "connection refused"};
    world.clock.advance(20min);
    world.source.broken.reset();
    world.source.raise(request("r2"));
    approve("r1", "U-ada");
    world.clock.advance(2s);

    EXPECT_TRUE(is<Settled>("r1"));
    EXPECT_THAT(world.board.cards_of("r2"), Not(IsEmpty())) << "it has waited long enough";
}

TEST_F(Watching, BesideAListThatIsTooOldAnotherIsReadButNeverAThird) {
    world.source.list_takes = 10s;
    world.clock.advance(35s);  // one list is under way
    const auto lists = world.source.lists;
    ask_for_a_fresh_list();
    EXPECT_EQ(world.source.lists, lists + 1);
    world.clock.advance(1s);
    ask_for_a_fresh_list();
    EXPECT_EQ(world.source.lists, lists + 1) << "two are under way";
    world.clock.advance(9s);
    EXPECT_EQ(answers, 1u);
    world.clock.advance(11s);
    EXPECT_EQ(answers, 2u);
    EXPECT_EQ(world.source.most_lists_under_way, 2u);
}

TEST_F(Watching, FactsThatChangeAreShownOnTheSameCard) {
    raise("r1");
    next_list();
    world.source.waiting.at(RequestId{"r1"}).reason = "another reason";
    next_list();

    ASSERT_THAT(world.board.cards_of("r1"), SizeIs(2)) << "one per channel";
    EXPECT_EQ(world.board.cards_of("r1").front()->view.facts.reason, "another reason");
    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(Watching, ARequestThatReappearsGetsItsOldCardBack) {
    raise("r1");
    next_list();
    world.source.waiting.clear();
    next_list();
    next_list();
    ASSERT_FALSE(has_buttons("r1"));
    raise("r1");
    next_list();

    EXPECT_THAT(world.board.cards_of("r1"), SizeIs(2)) << "one per channel";
    EXPECT_TRUE(has_buttons("r1", 0));
    EXPECT_TRUE(has_buttons("r1", 1));
}

TEST_F(Watching, AListBegunBeforeADecisionSaysNothingAgainstIt) {
    raise("r1");
    next_list();
    world.source.list_takes = 20s;
    world.clock.advance(35s);  // a list that holds r1 is on its way
    approve("r1", "U-ada");    // and is compared with it
    world.clock.advance(16s);

    ASSERT_TRUE(is<Settled>("r1"));
    EXPECT_EQ(std::get<Settled>(life("r1").stage).listed_again, 0u);
}

TEST_F(Watching, StillListedOnTwoOccasionsThatAreNotInARowIsNoAlarm) {
    raise("r1");
    next_list();
    world.source.answers.push_back({Accepted{}, false});
    approve("r1", "U-ada");
    next_list();
    world.source.waiting.clear();
    next_list();
    raise("r1");
    next_list();

    EXPECT_THAT(card_text("r1"), Not(HasSubstr("still lists")));
}

TEST_F(Watching, WhatIsStillListedAfterAYesIsToldToTheAdminsOnce) {
    raise("r1");
    next_list();
    world.source.answers.push_back({Accepted{}, false});
    approve("r1", "U-ada");
    world.clock.advance(10min);

    EXPECT_THAT(world.board.told_to("U-carol"), ElementsAre(HasSubstr("still lists it as pending")));
}

TEST_F(Watching, ABacklogOfFiveHundredGetsItsCardsAndOneDigest) {
    raise_many(500);
    next_list();
    world.clock.advance(1s);

    EXPECT_THAT(cards_in("C-ops"), SizeIs(25));
    ASSERT_TRUE(world.board.digests.contains(ChannelId{"C-ops"}));
    EXPECT_EQ(world.board.digests.at(ChannelId{"C-ops"}).waiting, 500u);
    EXPECT_EQ(world.board.digests.at(ChannelId{"C-ops"}).without_card, 475u);
}

TEST_F(Watching, ARequestThatCannotBeStoredIsShownWithALaterList) {
    store.refuses = Failure{Trouble::unreachable, "disk full"};
    raise("r1");
    next_list();
    EXPECT_THAT(world.board.cards_of("r1"), IsEmpty());
    store.refuses.reset();
    next_list();

    EXPECT_THAT(world.board.cards_of("r1"), SizeIs(2)) << "one per channel";
}

TEST_F(Watching, AFullDiskIsSaidOnceHoweverManyRequestsWait) {
    store.refuses = Failure{Trouble::unreachable, "disk full"};
    raise_many(40);
    world.clock.advance(10min);
    const auto said = [this](const std::string& event) {
        return std::ranges::count_if(world.log_lines, [&](const auto& line) { return line.find(event) != line.npos; });
    };
    EXPECT_EQ(said("store.commit_failed"), 1);
    EXPECT_EQ(said("request.not_stored"), 1);

    store.refuses.reset();
    next_list();
    store.refuses = Failure{Trouble::unreachable, "disk full"};
    raise("another");
    next_list();
    EXPECT_EQ(said("store.commit_failed"), 2) << "another trouble";
    EXPECT_EQ(said("request.not_stored"), 2);
}

}  // namespace privman::testing
