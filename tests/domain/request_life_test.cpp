#include "domain/request_life.hpp"

#include "domain/phrases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace privman {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const Moment noon{WallTime{1'000'000s}, BootTime{5'000s}, "boot-1"};

Moment after(Millis length) { return {noon.wall + length, noon.boot + length, noon.boot_id}; }

ElevationRequest request() {
    ElevationRequest facts;
    facts.id = RequestId{"r1"};
    facts.user = "CORP\\eve";
    return facts;
}

KeptClick click_of(const std::string& who, bool approve = true) {
    KeptClick click;
    click.key = ClickKey{"click-" + who};
    click.by = UserId{who};
    click.choice = {approve, Grant::lasting(30min)};
    click.at = noon;
    return click;
}

Claim claim_by(const std::string& who, bool approve = true) {
    return {.by = ByPerson{UserId{who}, who},
            .choice = {approve, Grant::lasting(30min)},
            .since = noon,
            .channel = ChannelId{"C1"},
            .click = ClickKey{"click-" + who}};
}

Life told(Life life, std::initializer_list<Happening> happenings, const Moment& now = noon) {
    for (const auto& happening : happenings) life = react(std::move(life), happening, now);
    return life;
}

Life waiting() { return first_seen(request(), noon); }
Life called() { return told(waiting(), {Kept{click_of("ada")}, Claimed{claim_by("ada")}, Calling{}}); }

TEST(RequestLife, BeginsWaiting) {
    EXPECT_TRUE(is_waiting(waiting()));
    EXPECT_FALSE(has_ended(waiting()));
}

TEST(RequestLife, TheFirstClaimStandsAndTheSecondChangesNothing) {
    const auto claimed = told(waiting(), {Claimed{claim_by("ada")}});

    const auto after_second = told(claimed, {Claimed{claim_by("bob", false)}});

    EXPECT_EQ(after_second, claimed);
    EXPECT_EQ(std::get<ByPerson>(claim_of(after_second)->by).who, UserId{"ada"});
}

TEST(RequestLife, AClickIsKeptOnceAndDroppedWhenAnswered) {
    const auto kept = told(waiting(), {Kept{click_of("ada")}, Kept{click_of("ada")}});
    EXPECT_EQ(kept.clicks.size(), 1u);

    const auto answered = told(kept, {Answered{ClickKey{"click-ada"}}});
    EXPECT_TRUE(answered.clicks.empty());
}

TEST(RequestLife, OnlyWhoMayDecideHasTouchedIt) {
    const auto kept = told(waiting(), {Kept{click_of("ada")}});
    EXPECT_FALSE(kept.clicked) << "nobody knows yet who that is";
    const TurnedDown stranger{ClickKey{"click-ada"}, false};
    const TurnedDown approver{ClickKey{"click-ada"}, true};
    EXPECT_FALSE(told(kept, {stranger, Answered{ClickKey{"click-ada"}}}).clicked);
    EXPECT_TRUE(told(kept, {approver, Answered{ClickKey{"click-ada"}}}).clicked) << "remembered when he was answered";
    EXPECT_TRUE(told(kept, {approver, stranger}).clicked);
    EXPECT_TRUE(told(kept, {Claimed{claim_by("ada")}}).clicked);
    EXPECT_FALSE(told(waiting(), {Claimed{Claim{.by = BySchedule{"night"}, .choice = {true}}}}).clicked);
}

TEST(RequestLife, OtherFactsAreSeenForTheFirstTimeAnew) {
    const auto before = waiting();
    EXPECT_EQ(facts_first_seen(before), before.first_seen);
    auto facts = before.facts;
    const auto listed = [&](const Life& life) { return told(life, {Listed{facts}}, after(1min)); };
    EXPECT_FALSE(listed(before).facts_since) << "nothing changed";
    facts.rating = "clean";
    EXPECT_FALSE(listed(before).facts_since) << "what newly appears and is no warning is nothing new";
    facts.path = "C:\\other.exe";
    const auto anew = listed(before);
    EXPECT_EQ(anew.first_seen, before.first_seen);
    ASSERT_TRUE(anew.facts_since);
    EXPECT_EQ(facts_first_seen(anew).wall, before.first_seen.wall + 1min);
    EXPECT_EQ(told(anew, {Listed{facts}}, after(2min)).facts_since, anew.facts_since) << "only once";
}

