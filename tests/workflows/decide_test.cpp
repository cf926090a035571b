#include "tests/workflows/fixture.hpp"

namespace privman::testing {

class Deciding : public WorkflowTest {
protected:
    void SetUp() override {
        start_registered();
        raise("r1");
        poll();
    }
};

TEST_F(Deciding, AnApprovalReachesPrivilegeManagerAndThenTheCard) {
    approve("r1", "U-ada", Grant::lasting(30min));

    ASSERT_THAT(world.source.decided, SizeIs(1));
    EXPECT_TRUE(world.source.decided[0].choice.approve);
    EXPECT_EQ(world.source.decided[0].choice.grant, Grant::lasting(30min));
    EXPECT_THAT(world.source.decided[0].comment, HasSubstr("@ada"));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada for 30 minutes."));
    EXPECT_FALSE(has_buttons("r1"));
}

TEST_F(Deciding, ADenialReachesPrivilegeManagerAndThenTheCard) {
    deny("r1", "U-ada");

    ASSERT_THAT(world.source.decided, SizeIs(1));
    EXPECT_FALSE(world.source.decided[0].choice.approve);
    EXPECT_THAT(card_text("r1"), HasSubstr("Denied by @U-ada."));
}

TEST_F(Deciding, TheClickIsAcknowledgedOnceAndTheClickerToldHowItEnded) {
    approve("r1", "U-ada");

    EXPECT_EQ(acks, 1u);
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("Privilege Manager confirmed it")));
}

TEST_F(Deciding, TheCardDoesNotSayApprovedBeforePrivilegeManagerDid) {
    world.source.answers.push_back({Accepted{}, true, 10s});
    approve("r1", "U-ada");
    EXPECT_THAT(card_text("r1"), HasSubstr("Elevation request"));

    world.clock.advance(1s);
    EXPECT_THAT(card_text("r1"), HasSubstr("Approving…"));
    EXPECT_FALSE(has_buttons("r1"));

    world.clock.advance(10s);
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by"));
}

TEST_F(Deciding, OnlyTheClickedCardSaysThatItIsBeingDecided) {
    say("U-carol", "C-two", "register");
    world.clock.advance(2s);
    ASSERT_THAT(world.board.cards_of("r1"), SizeIs(2));
    world.source.answers.push_back({Accepted{}, true, 10s});
    approve("r1", "U-ada");
    world.clock.advance(1s);

    EXPECT_THAT(card_text("r1", 0), HasSubstr("Approving…"));
    EXPECT_THAT(card_text("r1", 1), Not(HasSubstr("Approving…")));
    world.clock.advance(10s);
    EXPECT_THAT(card_text("r1", 1), HasSubstr("Approved by"));
}

TEST_F(Deciding, TheSecondOfTwoClickersIsToldThatSomebodyElseDecides) {
    world.source.answers.push_back({Accepted{}, true, 5s});
    approve("r1", "U-ada");
    deny("r1", "U-bob");
    world.clock.advance(6s);

    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_THAT(world.board.told_to("U-bob"), ElementsAre(HasSubstr("@U-ada is deciding")));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada"));
}

TEST_F(Deciding, AClickOnADecidedCardIsAnsweredWithTheDecision) {
    approve("r1", "U-ada");
    const auto card = *world.board.cards_of("r1").front();
    click(card, "U-bob", false);

    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_THAT(world.board.told_to("U-bob"), ElementsAre(HasSubstr("decided before")));
}

TEST_F(Deciding, AGuestDecidesNothingAndIsTold) {
    approve("r1", "U-guest");

    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-guest"), ElementsAre(HasSubstr("full members")));
    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(Deciding, NobodyDecidesWhatLooksLikeHisOwnRequest) {
    raise("r2", "CORP\\Ada");
    poll();
    approve("r2", "U-ada");

    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("nobody decides their own")));
}

TEST_F(Deciding, WhoCannotBeLookedUpDecidesNothing) {
    world.directory.broken = Failure{Trouble::unreachable, "no answer"};
    approve("r1", "U-ada");
    world.clock.advance(119s);
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("does not say yet who you are")));
    world.clock.advance(2s);

    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada").back(), HasSubstr("could not be checked who you are (no answer)"));
}

