// A request to which nothing is wanting, and the one rule it is held against.
#pragma once

#include "domain/auto_approval.hpp"
#include "tests/domain/zone_help.hpp"
#include "tests/support/life_builder.hpp"
#include "unicode/fold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace privman {

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

}  // namespace privman
