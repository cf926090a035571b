#include "tests/workflows/fixture.hpp"

namespace privman::testing {

class TakingClicks : public WorkflowTest {
protected:
    void SetUp() override {
        start_registered();
        raise("r1");
        poll();
    }
    static Failure ill() { return {Trouble::unreachable, "the disk is full"}; }
    [[nodiscard]] ClickArrived some_click(const std::string& request) const {
        ClickArrived arrived;
        arrived.request = RequestId{request};
        arrived.click.key = ClickKey{"some"};
        arrived.click.by = UserId{"U-ada"};
        arrived.click.team = TeamId{"T1"};
        arrived.click.channel = ChannelId{"C-ops"};
        arrived.click.response_url = "https://hooks.invalid/some";
        return arrived;
    }
    void arrive(ClickArrived arrived) {
        ASSERT_TRUE(bot->clicks.arrived(std::move(arrived), [this] { ++acks; }));
        world.clock.run();
    }
};

TEST_F(TakingClicks, AClickIsAcknowledgedAsSoonAsItIsSafeAndNotBefore) {
    store.commit_takes = 100ms;
    approve("r1", "U-ada");
    world.clock.advance(99ms);
    EXPECT_EQ(acks, 0u);
    world.clock.advance(1ms);
    EXPECT_EQ(acks, 1u);
}

TEST_F(TakingClicks, ASlowStoreDelaysTheAcknowledgementByAQuarterOfASecondAndTheClickCounts) {
    store.commit_takes = 2s;
    approve("r1", "U-ada");
    world.clock.advance(249ms);
    EXPECT_EQ(acks, 0u);
    world.clock.advance(1ms);
    EXPECT_EQ(acks, 1u);
    EXPECT_THAT(world.source.told, IsEmpty());
    world.clock.advance(20s);

    EXPECT_EQ(acks, 1u) << "once";
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada"));
}

TEST_F(TakingClicks, AClickThatTheStoreRefusesIsSaidToDecideNothingAndDecidesNothing) {
    store.refuses = ill();
    approve("r1", "U-ada");
    EXPECT_EQ(acks, 1u);
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("could not be stored safely (the disk is full)")));

    store.refuses.reset();
    world.clock.advance(10min);
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_THAT(world.board.told_to("U-ada"), SizeIs(1));
}

TEST_F(TakingClicks, AClickThatWasStoredAlthoughTheStoreFailedIsAClick) {
    store.mishaps.push_back({.stored = true});
    approve("r1", "U-ada");
    world.clock.advance(3s);

    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("Privilege Manager confirmed it")));
}

TEST_F(TakingClicks, WhenNobodyKnowsWhetherItWasStoredTheClickerIsToldExactlyThat) {
    store.mishaps.push_back({.stored = true});
    store.unreadable = ill();
    approve("r1", "U-ada");
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not certain that your click was stored")));
    EXPECT_THAT(world.source.told, IsEmpty());

    store.unreadable.reset();
    poll();
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not certain"), HasSubstr("confirmed it")));
}

TEST_F(TakingClicks, AClaimThatCannotBeStoredIsToldOnceHoweverLongTheStoreIsIll) {
    store.choose = [](const Change& change) -> std::optional<TroubledStore::Mishap> {
        const auto* changed = std::get_if<Life>(&change);
        if (changed && (changed->clicks.empty() || std::holds_alternative<Submitting>(changed->stage)))
            return TroubledStore::Mishap{};
        return std::nullopt;
    };
    approve("r1", "U-ada");
    world.clock.advance(30min);
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("could not be stored safely")));
    EXPECT_THAT(world.source.told, IsEmpty());

    store.choose = nullptr;
    world.clock.advance(1min);
    EXPECT_THAT(world.board.told_to("U-ada"), SizeIs(1));
    EXPECT_THAT(life("r1").clicks, IsEmpty());
    EXPECT_THAT(world.source.told, IsEmpty());
}

TEST_F(TakingClicks, AClaimThatWasStoredAlthoughTheStoreFailedIsAClaim) {
    store.choose = [done = false](const Change& change) mutable -> std::optional<TroubledStore::Mishap> {
        const auto* changed = std::get_if<Life>(&change);
        if (done || !changed || !std::holds_alternative<Submitting>(changed->stage)) return std::nullopt;
        done = true;
        return TroubledStore::Mishap{.stored = true};
    };
    approve("r1", "U-ada");
    world.clock.advance(10s);

    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("confirmed it")));
}

