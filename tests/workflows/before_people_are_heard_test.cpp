// A life of the bot in which the chat product has not said hello yet: nobody could switch automatic approval off.
#include "tests/workflows/unattended.hpp"

namespace privman::testing {

class BeforePeopleAreHeard : public Unattended {
protected:
    void SetUp() override {
        Unattended::SetUp();
        in_the_evening();
        enable();
        world.clock.advance(1s);
    }
    void restart_unheard() {
        world.people_are_heard = false;
        restart();
    }
    /// As the program does it: with the first hello whoever may act looks again.
    void hear_people() {
        world.people_are_heard = true;
        bot->records.nudge();
        world.clock.run();
    }
};

TEST_F(BeforePeopleAreHeard, TheScheduleApprovesNothing) {
    restart_unheard();
    raise_now("r1");
    poll();
    poll();
    EXPECT_TRUE(left_to_people("r1"));
    EXPECT_EQ(bot->unattended.objection(life("r1"), world.clock.moment(), true),
              "nobody could switch automatic approval off");

    hear_people();
    poll();
    EXPECT_THAT(world.source.decided, SizeIs(1)) << "looked at again, although nothing about it has changed";
}

TEST_F(BeforePeopleAreHeard, WhatTheScheduleHasClaimedIsNotSentYet) {
    // It was claimed by a life that ended before it could send it.
    raise_now("r1");
    world.source.list_takes = 5s;
    store.choose = [this](const Change& change) -> std::optional<TroubledStore::Mishap> {
        const auto* changed = std::get_if<Life>(&change);
        if (changed && std::holds_alternative<Submitting>(changed->stage)) world.people_are_heard = false;
        return {};
    };
    poll();
    store.choose = {};
    ASSERT_TRUE(is<Submitting>("r1"));
    restart();
    world.clock.advance(20s);
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_TRUE(is<Submitting>("r1")) << "nor is it given up: a hello takes a moment";

    hear_people();
    world.clock.advance(10s);
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_TRUE(is<Settled>("r1"));
}

TEST_F(BeforePeopleAreHeard, WhatBecameOfACallOfTheScheduleIsFoundOutAndNothingIsSentAgain) {
    world.source.answers.push_back({OutcomeUnknown{{Trouble::unreachable, "cut"}}, false, 0s});
    raise_now("r1");
    world.clock.advance(35s);
    ASSERT_THAT(world.source.told, SizeIs(1));
    restart_unheard();
    world.clock.advance(5min);
    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_FALSE(is<Submitting>("r1"));
    EXPECT_FALSE(is<Settled>("r1"));
}

TEST_F(BeforePeopleAreHeard, WhatSomebodyHasDecidedIsCarriedOut) {
    world.clock.set_wall(world.clock.wall() - 10h);  // people are there
    raise("r1");
    poll();
    world.source.answers.push_back({OutcomeUnknown{{Trouble::unreachable, "cut"}}, false, 0s});
    approve("r1", "U-ada");
    ASSERT_THAT(world.source.told, SizeIs(1));
    restart_unheard();
    world.clock.advance(1min);
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_TRUE(is<Settled>("r1"));
}

TEST_F(BeforePeopleAreHeard, ClicksWaitUntilTheirClickersCanBeAskedAbout) {
    world.clock.set_wall(world.clock.wall() - 10h);
    raise("r1");
    poll();
    bot->decide.wait_with_clicks();
    approve("r1", "U-ada");
    world.clock.advance(20s);
    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_THAT(life("r1").clicks, SizeIs(1));
    EXPECT_EQ(acks, 1u);

    bot->decide.judge_clicks_again();
    world.clock.run();
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

}  // namespace privman::testing
