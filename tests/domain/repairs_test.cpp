#include "domain/repairs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace privman {
namespace {

using namespace std::chrono_literals;

const Moment noon{WallTime{1'000'000s}, BootTime{5'000s}, "boot-1"};
const ChannelId ops{"C-ops"};

class Repairs : public ::testing::Test {
protected:
    ShowingPolicy policy{.cards = {.offered = {Grant::one_time()}, .somebody_may_decide = true}, .cards_at_once = 25};
    std::vector<Life> lives;
    Board board{.channel = ops};

    Life& add(const std::string& id, Millis seen_after = Millis{0}) {
        ElevationRequest facts;
        facts.id = RequestId{id};
        facts.user = "CORP\\" + id;
        lives.push_back(first_seen(facts, {noon.wall + seen_after, noon.boot, noon.boot_id}));
        return lives.back();
    }
    /// As if its present view were shown in the channel.
    void shown(Life& life) {
        life.cards[ops] = {CardCopy{.attempt = Attempt{"a-" + life.id.value},
                                    .ts = MessageTs{"1"},
                                    .shown = hash_of(card_view(life, ops, policy.cards, noon))}};
    }
    static Life settled(Life life, bool by_schedule = false) {
        const Decider by =
            by_schedule ? Decider{BySchedule{"outside business hours"}} : Decider{ByPerson{UserId{"ada"}, "ada"}};
        life = react(std::move(life), Claimed{{.by = by, .choice = {true, Grant::one_time()}, .since = noon}}, noon);
        return react(react(std::move(life), Calling{}, noon), Confirmed{}, noon);
    }
    std::vector<Repair> needed() {
        ChannelDues dues{ops};
        for (const auto& life : lives) dues.file(life, hash_of(card_view(life, ops, policy.cards, noon)), {});
        const auto find = [this](const RequestId& id) -> const Life* {
            const auto found = std::ranges::find(lives, id, &Life::id);
            return found == lives.end() ? nullptr : &*found;
        };
        std::vector<Repair> all;
        visit_repairs(dues, board, policy, {}, find, [&](const Repair& repair) {
            all.push_back(repair);
            return false;
        });
        return all;
    }
    static std::vector<std::string> names(const std::vector<Repair>& all) {
        std::vector<std::string> texts;
        for (const auto& repair : all) {
            if (const auto* post = std::get_if<PostCard>(&repair)) texts.push_back("post " + post->request.value);
            if (const auto* edit = std::get_if<EditCard>(&repair)) texts.push_back("edit " + edit->request.value);
            if (std::holds_alternative<PostDigest>(repair)) texts.emplace_back("post digest");
            if (std::holds_alternative<EditDigest>(repair)) texts.emplace_back("edit digest");
        }
        return texts;
    }
};

TEST_F(Repairs, AWaitingRequestWithoutACardGetsOne) {
    add("r1");
    EXPECT_THAT(names(needed()), ::testing::ElementsAre("post r1"));
}

TEST_F(Repairs, ACardThatSaysWhatIsTrueNeedsNothing) {
    shown(add("r1"));
    EXPECT_THAT(needed(), ::testing::IsEmpty());
}

TEST_F(Repairs, DecidedCardsComeFirstThenNewCardsThenOtherEdits) {
    shown(add("waiting"));
    lives.back().facts.path = "changed";
    add("new");
    shown(add("decided"));
    lives.back() = settled(lives.back());

    EXPECT_THAT(names(needed()), ::testing::ElementsAre("edit decided", "post new", "edit waiting"));
}

TEST_F(Repairs, OfTheDecidedCardsThoseThatWereClickedHereComeFirst) {
    const auto clicked_in = [](Life life, const ChannelId& channel) {
        KeptClick click{.key = ClickKey{"k-" + life.id.value}, .by = UserId{"ada"}, .at = noon};
        click.channel = channel;
        return react(std::move(life), Kept{click}, noon);
    };
    shown(add("here"));
    shown(add("elsewhere", 1h));
    shown(add("unclicked", 2h));
    lives[0] = clicked_in(lives[0], ops);
    lives[1] = clicked_in(lives[1], ChannelId{"C-elsewhere"});
    ChannelDues dues{ops};
    for (const auto& life : lives) dues.file(life, 1, {});
    // Whoever clicked may have been answered by the time at which the end is to be shown.
    for (auto& life : lives) {
        life = settled(life);
        life.clicks.clear();
        dues.file(life, 1, {});
    }
    std::vector<std::string> order;
    dues.decided_edits([&](const EditCard& edit) {
        order.push_back(edit.request.value);
        return false;
    });
    EXPECT_THAT(order, ::testing::ElementsAre("here", "unclicked", "elsewhere"));
}

TEST_F(Repairs, TheNewestRequestGetsItsCardFirst) {
    add("old");
    add("new", 1h);
    EXPECT_THAT(names(needed()), ::testing::ElementsAre("post new", "post old"));
}

TEST_F(Repairs, WhatEndedWithoutEverHavingACardIsHistory) {
    add("r1");
    lives.back() = react(lives.back(), Missing{}, noon);
    add("r2");
    lives.back() = settled(lives.back());
    EXPECT_THAT(needed(), ::testing::IsEmpty());
}

TEST_F(Repairs, WhatTheScheduleApprovedIsAlwaysAnnouncedWithACard) {
    add("r1");
    lives.back() = settled(lives.back(), true);
    EXPECT_THAT(names(needed()), ::testing::ElementsAre("post r1"));
}

TEST_F(Repairs, ACopyOfUnknownPlaceIsNotACardYet) {
    auto& life = add("r1");
    life.cards[ops] = {CardCopy{.attempt = Attempt{"lost"}}};
    EXPECT_THAT(names(needed()), ::testing::ElementsAre("post r1"));
}

TEST_F(Repairs, EveryTwinIsKeptTrue) {
    auto& life = add("r1");
    shown(life);
    life.cards[ops].push_back(CardCopy{.attempt = Attempt{"twin"}, .ts = MessageTs{"2"}, .shown = 1});
    EXPECT_THAT(names(needed()), ::testing::ElementsAre("edit r1"));
}

TEST_F(Repairs, ABacklogGetsSoManyCardsAndThenOneDigest) {
    policy.cards_at_once = 3;
    for (int i = 0; i < 10; ++i) add("r" + std::to_string(i), i * 1min);
    EXPECT_THAT(names(needed()), ::testing::ElementsAre("post r9", "post r0", "post r8"));

    for (auto& life : lives)
        if (life.id >= RequestId{"r7"}) shown(life);
    const auto all = needed();
    ASSERT_THAT(names(all), ::testing::ElementsAre("post digest"));
    const auto& view = std::get<PostDigest>(all[0]).view;
    EXPECT_EQ(view.waiting, 10u);
    EXPECT_EQ(view.without_card, 7u);
    EXPECT_THAT(plain_text(view.longest.at(0)), ::testing::HasSubstr("CORP\\r0"));
}

TEST_F(Repairs, PlacesRefillWhenCardsSettle) {
    policy.cards_at_once = 2;
    for (int i = 0; i < 4; ++i) add("r" + std::to_string(i), i * 1min);
    shown(lives[3]);
    shown(lives[2]);
    lives[3] = settled(lives[3]);
    EXPECT_THAT(names(needed()), ::testing::ElementsAre("edit r3", "post r1"));
}

TEST_F(Repairs, ShowMoreAddsPlaces) {
    policy.cards_at_once = 1;
    for (int i = 0; i < 4; ++i) add("r" + std::to_string(i), i * 1min);
    shown(lives[3]);
    board.extra_places = 2;
    EXPECT_THAT(names(needed()), ::testing::ElementsAre("post r2", "post r0"));
}

TEST_F(Repairs, NoLimitMeansACardForEverybody) {
    policy.cards_at_once = 0;
    for (int i = 0; i < 100; ++i) add("r" + std::to_string(i));
    EXPECT_EQ(needed().size(), 100u);
}

TEST_F(Repairs, ADigestThatSaysTheSameIsLeftAlone) {
    policy.cards_at_once = 1;
    shown(add("r1", 1h));
    add("r0");
    const auto first = needed();
    board.digest = CardCopy{
        .attempt = Attempt{"d"}, .ts = MessageTs{"9"}, .shown = hash_of(std::get<PostDigest>(first.at(0)).view)};
    EXPECT_THAT(needed(), ::testing::IsEmpty());

    lives[1] = react(lives[1], Missing{}, noon);
    EXPECT_THAT(names(needed()), ::testing::ElementsAre("edit digest"));
}

TEST_F(Repairs, TheOrderDoesNotDependOnTheOrderOfTheLives) {
    policy.cards_at_once = 5;
    for (int i = 0; i < 12; ++i) add("r" + std::to_string(i), (i % 4) * 1min);
    const auto expected = names(needed());
    for (int i = 0; i < 5; ++i) {
        std::ranges::rotate(lives, lives.begin() + 5);
        EXPECT_EQ(names(needed()), expected);
    }
}

TEST_F(Repairs, ACardThatCannotBeEditedIsNoCardWhileTheRequestWaits) {
    auto& life = add("r1");
    life.cards[ops] = {CardCopy{.attempt = Attempt{"a"}, .ts = MessageTs{"1"}, .uneditable = true}};
    const auto posts = [&] {
        std::size_t count = 0;
        for (const auto& repair : needed()) count += std::holds_alternative<PostCard>(repair) ? 1 : 0;
        return count;
    };
    EXPECT_EQ(posts(), 1u);
    life.stage = Settled{{{.approve = true}, BySchedule{"closed"}, {}}};
    life.ended = WallTime{};
    EXPECT_EQ(posts(), 0u) << "what has ended is said in its thread";
}

}  // namespace
}  // namespace privman
