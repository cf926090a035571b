#include "domain/auto_approval.hpp"

#include "tests/domain/zone_help.hpp"
#include "tests/support/life_builder.hpp"
#include "unicode/fold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace privman {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_time::schedule;
using testing_time::spans_of;
using testing_time::utc;

/// A request on a Saturday, to which nothing is wanting; each test spoils one thing.
class AutoApproval : public ::testing::Test {
protected:
    AutoApproval() {
        life.id = request.id = RequestId{"r-1"};
        request.user = R"(CORP\jdoe)";
        request.computer = "LAPTOP-7";
        request.path = R"(C:\Tools\a.exe)";
        request.requested = utc("2026-03-07 12:00");
        life.first_seen = at("2026-03-07 12:00:20");
        stored.enabled = true;
        stored.enabled_at = utc("2026-03-06 20:00");
    }

    static Moment at(const std::string& text) { return {.wall = utc(text), .boot = {}, .boot_id = "boot-1"}; }

    [[nodiscard]] UnattendedFacts facts() const {
        return {.life = life,
                .now = now,
                .fold = fold,
                .past = past,
                .schedule = &stored,
                .hours = &hours,
                .span_at = spans_of(hours.zone),
                .fence = Fence::none,
                .ratings = ratings,
                .limit = 20,
                .limit_computer = 60,
                .remembers_since = utc("2026-01-01 00:00"),
                .read_just_now = true,
                .holds_lease = true};
    }

    /// Another request of the same kind, with its own end.
    testing::LifeBuilder another(const std::string& id) const {
        testing::LifeBuilder builder{id};
        builder.user(request.user).computer(request.computer).path(request.path);
        return builder;
    }
    void approved(unsigned count, WallTime when, const std::string& user, const std::string& computer) {
        for (; count > 0; --count)
            past.learn(testing::LifeBuilder{"yes-" + std::to_string(++made)}
                           .user(user)
                           .computer(computer)
                           .path("C:\\other.exe")
                           .settled(BySchedule{"night"}, testing::yes_for(), when));
    }

    static std::string why_people(const UnattendedFacts& f) {
        const auto answer = may_approve_unattended(f);
        const auto* people = std::get_if<LeaveToPeople>(&answer);
        return people ? people->why : "(approved automatically)";
    }

    void expect_people(const UnattendedFacts& f, const char* why) const { EXPECT_THAT(why_people(f), HasSubstr(why)); }
    void expect_approved(const UnattendedFacts& f) const {
        const auto answer = may_approve_unattended(f);
        EXPECT_TRUE(std::holds_alternative<ApproveAutomatically>(answer)) << why_people(f);
    }

    Life life;
    ElevationRequest& request = life.facts;
    const Fold fold = unicode::fold;
    PastDecisions past{fold};
    std::vector<std::string> ratings{"clean", "good"};
    unsigned made = 0;
    StoredSchedule stored;
    BusinessHours hours = schedule("mon-fri 08:00-17:00 America/Chicago");
    WallTime now = utc("2026-03-07 12:00:21");
};

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

// --- N3: a no stays a no

TEST_F(AutoApproval, WhatAPersonDeniedIsLeftToPeopleForSevenDays) {
    now = utc("2026-03-07 12:00:21");
    const auto denied = [&](WallTime when) {
        past.learn(another("no").settled(testing::person("U1"), testing::no(), when));
    };
    denied(now - no_stays);
    expect_people(facts(), "denied");
    denied(now - no_stays - 1ms);
    expect_approved(facts());
}

TEST_F(AutoApproval, WhoAsksAgainIsRecognisedHoweverHeIsSpelled) {
    past.learn(another("no").user("corp\\JDOE").settled(testing::person("U1"), testing::no(), now - 1h));
    for (const auto* user : {R"(CORP\jdoe)", "jdoe@corp.example", "OTHER\\jdoe", "JDoe", " jdoe "}) {
        request.user = user;
        EXPECT_THAT(why_people(facts()), HasSubstr("denied")) << user;
    }
    request.user = "CORP\\jroe";
    expect_approved(facts());
}

TEST_F(AutoApproval, TheFileIsRecognisedByItsHashAndByItsPath) {
    Life no = another("no").settled(testing::person("U1"), testing::no(), now - 1h);
    no.facts.hash = "ABC123";
    past.learn(no);
    request.hash = "abc123";
    request.path = R"(D:\elsewhere\b.exe)";
    expect_people(facts(), "denied");
    request.hash = "def456";
    expect_approved(facts());
    request.path = R"(c:\TOOLS\A.EXE)";
    expect_people(facts(), "denied");
    request.hash = "";
    expect_people(facts(), "denied");
    for (const auto* other : {R"(\\?\C:\Tools\.\a.exe)", R"(C:/Tools//A.exe.)", R"(C:\TOOLS~1\a.exe)", "a.exe"}) {
        request.path = other;
        EXPECT_THAT(why_people(facts()), HasSubstr("denied")) << other;
    }
    request.path = R"(C:\Tools\b.exe)";
    expect_approved(facts());
}

