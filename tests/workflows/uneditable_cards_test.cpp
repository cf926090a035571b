// What a card cannot say any more is said in its thread; its buttons decide nothing, and "Approving…" never stays.
#include "tests/workflows/fixture.hpp"

namespace privman::testing {

class UneditableCards : public WorkflowTest {
protected:
    void SetUp() override {
        start_registered();
        raise("r1");
        poll();
    }
    void refuse_edits(const std::string& code, Trouble kind) {
        world.board.refusing_edits[ChannelId{"C-ops"}] = Failure{kind, code, {}, code};
    }
    [[nodiscard]] std::vector<std::string> said_in_its_thread(const std::string& id) const {
        std::vector<std::string> texts;
        for (const auto& one : world.board.said)
            for (const auto* card : world.board.cards_of(id))
                if (one.thread == card->ts) texts.push_back(one.text);
        return texts;
    }
};

TEST_F(UneditableCards, WhateverTheRefusalTheOutcomeIsSaidInTheThreadOnce) {
    const std::vector<std::pair<const char*, Trouble>> refusals{{"cant_update_message", Trouble::not_found},
                                                                {"edit_window_closed", Trouble::forbidden},
                                                                {"restricted_action", Trouble::forbidden},
                                                                {"invalid_blocks", Trouble::malformed},
                                                                {"a_word_of_tomorrow", Trouble::malformed}};
    unsigned number = 1;
    for (const auto& [code, kind] : refusals) {
        const auto id = "e" + std::to_string(++number);
        raise(id);
        poll();
        refuse_edits(code, kind);
        approve(id, "U-ada");
        world.clock.advance(10min);
        EXPECT_THAT(said_in_its_thread(id), ElementsAre(HasSubstr("Approved by @U-ada"))) << code;
        EXPECT_THAT(world.board.cards_of(id), SizeIs(1)) << code << ": what has ended needs no new card";
        const auto calls = world.source.told.size();
        click(*world.board.cards_of(id).front(), "U-bob", false);
        world.clock.advance(2s);
        EXPECT_EQ(world.source.told.size(), calls) << code;
        EXPECT_THAT(world.board.told_to("U-bob").back(), HasSubstr("decided nothing")) << code;
        world.board.refusing_edits.clear();
    }
}

TEST_F(UneditableCards, OneRefusalIsEnoughForAMessageThatCountsAsAnothers) {
    world.board.update_mishaps.push_back({{Trouble::not_found, "no", {}, "cant_update_message"}});
    approve("r1", "U-ada");
    world.clock.advance(1min);
    EXPECT_THAT(said_in_its_thread("r1"), ElementsAre(HasSubstr("Approved by @U-ada")));
}

TEST_F(UneditableCards, ACardThatSaysApprovingIsFollowedByTheOutcomeAndByANewCard) {
    world.source.answers.push_back({Declined{"the role may not approve"}, false, 5s});
    approve("r1", "U-ada");
    world.clock.advance(1s);
    ASSERT_THAT(card_text("r1"), HasSubstr("Approving…"));
    refuse_edits("cant_update_message", Trouble::not_found);
    world.clock.advance(1min);

    EXPECT_THAT(said_in_its_thread("r1"), ElementsAre(HasSubstr("The request still waits")));
    ASSERT_THAT(world.board.cards_of("r1"), SizeIs(2));
    EXPECT_TRUE(has_buttons("r1", 1));
    world.board.refusing_edits.clear();
    click(*world.board.cards_of("r1")[1], "U-bob", true);
    world.clock.advance(1s);
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(card_text("r1", 1), HasSubstr("Approved by @U-bob"));
    EXPECT_THAT(said_in_its_thread("r1"), ElementsAre(HasSubstr("still waits"), HasSubstr("Approved by @U-bob")));
}

TEST_F(UneditableCards, ItsButtonsDecideNothingWhileTheRequestWaits) {
    world.source.waiting.at(RequestId{"r1"}).rating = "Clean";
    refuse_edits("cant_update_message", Trouble::not_found);
    const auto old = *world.board.cards_of("r1").front();
    poll();
    ASSERT_THAT(world.board.cards_of("r1"), SizeIs(2));
    click(old, "U-ada", true);
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("Use the newer card")));
    restart();
    world.clock.advance(1min);
    EXPECT_THAT(world.board.cards_of("r1"), SizeIs(2)) << "remembered over a restart";
}

TEST_F(UneditableCards, AChannelThatRefusesEverythingIsTriedAgain) {
    refuse_edits("not_in_channel", Trouble::forbidden);
    world.board.silent[ChannelId{"C-ops"}] = Failure{Trouble::forbidden, "not there", {}, "not_in_channel"};
    approve("r1", "U-ada");
    world.clock.advance(1min);
    world.board.refusing_edits.clear();
    world.board.silent.clear();
    world.clock.advance(10min);
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada"));
}

}  // namespace privman::testing
