// Changes of one life that come while an earlier one is being stored are one change, and each is told its own part.
#include "tests/support/bot_under_test.hpp"
#include "tests/support/life_builder.hpp"
#include "tests/support/troubled_store.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::testing {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class ChangingAbreast : public ::testing::Test {
protected:
    /// What became of one change.
    struct Told {
        std::optional<Changed<Life>> life;
        bool cancelled = false;
        boost::asio::cancellation_signal cancel;
    };

    void SetUp() override {
        std::optional<Outcome<void>> open;
        std::optional<Outcome<void>> begun;
        const auto keep = [](auto& into) {
            return [&into](const std::exception_ptr& error, Outcome<void> value) {
                if (error) std::rethrow_exception(error);
                into = std::move(value);
            };
        };
        boost::asio::co_spawn(world.loop, records.open(), keep(open));
        world.clock.advance(1s);
        boost::asio::co_spawn(world.loop, records.begin(LifeBuilder{"r1"}), keep(begun));
        world.clock.advance(1s);
        ASSERT_TRUE(open && *open && begun && *begun);
        store.commits = 0;
        store.commit_takes = 1s;
    }
    std::shared_ptr<Told> add(const std::string& kind) {
        return change([kind](Life life) {
            life.ledger.push_back({.id = kind, .kind = kind});
            return life;
        });
    }
    std::shared_ptr<Told> change(std::function<Life(Life)> how) {
        auto told = std::make_shared<Told>();
        boost::asio::co_spawn(world.loop, records.amend(r1, std::move(how)),
                              boost::asio::bind_cancellation_slot(
                                  told->cancel.slot(), [told](const std::exception_ptr& error, Changed<Life> life) {
                                      told->cancelled = error != nullptr;
                                      if (!error) told->life = std::move(life);
                                  }));
        world.clock.run();
        return told;
    }
    static std::vector<std::string> kinds_of(const Life& life) {
        std::vector<std::string> all;
        for (const auto& fact : life.ledger) all.push_back(fact.kind);
        return all;
    }
    [[nodiscard]] std::vector<std::string> kinds() const { return kinds_of(*records.find(r1)); }

    World world;
    stores::MemoryStore memory;
    TroubledStore store{memory, world.clock};
    Records records{store, world.clock, world.log};
    const RequestId r1{"r1"};
};

TEST_F(ChangingAbreast, WhatComesWhileOneIsStoredIsStoredTogetherAfterIt) {
    std::vector<std::shared_ptr<Told>> all;
    for (const auto* kind : {"one", "two", "three", "four"}) all.push_back(add(kind));
    world.clock.advance(2s);

    EXPECT_EQ(store.commits, 2U);
    EXPECT_THAT(kinds(), ElementsAre("one", "two", "three", "four"));
    for (const auto& told : all) ASSERT_TRUE(told->life && *told->life);
    EXPECT_THAT(kinds_of(**all[0]->life), ElementsAre("one"));
    EXPECT_THAT(kinds_of(**all[2]->life), ElementsAre("one", "two", "three"));
    EXPECT_EQ((*all[3]->life)->version, records.find(r1)->version);
}

TEST_F(ChangingAbreast, OneThatChangesNothingHearsHowItStands) {
    add("one");
    const auto idle = change([](Life life) { return life; });
    const auto two = add("two");
    world.clock.advance(2s);

    ASSERT_TRUE(idle->life && *idle->life);
    EXPECT_THAT(kinds_of(**idle->life), ElementsAre("one"));
    EXPECT_THAT(kinds(), ElementsAre("one", "two"));
}

TEST_F(ChangingAbreast, OneThatIsCancelledWhileItWaitsIsNotMade) {
    add("one");
    const auto two = add("two");
    const auto three = add("three");
    two->cancel.emit(boost::asio::cancellation_type::terminal);
    world.clock.advance(3s);

    EXPECT_TRUE(two->cancelled);
    EXPECT_THAT(kinds(), ElementsAre("one", "three"));
    EXPECT_TRUE(three->life && *three->life);
}

TEST_F(ChangingAbreast, WhenTheOneBeforeIsCancelledTheNextGoesOn) {
    const auto one = add("one");
    const auto two = add("two");
    one->cancel.emit(boost::asio::cancellation_type::terminal);
    world.clock.advance(5s);

    EXPECT_TRUE(one->cancelled);
    ASSERT_TRUE(two->life && *two->life);
    EXPECT_EQ(kinds().back(), "two");
}

TEST_F(ChangingAbreast, WhoeverWasStoredTogetherWithOneThatWasCancelledIsNotToldThatNothingHappened) {
    add("one");
    const auto two = add("two");
    const auto three = add("three");
    world.clock.advance(1500ms);  // two and three are on their way
    two->cancel.emit(boost::asio::cancellation_type::terminal);
    world.clock.advance(5s);

    ASSERT_TRUE(three->life && !*three->life);
    EXPECT_TRUE(three->life->error().maybe_stored);
}

TEST_F(ChangingAbreast, AFailedCommitIsEachOnesFailure) {
    add("one");
    const auto two = add("two");
    const auto three = add("three");
    world.clock.advance(1500ms);  // two and three are on their way
    store.mishaps.push_back({});
    world.clock.advance(5s);

    ASSERT_TRUE(two->life && three->life);
    EXPECT_FALSE(*two->life);
    EXPECT_FALSE(*three->life);
    EXPECT_THAT(kinds(), ElementsAre("one"));
}

TEST_F(ChangingAbreast, AFailedCommitThatWasStoredAllTheSameIsASuccessForEach) {
    add("one");
    const auto two = add("two");
    const auto three = add("three");
    world.clock.advance(1500ms);  // two and three are on their way
    store.mishaps.push_back({.stored = true});
    world.clock.advance(5s);

    ASSERT_TRUE(two->life && *two->life && three->life && *three->life);
    EXPECT_THAT(kinds(), ElementsAre("one", "two", "three"));
}

}  // namespace privman::testing
