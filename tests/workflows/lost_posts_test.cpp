// A post whose answer never came may stand all the same: it is neither made twice without need nor disowned.
#include "tests/workflows/showing.hpp"

namespace privman::testing {

TEST_F(Showing, APostThatDefinitelyFailedIsMadeAgainWithoutATrace) {
    world.board.post_mishaps.push_back({{Trouble::throttled, "slow down", Millis{5'000}}});
    raise_and_poll("r1");
    world.clock.advance(10s);

    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
    EXPECT_EQ(copies("r1", "C-ops"), 1u);
}

TEST_F(Showing, APostThatNeverLeftLeavesNoTrace) {
    for (int i = 0; i < 5; ++i) world.board.post_mishaps.push_back({{Trouble::unreachable, "refused", {}, "not_sent"}});
    raise_and_poll("r1");
    world.clock.advance(5min);

    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
    EXPECT_EQ(copies("r1", "C-ops"), 1u);
}

TEST_F(Showing, ALongOutageLeavesAFewTracesNotOneOfEachTry) {
    world.board.post_mishaps.assign(60, {lost, false});
    raise_and_poll("r1");
    world.clock.advance(20min);

    EXPECT_LE(copies("r1", "C-ops"), 4u);
}

TEST_F(Showing, TheTwinOfALostAnswerIsAKnownCardFromItsFirstClickOn) {
    world.board.post_mishaps.push_back({lost, true});
    raise_and_poll("r1");
    world.clock.advance(10s);
    ASSERT_THAT(world.board.cards_of("r1"), SizeIs(3)) << "two in one channel, one in the other";
    click(*world.board.cards_of("r1").front(), "U-ada", true);
    world.clock.advance(2s);

    EXPECT_THAT(world.source.decided, SizeIs(1));
    for (const std::size_t which : {0u, 1u, 2u}) EXPECT_THAT(card_text("r1", which), HasSubstr("Approved by @U-ada"));
}

TEST_F(Showing, ATwinTellsTheTruthAfterItsFirstClickWhateverThatClickDecides) {
    world.board.post_mishaps.push_back({lost, true});
    raise_and_poll("r1");
    world.clock.advance(10s);
    ASSERT_THAT(world.board.cards_of("r1"), SizeIs(3)) << "two in one channel, one in the other";
    click(*world.board.cards_of("r1").back(), "U-ada", true);
    world.clock.advance(2s);
    ASSERT_THAT(card_text("r1", 0), HasSubstr("Elevation request")) << "nobody can know of it yet";

    click(*world.board.cards_of("r1").front(), "U-bob", false);
    world.clock.advance(2s);

    EXPECT_THAT(card_text("r1", 0), HasSubstr("Approved by @U-ada"));
    EXPECT_FALSE(has_buttons("r1", 0));
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(Showing, EveryTwinOfALongOutageIsAKnownCardFromItsFirstClickOn) {
    start_registered();
    world.board.post_mishaps.assign(7, {lost, true});
    raise("r1");
    world.clock.advance(20min);
    const auto all = world.board.cards_of("r1").size();
    ASSERT_GE(all, 8u);
    for (std::size_t i = 0; i < all; ++i) {
        click(*world.board.cards_of("r1")[i], i == 0 ? "U-ada" : "U-bob", true);
        world.clock.advance(5s);
    }
    world.clock.advance(1min);

    EXPECT_THAT(world.source.decided, SizeIs(1));
    for (std::size_t i = 0; i < all; ++i) EXPECT_THAT(card_text("r1", i), HasSubstr("Approved by @U-ada")) << i;
    for (const auto& text : world.board.told_to("U-bob")) EXPECT_THAT(text, HasSubstr("Approved by @U-ada"));
}

TEST_F(Showing, ARefusalDoesNotDisownEarlierPostsOfTheSameAttempt) {
    say("U-carol", "C-two", "unregister");
    const Failure archived{Trouble::forbidden, "archived", {}, "is_archived"};
    // Three answers are lost, and the first of these posts stands; then its attempt is made again, and refused.
    world.board.post_mishaps = {{lost, true}, {lost, false}, {lost, false}, {archived, false}};
    raise("r1");
    while (!world.board.post_mishaps.empty()) world.clock.advance(1s);

    ASSERT_THAT(cards_in("C-ops"), SizeIs(1));
    const auto& standing = *cards_in("C-ops").front();
    const auto& known = life("r1").cards.at(ChannelId{"C-ops"});
    EXPECT_THAT(known, Contains(::testing::Field(&CardCopy::attempt, standing.attempt)));
    EXPECT_THAT(known, SizeIs(3));
}

TEST_F(Showing, AfterACrashBetweenPostAndAnswerThereIsAtMostOneTwin) {
    raise("r1");
    world.clock.advance(29s);
    store.choose = [this](const Change& change) -> std::optional<TroubledStore::Mishap> {
        const auto* changed = std::get_if<Life>(&change);
        if (!changed || world.board.cards.empty()) return std::nullopt;
        return TroubledStore::Mishap{};
    };
    world.clock.advance(2s);
    kill();
    store.choose = nullptr;
    start();
    world.clock.advance(10s);

    EXPECT_LE(cards_in("C-ops").size(), 2u);
    EXPECT_THAT(cards_in("C-two"), Not(IsEmpty()));
}

TEST_F(Showing, ACardWhoseAnswerTheStoreRefusesForAWhileIsNotPostedAgain) {
    store.choose = [this](const Change& change) -> std::optional<TroubledStore::Mishap> {
        const auto* changed = std::get_if<Life>(&change);
        if (!changed || world.board.cards.empty()) return std::nullopt;
        return TroubledStore::Mishap{};
    };
    raise_and_poll("r1");
    world.clock.advance(5min);
    store.choose = nullptr;
    world.clock.advance(5min);

    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
    EXPECT_THAT(cards_in("C-two"), SizeIs(1));
}

TEST_F(Showing, AStoreThatRefusesDoesNotMakeTheBotHammerTheChat) {
    raise_and_poll("r1");
    approve("r1", "U-ada");
    ASSERT_TRUE(is<Settled>("r1"));
    raise_and_poll("r2");
    store.refuses = Failure{Trouble::unreachable, "disk full"};
    world.source.waiting.at(RequestId{"r2"}).reason = "changed";
    world.board.deeds.clear();
    poll();
    world.clock.advance(10min);

    EXPECT_LE(world.board.deeds.size(), 30u);
}

}  // namespace privman::testing
