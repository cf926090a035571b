// What a channel owes is filed life by life; it must always be what counting everything anew would give.
#include "domain/channel_dues.hpp"

#include "tests/domain/recount.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

namespace privman {
namespace {

using namespace std::chrono_literals;

const Moment noon{WallTime{1'000'000s}, BootTime{5'000s}, "boot-1"};
const ChannelId ops{"C-ops"};
const ChannelId elsewhere{"C-elsewhere"};

/// Lives that change at random, and what is filed of them.
class AnyChanges : public ::testing::TestWithParam<unsigned> {
protected:
    unsigned below(unsigned end) { return static_cast<unsigned>(random_() % end); }
    bool one_in(unsigned many) { return below(many) == 0; }

    Life any_life(const std::string& id) {
        ElevationRequest facts;
        facts.id = RequestId{id};
        facts.user = "CORP\\u" + std::to_string(below(5));
        if (one_in(3)) facts.requested = noon.wall + below(5) * 1min;
        return first_seen(facts, {noon.wall + below(4) * 1min, noon.boot, noon.boot_id});
    }
    std::uint64_t should_say(const Life& life) const { return hash_of(card_view(life, ops, policy_.cards, noon)); }
    void change(Life& life) {
        const Decider by = one_in(2) ? Decider{BySchedule{"closed"}} : Decider{ByPerson{UserId{"ada"}, "ada"}};
        auto& copies = life.cards[one_in(6) ? elsewhere : ops];
        switch (below(9)) {
            case 0:
                life = react(std::move(life), Claimed{{.by = by, .choice = {true, Grant::one_time()}, .since = noon}},
                             noon);
                break;
            case 1: life = react(std::move(life), Calling{}, noon); break;
            case 2: life = react(std::move(life), Confirmed{}, noon); break;
            case 3: life = react(std::move(life), Missing{}, noon); break;
            case 4: life = react(std::move(life), OutOfTime{}, noon); break;
            case 5:
                copies.push_back({.attempt = Attempt{"a" + std::to_string(below(1'000'000))}, .intended = noon.wall});
                break;
            case 6:
                for (auto& copy : copies) copy.ts = MessageTs{"1"};
                break;
            case 7:
                for (auto& copy : copies) copy.shown = one_in(3) ? 1 : should_say(life);
                break;
            default:
                if (!copies.empty() && one_in(2))
                    copies.back().uneditable = true;
                else
                    copies.clear();
        }
        if (life.cards[ops].empty()) life.cards.erase(ops);
    }
    [[nodiscard]] const Life* find(const RequestId& id) const {
        const auto found = lives_.find(id);
        return found == lives_.end() ? nullptr : &found->second;
    }
    std::vector<std::string> filed() const {
        std::vector<std::string> all;
        visit_repairs(
            dues_, board_, policy_, {}, [this](const RequestId& id) { return find(id); },
            [&](const Repair& repair) {
                all.push_back(testing::in_words(repair));
                return false;
            });
        return all;
    }
    std::vector<std::string> counted() const {
        std::vector<const Life*> all;
        for (const auto& [id, life] : lives_) all.push_back(&life);
        return testing::recount(ops, all, board_, policy_, since_, noon, dues_.longest_is_next());
    }

    std::mt19937 random_{GetParam()};
    ShowingPolicy policy_{.cards = {.offered = {Grant::one_time()}, .somebody_may_decide = true}, .cards_at_once = 4};
    WallTime since_ = noon.wall;
    Board board_{.channel = ops};
    std::map<RequestId, Life> lives_;
    ChannelDues dues_{ops};
};

TEST_P(AnyChanges, WhatIsFiledIsWhatCountingGives) {
    if (one_in(3)) policy_.cards_at_once = 0;
    for (int step = 0; step < 400; ++step) {
        const auto id = "r" + std::to_string(below(12));
        auto& life = lives_.try_emplace(RequestId{id}, any_life(id)).first->second;
        if (one_in(15)) {
            dues_.forget(life.id);
            lives_.erase(RequestId{id});
        } else {
            change(life);
            dues_.file(life, should_say(life), since_);
        }
        if (one_in(20)) board_.extra_places = below(4);
        if (one_in(10)) board_.digest = CardCopy{.attempt = Attempt{"d"}, .ts = MessageTs{"9"}, .shown = below(2)};
        if (one_in(10)) board_.digest.reset();
        ASSERT_EQ(filed(), counted()) << "step " << step;
        const auto cards = std::ranges::count_if(counted(), [](const auto& due) { return !due.ends_with("digest"); });
        ASSERT_EQ(dues_.edits_due() + dues_.posts_due(places(board_, policy_)), static_cast<std::size_t>(cards));
    }
}
INSTANTIATE_TEST_SUITE_P(Seeds, AnyChanges, ::testing::Range(1u, 21u));

TEST(ChannelDues, FilingTheSameAgainChangesNothing) {
    ChannelDues dues{ops};
    ElevationRequest facts;
    facts.id = RequestId{"r1"};
    const auto life = first_seen(facts, noon);
    EXPECT_TRUE(dues.file(life, 1, {}));
    EXPECT_FALSE(dues.file(life, 1, {}));
    EXPECT_TRUE(dues.forget(life.id));
    EXPECT_FALSE(dues.forget(life.id));
}

}  // namespace
}  // namespace privman
