// Each number counts what its name says.
#include "tests/workflows/fixture.hpp"

namespace privman::testing {

class Tallying : public WorkflowTest {
protected:
    void SetUp() override {
        start_registered();
        raise("r1");
        poll();
    }
    Tally& tally() { return bot->tally; }
    double refused(WhyRefused why) { return tally().refusals(why).total(); }
};

TEST_F(Tallying, PollsByHowTheyEnd) {
    const auto before = tally().polls(PollEnd::complete).total();
    EXPECT_GE(before, 1);
    EXPECT_EQ(tally().polls(PollEnd::failed).total(), 0);
    world.source.list_failures.push_back(Failure{Trouble::unreachable, "no answer"});
    poll();
    EXPECT_EQ(tally().polls(PollEnd::failed).total(), 1);
    EXPECT_EQ(static_cast<double>(tally().poll_seconds.count()),
              tally().polls(PollEnd::failed).total() + tally().polls(PollEnd::complete).total());
    EXPECT_EQ(tally().requests_seen.total(), 1);
}

TEST_F(Tallying, HowLongAListTakes) {
    const auto before = tally().poll_seconds.sum();
    world.source.list_takes = 3s;
    world.clock.advance(40s);
    EXPECT_EQ(tally().poll_seconds.sum() - before, 3.0);
}

TEST_F(Tallying, BlindTimeFromTheLastListOnAndOnlyWhenItWasLong) {
    world.source.list_failures.push_back(Failure{Trouble::unreachable, "no answer"});
    world.clock.advance(60s);
    EXPECT_EQ(bot->watch.blind_time(), Millis{0}) << "one list that failed is no blindness";
    world.source.broken = Failure{Trouble::unreachable, "no answer"};
    world.clock.advance(10min);
    const auto blind = bot->watch.blind_time();
    EXPECT_GE(blind, 9min);
    EXPECT_LE(blind, 12min) << "from the last complete list on";
    world.source.broken.reset();
    world.clock.advance(6min);
    const auto after = bot->watch.blind_time();
    EXPECT_GE(after, blind) << "it never shrinks";
    world.clock.advance(10min);
    EXPECT_EQ(bot->watch.blind_time(), after) << "seeing is not counted";
}

TEST_F(Tallying, CardsAndHowLongTheFirstOneTook) {
    EXPECT_EQ(tally().cards_posted.total(), 1);
    const auto& first = tally().request_to_card_seconds(MadeBy::first_list);
    EXPECT_EQ(first.count(), 1u);
    EXPECT_EQ(tally().request_to_card_seconds(MadeBy::requester_clock).count(), 0u) << "nobody said when it was made";
    say("U-carol", "C-two", "register");
    world.clock.advance(2s);
    EXPECT_EQ(tally().cards_posted.total(), 2);
    EXPECT_EQ(first.count(), 1u) << "the second card kept nobody waiting";
}

TEST_F(Tallying, TheWayFromTheRequestersClock) {
    auto made = request("r2");
    made.requested = world.clock.wall() - 90s;
    world.source.raise(made);
    poll();
    const auto& waited = tally().request_to_card_seconds(MadeBy::requester_clock);
    ASSERT_EQ(waited.count(), 1u);
    EXPECT_GE(waited.sum(), 90);
    EXPECT_LE(waited.sum(), 135);
}

TEST_F(Tallying, ADecisionByAPersonWithItsTimes) {
    world.clock.advance(60s);
    world.source.answers.push_back({Accepted{}, true, 2s});
    approve("r1", "U-ada", Grant::lasting(30min));
    world.clock.advance(3s);
    EXPECT_EQ(tally().clicks.total(), 1);
    EXPECT_EQ(tally().calls.total(), 1);
    EXPECT_EQ(tally().decisions(DecisionKind::approved, DecisionOrigin::person).total(), 1);
    EXPECT_EQ(tally().decisions(DecisionKind::denied, DecisionOrigin::person).total(), 0);
    EXPECT_EQ(tally().claims(ClaimEnd::confirmed).total(), 1);
    EXPECT_EQ(tally().click_to_ack_seconds.count(), 1u);
    EXPECT_EQ(tally().click_to_outcome_seconds(ClaimEnd::confirmed).sum(), 2.0);
    ASSERT_EQ(tally().card_to_decision_seconds.count(), 1u);
    EXPECT_GE(tally().card_to_decision_seconds.sum(), 60);
    EXPECT_GE(tally().cards_updated.total(), 1);
}

TEST_F(Tallying, ADenial) {
    deny("r1", "U-ada");
    EXPECT_EQ(tally().decisions(DecisionKind::denied, DecisionOrigin::person).total(), 1);
}

TEST_F(Tallying, WhatTheScheduleApprovedAndThatNobodyWaitedForIt) {
    world.clock.set_wall(std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + 20h);
    say("U-carol", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    say("U-carol", "C-ops", "autoapprove enable");
    world.clock.advance(1s);
    auto asked = request("r2");
    asked.requested = world.clock.wall();
    world.source.raise(asked);
    poll();
    EXPECT_EQ(tally().decisions(DecisionKind::approved, DecisionOrigin::schedule).total(), 1);
    EXPECT_EQ(tally().decisions(DecisionKind::approved, DecisionOrigin::person).total(), 0);
    EXPECT_EQ(tally().card_to_decision_seconds.count(), 0u);
    EXPECT_EQ(tally().click_to_outcome_seconds(ClaimEnd::confirmed).count(), 0u);
}

TEST_F(Tallying, CardsThatDidNotSucceed) {
    world.board.refusing[ChannelId{"C-ops"}] = Failure{Trouble::forbidden, "archived", {}, "is_archived"};
    raise("r2");
    poll();
    EXPECT_GE(tally().card_failures(CardTrouble::refused).total(), 1);
    EXPECT_GE(bot->cards.backlog().posts, 1u);
    EXPECT_EQ(tally().cards_posted.total(), 1);
}

TEST_F(Tallying, ARefusedTokenIsNotCalledUnreachable) {
    world.board.refusing[ChannelId{"C-ops"}] = Failure{Trouble::rejected, "token_revoked", {}, "token_revoked"};
    raise("r2");
    poll();
    EXPECT_GE(tally().card_failures(CardTrouble::token_refused).total(), 1);
    EXPECT_EQ(tally().card_failures(CardTrouble::unreachable).total(), 0);
}

TEST_F(Tallying, WhatWasDecidedElsewhere) {
    world.source.waiting.clear();
    world.clock.advance(2min);
    EXPECT_EQ(tally().decisions(DecisionKind::unknown, DecisionOrigin::elsewhere).total(), 1);
    raise("r2");
    poll();
    world.source.answers.push_back({AlreadyDecided{"decided in the console"}, false});
    approve("r2", "U-ada");
    EXPECT_EQ(tally().decisions(DecisionKind::unknown, DecisionOrigin::elsewhere).total(), 2);
    EXPECT_EQ(tally().claims(ClaimEnd::decided_before).total(), 1);
}

TEST_F(Tallying, AnOutcomeThatNobodyKnows) {
    world.source.answers.push_back({OutcomeUnknown{Failure{Trouble::unreachable, "the answer was lost"}}, true});
    approve("r1", "U-ada");
    world.clock.advance(5min);
    EXPECT_EQ(tally().claims(ClaimEnd::unconfirmed).total(), 1);
    EXPECT_EQ(tally().claims(ClaimEnd::confirmed).total(), 0);
    EXPECT_EQ(tally().click_to_outcome_seconds(ClaimEnd::unconfirmed).count(), 1u);
}

TEST_F(Tallying, ADecisionThatWasDeclined) {
    world.source.answers.push_back({Declined{"not allowed"}, false});
    approve("r1", "U-ada");
    EXPECT_EQ(tally().claims(ClaimEnd::declined).total(), 1);
    EXPECT_EQ(tally().decisions(DecisionKind::approved, DecisionOrigin::person).total(), 0);
}

TEST_F(Tallying, RefusalsByTheirReason) {
    approve("r1", "U-guest");
    EXPECT_EQ(refused(WhyRefused::not_a_member), 1);
    raise("r2", "CORP\\ada");
    poll();
    approve("r2", "U-ada");
    EXPECT_EQ(refused(WhyRefused::own_request), 1);
    world.directory.broken = Failure{Trouble::rejected, "invalid_auth"};
    approve("r1", "U-ada");
    EXPECT_EQ(refused(WhyRefused::person_not_checked), 1);
    world.directory.broken.reset();
    auto card = *world.board.cards_of("r1").front();
    card.view.facts.path = "C:\\harmless.exe";
    click(card, "U-ada", true);
    EXPECT_EQ(refused(WhyRefused::stale_card), 1);
    card.attempt = Attempt{"nobody's"};
    click(card, "U-ada", true);
    EXPECT_EQ(refused(WhyRefused::unknown_card), 1);
    approve("r1", "U-ada");
    const auto decided = *world.board.cards_of("r1").front();
    click(decided, "U-bob", false);
    EXPECT_EQ(refused(WhyRefused::already_decided), 1);
    EXPECT_EQ(tally().claims(ClaimEnd::confirmed).total(), 1);
}

TEST_F(Tallying, TheSecondOfTwoClickers) {
    world.source.answers.push_back({Accepted{}, true, 5s});
    approve("r1", "U-ada");
    deny("r1", "U-bob");
    world.clock.advance(6s);
    EXPECT_EQ(refused(WhyRefused::being_decided), 1);
}

TEST_F(Tallying, ClicksOnWhatIsNotKnown) {
    auto card = *world.board.cards_of("r1").front();
    card.view.facts.id = RequestId{"r-unknown"};
    click(card, "U-ada", true);
    EXPECT_EQ(refused(WhyRefused::unknown_request), 1);
}

TEST_F(Tallying, TheStoresTroubleUntilItIsOver) {
    EXPECT_FALSE(bot->records.trouble());
    store.mishaps.push_back({});
    approve("r1", "U-ada");
    EXPECT_GE(bot->records.failures(), 1u);
    world.clock.advance(1min);
    approve("r1", "U-ada");
    world.clock.advance(1min);
    EXPECT_FALSE(bot->records.trouble()) << "the latest change was stored";
}

TEST_F(Tallying, WhatWaitsInside) {
    EXPECT_EQ(bot->announcer.waiting(), 0u);
    EXPECT_EQ(bot->clicks.waiting(), 0u);
    const auto backlog = bot->cards.backlog();
    EXPECT_EQ(backlog.posts + backlog.edits, 0u);
}

TEST(Labels, HaveAWordForEachValueAndNoMore) {
    EXPECT_EQ(word_for(WhyRefused::not_stored), "not_stored");
    EXPECT_EQ(words_of(WhyRefused{}).size(), static_cast<std::size_t>(WhyRefused::replaced) + 1);
    EXPECT_EQ(word_for(ClaimEnd::not_sent), words_of(ClaimEnd{}).back());
    EXPECT_EQ(word_for(SocketEnd::lost), words_of(SocketEnd{}).back());
    EXPECT_EQ(word_for(Queue::announcements), words_of(Queue{}).back());
    EXPECT_EQ(word_for(LifeStage::unconfirmed), words_of(LifeStage{}).back());
    EXPECT_EQ(word_for(Need::privilege_manager_sight), words_of(Need{}).back());
    EXPECT_EQ(word_for(HttpAnswer::none), words_of(HttpAnswer{}).back());
    EXPECT_EQ(word_for(CardTrouble::unreachable), words_of(CardTrouble{}).back());
    EXPECT_EQ(word_for(DecisionOrigin::elsewhere), words_of(DecisionOrigin{}).back());
}

}  // namespace privman::testing
