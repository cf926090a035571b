#include "tests/workflows/unattended.hpp"

namespace privman::testing {

TEST_F(Unattended, OutsideBusinessHoursARequestIsApprovedAndAnnouncedInEveryChannel) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    poll();

    ASSERT_THAT(world.source.decided, SizeIs(1));
    EXPECT_TRUE(world.source.decided[0].choice.approve);
    EXPECT_EQ(world.source.decided[0].choice.grant, Grant::lasting(4h));
    EXPECT_THAT(world.source.decided[0].comment,
                ::testing::StartsWith("Approved automatically: outside business hours ("))
        << "nobody was in Slack";
    for (const auto* channel : {"C-ops", "C-two"}) {
        ASSERT_THAT(cards_in(channel), SizeIs(1)) << channel;
        EXPECT_THAT(text_of(cards_in(channel).front()->view),
                    HasSubstr("Approved automatically for 4 hours: outside business hours"));
    }
}

TEST_F(Unattended, WhatWasReadBeforeACommitFailedIsNoReasonToApprove) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    raise_now("r2");
    store.choose = [this](const Change& change) -> std::optional<TroubledStore::Mishap> {
        const auto* life = std::get_if<Life>(&change);
        if (!life || life->id != RequestId{"r1"} || !std::holds_alternative<Submitting>(life->stage)) return {};
        store.unreadable = Failure{Trouble::unreachable, "the disk is ill"};
        return TroubledStore::Mishap{};
    };
    world.clock.advance(35s);
    EXPECT_TRUE(is<Waiting>("r2"));
    EXPECT_THAT(world.source.told, IsEmpty());

    store.choose = {};
    store.unreadable.reset();
    poll();
    EXPECT_THAT(world.source.decided, SizeIs(2)) << "the next list finds a store that answers";
}

TEST_F(Unattended, NoWaitingCardIsShownFirst) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.source.answers.push_back({Accepted{}, true, 10s});
    raise_now("r1");
    world.clock.advance(35s);
    EXPECT_THAT(world.board.cards, IsEmpty()) << "Privilege Manager has not answered yet";
    world.clock.advance(10s);

    EXPECT_THAT(world.board.cards, SizeIs(2));
    EXPECT_EQ(world.board.count("edit", "C-ops"), 0u);
}

TEST_F(Unattended, SettingNeverEnables) {
    in_the_evening();
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, SettingAnewSwitchesOff) {
    in_the_evening();
    enable();
    say("U-carol", "C-ops", "autoapprove set mon-fri 09:00-17:00 Europe/Berlin");
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, DisabledAndClearedLeaveEverythingToPeople) {
    in_the_evening();
    enable();
    say("U-carol", "C-ops", "autoapprove disable");
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));

    enable();
    say("U-carol", "C-ops", "autoapprove clear");
    raise_now("r2");
    poll();
    EXPECT_TRUE(left_to_people("r2"));
}

TEST_F(Unattended, WhatWasThereBeforeItWasEnabledWaitsForPeople) {
    in_the_evening();
    raise_now("r1");
    poll();
    enable();
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, EnablingAgainIsNoNewBeginningButDisablingInBetweenIs) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    say("U-carol", "C-ops", "autoapprove disable");
    raise_now("r1");
    poll();
    enable();
    poll();
    EXPECT_TRUE(left_to_people("r1")) << "first seen before the last enable";
}

TEST_F(Unattended, InsideBusinessHoursPeopleDecide) {
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WhatWasSubmittedInsideBusinessHoursWaitsForPeopleAfterwardsToo) {
    enable();
    at(1, 16, 59);
    raise_now("r1");
    at(1, 17, 1);
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WhatWasSubmittedAtNightWaitsForPeopleOnceTheyAreThere) {
    enable();
    at(2, 7, 59);
    raise_now("r1");
    at(2, 8, 1);
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WithoutATimeItCountsWhenTheRequestWasFirstSeen) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise("r1");
    poll();
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(Unattended, FirstSeenInsideBusinessHoursWithoutATimeWaitsForPeople) {
    enable();
    world.clock.advance(1s);
    raise("r1");
    poll();
    in_the_evening();
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WithoutAccountComputerOrPathPeopleDecide) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    for (auto [id, fact] : {std::pair{"no-user", &ElevationRequest::user},
                            {"no-computer", &ElevationRequest::computer},
                            {"no-path", &ElevationRequest::path}}) {
        auto asked = request(id);
        asked.*fact = " ";
        world.source.raise(asked);
    }
    poll();
    for (const auto* id : {"no-user", "no-computer", "no-path"}) EXPECT_TRUE(left_to_people(id)) << id;
}

