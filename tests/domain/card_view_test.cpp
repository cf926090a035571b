#include "domain/card_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const Moment noon{WallTime{1'000'000s}, BootTime{5'000s}, "boot-1"};
const ChannelId ops{"C-ops"};

bool nobody(const ElevationRequest&) { return true; }
bool somebody(const ElevationRequest&) { return false; }

CardPolicy policy() { return {.offered = {Grant::one_time(), Grant::lasting(30min)}, .somebody_may_decide = true}; }

Life life() {
    ElevationRequest facts;
    facts.id = RequestId{"r1"};
    facts.user = "CORP\\eve";
    facts.user_full_name = "Eve Example";
    facts.computer = "LT-42";
    facts.path = "C:\\setup.exe";
    facts.application = "Setup";
    facts.version = "4.2";
    facts.company = "Example Ltd";
    return first_seen(facts, noon);
}

std::vector<std::string> labels(const CardView& view) {
    std::vector<std::string> all;
    for (const auto& field : view.fields) all.push_back(field.label);
    return all;
}

TEST(CardView, ShowsOnlyTheFactsThatAreThereInTheOrderOfTheQuestions) {
    const auto view = card_view(life(), ops, policy(), noon);
    EXPECT_THAT(labels(view), ::testing::ElementsAre("Application", "User", "Computer", "Path", "Company (claimed)"));
    EXPECT_EQ(view.fields[0].value, "Setup 4.2");
    EXPECT_EQ(view.fields[1].value, "CORP\\eve (Eve Example)");
}

TEST(CardView, SaysInOneLineWhoAsksForWhatWhere) {
    EXPECT_EQ(card_view(life(), ops, policy(), noon).fallback, "Elevation request: CORP\\eve on LT-42: Setup");
}

TEST(CardView, AWaitingCardOffersThePickerAndButtons) {
    const auto view = card_view(life(), ops, policy(), noon);
    ASSERT_TRUE(view.controls);
    EXPECT_EQ(view.controls->offered.size(), 2u);
    EXPECT_TRUE(view.controls->preselected.is_one_time());
}

TEST(CardView, WithoutAnybodyWhoMayDecideThereAreNoButtonsAndTheCardSaysWhy) {
    auto nobody = policy();
    nobody.somebody_may_decide = false;
    const auto view = card_view(life(), ops, nobody, noon);
    EXPECT_FALSE(view.controls);
    EXPECT_THAT(plain_text(view.status.at(0)), HasSubstr("APPROVERS"));
}

TEST(CardView, WhereNobodyIsLeftWhoMayDecideTheCardSaysSo) {
    auto sole = policy();
    sole.nobody_left = nobody;
    const auto view = card_view(life(), ops, sole, noon);
    EXPECT_TRUE(view.controls);
    EXPECT_THAT(plain_text(view.status.at(0)), HasSubstr("Nobody is left who may decide"));
    sole.nobody_left = somebody;
    EXPECT_TRUE(card_view(life(), ops, sole, noon).status.empty());
}

TEST(CardView, InAChannelThatWasUnregisteredThereAreNoButtons) {
    auto gone = policy();
    gone.channel_is_registered = false;
    EXPECT_FALSE(card_view(life(), ops, gone, noon).controls);
}

Life submitting() {
    auto with_card = life();
    with_card.cards[ops] = {CardCopy{.attempt = Attempt{"a"}, .ts = MessageTs{"1"}}};
    with_card.cards[ChannelId{"C-two"}] = {CardCopy{.attempt = Attempt{"b"}, .ts = MessageTs{"2"}}};
    return react(with_card,
                 Claimed{{.by = ByPerson{UserId{"ada"}, "ada"},
                          .choice = {true, Grant::lasting(30min)},
                          .since = noon,
                          .channel = ops}},
                 noon);
}

TEST(CardView, AQuickDecisionIsNotAnnouncedAsBeingMade) {
    const auto quick = card_view(submitting(), ops, policy(), {noon.wall + 399ms, noon.boot + 399ms, "boot-1"});
    EXPECT_EQ(hash_of(quick), hash_of(card_view(life(), ops, policy(), noon)));
}

TEST(CardView, ASlowDecisionIsAnnouncedOnTheClickedCardOnly) {
    const Moment later{noon.wall + 400ms, noon.boot + 400ms, "boot-1"};
    const auto clicked = card_view(submitting(), ops, policy(), later);
    EXPECT_EQ(clicked.title, "Approving…");
    EXPECT_FALSE(clicked.controls);
    EXPECT_EQ(hash_of(card_view(submitting(), ChannelId{"C-two"}, policy(), later)),
              hash_of(card_view(life(), ChannelId{"C-two"}, policy(), noon)));
}

TEST(CardView, NoStageButSettledEverSaysApproved) {
    auto called = react(submitting(), Calling{}, noon);
    for (const auto& other : {life(), submitting(), react(called, OutOfTime{}, noon), react(life(), Missing{}, noon)}) {
        const auto view = card_view(other, ops, policy(), {noon.wall + 1h, noon.boot + 1h, "boot-1"});
        EXPECT_NE(view.tone, Tone::approved);
        EXPECT_EQ(view.title.find("Approved"), std::string::npos);
    }
    EXPECT_EQ(card_view(react(called, Confirmed{}, noon), ops, policy(), noon).tone, Tone::approved);
}

TEST(CardView, EveryVisibleDifferenceChangesTheHash) {
    const auto base = card_view(life(), ops, policy(), noon);
    std::vector<CardView> others(7, base);
    others[0].title += "!";
    others[1].fields[0].value += "!";
    others[2].fields[0].label += "!";
    others[3].status.push_back(Words{"x"});
    others[4].controls.reset();
    others[5].controls->preselected = Grant::lasting(30min);
    others[6].tone = Tone::alarm;
    for (const auto& other : others) EXPECT_NE(hash_of(other), hash_of(base));
    EXPECT_EQ(hash_of(card_view(life(), ops, policy(), noon)), hash_of(base));
}

TEST(CardView, TheSealCoversEveryFact) {
    const auto base = *sealed_facts(1, life().facts);
    const auto changed = [&](auto change) {
        auto facts = life().facts;
        change(facts);
        return *sealed_facts(1, facts);
    };
    EXPECT_NE(base, changed([](auto& f) { f.path = "x"; }));
    EXPECT_NE(base, changed([](auto& f) { f.command_line = "x"; }));
    EXPECT_NE(base, changed([](auto& f) { f.requested = WallTime{1s}; }));
    EXPECT_NE(changed([](auto& f) {
                  f.path = "ab";
                  f.command_line = "c";
              }),
              changed([](auto& f) {
                  f.path = "a";
                  f.command_line = "bc";
              }));
}

}  // namespace
}  // namespace privman
