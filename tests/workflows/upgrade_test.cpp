// A version that maps one more fact than the one before it takes over what that one has stored.
#include "tests/workflows/unattended.hpp"

#include <boost/asio/co_spawn.hpp>

namespace privman::testing {
namespace {

using namespace std::chrono_literals;

class Upgrading : public Unattended {
protected:
    /// The bot stops; in its records the command line is a fact that nobody knew of; and from now on lists say it.
    void upgrade() {
        kill();
        boost::asio::co_spawn(
            world.loop,
            [](StateStore& stored) -> Async<void> {
                auto all = co_await stored.load();
                for (auto& life : all->lives) {
                    life.facts.unheard_of = 1U << 6;
                    EXPECT_TRUE(co_await stored.commit(std::move(life)));
                }
            }(store),
            [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
        world.clock.run();
        for (auto& [id, request] : world.source.waiting) request.command_line = "setup.exe /quiet";
    }
};

TEST_F(Upgrading, AClickOnAStandingCardDecidesBeforeAnyListWasRead) {
    raise("r1");
    poll();
    upgrade();
    start();
    approve("r1", "U-ada");
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_TRUE(is<Settled>("r1"));
}

TEST_F(Upgrading, TheCardShowsTheFactAndNobodyIsToldOfAChange) {
    raise("r1");
    poll();
    upgrade();
    start();
    poll();
    EXPECT_THAT(world.board.cards_of("r1").front()->view.fields,
                Contains(::testing::Field(&CardField::value, "setup.exe /quiet")));
    EXPECT_THAT(card_text("r1"), Not(HasSubstr("Changed while it waited")));
    EXPECT_FALSE(life("r1").facts_since);
    approve("r1", "U-ada");
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
}

TEST_F(Upgrading, OnceItWasShownItCountsLikeAnyOther) {
    raise("r1");
    poll();
    upgrade();
    start();
    poll();
    world.source.waiting.at(RequestId{"r1"}).command_line = "setup.exe /everything";
    approve("r1", "U-ada");
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_THAT(card_text("r1"), HasSubstr("Changed while it waited"));
}

TEST_F(Upgrading, ARequestOfTheDayIsNotApprovedInTheEvening) {
    at(1, 16, 59);
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    world.clock.advance(35s);
    upgrade();
    at(1, 17, 1);
    start();
    poll();
    poll();
    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_THAT(world.source.told, IsEmpty());
}

}  // namespace
}  // namespace privman::testing