TEST_F(Deciding, AForgedSealDecidesNothing) {
    auto card = *world.board.cards_of("r1").front();
    card.view.facts.path = "C:\\harmless.exe";  // the seal vouches for other facts than those that wait
    click(card, "U-ada", true);

    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("changed since this card was drawn")));
}

TEST_F(Deciding, ACardThatWasNeverPostedDecidesNothing) {
    auto card = *world.board.cards_of("r1").front();
    card.attempt = Attempt{"feedfeedfeedfeed"};
    click(card, "U-ada", true);

    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not one that the bot knows")));
}

TEST_F(Deciding, FactsThatChangedAreShownBeforeTheyCanBeApproved) {
    const auto old = *world.board.cards_of("r1").front();
    world.source.waiting.at(RequestId{"r1"}).path = "C:\\other.exe";
    poll();
    click(old, "U-ada", true);
    EXPECT_THAT(world.source.told, IsEmpty());

    approve("r1", "U-ada");
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(Deciding, WhatPrivilegeManagerDeclinesGoesBackToWaitingAndTheClickerLearnsWhy) {
    world.source.answers.push_back({Declined{"the role may not approve"}, false});
    approve("r1", "U-ada");
    world.clock.advance(1s);

    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("the role may not approve")));
}

TEST_F(Deciding, AnUndeliveredDecisionIsTriedAgain) {
    world.source.answers.push_back({NotDelivered{{Trouble::unreachable, "connection refused"}}, false});
    approve("r1", "U-ada");
    world.clock.advance(10s);

    EXPECT_THAT(world.source.told, SizeIs(2));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada"));
}

TEST_F(Deciding, ARefusedLoginIsSaidAtOnceInsteadOfWaitedFor) {
    world.source.answers.push_back({NotDelivered{{Trouble::rejected, "the credential is refused"}}, false});
    approve("r1", "U-ada");
    world.clock.advance(1s);

    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("the credential is refused")));
}

TEST_F(Deciding, AfterALostAnswerTheListIsReadBeforeAnotherCall) {
    world.source.answers.push_back({OutcomeUnknown{{Trouble::unreachable, "timed out"}}, false});
    const auto lists = world.source.lists;
    approve("r1", "U-ada");
    world.clock.advance(20s);

    EXPECT_GT(world.source.lists, lists);
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada"));
}

TEST_F(Deciding, ALostAnswerToACallThatWorkedIsReportedAsNotConfirmed) {
    world.source.answers.push_back({OutcomeUnknown{{Trouble::unreachable, "timed out"}}, true});
    approve("r1", "U-ada", Grant::lasting(30min));
    world.clock.advance(90s);

    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_THAT(card_text("r1"),
                HasSubstr("Outcome not confirmed: @U-ada sent Approve, 30 minutes; no longer pending"));
    EXPECT_FALSE(has_buttons("r1"));
}

TEST_F(Deciding, NoCallIsSentLaterThanTheDecisionLimit) {
    for (int i = 0; i < 100; ++i)
        world.source.answers.push_back({NotDelivered{{Trouble::unreachable, "connection refused"}}, false});
    approve("r1", "U-ada");
    world.clock.advance(119s);
    const auto told = world.source.told.size();
    world.clock.advance(10s);
    const auto at_limit = world.source.told.size();
    world.clock.advance(10min);

    EXPECT_GT(told, 3u);
    EXPECT_EQ(world.source.told.size(), at_limit);
    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("could not be reached in time")));
}

TEST_F(Deciding, AfterAnUnknownOutcomeTheButtonsReturnOnlyWhenTheCallCannotWorkAnyMore) {
    for (int i = 0; i < 100; ++i)
        world.source.answers.push_back({OutcomeUnknown{{Trouble::unreachable, "timed out"}}, false, 30s});
    approve("r1", "U-ada");
    world.clock.advance(150s);
    EXPECT_THAT(card_text("r1"), HasSubstr("Outcome not confirmed"));
    EXPECT_FALSE(has_buttons("r1"));

    world.clock.advance(100s);
    EXPECT_FALSE(has_buttons("r1")) << "200 s after the last call are not over";
    world.clock.advance(200s);
    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(Deciding, WhatWasDecidedInTheConsoleBeforeTheCallIsSaid) {
    world.source.answers.push_back({AlreadyDecided{"already decided"}, false});
    approve("r1", "U-ada");
    world.clock.advance(1s);

    EXPECT_THAT(card_text("r1"), HasSubstr("No longer pending"));
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("too late")));
}