TEST(RequestLife, AClickThatWasTurnedDownNeverClaims) {
    const auto down = told(waiting(), {Kept{click_of("ada")}, TurnedDown{ClickKey{"click-ada"}}});
    EXPECT_TRUE(down.clicks[0].turned_down);
    EXPECT_EQ(told(down, {Claimed{claim_by("ada")}}), down);
    EXPECT_TRUE(claim_of(told(down, {Kept{click_of("bob")}, Claimed{claim_by("bob")}})));
}

TEST(RequestLife, OfOnePersonsClicksOnOneCardOneWaitsToBeJudged) {
    const auto press = [](const std::string& key, bool approve, const std::string& by = "ada",
                          const std::string& card = "1") {
        auto click = click_of(by);
        click.key = ClickKey{key};
        click.ts = MessageTs{card};
        click.choice = {approve, Grant::one_time()};
        return click;
    };
    const auto keys = [](const Life& life) {
        std::vector<std::string> all;
        all.reserve(life.clicks.size());
        for (const auto& click : life.clicks) all.push_back(click.key.value + (click.replaced ? " replaced" : ""));
        return all;
    };
    using ::testing::ElementsAre;
    const auto approved = told(waiting(), {Kept{press("a1", true)}});
    EXPECT_THAT(keys(told(approved, {Kept{press("a2", true)}})), ElementsAre("a1"));
    EXPECT_THAT(keys(told(approved, {Kept{press("d1", false)}})), ElementsAre("a1 replaced", "d1"));
    EXPECT_THAT(keys(told(approved, {Kept{press("d1", false)}, Kept{press("a2", true)}, Kept{press("d2", false)}})),
                ElementsAre("a1 replaced", "d1"));
    EXPECT_THAT(keys(told(approved, {Kept{press("b1", true, "bob")}, Kept{press("c1", true, "ada", "2")}})),
                ElementsAre("a1", "b1", "c1"))
        << "somebody else, and another card";
    const auto judged = told(approved, {TurnedDown{ClickKey{"a1"}}});
    EXPECT_THAT(keys(told(judged, {Kept{press("a2", true)}})), ElementsAre("a1", "a2"))
        << "the first one is being answered";
    const auto replaced = told(approved, {Kept{press("d1", false)}});
    EXPECT_EQ(told(replaced, {Claimed{Claim{.by = ByPerson{UserId{"ada"}, "ada"},
                                            .choice = {true, Grant::one_time()},
                                            .click = ClickKey{"a1"}}}}),
              replaced)
        << "what was replaced never claims";
}

TEST(RequestLife, TheClickThatGotTheClaimIsKnownAsTheWinner) {
    const auto life = told(waiting(), {Kept{click_of("ada")}, Kept{click_of("bob")}, Claimed{claim_by("ada")}});
    EXPECT_TRUE(life.clicks[0].won);
    EXPECT_FALSE(life.clicks[1].won);
}

TEST(RequestLife, AConfirmedCallSettlesIt) {
    const auto settled = told(called(), {Confirmed{}});

    ASSERT_TRUE(std::holds_alternative<Settled>(settled.stage));
    EXPECT_TRUE(has_ended(settled));
    EXPECT_EQ(plain_text(verdict_in_words(std::get<Settled>(settled.stage).verdict)),
              "Approved by @ada for 30 minutes.");
    EXPECT_EQ(settled.ledger.back().kind, "approved");
}

TEST(RequestLife, ConfirmationWithoutAClaimMeansNothing) { EXPECT_EQ(told(waiting(), {Confirmed{}}), waiting()); }

TEST(RequestLife, ARefusalOfTheOnlyCallGoesBackToWaiting) {
    const auto refused = told(called(), {Refused{"no right"}});
    EXPECT_TRUE(is_waiting(refused));
    EXPECT_THAT(plain_text(how_it_ended(refused, click_of("ada").choice)), HasSubstr("no right"));
}

