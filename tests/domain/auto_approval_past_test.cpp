// What happened before and what is known of the file: noes, ratings, limits, and how long they are remembered.
#include "tests/domain/auto_approval_fixture.hpp"

namespace privman {
namespace {

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
    with.is_listed = [&](const RequestId& id) { return listed.contains(id); };
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

}  // namespace
}  // namespace privman
