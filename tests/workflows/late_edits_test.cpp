// What an edit has left behind that was lost, or landed late, or could not be made.
#include "tests/workflows/showing.hpp"

namespace privman::testing {

TEST_F(Showing, AnEditThatCannotBeNotedIsNotRepeatedWithoutPause) {
    raise_and_poll("r1");
    store.choose = [](const Change& change) -> std::optional<TroubledStore::Mishap> {
        const auto* changed = std::get_if<Life>(&change);
        if (changed && is_waiting(*changed) && changed->facts.reason == "changed")
            for (const auto& [channel, all] : changed->cards)
                for (const auto& copy : all)
                    if (copy.shown != 0 && changed->version > 5) return TroubledStore::Mishap{};
        return std::nullopt;
    };
    world.source.waiting.at(RequestId{"r1"}).reason = "changed";
    world.board.deeds.clear();
    poll();
    world.clock.advance(5min);
    EXPECT_LE(world.board.count("edit", "C-ops"), 20u);
}

TEST_F(Showing, AnEditWhoseAnswerWasLostIsUndoneWhenNothingCameOfIt) {
    start_registered();
    raise("r1");
    poll();
    world.source.answers.push_back({Declined{"not now"}, false, 3s});
    world.board.update_mishaps.push_back({Failure{Trouble::unreachable, "lost"}, true});  // of "Approving…"
    approve("r1", "U-ada");
    world.clock.advance(1s);
    ASSERT_THAT(card_text("r1"), HasSubstr("Approving"));

    world.clock.advance(60s);

    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(Showing, AnEditInWhoseMiddleTheBotDiedIsUndoneWhenNothingCameOfIt) {
    start_registered();
    raise("r1");
    poll();
    world.source.answers.push_back({Declined{"not now"}, false, 3s});
    store.choose = [&](const Change&) -> std::optional<TroubledStore::Mishap> {
        // Nothing is stored any more once the card says so.
        if (!card_text("r1").contains("Approving")) return std::nullopt;
        return TroubledStore::Mishap{};
    };
    approve("r1", "U-ada");
    world.clock.advance(1s);
    ASSERT_THAT(card_text("r1"), HasSubstr("Approving"));
    kill();
    store.choose = {};
    world.clock.advance(10min);  // too late for another call: the claim comes to its end
    start();
    world.clock.advance(10min);

    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(Showing, AnEditThatLandsAfterANewerOneIsDrawnOver) {
    start_registered();
    raise("r1");
    poll();
    world.source.answers.push_back({Accepted{}, true, 3s});
    world.board.update_mishaps.push_back({lost, false, true});  // of "Approving…"
    approve("r1", "U-ada");
    world.clock.advance(30s);
    ASSERT_THAT(card_text("r1"), HasSubstr("Approved by"));
    world.board.land_late_edits();
    ASSERT_THAT(card_text("r1"), HasSubstr("Approving"));

    world.clock.advance(2min);

    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by"));
    const auto edits = world.board.count("edit", "C-ops");
    world.clock.advance(10min);
    EXPECT_EQ(world.board.count("edit", "C-ops"), edits) << "what is certain is left alone";
}

TEST_F(Showing, AnEditOfALastLifeThatLandsLateIsDrawnOver) {
    start_registered();
    raise("r1");
    poll();
    world.source.answers.push_back({Accepted{}, true, 3s});
    world.board.update_mishaps.push_back({lost, false, true});  // of "Approving…"
    approve("r1", "U-ada");
    world.clock.advance(30s);
    restart();
    world.clock.advance(20s);
    ASSERT_THAT(card_text("r1"), HasSubstr("Approved by"));
    world.board.land_late_edits();

    world.clock.advance(2min);

    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by"));
}

TEST_F(Showing, AButtonPressedLongAfterTheEndShowsThatTheCardIsWrongAndMendsIt) {
    start_registered();
    raise("r1");
    poll();
    const auto seen = *world.board.cards_of("r1").front();
    deny("r1", "U-ada");
    world.clock.advance(5min);
    ASSERT_THAT(card_text("r1"), HasSubstr("Denied by"));
    world.board.cards.front().view = seen.view;  // nobody knows why

    click(seen, "U-bob", true);
    world.clock.advance(5s);

    EXPECT_THAT(world.board.told_to("U-bob"), Contains(HasSubstr("it was decided before. Denied by @U-ada")));
    EXPECT_THAT(card_text("r1"), HasSubstr("Denied by"));
}

TEST_F(Showing, WhatWasSaidInAThreadIsNotSaidAgainForEveryButtonThatStillStands) {
    start_registered();
    raise("r1");
    poll();
    const auto seen = *world.board.cards_of("r1").front();
    world.board.refusing_edits[ChannelId{"C-ops"}] = window_closed;
    deny("r1", "U-ada");
    world.clock.advance(1min);
    const auto said = said_in("C-ops").size();
    ASSERT_GE(said, 1u);
    for (int i = 0; i < 3; ++i) {
        click(seen, "U-bob", true);
        world.clock.advance(1min);
    }
    EXPECT_EQ(said_in("C-ops").size(), said);
}

TEST_F(Showing, PendingFindsACardThatSomebodyDeleted) {
    raise_and_poll("r1");
    world.board.remove_cards("r1", "C-ops");
    ASSERT_THAT(cards_in("C-ops"), IsEmpty());

    say("U-carol", "C-two", "pending");
    world.clock.advance(10s);

    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
    EXPECT_TRUE(has_buttons("r1"));
    const auto edits = world.board.count("edit", "C-two");
    for (int i = 0; i < 5; ++i) say("U-carol", "C-two", "pending");
    world.clock.advance(10s);
    EXPECT_EQ(world.board.count("edit", "C-two"), edits) << "not for everybody who asks in the same minute";
}

}  // namespace privman::testing