TEST(RequestLife, ARefusalAfterAnEarlierCallOfUnknownOutcomeIsNotConfirmed) {
    const auto life = told(called(), {Calling{}, Refused{"no right"}});
    EXPECT_TRUE(std::holds_alternative<Unconfirmed>(life.stage));
}

TEST(RequestLife, AnUndeliveredCallDoesNotCount) {
    const auto life = told(called(), {Undelivered{}});
    EXPECT_EQ(claim_of(life)->calls, 0u);
    EXPECT_FALSE(claim_of(life)->last_call);
}

TEST(RequestLife, AlreadyDecidedBeforeTheFirstCallMeansSomebodyElseDid) {
    EXPECT_TRUE(std::holds_alternative<Gone>(told(called(), {DecidedElsewhere{}}).stage));
}

TEST(RequestLife, AlreadyDecidedAfterALostAnswerMayBeOurOwnDoing) {
    const auto life = told(called(), {Calling{}, DecidedElsewhere{}});
    ASSERT_TRUE(std::holds_alternative<Unconfirmed>(life.stage));
    EXPECT_TRUE(std::get<Unconfirmed>(life.stage).gone);
}

TEST(RequestLife, WhatIsMissingWhileWaitingIsGoneAndComesBackWhenListed) {
    const auto gone = told(waiting(), {Missing{}});
    EXPECT_TRUE(std::holds_alternative<Gone>(gone.stage));

    const auto back = told(gone, {Listed{request()}});
    EXPECT_TRUE(is_waiting(back));
    EXPECT_FALSE(back.ended);
}

TEST(RequestLife, ALifeBeingSubmittedIsNotClosedByALackOfIt) { EXPECT_EQ(told(called(), {Missing{}}), called()); }

TEST(RequestLife, AfterAnUnknownOutcomeItWaitsAgainOnlyWhenListedTwiceAfterTheCallCannotWorkAnyMore) {
    auto life = told(called(), {OutOfTime{}});
    life = told(life, {Listed{request()}, Listed{request()}, Listed{request()}}, after(199s));
    EXPECT_TRUE(std::holds_alternative<Unconfirmed>(life.stage));

    life = told(life, {Listed{request()}}, after(200s));
    EXPECT_TRUE(std::holds_alternative<Unconfirmed>(life.stage)) << "once is not twice";
    life = told(life, {Listed{request()}}, after(230s));
    EXPECT_TRUE(is_waiting(life));
}

TEST(RequestLife, AfterARestartOfTheMachineTheTwoHundredSecondsBeginAnew) {
    auto life = told(called(), {OutOfTime{}});
    Moment elsewhere{noon.wall + 1h, BootTime{10s}, "boot-2"};
    life = told(life, {Listed{request()}, Listed{request()}, Listed{request()}}, elsewhere);
    EXPECT_TRUE(std::holds_alternative<Unconfirmed>(life.stage));

    elsewhere.boot += 200s;
    life = told(life, {Listed{request()}, Listed{request()}}, elsewhere);
    EXPECT_TRUE(is_waiting(life));
}

TEST(RequestLife, NotConfirmedAndGoneStaysNotConfirmed) {
    const auto life = told(called(), {OutOfTime{}, Missing{}});
    EXPECT_TRUE(std::get<Unconfirmed>(life.stage).gone);
    EXPECT_TRUE(has_ended(life));
    EXPECT_EQ(told(life, {Missing{}}).ledger.size(), life.ledger.size()) << "said once";
}

TEST(RequestLife, WhatIsStillListedAfterAYesIsCountedToTwoAndSaidOnce) {
    auto life = told(called(), {Confirmed{}, Listed{request()}});
    EXPECT_EQ(std::get<Settled>(life.stage).listed_again, 1u);
    life = told(life, {Listed{request()}});
    EXPECT_EQ(life.ledger.back().kind, "still-listed");
    EXPECT_EQ(told(life, {Listed{request()}}), life) << "nothing new to store";
}

