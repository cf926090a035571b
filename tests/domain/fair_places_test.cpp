// Whose requests get the cards when there are more requests than cards.
#include "domain/channel_dues.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace privman {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const ChannelId ops{"C-ops"};

class FairPlaces : public ::testing::Test {
protected:
    Life raise(const std::string& id, const std::string& user, Millis when) {
        ElevationRequest facts;
        facts.id = RequestId{id};
        facts.user = user;
        auto life = first_seen(facts, {WallTime{1'000'000s} + when, BootTime{5'000s}, "boot-1"});
        dues.file(life, 1, {});
        lives.insert_or_assign(id, life);
        return life;
    }
    void post(const std::string& id) {
        auto& life = lives.at(id);
        life.cards[ops] = {CardCopy{.attempt = Attempt{id}, .ts = MessageTs{"1"}, .shown = 1}};
        dues.file(life, 1, {});
    }
    void decide(const std::string& id) {
        lives.erase(id);
        dues.forget(RequestId{id});
    }
    [[nodiscard]] std::vector<std::string> next(std::optional<std::size_t> places) const {
        std::vector<std::string> ids;
        dues.posts(places, [&](const PostCard& post) {
            ids.push_back(post.request.value);
            return false;
        });
        return ids;
    }
    /// Posts one after the other, as a channel does.
    std::vector<std::string> post_all(std::optional<std::size_t> places) {
        std::vector<std::string> ids;
        for (auto due = next(places); !due.empty(); due = next(places)) {
            ids.push_back(due.front());
            post(due.front());
        }
        return ids;
    }

    ChannelDues dues{ops};
    std::map<std::string, Life> lives;
};

TEST_F(FairPlaces, OneRequestersFloodLeavesAPlaceToEverybodyElse) {
    for (int i = 0; i < 100; ++i) raise("flood" + std::to_string(i), "CORP\\eve", i * 1s);
    raise("only", "CORP\\bob", -1h);
    raise("two", "CORP\\dan", 50s);
    const auto posted = post_all(25);
    EXPECT_EQ(posted.size(), 25u);
    EXPECT_THAT(posted, ::testing::IsSupersetOf({"only", "two"}));
}

TEST_F(FairPlaces, APlaceThatBecomesFreeGoesToWhoeverHasTheFewest) {
    for (int i = 0; i < 10; ++i) raise("eve" + std::to_string(i), "CORP\\eve", i * 1s);
    ASSERT_EQ(post_all(4).size(), 4u);
    raise("bob", "CORP\\bob", 1s);
    EXPECT_THAT(next(4), ElementsAre());
    for (const auto& [id, life] : lives)
        if (has_card(life, ops)) {
            decide(std::string{id});
            break;
        }
    EXPECT_THAT(next(4), ElementsAre("bob"));
}

TEST_F(FairPlaces, EveryOtherCardIsTheLongestWaitings) {
    for (int i = 0; i < 6; ++i) raise("r" + std::to_string(i), "CORP\\u" + std::to_string(i), i * 1s);
    EXPECT_THAT(post_all({}), ElementsAre("r5", "r0", "r4", "r1", "r3", "r2"));
}

TEST_F(FairPlaces, TheLongestWaitingIsNotOvertakenForLongByWhatComesFasterThanItCanBePosted) {
    raise("first", "CORP\\first", 0s);
    raise("early", "CORP\\early", 1ms);
    std::vector<std::string> posted;
    for (int i = 0; i < 10; ++i) {
        raise("r" + std::to_string(i), "CORP\\u" + std::to_string(i), (i + 1) * 1s);
        posted.push_back(next({}).front());
        post(posted.back());
    }
    EXPECT_LT(std::ranges::find(posted, "first") - posted.begin(), 2);
    EXPECT_LT(std::ranges::find(posted, "early") - posted.begin(), 4);
}

TEST_F(FairPlaces, WhatIsNamedAsSoonToBePostedIsWhatIsPosted) {
    std::mt19937_64 chance{7};
    for (int round = 0; round < 200; ++round) {
        dues.clear();
        lives.clear();
        const auto people = 1 + chance() % 5;
        const auto count = chance() % 30;
        for (std::uint64_t i = 0; i < count; ++i) {
            raise("r" + std::to_string(i), "CORP\\u" + std::to_string(chance() % people),
                  Millis{static_cast<std::int64_t>(chance() % 1'000)});
            if (chance() % 4 == 0) post("r" + std::to_string(i));
        }
        const std::size_t places = chance() % 12;
        const auto due = next(places);
        EXPECT_EQ(due.size(), dues.posts_due(places));
        std::set<std::string> named;
        for (const auto& [id, life] : lives)
            if (dues.posts_soon(RequestId{id}, places)) named.insert(id);
        EXPECT_EQ(named, std::set<std::string>(due.begin(), due.end()));

        // Nobody gets a second card before everybody who waits has got one as well, as far as there are places.
        std::map<std::string, int> cards;
        for (const auto& [id, life] : lives) cards[life.facts.user] += has_card(life, ops) ? 1 : 0;
        for (const auto& id : due) {
            const auto mine = cards[lives.at(id).facts.user]++;
            for (const auto& [other, life] : lives) {
                const bool waits = !has_card(life, ops) && std::ranges::find(due, other) == due.end();
                if (waits) EXPECT_LE(mine, cards[life.facts.user]) << id << " before " << other;
            }
        }
    }
}

}  // namespace
}  // namespace privman