TEST_F(Unattended, WhatMatchesAnExceptionWaitsForPeople) {
    policy({.except = *parse_patterns("path=*\\setup.exe")});
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, OnlyWhoMayDecideKeepsItFromTheSchedule) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.holds_lease = false;
    raise_now("guest");
    raise_now("approver");
    poll();
    approve("guest", "U-guest");
    EXPECT_FALSE(life("guest").clicked);
    auto stale = *world.board.cards_of("approver").front();
    stale.view.facts.reason = "as it was shown before";
    click(stale, "U-ada", true);
    EXPECT_TRUE(life("approver").clicked) << "his click could decide nothing, but he may decide";
    world.holds_lease = true;
    poll();

    EXPECT_TRUE(is<Settled>("guest"));
    EXPECT_TRUE(is<Waiting>("approver"));
    EXPECT_THAT(card_text("approver"), HasSubstr("Not approved automatically: somebody has clicked on it."));
}

TEST_F(Unattended, WhileItIsNotKnownWhoClickedItWaits) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.holds_lease = false;
    raise_now("r1");
    poll();
    world.holds_lease = true;
    auto kept = KeptClick{.key = ClickKey{"k"}, .by = UserId{"U-ada"}, .at = world.clock.moment()};
    const auto pressed = react(life("r1"), Kept{kept}, world.clock.moment());
    EXPECT_EQ(bot->unattended.objection(pressed, world.clock.moment(), true), "somebody has just clicked on it");
    EXPECT_EQ(bot->unattended.objection(life("r1"), world.clock.moment(), true), std::nullopt);
}

TEST_F(Unattended, OpenHoursInBetweenCount) {
    enable();
    at(2, 7, 59);
    world.holds_lease = false;  // nobody answered it in time
    raise_now("r1");
    poll();
    world.holds_lease = true;
    at(2, 8, 30);
    poll();
    at(2, 17, 0);
    poll();
    EXPECT_TRUE(left_to_people("r1"));
    EXPECT_THAT(card_text("r1"), HasSubstr("it was there during business hours, and nobody decided it"));
}

TEST_F(Unattended, OtherFactsUnderTheSameIdAreSeenAnew) {
    enable();
    at(1, 16, 58);
    raise("r1");  // without a time
    poll();
    at(1, 17, 30);
    world.source.waiting.at(RequestId{"r1"}).path = "C:\\other.exe";
    poll();
    EXPECT_TRUE(left_to_people("r1")) << "first seen inside business hours";

    world.holds_lease = false;
    raise_now("r2");
    poll();
    const auto before = facts_first_seen(life("r2"));
    world.source.waiting.at(RequestId{"r2"}).path = "C:\\other.exe";
    poll();
    EXPECT_GT(facts_first_seen(life("r2")).wall, before.wall);
    EXPECT_EQ(life("r2").first_seen, before);
}

/// The list that says so counts as waited for; what it says must count as well.
TEST_F(Unattended, WhatHasChangedAndIsNotStoredYetIsNotApprovedAsItWas) {
    UnattendedPolicy lenient;
    lenient.ratings.emplace_back("unknown");
    policy(lenient);
    enable();
    in_the_evening();
    raise_now("rated");
    world.source.waiting.at(RequestId{"rated"}).rating = "bad";
    raise_now("late");
    poll();
    ASSERT_THAT(card_text("late"), HasSubstr("its rating is waited for"));
    store.refuses = Failure{Trouble::unreachable, "the disk is full"};
    world.source.waiting.at(RequestId{"late"}).rating = "bad";
    world.clock.advance(90s);
    const auto* known = bot->records.find(RequestId{"late"});
    ASSERT_TRUE(known);
    ASSERT_EQ(known->facts.rating, "") << "the list could not be stored";
    EXPECT_THAT(bot->unattended.objection(*known, world.clock.moment(), true).value_or("(it may)"),
                HasSubstr("not stored yet"));
    store.refuses.reset();
    world.clock.advance(90s);
    EXPECT_TRUE(left_to_people("late"));
}