TEST(RequestLife, FactsFollowTheListWhileItWaitsAndStandStillOnceSomebodyChose) {
    auto other = request();
    other.path = "C:\\other.exe";
    EXPECT_EQ(told(waiting(), {Listed{other}}).facts.path, "C:\\other.exe");
    EXPECT_EQ(told(called(), {Listed{other}}).facts.path, "");
}

ElevationRequest with(std::string ElevationRequest::* fact, const char* value) {
    auto facts = request();
    facts.path = "C:\\setup.exe";
    facts.*fact = value;
    return facts;
}

TEST(RequestLife, WhatItWasBeforeItBecameAnotherRequestIsKept) {
    const auto before = with(&ElevationRequest::path, "C:\\setup.exe");
    const auto after = with(&ElevationRequest::path, "C:\\other.exe");
    const auto life = told(first_seen(before, noon), {Listed{after}});
    EXPECT_EQ(life.facts, after);
    EXPECT_EQ(life.facts_before, before);

    const auto rated = told(life, {Listed{[&] {
                                auto facts = after;
                                facts.rating = "Clean";
                                return facts;
                            }()}});
    EXPECT_EQ(rated.facts_before, before) << "what only becomes known hides no change";
    EXPECT_THAT(rated.facts_alike, ::testing::ElementsAre(after));
}

TEST(RequestLife, WhatMeansTheSameIsRememberedWithinBounds) {
    auto life = first_seen(with(&ElevationRequest::application, "0"), noon);
    for (const auto* name : {"1", "2", "3", "4", "5"})
        life = told(life, {Listed{with(&ElevationRequest::application, name)}});
    EXPECT_EQ(life.facts_alike.size(), 3u);
    EXPECT_EQ(life.facts_alike.back().application, "4");
    EXPECT_FALSE(life.facts_before);
}

TEST(RequestLife, OfTwoRequestsUnderOneIdNeitherIsBelieved) {
    const auto shown = with(&ElevationRequest::path, "C:\\setup.exe");
    const auto other = with(&ElevationRequest::path, "C:\\other.exe");
    auto life = told(first_seen(shown, noon), {Listed{other, true}});
    EXPECT_TRUE(life.twice_listed);
    EXPECT_EQ(life.facts, shown);
    life = told(life, {Listed{other}});
    EXPECT_FALSE(life.twice_listed);
    EXPECT_EQ(life.facts, other);
}

TEST(RequestLife, AClaimOnWhatIsAnotherRequestByNowIsGivenUpBeforeTheFirstCallOnly) {
    const auto other = with(&ElevationRequest::path, "C:\\other.exe");
    const auto claimed = told(waiting(), {Kept{click_of("ada")}, Claimed{claim_by("ada")}});
    const auto released = told(claimed, {NotAsShown{other}});
    EXPECT_TRUE(is_waiting(released));
    EXPECT_EQ(released.facts, other);
    EXPECT_THAT(plain_text(how_it_ended(released, click_of("ada").choice)), HasSubstr("\"C:\\other.exe\""));
    EXPECT_TRUE(std::holds_alternative<Unconfirmed>(told(called(), {CallEnded{}, NotAsShown{other}}).stage));
}

TEST(RequestLife, WhenACallWasOverIsRemembered) {
    auto life = called();
    EXPECT_FALSE(claim_of(life)->call_ended);
    life = told(life, {CallEnded{}}, after(30s));
    EXPECT_EQ(claim_of(life)->call_ended, after(30s));
    life = told(life, {Calling{}}, after(50s));
    EXPECT_FALSE(claim_of(life)->call_ended) << "one is under way";
    life = told(life, {Undelivered{noon}}, after(51s));
    EXPECT_EQ(claim_of(life)->call_ended, after(51s));
}

TEST(RequestLife, AListThatIsNoOtherWitnessCountsForNothing) {
    const auto settled = told(called(), {Confirmed{}, Listed{request()}});
    EXPECT_EQ(told(settled, {Listed{request(), false, false}}), settled);
    auto unconfirmed = told(called(), {OutOfTime{}});
    unconfirmed = told(unconfirmed, {Listed{request()}}, after(201s));
    EXPECT_EQ(told(unconfirmed, {Listed{request(), false, false}}, after(202s)), unconfirmed);
    EXPECT_TRUE(is_waiting(told(unconfirmed, {Listed{request()}}, after(212s))));
}

