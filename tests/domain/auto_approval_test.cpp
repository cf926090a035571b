#include "domain/auto_approval.hpp"

#include "tests/domain/auto_approval_fixture.hpp"

namespace privman {
namespace {

TEST_F(AutoApproval, ApprovesOutsideBusinessHoursAndSaysTheRule) {
    const auto answer = may_approve_unattended(facts());
    ASSERT_TRUE(std::holds_alternative<ApproveAutomatically>(answer));
    EXPECT_EQ(std::get<ApproveAutomatically>(answer).because,
              "outside business hours (Mon–Fri 08:00–17:00 America/Chicago)");
}

TEST_F(AutoApproval, LeavesToPeopleWhatWasSubmittedInsideBusinessHours) {
    request.requested = utc("2026-03-06 22:59");
    expect_people(facts(), "submitted inside business hours");
}

TEST_F(AutoApproval, LeavesToPeopleWhatTheyCanDecideByNow) {
    now = utc("2026-03-09 13:00");
    expect_people(facts(), "inside business hours now");
}

TEST_F(AutoApproval, IsExactOnBothSidesOfOpeningTime) {
    now = utc("2026-03-09 13:00") - 1ms;
    expect_approved(facts());
    now = utc("2026-03-09 13:00");
    expect_people(facts(), "now");
}

TEST_F(AutoApproval, TakesTheFirstSightForARequestWithoutATime) {
    request.requested.reset();
    request.requested_text = "3/7/2026 6:00 AM";
    expect_approved(facts());
    stored.enabled_at = utc("2026-03-01 00:00");
    life.first_seen = at("2026-03-06 15:00");
    expect_people(facts(), "submitted inside business hours");
}

TEST_F(AutoApproval, LeavesEverythingToPeopleWithoutASchedule) {
    auto without = facts();
    without.schedule = nullptr;
    expect_people(without, "no schedule");
}

TEST_F(AutoApproval, LeavesEverythingToPeopleUntilEnabled) {
    stored.enabled = false;
    expect_people(facts(), "off");
}

TEST_F(AutoApproval, DoesNotBelieveAnEnableWithoutItsMoment) {
    stored.enabled_at.reset();
    expect_people(facts(), "since when");
}

TEST_F(AutoApproval, LeavesToPeopleWhatWasThereBeforeTheLastEnable) {
    stored.enabled_at = life.first_seen.wall;
    expect_people(facts(), "before automatic approval was enabled");
    stored.enabled_at = life.first_seen.wall - 1ms;
    request.requested = *stored.enabled_at - 2s;
    expect_people(facts(), "asked for before automatic approval was enabled");
    request.requested = life.first_seen.wall;
    expect_approved(facts());
}

TEST_F(AutoApproval, ApprovesNothingWithAScheduleThatCannotBeRead) {
    auto unread = facts();
    unread.hours = nullptr;
    expect_people(unread, "cannot be read");
    hours.hours.clear();
    expect_people(facts(), "cannot be read");
}

TEST_F(AutoApproval, ApprovesNothingWhenTheZoneIsNotKnown) {
    auto lost = facts();
    lost.span_at = [](WallTime) { return std::optional<ZoneSpan>{}; };
    expect_people(lost, "time zone");
    lost.span_at = nullptr;
    expect_people(lost, "time zone");
    lost.span_at = spans_of("Nowhere/Land");
    expect_people(lost, "time zone");
}

TEST_F(AutoApproval, ApprovesNothingWhenTheZoneIsKnownForOneOfTheTwoMomentsOnly) {
    now = utc("2026-03-07 13:00");
    auto half = facts();
    half.span_at = [this](WallTime when) { return when == now ? std::nullopt : spans_of("America/Chicago")(when); };
    expect_people(half, "time zone");
}

TEST_F(AutoApproval, DoesNotBelieveASpanThatDoesNotHoldItsMoment) {
    auto wrong = facts();
    wrong.span_at = [](WallTime when) { return ZoneSpan{when + 1ms, when + 1h, 0s}; };
    expect_people(wrong, "time zone");
}

TEST_F(AutoApproval, NeedsAccountComputerAndPath) {
    for (auto* fact : {&request.user, &request.computer, &request.path}) {
        const auto kept = std::exchange(*fact, "");
        EXPECT_THAT(why_people(facts()), HasSubstr("is not known"));
        *fact = " \t";
        EXPECT_THAT(why_people(facts()), HasSubstr("is not known"));
        *fact = kept;
    }
    expect_approved(facts());
}

TEST_F(AutoApproval, LeavesExceptionsToPeople) {
    const Fences fences{parse_patterns(R"(policy=x | c:\tools\*)").value(), {}, fold};
    const auto fenced = [&] {
        auto with = facts();
        with.fence = fences.around(request);
        return with;
    };
    expect_people(fenced(), "always wait for people");
    // Channels do not see which rules there are.
    EXPECT_THAT(why_people(fenced()), Not(HasSubstr("tools")));
    request.path = R"(\\laptop-7\c$\Tools\a.exe)";
    expect_people(fenced(), "always wait for people");
    request.path = R"(C:\Other\a.exe)";
    expect_approved(fenced());
}

TEST_F(AutoApproval, LeavesToPeopleWhatNeedsTwoOfThem) {
    const Fences fences{{}, parse_patterns("*.exe").value(), fold};
    auto with = facts();
    with.fence = fences.around(request);
    expect_people(with, "two approvers");
}

TEST_F(AutoApproval, WhatNobodyHeldAgainstTheRulesIsLeftToPeople) {
    auto with = facts();
    with.fence = {};
    expect_people(with, "always wait for people");
}

TEST_F(AutoApproval, KeepsAwayFromWhatSomebodyClickedOn) {
    life.clicked = true;
    expect_people(facts(), "clicked");
}

TEST_F(AutoApproval, WaitsWhileItIsNotKnownWhoClicked) {
    KeptClick click;
    click.key = ClickKey{"k"};
    life.clicks.push_back(click);
    expect_people(facts(), "just clicked");
    life.clicks.front().turned_down = true;
    expect_approved(facts());
}

// --- N1: one closed period

TEST_F(AutoApproval, BusinessHoursInBetweenCount) {
    struct Row {
        const char* what;
        std::optional<const char*> submitted;
        const char* first_seen;
        std::optional<const char*> facts_since;
        const char* now;
        const char* why;  ///< empty: approved
    };
    // Chicago: people are there from 14:00 to 23:00 UTC in winter, Monday to Friday. 2026-03-02 is a Monday.
    const Row rows[] = {
        {"a second before opening, then the next evening",
         "2026-03-03 13:59:58",
         "2026-03-03 13:59:59",
         {},
         "2026-03-03 23:00:05",
         "nobody decided"},
        {"the evening before, seen then",
         "2026-03-02 23:30",
         "2026-03-02 23:31",
         {},
         "2026-03-03 23:30",
         "nobody decided"},
        {"the evening before, seen only now",
         "2026-03-02 23:30",
         "2026-03-03 23:29",
         {},
         "2026-03-03 23:30",
         "nobody decided"},
        {"no time, seen the evening before", {}, "2026-03-02 23:31", {}, "2026-03-03 23:30", "nobody decided"},
        {"this evening, seen this evening", "2026-03-03 23:30", "2026-03-03 23:31", {}, "2026-03-04 13:59:59", ""},
        {"no time, seen this evening", {}, "2026-03-03 23:31", {}, "2026-03-04 00:00", ""},
        {"the first moment of the period", "2026-03-03 23:00", "2026-03-03 23:00", {}, "2026-03-03 23:00", ""},
        {"Friday evening, on Sunday", "2026-03-06 23:00", "2026-03-06 23:00:01", {}, "2026-03-08 20:00", ""},
        {"Friday evening, on Monday evening",
         "2026-03-06 23:00",
         "2026-03-06 23:00:01",
         {},
         "2026-03-09 22:30",
         "nobody decided"},
        {"seen inside business hours with a clock that runs ahead",
         "2026-03-03 23:00:01",
         "2026-03-03 22:59:59",
         {},
         "2026-03-03 23:00:02",
         "first seen inside"},
        {"other facts this evening, submitted this evening", "2026-03-03 23:10", "2026-03-03 23:11", "2026-03-04 01:00",
         "2026-03-04 01:00", ""},
        {"other facts this evening, submitted the evening before", "2026-03-02 23:10", "2026-03-02 23:11",
         "2026-03-03 23:30", "2026-03-03 23:30", "nobody decided"},
        {"other facts during the day", "2026-03-03 23:10", "2026-03-03 23:11", "2026-03-03 22:59", "2026-03-03 23:30",
         "changed inside"},
        {"other facts in the evening before the last", "2026-03-03 23:10", "2026-03-03 23:11", "2026-03-02 23:30",
         "2026-03-03 23:30", "nobody decided"},
    };
    stored.enabled_at = utc("2026-03-01 00:00");
    for (const auto& row : rows) {
        request.requested = row.submitted ? std::optional{utc(*row.submitted)} : std::nullopt;
        life.first_seen = at(row.first_seen);
        life.facts_since = row.facts_since ? std::optional{at(*row.facts_since)} : std::nullopt;
        now = utc(row.now);
        if (std::string_view{row.why}.empty())
            EXPECT_EQ(why_people(facts()), "(approved automatically)") << row.what;
        else
            EXPECT_THAT(why_people(facts()), HasSubstr(row.why)) << row.what;
    }
}

TEST_F(AutoApproval, OtherFactsAreNoNewRequestAfterEnabling) {
    stored.enabled_at = utc("2026-03-07 12:00:19");
    request.requested.reset();
    life.facts_since = at("2026-03-07 12:00:20");
    expect_approved(facts());
    life.first_seen = at("2026-03-07 12:00:18");
    expect_people(facts(), "before automatic approval was enabled");
}

TEST_F(AutoApproval, PeopleAreToldWhyOnlyWhenNobodyIsThere) {
    life.clicked = true;
    const auto left = std::get<LeaveToPeople>(may_approve_unattended(facts()));
    EXPECT_EQ(left.period, (ClosedPeriod{utc("2026-03-06 23:00"), utc("2026-03-09 13:00")}));
    now = utc("2026-03-09 13:00");
    EXPECT_FALSE(std::get<LeaveToPeople>(may_approve_unattended(facts())).period);
    now = utc("2026-03-07 12:00:21");
    stored.enabled = false;
    EXPECT_FALSE(std::get<LeaveToPeople>(may_approve_unattended(facts())).period);
}

TEST_F(AutoApproval, NeedsAStrongReadingAndTheLease) {
    auto blind = facts();
    blind.read_just_now = false;
    expect_people(blind, "could not be read just now");
    auto second = facts();
    second.holds_lease = false;
    expect_people(second, "another bot");
}

TEST_F(AutoApproval, DoesNotBelieveARequestFromTheFuture) {
    request.requested = now + clock_disagreement;
    expect_approved(facts());
    request.requested = now + clock_disagreement + 1ms;
    expect_people(facts(), "dated in the future");
}

TEST_F(AutoApproval, DoesNotBelieveAFirstSightFromTheFuture) {
    life.first_seen.wall = now + clock_disagreement + 1ms;
    expect_people(facts(), "first seen in the future");
}

TEST_F(AutoApproval, IsExactInTheHourThatComesTwice) {
    hours = schedule("sun 01:00-01:30 America/New_York");
    stored.enabled_at = utc("2026-10-31 00:00");
    request.requested = utc("2026-11-01 05:40");
    life.first_seen = at("2026-11-01 05:45");
    now = utc("2026-11-01 05:45");
    expect_approved(facts());
    now = utc("2026-11-01 06:00");
    expect_people(facts(), "now");
}

TEST_F(AutoApproval, IsExactInTheHourThatIsSkipped) {
    hours = schedule("sun 02:00-03:30 America/New_York");
    request.requested = utc("2026-03-08 06:59");
    life.first_seen = at("2026-03-08 06:59:30");
    now = utc("2026-03-08 07:00") - 1ms;
    expect_approved(facts());
    now = utc("2026-03-08 07:00");
    expect_people(facts(), "now");
}

}  // namespace
}  // namespace privman
