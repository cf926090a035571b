#include "domain/request_life.hpp"
#include "tests/support/life_builder.hpp"

#include <gtest/gtest.h>

namespace privman {
namespace {

using namespace std::chrono_literals;
using testing::LifeBuilder;
using testing::moment_at;
using testing::request_called;

class DamagedLife : public ::testing::Test {
protected:
    void listed_at(Millis when) {
        const auto now = moment_at(when.count());
        life = react(std::move(life), Listed{.facts = request_called("r1"), .begun = now}, now);
    }
    Life life = begun_anew(first_seen(request_called("r1"), moment_at(0)),
                           {{ChannelId{"C1"}, {{.attempt = Attempt{"a1"}, .ts = MessageTs{"1.0"}, .shown = 7}}}}, {},
                           "life.stage is not an object", moment_at(0));
};

TEST_F(DamagedLife, KeepsItsCardsAndDoesNotKnowWhatTheyShow) {
    const auto& copy = life.cards.at(ChannelId{"C1"}).front();
    EXPECT_EQ(copy.ts, MessageTs{"1.0"});
    EXPECT_EQ(copy.shown, 0u);
    EXPECT_EQ(life.ledger.back().kind, "damaged");
    EXPECT_TRUE(life.clicked);
}

TEST_F(DamagedLife, NobodyDecidesBeforeTwoListsOfWhichTheSecondIsLateEnough) {
    const Claimed claimed{testing::claim_by(testing::person("U1"))};
    listed_at(1s);
    listed_at(199s);
    EXPECT_FALSE(may_be_decided(life));
    EXPECT_TRUE(is_waiting(react(life, claimed, moment_at(199'500))));
    listed_at(200s);
    EXPECT_TRUE(may_be_decided(life));
    EXPECT_FALSE(is_waiting(react(life, claimed, moment_at(200'500))));
}

TEST_F(DamagedLife, OneListIsNotEnoughHoweverLateItIs) {
    listed_at(10min);
    EXPECT_FALSE(may_be_decided(life));
    listed_at(11min);
    EXPECT_TRUE(may_be_decided(life));
}

TEST_F(DamagedLife, WhatWasAwayMeanwhileBeginsToCountAnew) {
    listed_at(1s);
    life = react(std::move(life), Missing{}, moment_at(30'000));
    ASSERT_TRUE(has_ended(life));
    listed_at(5min);
    listed_at(6min);
    EXPECT_FALSE(may_be_decided(life)) << "the first list after it came back only brings it back";
    listed_at(7min);
    EXPECT_TRUE(may_be_decided(life));
}

TEST_F(DamagedLife, AMachineThatWasRestartedCountsFromThen) {
    listed_at(1s);
    const auto after = moment_at(5'000, "boot-2");
    life = react(std::move(life), Listed{.facts = request_called("r1"), .begun = after}, after);
    EXPECT_FALSE(may_be_decided(life));
    const auto late = moment_at(300'000, "boot-2");
    life = react(std::move(life), Listed{.facts = request_called("r1"), .begun = late}, late);
    const auto later = moment_at(310'000, "boot-2");
    life = react(std::move(life), Listed{.facts = request_called("r1"), .begun = later}, later);
    EXPECT_TRUE(may_be_decided(life));
}

TEST(OldNews, IsWhatNeitherChangesALifeNorSaysAnythingNewAboutIt) {
    const auto request = request_called("r1");
    const auto waiting = first_seen(request, moment_at(0));
    EXPECT_TRUE(is_old_news(waiting, request, false));
    EXPECT_FALSE(is_old_news(waiting, request, true));
    auto other = request;
    other.rating = "suspect";
    EXPECT_FALSE(is_old_news(waiting, other, false));
    for (const auto& life : {LifeBuilder{"r1"}.settled(testing::person("U1"), testing::yes_for()).build(),
                             react(waiting, Missing{}, moment_at(1)),
                             react(waiting, Claimed{testing::claim_by(testing::person("U1"))}, moment_at(1)),
                             begun_anew(waiting, {}, {}, "why", moment_at(1))})
        EXPECT_FALSE(is_old_news(life, life.facts, false)) << life.stage.index();
    // Whatever is old news, react leaves as it is.
    const auto now = moment_at(60'000);
    EXPECT_EQ(react(waiting, Listed{.facts = request, .begun = now}, now), waiting);
}

TEST(EndOf, IsAnotherNumberForAnotherEndAndNoneWithoutAnEnd) {
    const auto waiting = first_seen(request_called("r1"), moment_at(0));
    EXPECT_EQ(end_of(waiting), 0u);
    const auto yes = LifeBuilder{"r1"}.settled(testing::person("U1"), testing::yes_for()).build();
    const auto no = LifeBuilder{"r1"}.settled(testing::person("U1"), testing::no()).build();
    const auto hers = LifeBuilder{"r1"}.settled(testing::person("U2"), testing::yes_for()).build();
    const auto gone = react(waiting, Missing{}, moment_at(1));
    const std::set<std::uint64_t> all{end_of(yes), end_of(no), end_of(hers), end_of(gone)};
    EXPECT_EQ(all.size(), 4u);
    auto still_listed = yes;
    std::get<Settled>(still_listed.stage).listed_again = 1;
    EXPECT_EQ(end_of(still_listed), end_of(yes)) << "nothing new is said yet";
    std::get<Settled>(still_listed.stage).listed_again = 2;
    EXPECT_NE(end_of(still_listed), end_of(yes));
}

}  // namespace
}  // namespace privman