TEST(RequestLife, AListThatWasAskedForWhileTheCallMayStillWorkSaysNothing) {
    auto life = told(called(), {OutOfTime{}});
    life = told(life, {Listed{request(), false, true, after(199s)}, Listed{request(), false, true, after(199s)}},
                after(230s));
    EXPECT_TRUE(std::holds_alternative<Unconfirmed>(life.stage));
}

TEST(RequestLife, WhoeverHearsLateThatNothingIsKnownHearsHowItEndedThoughAnotherDecidedMeanwhile) {
    auto life = told(called(), {Kept{click_of("cid")}, TurnedDown{ClickKey{"click-cid"}, true}, OutOfTime{}});
    life = told(std::move(life), {Listed{request()}}, after(210s));
    life = told(std::move(life), {Listed{request()}}, after(230s));
    ASSERT_TRUE(is_waiting(life));
    life =
        told(std::move(life), {Kept{click_of("bob")}, Claimed{claim_by("bob")}, Calling{}, Confirmed{}}, after(231s));
    // Slack has taken their answers only now.
    life = told(std::move(life), {Answered{ClickKey{"click-ada"}, true}, Answered{ClickKey{"click-cid"}, true}});
    ASSERT_EQ(life.to_be_told.size(), 2u);
    for (const auto& click : life.to_be_told)
        EXPECT_THAT(plain_text(what_became_of_it(life, click)),
                    testing::AllOf(HasSubstr("did not take effect"), HasSubstr("Approved by @bob")))
            << click.by.value;
    EXPECT_FALSE(std::ranges::find(life.clicks, ClickKey{"click-bob"}, &KeptClick::key)->outlived);
}

TEST(RequestLife, WhoseDecisionItWasHearsHowItEndedHoweverManyAskedBeforeThem) {
    auto life = told(called(), {OutOfTime{}});
    for (int i = 0; i < 300; ++i) {
        const auto by = "asks" + std::to_string(i);
        life = told(std::move(life), {Kept{click_of(by)}, Answered{ClickKey{"click-" + by}, true}});
    }
    const auto others = life.to_be_told.size();
    life = told(std::move(life), {Answered{ClickKey{"click-ada"}, true}});
    EXPECT_EQ(std::ranges::count(life.to_be_told, ClickKey{"click-ada"}, &KeptClick::key), 1);
    EXPECT_EQ(others, most_unanswered);
    EXPECT_EQ(life.to_be_told.size(), others + 1);
}

TEST(RequestLife, WhoeverWasAnsweredWhileItWasOpenIsRememberedOnce) {
    auto life = told(called(), {Kept{click_of("bob")}, Answered{ClickKey{"click-bob"}, true}});
    EXPECT_EQ(life.clicks.size(), 1u);
    ASSERT_EQ(life.to_be_told.size(), 1u);
    auto again = click_of("bob");
    again.key = ClickKey{"another"};
    life = told(life, {Kept{again}, Answered{ClickKey{"another"}, true}});
    ASSERT_EQ(life.to_be_told.size(), 1u);
    EXPECT_EQ(life.to_be_told[0].key, again.key);
    EXPECT_FALSE(outcome_is_known(life));
    life = told(life, {Refused{"no right"}});
    EXPECT_TRUE(outcome_is_known(life));
    EXPECT_THAT(plain_text(what_became_of_it(life, again)), HasSubstr("no right"));
    EXPECT_TRUE(told(life, {FollowedUp{again.key}}).to_be_told.empty());
}

TEST(RequestLife, ADecisionThatDidNothingIsRememberedUntilTheNextOne) {
    auto life = told(called(), {OutOfTime{}});
    life = told(life, {Listed{request()}, Listed{request()}}, after(201s));
    ASSERT_TRUE(life.without_effect);
    EXPECT_THAT(plain_text(what_became_of_it(life, click_of("ada"))), HasSubstr("Your Approve, 30 minutes did not"));
    EXPECT_THAT(plain_text(what_became_of_it(life, click_of("bob"))), HasSubstr("@ada's Approve, 30 minutes did not"));
    EXPECT_FALSE(told(life, {Claimed{claim_by("bob")}}).without_effect);
}

