#include "domain/auto_approval.hpp"

#include "tests/domain/zone_help.hpp"
#include "unicode/fold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
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
        request.id = RequestId{"r-1"};
        request.user = R"(CORP\jdoe)";
        request.computer = "LAPTOP-7";
        request.path = R"(C:\Tools\a.exe)";
        request.requested = utc("2026-03-07 12:00");
        stored.enabled = true;
        stored.enabled_at = utc("2026-03-06 20:00");
    }

    [[nodiscard]] UnattendedFacts facts() const {
        return {.request = request,
                .first_seen = first_seen,
                .now = now,
                .fold = fold,
                .schedule = &stored,
                .hours = &hours,
                .span_at = spans_of(hours.zone),
                .approved_in_period = 3,
                .limit = 20,
                .read_just_now = true,
                .holds_lease = true};
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

    Fold fold = unicode::fold;
    ElevationRequest request;
    StoredSchedule stored;
    BusinessHours hours = schedule("mon-fri 08:00-17:00 America/Chicago");
    WallTime first_seen = utc("2026-03-07 12:00:20");
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
    first_seen = utc("2026-03-06 15:00");
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
    stored.enabled_at = first_seen;
    expect_people(facts(), "before automatic approval was enabled");
    stored.enabled_at = first_seen - 1ms;
    request.requested = *stored.enabled_at - 2s;
    expect_people(facts(), "asked for before automatic approval was enabled");
    request.requested = first_seen;
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
    const auto rules = parse_patterns(R"(policy=x | c:\tools\*)").value();
    auto with = facts();
    with.except = rules;
    expect_people(with, "always wait for people");
    // Channels do not see which rules there are.
    EXPECT_THAT(why_people(with), Not(HasSubstr("tools")));
    request.path = R"(\\laptop-7\c$\Tools\a.exe)";
    expect_people(with, "always wait for people");
    request.path = R"(C:\Other\a.exe)";
    expect_approved(with);
}

TEST_F(AutoApproval, LeavesToPeopleWhatNeedsTwoOfThem) {
    const auto rules = parse_patterns("*.exe").value();
    auto with = facts();
    with.two_person = rules;
    expect_people(with, "two approvers");
}

TEST_F(AutoApproval, KeepsAwayFromWhatSomebodyClickedOn) {
    auto touched = facts();
    touched.clicked = true;
    expect_people(touched, "clicked");
}

TEST_F(AutoApproval, StopsAtTheLimitOfARequester) {
    auto many = facts();
    many.approved_in_period = 19;
    expect_approved(many);
    many.approved_in_period = 20;
    expect_people(many, "limit of 20");
    many.limit = 0;
    many.approved_in_period = 0;
    expect_people(many, "limit of 0");
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
    first_seen = now + clock_disagreement + 1ms;
    expect_people(facts(), "first seen in the future");
}

TEST_F(AutoApproval, IsExactInTheHourThatComesTwice) {
    hours = schedule("sun 01:00-01:30 America/New_York");
    stored.enabled_at = utc("2026-10-31 00:00");
    request.requested = utc("2026-11-01 05:40");
    first_seen = now = utc("2026-11-01 05:45");
    expect_approved(facts());
    now = utc("2026-11-01 06:00");
    expect_people(facts(), "now");
}

TEST_F(AutoApproval, IsExactInTheHourThatIsSkipped) {
    hours = schedule("sun 02:00-03:30 America/New_York");
    request.requested = utc("2026-03-08 06:59");
    first_seen = now = utc("2026-03-08 07:00") - 1ms;
    expect_approved(facts());
    now = utc("2026-03-08 07:00");
    expect_people(facts(), "now");
}

}  // namespace
}  // namespace privman