TEST_F(AutoApproval, ANoCountsWhateverCameOfIt) {
    const auto claim = testing::claim_by(testing::person("U1"), testing::no());
    const Life waiting = another("no");
    const auto moment = [&](Millis ago) { return Moment{.wall = now - ago, .boot = {}, .boot_id = "boot-1"}; };
    auto life_of_no = react(waiting, Claimed{claim}, moment(1h));
    for (const Happening& end : {Happening{Confirmed{}}, Happening{Refused{"no such role"}}, Happening{NotSent{"down"}},
                                 Happening{OutOfTime{}}, Happening{DecidedElsewhere{}}}) {
        past.learn(react(life_of_no, end, moment(50min)));
        EXPECT_THAT(why_people(facts()), HasSubstr("denied")) << end.index();
    }
    past.forget(RequestId{"no"});
    expect_approved(facts());
}

TEST_F(AutoApproval, APersonsYesIsNoNo) {
    past.learn(another("yes").settled(testing::person("U1"), testing::yes_for(), now - 1h));
    expect_approved(facts());
}

TEST_F(AutoApproval, WhatWentAwayIsANoForTheClosedPeriodThatRunsOrComesNext) {
    struct Row {
        const char* gone;
        const char* now;
        bool held;
    };
    const Row rows[] = {
        {"2026-03-02 22:58", "2026-03-02 23:01", true},   // 16:58, asked again at 17:01
        {"2026-03-02 14:00", "2026-03-02 23:01", true},   // in the morning, for the coming night
        {"2026-03-02 13:59", "2026-03-02 23:01", false},  // at night, for that night only
        {"2026-03-02 13:58", "2026-03-02 13:59", true},
        {"2026-03-02 23:05", "2026-03-03 13:00", true},
        {"2026-03-02 23:05", "2026-03-03 23:30", false},
        {"2026-03-06 22:00", "2026-03-09 12:00", true},  // Friday, for the weekend
        {"2026-03-06 13:59", "2026-03-08 12:00", false},
    };
    stored.enabled_at = utc("2026-03-01 00:00");
    for (const auto& row : rows) {
        now = utc(row.now);
        request.requested = now - 20s;
        life.first_seen = {.wall = now - 1s, .boot = {}, .boot_id = "boot-1"};
        past.learn(another("gone").gone(utc(row.gone)));
        EXPECT_EQ(why_people(facts()).contains("decided elsewhere, or withdrawn, since"), row.held)
            << row.gone << " at " << row.now << ": " << why_people(facts());
    }
}

TEST_F(AutoApproval, WhatCameBackWentAwayAllTheSame) {
    auto other = react(another("flapped").build(), Missing{}, at("2026-03-07 11:00"));
    past.learn(react(other, Listed{other.facts}, at("2026-03-07 11:10")));
    expect_people(facts(), "decided elsewhere, or withdrawn");
}

TEST_F(AutoApproval, WhatTheLatestListLacksMayHaveBeenDeniedAMomentAgo) {
    past.learn(another("other"));
    std::set<RequestId> listed{request.id, RequestId{"other"}};
    auto with = facts();
    with.listed = &listed;
    expect_approved(with);
    listed.erase(RequestId{"other"});
    expect_people(with, "just been decided elsewhere");
}

// --- N4: ratings

TEST_F(AutoApproval, OnlyTheseRatingsAreApproved) {
    struct Row {
        const char* rating;
        bool approved;
    };
    for (const auto& [rating, approved] :
         {Row{"Clean", true}, Row{"GOOD", true}, Row{" clean ", true}, Row{"Suspect", false}, Row{"Malicious", false},
          Row{"Bad", false}, Row{"Unknown", false}, Row{"clean?", false}, Row{"unclean", false}}) {
        request.rating = rating;
        EXPECT_EQ(why_people(facts()).contains("is rated"), !approved) << rating << ": " << why_people(facts());
    }
}

TEST_F(AutoApproval, AnInstanceThatNeverRatesHasRequestsWithoutRating) {
    request.rating = " ";
    expect_approved(facts());
}

TEST_F(AutoApproval, AMissingRatingIsWaitedForAndThenUnknown) {
    auto rates = facts();
    rates.instance_rates = true;
    expect_people(rates, "waited for");
    rates.rating_was_waited_for = true;
    expect_people(rates, "no rating");
    ratings.emplace_back("Unknown");
    rates.ratings = ratings;
    expect_approved(rates);
    rates.rating_was_waited_for = false;
    expect_people(rates, "waited for");
}

// --- N7: limits

