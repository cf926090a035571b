#include "tests/workflows/unattended.hpp"

namespace privman::testing {
namespace {

using namespace std::chrono_literals;

class Resting : public WorkflowTest {
protected:
    void SetUp() override {
        settings.rest = RestPolicy{};
        start_registered({"C-ops", "C-two"});
    }
    [[nodiscard]] bool in_memory(const std::string& id) const { return bot->records.find(RequestId{id}) != nullptr; }
    void decided(const std::string& id) {
        raise(id);
        poll();
        approve(id, "U-ada");
        poll();
    }
};

TEST_F(Resting, WhatHasEndedLeavesMemoryTenMinutesAfterItsEnd) {
    decided("r1");
    world.clock.advance(8min);
    EXPECT_TRUE(in_memory("r1"));
    world.clock.advance(3min);
    EXPECT_FALSE(in_memory("r1"));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by"));
}

TEST_F(Resting, AClickOnItsCardStillHearsHowItWasDecided) {
    decided("r1");
    world.clock.advance(15min);
    ASSERT_FALSE(in_memory("r1"));
    approve("r1", "U-bob");
    EXPECT_THAT(world.board.told_to("U-bob"), ::testing::Contains(HasSubstr("it was decided before")));
    EXPECT_THAT(world.source.decided, SizeIs(1));
    world.clock.advance(1min);
    EXPECT_FALSE(in_memory("r1")) << "and it rests again";
}

TEST_F(Resting, ARestartDoesNotReadIt) {
    decided("r1");
    raise("r2");
    world.clock.advance(15min);
    restart();
    EXPECT_FALSE(in_memory("r1"));
    EXPECT_TRUE(in_memory("r2"));
    EXPECT_TRUE(bot->records.remembers_lives());
    EXPECT_THAT(cards_in("C-ops"), SizeIs(2)) << "no card twice";
}

TEST_F(Resting, AListThatHoldsItAgainWakesIt) {
    decided("r1");
    world.clock.advance(15min);
    ASSERT_FALSE(in_memory("r1"));
    raise("r1");
    poll();
    ASSERT_TRUE(in_memory("r1"));
    EXPECT_TRUE(is<Settled>("r1")) << "it is no new request";
    poll();
    EXPECT_THAT(card_text("r1"), HasSubstr("still lists the request as pending"));
    EXPECT_THAT(world.source.told, SizeIs(1)) << "and nothing is sent again";
    world.clock.advance(15min);
    EXPECT_TRUE(in_memory("r1"));
}

TEST_F(Resting, WhatHasGoneAwayRestsToo) {
    raise("r1");
    poll();
    world.source.waiting.clear();
    world.clock.advance(2min);
    ASSERT_TRUE(is<Gone>("r1"));
    world.clock.advance(11min);
    EXPECT_FALSE(in_memory("r1"));
    raise("r1");
    poll();
    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
}

TEST_F(Resting, ACardThatDoesNotShowTheEndKeepsItInMemory) {
    raise("r1");
    poll();
    world.board.mishap_of_chance = [] { return RecordingBoard::Mishap{{Trouble::unreachable, "no answer"}}; };
    approve("r1", "U-ada");
    world.clock.advance(15min);
    EXPECT_TRUE(in_memory("r1"));
    world.board.mishap_of_chance = {};
    world.clock.advance(3min);
    EXPECT_FALSE(in_memory("r1"));
}

TEST_F(Resting, AStoreThatCannotBeAskedIsSaidToTheClicker) {
    decided("r1");
    world.clock.advance(15min);
    store.unreadable = Failure{Trouble::unreachable, "the disk is ill"};
    approve("r1", "U-bob");
    EXPECT_THAT(world.board.told_to("U-bob"), ::testing::Contains(HasSubstr("could not be stored safely")));
    EXPECT_EQ(acks, 2u);
}

TEST_F(Resting, AfterKeepDecidedItIsForgotten) {
    settings.rest = RestPolicy{.look_every = 10min, .keep_decided = std::chrono::hours{48}};
    restart();
    decided("r1");
    settings.poll_interval = 20min;
    restart();
    world.clock.advance(std::chrono::hours{47});
    approve("r1", "U-bob");
    EXPECT_THAT(world.board.told_to("U-bob"), ::testing::Contains(HasSubstr("it was decided before")));
    world.clock.advance(std::chrono::hours{3});
    approve("r1", "U-bob");
    EXPECT_THAT(world.board.told_to("U-bob"), ::testing::Contains(HasSubstr("not known here any more")));
}

class RestingAtNight : public Unattended {
protected:
    void SetUp() override {
        settings.rest = RestPolicy{};
        Unattended::SetUp();
    }
};

TEST_F(RestingAtNight, WhatTheScheduleHasApprovedIsCountedAlsoWhenItHasLeftMemory) {
    policy({.limit = 2});
    in_the_evening();
    enable();
    world.clock.advance(1s);
    for (const auto* id : {"r1", "r2"}) {
        raise_now(id);
        poll();
    }
    ASSERT_THAT(world.source.decided, SizeIs(2));
    world.clock.advance(15min);
    ASSERT_EQ(bot->records.find(RequestId{"r1"}), nullptr);
    raise_now("r3");
    poll();
    EXPECT_TRUE(is<Waiting>("r3"));
    restart();
    raise_now("r4");
    poll();
    EXPECT_TRUE(is<Waiting>("r4")) << "nor does a restart forget it";
    EXPECT_THAT(world.source.decided, SizeIs(2));
}

}  // namespace
}  // namespace privman::testing
