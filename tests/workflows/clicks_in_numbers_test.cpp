// Many clicks, few of which can count; and a directory that does not say who has clicked.
#include "tests/workflows/fixture.hpp"

namespace privman::testing {

class ClicksInNumbers : public WorkflowTest {
protected:
    void SetUp() override {
        start_registered();
        raise("r1");
        poll();
    }
    static Failure away(std::optional<Millis> retry_after = {}) {
        return {retry_after ? Trouble::throttled : Trouble::unreachable, "users.info: http_503", retry_after};
    }
    [[nodiscard]] std::vector<std::string> told(const std::string& who) const { return world.board.told_to(who); }
};

TEST_F(ClicksInNumbers, ADenyTakesThePlaceOfAnApproveThatWasNotJudgedYet) {
    world.directory.broken = away();
    approve("r1", "U-ada");
    deny("r1", "U-ada");
    world.directory.broken.reset();
    world.clock.advance(5s);
    ASSERT_THAT(world.source.told, SizeIs(1));
    EXPECT_FALSE(world.source.told.front().choice.approve);
    EXPECT_THAT(told("U-ada"), Contains(HasSubstr("you chose Deny on the same card")));
    EXPECT_THAT(told("U-ada"), Contains(HasSubstr("Denied by @U-ada")));
    EXPECT_TRUE(life("r1").clicks.empty());
}

TEST_F(ClicksInNumbers, AnApproveNeverTakesThePlaceOfADeny) {
    world.directory.broken = away();
    deny("r1", "U-ada");
    approve("r1", "U-ada");
    EXPECT_THAT(told("U-ada"), ElementsAre(HasSubstr("was not needed")));
    world.directory.broken.reset();
    world.clock.advance(5s);
    ASSERT_THAT(world.source.told, SizeIs(1));
    EXPECT_FALSE(world.source.told.front().choice.approve);
}

TEST_F(ClicksInNumbers, EightHundredClicksOfSomebodyWithoutRightsKeepNobodyWaiting) {
    store.commit_takes = 10ms;
    world.directory.broken = away();
    const auto card = *world.board.cards_of("r1").front();
    for (int i = 0; i < 800; ++i) click(card, "U-guest", true);
    world.clock.advance(1s);
    EXPECT_EQ(life("r1").clicks.size(), 1u);
    EXPECT_EQ(acks, 800u);
    world.directory.broken.reset();
    approve("r1", "U-ada");
    world.clock.advance(500ms);
    EXPECT_THAT(world.source.decided, SizeIs(1));
    world.clock.advance(10s);
    EXPECT_THAT(told("U-guest"), SizeIs(800)) << "each has its answer";
    EXPECT_TRUE(life("r1").clicks.empty());
}

TEST_F(ClicksInNumbers, AtMostFiftyWaitToBeJudgedAndADenyOfOneOfThemIsTakenAllTheSame) {
    world.directory.broken = away();
    const auto card = *world.board.cards_of("r1").front();
    for (int i = 0; i < 60; ++i) {
        world.directory.add("U-" + std::to_string(i), "person" + std::to_string(i));
        click(card, "U-" + std::to_string(i), true);
    }
    EXPECT_EQ(life("r1").clicks.size(), most_unjudged);
    EXPECT_THAT(told("U-55"), ElementsAre(HasSubstr("too many clicks on this request wait")));
    click(card, "U-7", false);
    EXPECT_EQ(life("r1").clicks.size(), most_unjudged + 1) << "one of them is being answered";
}

TEST_F(ClicksInNumbers, WhoIsAwayForAMomentCostsNoClick) {
    world.directory.broken = away();
    approve("r1", "U-ada");
    world.clock.advance(8s);
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(told("U-ada"), ElementsAre(HasSubstr("Slack does not say yet who you are (users.info: http_503)")));
    world.directory.broken.reset();
    world.clock.advance(6s);
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(ClicksInNumbers, AThrottledDirectoryIsAskedWhenItSaidAndNotEarlier) {
    world.directory.broken = away(20s);
    const auto before = world.directory.asked_for.size();
    approve("r1", "U-ada");
    world.clock.advance(19s);
    EXPECT_EQ(world.directory.asked_for.size(), before + 1);
    world.directory.broken.reset();
    world.clock.advance(2s);
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(ClicksInNumbers, ADirectoryThatHangsOnceIsAskedAnew) {
    world.directory.hangs = true;
    approve("r1", "U-ada");
    world.clock.advance(4s);
    world.directory.hangs = false;
    world.clock.advance(2s);
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(ClicksInNumbers, FortyClicksOfOnePersonAreOneQuestion) {
    raise_many(40);
    settings.cards_at_once = 0;
    restart();
    world.clock.advance(2min);
    world.directory.hangs = true;
    const auto before = world.directory.asked_for.size();
    for (int i = 0; i < 40; ++i) {
        const auto digits = std::to_string(i);
        approve("r" + std::string(3 - digits.size(), '0') + digits, "U-ada");
    }
    world.clock.advance(4s);
    EXPECT_EQ(world.directory.asked_for.size(), before + 1);
    world.clock.advance(3s);
    world.directory.hangs = false;
    world.clock.advance(10s);
    EXPECT_LE(world.directory.asked_for.size(), before + 3);
    EXPECT_THAT(world.source.decided, SizeIs(40));
}

TEST_F(ClicksInNumbers, WhoCannotBeLookedUpHoldsNobodyElseUp) {
    world.directory.hangs_for = UserId{"U-ada"};
    approve("r1", "U-ada");
    deny("r1", "U-bob");
    world.clock.advance(1s);
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Denied by @U-bob"));
}

TEST_F(ClicksInNumbers, AClickThatLayInTheSocketIsAsOldAsItIs) {
    const auto card = *world.board.cards_of("r1").front();
    pressed_before = 119s;
    click(card, "U-ada", true);
    EXPECT_THAT(world.source.decided, SizeIs(1)) << "just in time";
    raise("r2");
    poll();
    pressed_before = 121s;
    click(*world.board.cards_of("r2").front(), "U-ada", true);
    world.clock.advance(5s);
    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_THAT(told("U-ada"), Contains(HasSubstr("too long ago")));
}

TEST_F(ClicksInNumbers, WhatIsSentLateForAnOldClickIsNotSent) {
    world.source.list_takes = 30s;
    pressed_before = 100s;
    click(*world.board.cards_of("r1").front(), "U-ada", true);
    world.clock.advance(2min);
    EXPECT_THAT(world.source.told, IsEmpty()) << "a list that took until 130 s after the click serves no call";
    EXPECT_TRUE(has_buttons("r1"));
}

}  // namespace privman::testing