TEST_F(AutoApproval, StopsAtTheLimitOfARequester) {
    approved(19, now - 1h, request.user, "ELSEWHERE");
    expect_approved(facts());
    approved(1, now - 1h, "corp\\JDoe", "ELSEWHERE");
    expect_people(facts(), "the requester has reached the limit of 20");
    auto none = facts();
    none.limit = 0;
    expect_people(none, "limit of 0");
}

TEST_F(AutoApproval, StopsAtTheLimitOfAComputer) {
    approved(59, now - 1h, "CORP\\other", request.computer);
    expect_approved(facts());
    approved(1, now - 1h, "CORP\\third", "laptop-7");
    expect_people(facts(), "the computer has reached the limit of 60");
}

TEST_F(AutoApproval, ALimitCountsADayOfOneClosedPeriod) {
    now = utc("2026-03-08 22:30");  // Sunday; people left on Friday at 23:00
    life.first_seen = at("2026-03-08 22:29");
    request.requested.reset();
    approved(20, now - limit_counts - 1ms, request.user, "ELSEWHERE");
    expect_approved(facts());
    approved(20, now - limit_counts, request.user, "ELSEWHERE");
    expect_people(facts(), "limit of 20");

    now = utc("2026-03-10 00:00");  // Monday evening
    life.first_seen = at("2026-03-09 23:59");
    past = PastDecisions{fold};
    approved(20, utc("2026-03-09 12:59"), request.user, "ELSEWHERE");
    expect_approved(facts());
}

TEST_F(AutoApproval, WhatMayHaveBeenApprovedCounts) {
    auto claim = testing::claim_by(BySchedule{"night"});
    claim.since.wall = now - 1h;
    auto one = facts();
    one.limit = 1;
    past.learn(another("u").unconfirmed(claim, true).path("C:\\other.exe"));
    expect_people(one, "limit of 1");
    past.learn(another("u").submitting(claim).path("C:\\other.exe"));
    expect_people(one, "limit of 1");
}

TEST_F(AutoApproval, ItsOwnClaimIsNoneOfTheOthers) {
    auto claim = testing::claim_by(BySchedule{"night"});
    claim.since.wall = now;
    life.stage = Submitting{claim};
    past.learn(life);
    auto one = facts();
    one.limit = one.limit_computer = 1;
    expect_approved(one);
}

TEST_F(AutoApproval, WithoutTheMemoryOfThisPeriodTheLimitsAreAQuarter) {
    auto lost = facts();
    lost.remembers_since = utc("2026-03-06 23:00");
    approved(19, now - 1h, request.user, "ELSEWHERE");
    expect_approved(lost);
    lost.remembers_since = utc("2026-03-06 23:00") + 1ms;
    expect_people(lost, "limit of 5 automatic approvals (a quarter");
    lost.remembers_since.reset();
    expect_people(lost, "limit of 5");
    past = PastDecisions{fold};
    approved(15, now - 1h, "CORP\\other", request.computer);
    expect_people(lost, "the computer has reached the limit of 15");

    for (const auto& [limit, quarter] : {std::pair{0u, 0u}, {1u, 1u}, {2u, 1u}, {4u, 1u}, {5u, 2u}, {20u, 5u}})
        EXPECT_EQ(limit_without_memory(limit), quarter) << limit;
}

// --- what must outlive KEEP_DECIDED

TEST_F(AutoApproval, WhatARuleStillCountsIsKept) {
    now = utc("2026-03-08 22:30");  // Sunday; people left on Friday at 23:00
    const auto kept = [&](const Life& other) { return still_counts(other, now, &hours, spans_of(hours.zone)); };
    const auto no = [&](Millis ago) {
        return another("x").settled(testing::person("U1"), testing::no(), now - ago).build();
    };
    const auto yes = [&](Millis ago) {
        return another("x").settled(BySchedule{"n"}, testing::yes_for(), now - ago).build();
    };
    EXPECT_TRUE(kept(no(no_stays)));
    EXPECT_FALSE(kept(no(no_stays + 1ms)));
    EXPECT_TRUE(kept(another("x").gone(now - no_stays)));
    EXPECT_FALSE(kept(another("x").gone(now - no_stays - 1ms)));
    EXPECT_TRUE(kept(yes(47h)));
    EXPECT_FALSE(kept(yes(48h)));
    EXPECT_FALSE(kept(another("x").settled(testing::person("U1"), testing::yes_for(), now - 1h)));

    now = utc("2026-03-09 15:00");  // Monday, people are there
    EXPECT_TRUE(kept(yes(24h)));
    EXPECT_FALSE(kept(yes(24h + 1ms)));

    hours = schedule("mon 08:00-08:30 America/Chicago");
    now = utc("2026-03-16 12:59");  // Monday; people were there last a week ago, at 13:00
    EXPECT_TRUE(kept(another("x").gone(utc("2026-03-09 13:00"))));
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