TEST(ChangesInWords, ShowThePlaceInWhichLongTextsDiffer) {
    const std::string blanks(1'500, ' ');
    const auto words = plain_text(changes_in_words(
        {{"Command line", "a" + blanks + "end", "a" + blanks + "; Invoke-Expression" + blanks + "end"}}));
    EXPECT_THAT(words, HasSubstr("Invoke-Expression"));
    EXPECT_LT(words.size(), 400u);
    EXPECT_EQ(plain_text(changes_in_words({{"Reason", "x", ""}})), "Reason: x → (nothing)");
    std::string umlauts;
    for (int i = 0; i < 300; ++i) umlauts += "ä";
    const auto cut = plain_text(changes_in_words({{"Path", umlauts + "x" + umlauts, umlauts + "y" + umlauts}}));
    EXPECT_THAT(cut, HasSubstr("äxä"));
    EXPECT_THAT(cut, HasSubstr("…ä")) << "no half of a letter";
}

TEST(RequestLife, EveryLedgerFactHasItsOwnId) {
    const auto life = told(called(), {Refused{"no"}, Claimed{claim_by("bob")}, Calling{}, Confirmed{}});
    std::set<std::string> ids;
    for (const auto& fact : life.ledger) ids.insert(fact.id);
    EXPECT_EQ(ids.size(), life.ledger.size());
}

/// Any sequence of happenings, however senseless: a settled life is never decided a second time.
TEST(RequestLife, NoSequenceOfHappeningsDecidesTwice) {
    const std::vector<Happening> all{Listed{request()},
                                     Missing{},
                                     Kept{click_of("ada")},
                                     Answered{ClickKey{"click-ada"}},
                                     Claimed{claim_by("ada")},
                                     Claimed{claim_by("bob", false)},
                                     Calling{},
                                     CallEnded{},
                                     Undelivered{},
                                     NotAsShown{},
                                     NotAsShown{request(), true},
                                     FollowedUp{ClickKey{"click-ada"}},
                                     Answered{ClickKey{"click-bob"}, true},
                                     Listed{request(), true},
                                     NotSent{"x"},
                                     Confirmed{},
                                     Refused{"x"},
                                     DecidedElsewhere{},
                                     OutOfTime{}};
    std::uint64_t state = 42;
    for (int round = 0; round < 2'000; ++round) {
        auto life = waiting();
        auto now = noon;
        for (int step = 0; step < 25; ++step) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            const auto before = life.stage;
            now = {now.wall + 37s, now.boot + 37s, now.boot_id};
            life = react(std::move(life), all[(state >> 33) % all.size()], now);
            if (const auto* settled = std::get_if<Settled>(&before)) {
                ASSERT_TRUE(std::holds_alternative<Settled>(life.stage));
                ASSERT_EQ(std::get<Settled>(life.stage).verdict, settled->verdict);
            }
        }
        int decisions = 0;
        for (const auto& fact : life.ledger) decisions += fact.kind == "approved" || fact.kind == "denied" ? 1 : 0;
        ASSERT_LE(decisions, 1);
    }
}

TEST(WhyNotYours, SaysWhoDecidesAndWhatWasDecided) {
    EXPECT_THAT(plain_text(why_not_yours(called(), UserId{"bob"})), HasSubstr("@ada is deciding"));
    EXPECT_THAT(plain_text(why_not_yours(called(), UserId{"ada"})), HasSubstr("on its way already"));
    EXPECT_THAT(plain_text(why_not_yours(told(called(), {Confirmed{}}), UserId{"bob"})), HasSubstr("Approved by @ada"));
    EXPECT_THAT(plain_text(why_not_yours(told(waiting(), {Missing{}}), UserId{"bob"})), HasSubstr("no longer pending"));
    EXPECT_THAT(plain_text(why_not_yours(told(called(), {OutOfTime{}}), UserId{"bob"})), HasSubstr("not confirmed"));
}

}  // namespace
}  // namespace privman
