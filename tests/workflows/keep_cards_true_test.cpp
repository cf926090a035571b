#include "tests/workflows/showing.hpp"

namespace privman::testing {

TEST_F(Showing, ADeletedCardOfAWaitingRequestIsReplaced) {
    raise_and_poll("r1");
    world.board.remove_cards("r1", "C-ops");
    world.source.waiting.at(RequestId{"r1"}).reason = "changed";
    poll();

    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
    EXPECT_EQ(copies("r1", "C-ops"), 1u);
}

TEST_F(Showing, ADeletedCardOfADecidedRequestStaysDeleted) {
    raise_and_poll("r1");
    world.board.remove_cards("r1", "C-two");
    approve("r1", "U-ada");
    poll();

    EXPECT_THAT(cards_in("C-two"), IsEmpty());
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by"));
}

TEST_F(Showing, AChannelThatRefusesIsParkedWhileOthersGoOn) {
    world.board.refusing[ChannelId{"C-ops"}] = not_in_channel;
    raise_and_poll("r1");
    world.clock.advance(5min);
    EXPECT_THAT(cards_in("C-two"), SizeIs(1));
    EXPECT_THAT(cards_in("C-ops"), IsEmpty());
    EXPECT_LE(world.board.count("post", "C-ops"), 8u);
    EXPECT_TRUE(bot->cards.parked().contains(ChannelId{"C-ops"}));
    EXPECT_THAT(world.board.told_to("U-carol"), ElementsAre(HasSubstr("I cannot show cards in #C-ops"))) << "once";

    world.board.refusing.clear();
    say("U-ada", "C-ops", "help");
    world.clock.advance(1s);
    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
    EXPECT_TRUE(bot->cards.parked().empty());
}

TEST_F(Showing, AParkedChannelLeavesNoTracesOfItsRefusedPosts) {
    world.board.refusing[ChannelId{"C-ops"}] = not_in_channel;
    raise_and_poll("r1");
    world.clock.advance(1h);
    EXPECT_EQ(copies("r1", "C-ops"), 0u);
}

TEST_F(Showing, ThrottlingIsObeyedWithoutHoldingUpOtherChannels) {
    world.board.post_mishaps.push_back({{Trouble::throttled, "slow down", Millis{60'000}}});
    raise("r1");
    world.clock.advance(30s);
    EXPECT_EQ(world.board.count("post", "C-ops") + world.board.count("post", "C-two"), 2u);
    EXPECT_THAT(world.board.cards, SizeIs(1)) << "the other channel has its card";
    world.clock.advance(59s);
    EXPECT_THAT(world.board.cards, SizeIs(1));
    world.clock.advance(2s);
    EXPECT_THAT(world.board.cards, SizeIs(2));
}

TEST_F(Showing, AThrottledPostDoesNotHoldUpEdits) {
    raise_and_poll("r1");
    world.board.post_mishaps.push_back({{Trouble::throttled, "slow down", Millis{60'000}}});
    world.board.post_mishaps.push_back({{Trouble::throttled, "slow down", Millis{60'000}}});
    raise_and_poll("r2");
    approve("r1", "U-ada");

    EXPECT_THAT(card_text("r1", 0), HasSubstr("Approved"));
    EXPECT_THAT(card_text("r1", 1), HasSubstr("Approved"));
}

TEST_F(Showing, NewCardsKeepThePaceThatIsSet) {
    settings.posts_per_second = 1;
    restart();
    raise_many(5);
    world.clock.advance(29s);
    restart();  // the list is read at the start
    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
    world.clock.advance(1s);
    EXPECT_THAT(cards_in("C-ops"), SizeIs(2));
    world.clock.advance(3s);
    EXPECT_THAT(cards_in("C-ops"), SizeIs(5));
}

TEST_F(Showing, DecidedCardsAreBroughtToTheirEndBeforeNewOnesArePosted) {
    raise_and_poll("r1");
    world.board.refusing[ChannelId{"C-two"}] = world.board.refusing_edits[ChannelId{"C-two"}] = not_in_channel;
    approve("r1", "U-ada");
    raise_and_poll("r2");
    world.board.refusing.clear();
    world.board.refusing_edits.clear();
    world.board.deeds.clear();
    say("U-ada", "C-two", "help");
    world.clock.advance(1s);

    std::vector<std::string> order;
    for (const auto& deed : world.board.deeds)
        if (deed.channel.value == "C-two") order.push_back(deed.what + " " + deed.request);
    EXPECT_THAT(order, ElementsAre("edit r1", "post r2"));
}

TEST_F(Showing, WhoeverClickedSeesTheEndSoonThoughMoreEditsAreDueThanMayGoSideBySide) {
    settings.cards_at_once = 0;
    restart();
    std::vector<std::string> channels{"C-ops", "C-two"};
    for (const auto* channel : {"C-3", "C-4", "C-5", "C-6", "C-7", "C-8", "C-9", "C-ten"}) {
        say("U-carol", channel, "register");
        channels.emplace_back(channel);
    }
    raise_many(100);
    poll();
    world.clock.advance(300s);
    ASSERT_EQ(world.board.cards.size(), 1000u);
    std::map<std::pair<std::string, std::string>, BootTime> clicked;
    auto slowest = 0ms;
    world.board.deeds.clear();
    world.board.edits_take = [&]() -> Async<void> {
        const auto& deed = world.board.deeds.back();
        const auto mine = clicked.extract({deed.channel.value, deed.request});
        if (mine) slowest = std::max(slowest, Millis{world.clock.now() - mine.mapped()});
        return world.clock.sleep_for(80ms);
    };
    // 50 clicks a second are 500 edits a second; 300 can be made.
    for (std::size_t n = 0; n < 100; ++n) {
        const auto id = "r" + std::string(n < 10 ? 2 : 1, '0') + std::to_string(n);
        const auto& channel = channels[n % channels.size()];
        for (const auto* card : world.board.cards_of(id))
            if (card->channel.value == channel) {
                clicked.emplace(std::pair{channel, id}, world.clock.now());
                click(*card, "U-ada", false);
                break;
            }
        world.clock.advance(20ms);
    }
    world.clock.advance(10s);
    EXPECT_TRUE(clicked.empty());
    EXPECT_LT(slowest, 1s);
}

TEST_F(Showing, ANewChannelGetsACardOfEverythingThatWaitsAndNothingElse) {
    raise("r1");
    raise_and_poll("r2");
    approve("r1", "U-ada");
    say("U-carol", "C-new", "register");
    world.clock.advance(2s);

    ASSERT_THAT(cards_in("C-new"), SizeIs(1));
    EXPECT_EQ(cards_in("C-new").front()->view.facts.id.value, "r2");
    EXPECT_TRUE(cards_in("C-new").front()->view.controls);
}

TEST_F(Showing, CardsInAnUnregisteredChannelLoseTheirButtonsAndNothingNewIsPostedThere) {
    raise_and_poll("r1");
    say("U-carol", "C-two", "unregister");
    world.clock.advance(2s);
    raise_and_poll("r2");

    ASSERT_THAT(cards_in("C-two"), SizeIs(1));
    EXPECT_FALSE(cards_in("C-two").front()->view.controls);
    EXPECT_THAT(text_of(cards_in("C-two").front()->view), HasSubstr("not registered"));
    const auto other = *cards_in("C-ops").front();
    EXPECT_TRUE(other.view.controls) << "the other channel keeps its own";
    click(other, "U-ada", true);
    EXPECT_THAT(text_of(cards_in("C-two").front()->view), HasSubstr("Approved by")) << "brought to its end";
}

TEST_F(Showing, AClickInAnUnregisteredChannelDecidesNothing) {
    raise_and_poll("r1");
    const auto card = *cards_in("C-two").front();
    say("U-carol", "C-two", "unregister");
    click(card, "U-ada", true);

    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not registered")));
}

TEST_F(Showing, WhatACardCannotSayAnyMoreIsSaidInItsThread) {
    raise_and_poll("r1");
    world.board.refusing_edits[ChannelId{"C-ops"}] = window_closed;
    approve("r1", "U-ada", Grant::lasting(30min));
    world.clock.advance(10min);

    const auto ts = cards_in("C-ops").front()->ts;
    EXPECT_THAT(said_in("C-two"), IsEmpty());
    ASSERT_THAT(said_in("C-ops"), ElementsAre(HasSubstr("Approved by @U-ada for 30 minutes"))) << "once";
    EXPECT_EQ(world.board.said.front().thread, ts);
    EXPECT_TRUE(bot->cards.parked().empty()) << "the channel as such takes cards";
}

TEST_F(Showing, ThatTheThreadCouldNotBeReachedIsNoReasonToKeepSilent) {
    raise_and_poll("r1");
    world.board.refusing_edits[ChannelId{"C-ops"}] = window_closed;
    world.board.say_mishaps.push_back({{Trouble::throttled, "slow down", Millis{3'000}}});
    world.board.say_mishaps.push_back({lost});
    approve("r1", "U-ada", Grant::lasting(30min));
    world.clock.advance(2min);

    EXPECT_THAT(said_in("C-ops"), ElementsAre(HasSubstr("Approved by @U-ada")));
}

TEST_F(Showing, ACardThatIsNotOursToEditDoesNotParkTheChannel) {
    raise_and_poll("r1");
    world.board.refusing_edits[ChannelId{"C-ops"}] = {
        Trouble::not_found, "cant_update_message", {}, "cant_update_message"};
    approve("r1", "U-ada");
    raise_and_poll("r2");

    EXPECT_THAT(world.board.cards_of("r2"), SizeIs(2)) << "one per channel";
    EXPECT_TRUE(bot->cards.parked().empty());
}

TEST_F(Showing, OneCardThatIsNeverTakenDoesNotHoldUpTheOthers) {
    world.board.poisoned[RequestId{"r-bad"}] = invalid_blocks;
    raise("r-bad");
    raise("r-good");
    raise_and_poll("a-good");
    world.clock.advance(2min);

    EXPECT_THAT(world.board.cards_of("r-good"), SizeIs(2)) << "one per channel";
    EXPECT_THAT(world.board.cards_of("a-good"), SizeIs(2)) << "one per channel";
    EXPECT_LE(world.board.count("post", "C-ops"), 12u);
    EXPECT_LE(copies("r-bad", "C-ops"), 1u) << "a refusal in so many words is no lost answer";
}

TEST_F(Showing, ARestartShowsNoCardTwice) {
    raise("r1");
    raise_and_poll("r2");
    approve("r1", "U-ada");
    world.clock.advance(Records::soon);  // until then nobody knows what was shown last
    const auto deeds = world.board.deeds.size();
    for (int i = 0; i < 3; ++i) restart();
    world.clock.advance(5min);

    EXPECT_THAT(cards_in("C-ops"), SizeIs(2));
    EXPECT_EQ(world.board.deeds.size(), deeds) << "and edits none for nothing";
}

TEST_F(Showing, TheDigestIsPostedFollowsTheBacklogAndEnds) {
    settings.cards_at_once = 2;
    restart();
    raise_many(5);
    poll();
    const auto& digest = world.board.digests[ChannelId{"C-ops"}];
    EXPECT_THAT(cards_in("C-ops"), SizeIs(2));
    EXPECT_EQ(digest.without_card, 3u);
    ASSERT_THAT(digest.longest, SizeIs(3));

    const auto first = cards_in("C-ops").front()->view.facts.id.value;
    deny(first, "U-ada");
    world.clock.advance(2s);
    EXPECT_THAT(cards_in("C-ops"), SizeIs(3)) << "a place became free and was filled";
    EXPECT_EQ(digest.without_card, 2u);
    EXPECT_EQ(world.board.count("post-digest", "C-ops"), 1u) << "edited, not posted again";

    show_more("C-ops");
    EXPECT_THAT(cards_in("C-ops"), SizeIs(5));
    EXPECT_EQ(digest.without_card, 0u);
    EXPECT_FALSE(bot->records.board(ChannelId{"C-ops"}).digest) << "it has done its work";
}

TEST_F(Showing, TheNextBacklogGetsANewDigest) {
    settings.cards_at_once = 2;
    restart();
    raise_many(3);
    poll();
    show_more("C-ops");
    ASSERT_FALSE(bot->records.board(ChannelId{"C-ops"}).digest);
    for (int i = 0; i < 4; ++i) raise("later" + std::to_string(i));
    poll();

    EXPECT_EQ(world.board.count("post-digest", "C-ops"), 2u);
}

TEST_F(Showing, ADigestThatCannotBeEditedAnyMoreDoesNotHoldUpTheCards) {
    settings.cards_at_once = 1;
    restart();
    raise_many(3);
    poll();
    for (int i = 0; i < 50; ++i) world.board.digest_edit_mishaps.push_back({window_closed});
    raise("s1");
    poll();
    const auto shown = cards_in("C-ops").front()->view.facts.id.value;
    deny(shown, "U-ada");
    world.clock.advance(5s);

    EXPECT_TRUE(bot->cards.parked().empty());
    EXPECT_THAT(card_text(shown), HasSubstr("Denied"));
    EXPECT_THAT(cards_in("C-ops"), SizeIs(2));
    EXPECT_LE(world.board.count("post-digest", "C-ops"), 4u);
}

TEST_F(Showing, ARestartKeepsTheDigest) {
    settings.cards_at_once = 2;
    restart();
    raise_many(5);
    poll();
    restart();
    world.clock.advance(1min);

    EXPECT_EQ(world.board.count("post-digest", "C-ops"), 1u);
}

}  // namespace privman::testing