TEST_F(Unattended, OnlyGoodRatingsAreApprovedAndAMissingOneIsWaitedFor) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    const auto rated = [&](const std::string& id, const std::string& rating) {
        auto asked = request(id);
        asked.rating = rating;
        world.source.raise(asked);
    };
    rated("good", "Clean");
    rated("bad", "Suspect");
    raise("late");
    raise("never");
    poll();
    EXPECT_TRUE(is<Settled>("good"));
    EXPECT_TRUE(has_buttons("bad"));
    EXPECT_THAT(card_text("bad"), HasSubstr("it is rated `Suspect`"));
    EXPECT_TRUE(has_buttons("late")) << "people see it meanwhile";
    EXPECT_THAT(card_text("late"), HasSubstr("its rating is waited for"));
    world.source.waiting.at(RequestId{"late"}).rating = "good";
    poll();
    EXPECT_TRUE(is<Settled>("late"));
    poll();
    poll();
    EXPECT_TRUE(is<Waiting>("never"));
    EXPECT_THAT(card_text("never"), HasSubstr("it has no rating, and others have one"));

    restart();
    EXPECT_TRUE(bot->settings.now().rated) << "also when all that were rated are forgotten";
    EXPECT_EQ(bot->unattended.held_by_ratings(), (HeldByRating{.held = 2, .all = 4}));
}

TEST_F(Unattended, TheRuleIsAskedAgainOfAClaimThatWaits) {
    policy({.limit = 1});
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.source.answers.push_back({Accepted{}, true, 10s});
    raise_now("r1");
    world.clock.advance(35s);
    ASSERT_TRUE(is<Submitting>("r1"));
    EXPECT_EQ(bot->unattended.objection(life("r1"), world.clock.moment(), true), std::nullopt)
        << "its own claim is within the limit";
    auto morning = world.clock.moment();
    morning.wall += 12h;
    EXPECT_EQ(bot->unattended.objection(life("r1"), morning, true), "it is inside business hours now");
    morning.wall += 12h;
    EXPECT_THAT(bot->unattended.objection(life("r1"), morning, true).value_or(""), HasSubstr("nobody decided it"))
        << "the next closed period is another one";
}

TEST_F(Unattended, WhenTheStoreCannotBeReadStronglyPeopleDecide) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    store.unreadable = Failure{Trouble::unreachable, "the disk is ill"};
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, AScheduleInAnUnknownZoneApprovesNothing) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.zones.broken = true;
    raise_now("r1");
    poll();
    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, WhatPrivilegeManagerKeepsDecliningIsLeftToPeople) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    for (int i = 0; i < 1'000; ++i) world.source.answers.push_back({Declined{"the role may not approve"}, false});
    raise_now("r1");
    world.clock.advance(1h);

    EXPECT_LE(world.source.told.size(), 3u);
    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_LE(life("r1").ledger.size(), 10u);
}

TEST_F(Unattended, WhatEndedWithoutAConfirmationIsNeverSentAgainByTheSchedule) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    for (int i = 0; i < 50; ++i)
        world.source.answers.push_back({OutcomeUnknown{{Trouble::unreachable, "timed out"}}, false, 30s});
    raise_now("r1");
    world.clock.advance(3min);
    const auto calls = world.source.told.size();
    world.clock.advance(30min);

    EXPECT_GT(calls, 0u);
    EXPECT_EQ(world.source.told.size(), calls);
    EXPECT_TRUE(is<Waiting>("r1"));
    EXPECT_TRUE(has_buttons("r1")) << "people may";
}

TEST_F(Unattended, WhileAnotherBotAnswersForTheSameAppPeopleDecide) {
    world.holds_lease = false;
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    poll();

    EXPECT_TRUE(left_to_people("r1"));
}

TEST_F(Unattended, AChannelRegisteredLaterHearsNothingOfOldApprovals) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    raise_now("r1");
    poll();
    ASSERT_THAT(world.source.decided, SizeIs(1));
    say("U-carol", "C-new", "register");
    world.clock.advance(5s);
    EXPECT_THAT(cards_in("C-new"), IsEmpty());
    raise_now("r2");
    poll();
    EXPECT_THAT(cards_in("C-new"), SizeIs(1));
}

TEST_F(Unattended, AKillAfterTheClaimEndsWithOneApprovalAndOneCard) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    world.source.answers.push_back({NotDelivered{{Trouble::unreachable, "connection refused"}}, false});
    raise_now("r1");
    world.clock.advance(30s);
    restart();
    world.clock.advance(1min);

    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(cards_in("C-ops"), SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved automatically"));
}

}  // namespace privman::testing