TEST_F(TakingClicks, NoCallIsSentWhenStoringItsIntentTookTheRestOfTheLimit) {
    approve("r1", "U-guest");
    store.choose = [this](const Change& change) -> std::optional<TroubledStore::Mishap> {
        const auto* changed = std::get_if<Life>(&change);
        store.commit_takes =
            changed && std::holds_alternative<Submitting>(changed->stage) ? Millis{150'000} : Millis{0};
        return std::nullopt;
    };
    approve("r1", "U-ada");
    world.clock.advance(20min);

    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(TakingClicks, WhoCannotBeToldDoesNotKeepOthersFromDeciding) {
    world.board.tell_mishaps.assign(1, {{Trouble::throttled, "slow down", Millis{600'000}}});
    approve("r1", "U-guest");
    approve("r1", "U-ada");
    world.clock.advance(1s);

    EXPECT_THAT(world.source.decided, SizeIs(1));
    world.clock.advance(11min);
    EXPECT_THAT(world.board.told_to("U-guest"), ElementsAre(HasSubstr("full members")));
}

TEST_F(TakingClicks, AClickerIsToldAgainUntilItIsSaidOnce) {
    world.board.tell_mishaps.assign(5, {{Trouble::unreachable, "slack is away"}});
    approve("r1", "U-ada");
    world.clock.advance(1min);

    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("confirmed it")));
    EXPECT_THAT(life("r1").clicks, IsEmpty());
}

TEST_F(TakingClicks, AfterARestartOfTheMachineAClickerIsToldAgainUntilItIsSaidToo) {
    world.board.tell_mishaps.assign(500, {{Trouble::unreachable, "slack is away"}});
    approve("r1", "U-guest");
    kill();
    world.clock.boot_id = "boot-2";
    start();
    world.clock.advance(5s);
    world.board.tell_mishaps.clear();
    world.clock.advance(5s);

    EXPECT_THAT(world.board.told_to("U-guest"), SizeIs(1));
}

TEST_F(TakingClicks, TheAnswerGoesToTheResponseUrlOfTheClick) {
    approve("r1", "U-ada");
    ASSERT_THAT(world.board.told, SizeIs(1));
    EXPECT_THAT(world.board.told.front().response_url, HasSubstr("hooks.invalid"));
    EXPECT_EQ(world.board.told.front().channel, ChannelId{"C-ops"});
}

TEST_F(TakingClicks, WhoseClaimWasRefusedIsNotCongratulatedOnSomebodyElsesDecision) {
    world.board.tell_mishaps.assign(1, {{Trouble::throttled, "slow down", Millis{10'000}}});
    world.source.answers.push_back({Declined{"not today"}, false});
    deny("r1", "U-bob");
    approve("r1", "U-ada");
    world.clock.advance(1min);

    EXPECT_THAT(world.board.told_to("U-bob"), ElementsAre(HasSubstr("Nothing was decided")));
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("confirmed it")));
}

TEST_F(TakingClicks, AClickOnAnUnknownRequestIsAnswered) {
    arrive(some_click("r-of-old"));
    EXPECT_EQ(acks, 1u);
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not known here any more")));
}

TEST_F(TakingClicks, AClickWithADefectIsAnsweredWithIt) {
    auto arrived = some_click("r1");
    arrived.defect = "the duration `5y` is not on offer";
    arrive(arrived);
    EXPECT_EQ(acks, 1u);
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("`5y` is not on offer")));
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_FALSE(life("r1").clicked);
}

TEST_F(TakingClicks, WhatTheInboxCannotHoldIsNotAcknowledged) {
    unsigned taken = 0;
    while (taken < 5'000 && bot->clicks.arrived(some_click("r1"), [this] { ++acks; })) ++taken;
    EXPECT_GT(taken, 100u);
    ASSERT_LT(taken, 5'000u) << "it must be bounded";
    world.clock.run();
    EXPECT_EQ(acks, taken);
}

TEST_F(TakingClicks, AClickIsKeptBeforeACrashAndDecidesAfterIt) {
    const auto card = *world.board.cards_of("r1").front();
    KeptClick kept = some_click("r1").click;
    kept.choice = {true, Grant::one_time()};
    kept.ts = card.ts;
    kept.attempt = card.attempt;
    kept.seal = world.seal.tag(card.channel, card.attempt, card.view.facts);
    ASSERT_TRUE(bot->clicks.arrived(ClickArrived{RequestId{"r1"}, kept, {}}, [this] { ++acks; }));
    while (acks == 0) {
        world.loop.restart();
        world.loop.poll_one();
    }
    restart();
    world.clock.advance(5s);

    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada"));
}

}  // namespace privman::testing
