#include "tests/workflows/fixture.hpp"

namespace privman::testing {

class Reminding : public WorkflowTest {
protected:
    void SetUp() override { start_registered({"C-ops", "C-two"}); }
    void raise_and_poll(const std::string& id) {
        raise(id);
        poll();
    }
};

TEST_F(Reminding, ARequestThatWaitsIsRemindedOfOnceInTheThreadOfEachCard) {
    raise_and_poll("r1");
    world.clock.advance(14min);
    EXPECT_THAT(world.board.said, IsEmpty());
    world.clock.advance(1min);
    ASSERT_THAT(world.board.said, SizeIs(2));
    for (const auto& said : world.board.said) {
        EXPECT_THAT(said.text, HasSubstr("Still waiting since 2026-07-01"));
        ASSERT_THAT(cards_in(said.channel.value), SizeIs(1));
        EXPECT_EQ(said.thread, cards_in(said.channel.value).front()->ts);
    }
    world.clock.advance(5h);
    EXPECT_THAT(world.board.said, SizeIs(2));
}

TEST_F(Reminding, ManyAtOnceAreOneMessageInEachChannelAndAThrottledChannelLosesNone) {
    raise_many(23);
    poll();
    world.board.say_mishaps.assign(4, {{Trouble::throttled, "asked too often", 30s}});
    world.clock.advance(20min);
    for (const auto* channel : {"C-ops", "C-two"}) {
        ASSERT_THAT(said_in(channel), SizeIs(1));
        EXPECT_THAT(said_in(channel).front(), HasSubstr("23 requests still wait:"));
        EXPECT_THAT(said_in(channel).front(), HasSubstr("and 13 more"));
    }
}

TEST_F(Reminding, WhatIsDecidedWhileTheChannelTakesNothingIsNotNamed) {
    raise_many(2);
    poll();
    world.board.say_mishaps.assign(6, {{Trouble::throttled, "asked too often", 60s}});
    world.clock.advance(15min);
    deny("r000", "U-ada");
    deny("r001", "U-ada");
    world.clock.advance(20min);
    EXPECT_THAT(world.board.said, IsEmpty());
}

TEST_F(Reminding, ARestartRemindsNobodyAgain) {
    raise_and_poll("r1");
    world.clock.advance(16min);
    ASSERT_THAT(world.board.said, SizeIs(2));
    restart();
    world.clock.advance(1h);
    EXPECT_THAT(world.board.said, SizeIs(2));
}

TEST_F(Reminding, WhatWasDecidedIsNotRemindedOf) {
    raise_and_poll("r1");
    deny("r1", "U-ada");
    world.clock.advance(1h);
    EXPECT_THAT(world.board.said, IsEmpty());
}

TEST_F(Reminding, ZeroMeansNever) {
    settings.remind_after = Millis{0};
    restart();
    raise_and_poll("r1");
    world.clock.advance(5h);
    EXPECT_THAT(world.board.said, IsEmpty());
}

TEST_F(Reminding, AChannelThatWasUnregisteredIsLeftInPeace) {
    raise_and_poll("r1");
    say("U-carol", "C-two", "unregister");
    world.board.said.clear();
    world.clock.advance(16min);
    EXPECT_THAT(said_in("C-two"), IsEmpty());
    EXPECT_THAT(said_in("C-ops"), SizeIs(1));
}

TEST_F(Reminding, TheReminderWaitsForTheCard) {
    world.board.refusing[ChannelId{"C-ops"}] = world.board.refusing[ChannelId{"C-two"}] =
        Failure{Trouble::forbidden, "not_in_channel", {}, "not_in_channel"};
    raise_and_poll("r1");
    world.clock.advance(20min);
    EXPECT_THAT(world.board.said, IsEmpty());
    world.board.refusing.clear();
    world.clock.advance(20min);
    EXPECT_THAT(world.board.said, Not(IsEmpty()));
}

}  // namespace privman::testing
