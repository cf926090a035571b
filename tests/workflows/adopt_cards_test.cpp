// Which messages count as cards of ours: never one that is known as something else, and no unknown one without need.
#include "tests/workflows/fixture.hpp"

#include <boost/asio/co_spawn.hpp>

namespace privman::testing {

class AdoptCards : public WorkflowTest {
protected:
    void SetUp() override {
        start_registered();
        raise("r1");
        raise("r2");
        poll();
    }
    RecordingBoard::Card card(const std::string& id) { return *world.board.cards_of(id).front(); }
    RecordingBoard::Card on(const std::string& ts, RecordingBoard::Card card) {
        card.ts = MessageTs{ts};
        return card;
    }
    /// A card whose post was never answered: it stands there, and nobody here knows where.
    void lose_a_post(const std::string& id) {
        world.board.post_mishaps.push_back({{Trouble::unreachable, "no answer"}, true});
        raise(id);
        poll();
    }
};

TEST_F(AdoptCards, AGenuineValueOnAMessageThatWasNeverPostedDecidesNothing) {
    click(on("1700000000.999999", card("r1")), "U-ada", true);
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not one that the bot knows")));
    EXPECT_THAT(life("r1").cards.at(ChannelId{"C-ops"}), SizeIs(1));
}

TEST_F(AdoptCards, AGenuineValueOnAnotherRequestsCardDecidesNothing) {
    click(on(card("r2").ts.value, card("r1")), "U-ada", true);
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not one that the bot knows")));
}

TEST_F(AdoptCards, ACardWhosePostWasNeverAnsweredIsKnownFromItsFirstClick) {
    lose_a_post("r3");
    click(card("r3"), "U-ada", true);
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(AdoptCards, AlsoThenNoMessageThatIsKnownAsSomethingElseIsAdopted) {
    lose_a_post("r3");
    auto forged = card("r3");
    for (const auto& copy : life("r3").cards.at(ChannelId{"C-ops"}))
        if (!copy.ts) forged.attempt = copy.attempt;
    click(on(card("r2").ts.value, forged), "U-ada", true);
    EXPECT_THAT(world.source.told, IsEmpty());
}

TEST_F(AdoptCards, OnceItsPlaceIsKnownNoSecondMessageOfAnAttemptIsAdopted) {
    lose_a_post("r3");
    const auto lost = card("r3");
    click(lost, "U-guest", true);  // decides nothing, and tells where it stands
    click(on("1700000000.999999", lost), "U-ada", true);
    EXPECT_THAT(world.source.told, IsEmpty());
}

TEST_F(AdoptCards, AForgottenRequestIsKnownAgainByAClickOnItsCard) {
    const auto old = card("r1");
    const auto version = life("r1").version;
    kill();
    boost::asio::co_spawn(
        world.loop,
        [](StateStore& store, std::uint64_t version) -> Async<void> {
            (void)co_await store.commit(Forget{RequestId{"r1"}, version});
        }(memory, version),
        [](const std::exception_ptr&) {});
    world.clock.run();
    world.source.list_failures.push_back({Trouble::unreachable, "connection refused"});  // the poll at the start
    start();
    ASSERT_FALSE(bot->records.find(RequestId{"r1"}));
    const auto lists = world.source.lists;
    click(old, "U-guest", true);
    EXPECT_EQ(world.source.lists, lists);
    click(on(card("r2").ts.value, old), "U-ada", true);
    world.clock.advance(2s);
    EXPECT_FALSE(bot->records.find(RequestId{"r1"})) << "that message is another request's card";
    click(old, "U-ada", true);
    world.clock.advance(2s);
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(world.board.cards_of("r1"), SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada"));
}

TEST_F(AdoptCards, ARequestThatNobodyListsIsNotKnownAgain) {
    auto stranger = card("r1");
    stranger.view.facts.id = RequestId{"r9"};
    click(stranger, "U-ada", true);
    world.clock.advance(2s);
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("not known here any more")));
    auto listed = request("r8");
    world.source.raise(listed);
    listed.path = "C:\\shown.exe";  // the card showed something else than what is listed
    stranger.view.facts = listed;
    click(stranger, "U-ada", true);
    world.clock.advance(2s);
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(world.board.told_to("U-ada").back(), HasSubstr("not known here any more"));
}

}  // namespace privman::testing