TEST_F(Deciding, AKillAfterTheClaimIsFinishedByTheNextStart) {
    world.source.answers.push_back({NotDelivered{{Trouble::unreachable, "connection refused"}}, false});
    approve("r1", "U-ada");
    ASSERT_THAT(world.source.decided, IsEmpty());
    restart();
    world.clock.advance(10s);

    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada"));
    EXPECT_THAT(world.board.cards_of("r1"), SizeIs(1));
}

TEST_F(Deciding, AKillDuringTheCallLeadsToTheTruthNotToASecondDecision) {
    world.source.answers.push_back({Accepted{}, true, 20s});
    approve("r1", "U-ada");
    ASSERT_THAT(world.source.decided, SizeIs(1));
    restart();
    world.clock.advance(3min);

    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Outcome not confirmed"));
}

TEST_F(Deciding, AClickThatWaitsLongerThanTheLimitOverARestartDecidesNothing) {
    world.directory.broken = Failure{Trouble::unreachable, "no answer"};
    world.board.tell_mishaps.assign(500, {{Trouble::unreachable, "slack is away"}});
    approve("r1", "U-ada");
    kill();
    world.clock.advance(5min);
    world.directory.broken.reset();
    world.board.tell_mishaps.clear();
    start();
    world.clock.advance(5s);

    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("too long ago")));
}

TEST_F(Deciding, AClickThatWasToldNoClaimsNothingWhenTheBotIsKilledBeforeItCouldForgetIt) {
    world.directory.broken = Failure{Trouble::rejected, "invalid_auth"};
    store.choose = [&](const Change&) -> std::optional<TroubledStore::Mishap> {
        if (world.board.told_to("U-ada").empty()) return std::nullopt;
        return TroubledStore::Mishap{};
    };
    approve("r1", "U-ada");
    world.clock.advance(2s);
    ASSERT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("decided nothing")));
    kill();
    store.choose = {};
    world.directory.broken.reset();
    start();
    world.clock.advance(10s);

    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), Each(HasSubstr("decided nothing")));
    EXPECT_TRUE(life("r1").clicks.empty());
}

TEST_F(Deciding, WhileItIsNotCertainThatAClaimIsStoredItsClickerIsToldJustThat) {
    store.choose = [&](const Change& change) -> std::optional<TroubledStore::Mishap> {
        const auto* life = std::get_if<Life>(&change);
        if (!life || !claim_of(*life)) return std::nullopt;
        store.unreadable = Failure{Trouble::unreachable, "the disk is ill"};
        return TroubledStore::Mishap{};
    };
    approve("r1", "U-ada");
    world.clock.advance(9s);
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not certain")));

    store.choose = {};
    store.unreadable.reset();
    world.clock.advance(5s);
    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not certain"), HasSubstr("confirmed")));
}

TEST_F(Deciding, WhatIsConfirmedAndStillListedIsSaidOnTheCardAndNeverSentAgain) {
    world.source.answers.push_back({Accepted{}, false});
    approve("r1", "U-ada");
    world.clock.advance(2min);

    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("still lists the request as pending"));
}

TEST_F(Deciding, TheSameClickDeliveredTwiceIsOneClick) {
    world.source.answers.push_back({Accepted{}, true, 5s});
    const auto card = *world.board.cards_of("r1").front();
    click(card, "U-ada", true, Grant::one_time(), "same");
    click(card, "U-ada", true, Grant::one_time(), "same");
    world.clock.advance(10s);

    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_THAT(world.board.told_to("U-ada"), SizeIs(1));
}

TEST_F(Deciding, WithoutApproversCardsCarryNoButtonsAndSayWhy) {
    settings.approvers = NobodyDecides{};
    restart();
    world.clock.advance(2s);

    EXPECT_FALSE(has_buttons("r1"));
    EXPECT_THAT(card_text("r1"), HasSubstr("APPROVERS"));

    settings.approvers = ChannelDecides{};
    restart();
    world.clock.advance(2s);
    EXPECT_TRUE(has_buttons("r1")) << "set later, live cards gain them";
}

}  // namespace privman::testing
