#include "tests/workflows/fixture.hpp"

namespace privman::testing {
namespace {

using namespace std::chrono_literals;

/// A request with a card, whose record cannot be read any more after a restart.
class Damaged : public WorkflowTest {
protected:
    void SetUp() override {
        start_registered({"C-ops", "C-two"});
        raise("r1");
        poll();
        store.damaged.insert(RequestId{"r1"});
    }
};

TEST_F(Damaged, ItsCardsSaySoAtOnceAndHaveNoButtonsUntilALostCallMustBeOver) {
    restart();
    for (const std::size_t which : {0u, 1u}) {
        EXPECT_THAT(card_text("r1", which), HasSubstr("My record of this request was damaged"));
        EXPECT_FALSE(has_buttons("r1", which));
    }
    EXPECT_THAT(world.board.cards, SizeIs(2)) << "the cards that stood are its cards still";
    world.clock.advance(170s);
    EXPECT_FALSE(has_buttons("r1"));
    world.clock.advance(70s);
    EXPECT_TRUE(has_buttons("r1", 0));
    EXPECT_TRUE(has_buttons("r1", 1));
}

TEST_F(Damaged, AClickDecidesNothingMeanwhileAndHearsWhy) {
    restart();
    approve("r1", "U-ada");
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), ::testing::Contains(HasSubstr("My record of this request was damaged")));

    world.clock.advance(240s);
    approve("r1", "U-ada");
    ASSERT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by"));
}

TEST_F(Damaged, AdminsAreToldAndStatusCountsIt) {
    say("U-carol", "D-carol", "status");
    restart();
    EXPECT_THAT(world.board.told_to("U-carol"), ::testing::Contains(HasSubstr("My record of request")));
    say("U-carol", "C-ops", "status");
    EXPECT_THAT(said_in("C-ops"), ::testing::Contains(HasSubstr("Records that could not be read: 1 (1 set aside")));
}

TEST_F(Damaged, WhatNoListHoldsIsLeftAsItIs) {
    world.source.waiting.clear();
    restart();
    EXPECT_EQ(bot->records.find(RequestId{"r1"}), nullptr);
    EXPECT_EQ(bot->records.damaged().size(), 1u);
    EXPECT_EQ(bot->records.set_aside(), 0u);
}

TEST_F(Damaged, ARestartMeanwhileDoesNotGiveTheButtonsBack) {
    restart();
    world.clock.advance(100s);
    restart();
    world.clock.advance(40s);
    EXPECT_FALSE(has_buttons("r1"));
    world.clock.advance(120s);
    EXPECT_TRUE(has_buttons("r1"));
}

TEST_F(Damaged, IsNeverApprovedAutomatically) {
    restart();
    EXPECT_TRUE(life("r1").clicked);
    EXPECT_EQ(life("r1").ledger.back().kind, "damaged");
}

}  // namespace
}  // namespace privman::testing
