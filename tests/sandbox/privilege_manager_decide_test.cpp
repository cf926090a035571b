#include "tests/sandbox/privilege_manager_at_hand.hpp"

namespace privman::sandbox::test {
namespace {

TEST(PrivilegeManagerDecide, AnApprovalIsKeptWithMinutesCommentAndMoment) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto id = pm.raise();
    pm.clock.advance(2'000);
    EXPECT_EQ(
        pm.decide(
              {{"RequestId", id}, {"Response", "Approve"}, {"Duration", 15}, {"Comment", "Approved in Slack by @sam"}})
            .status,
        200u);
    const auto request = pm.only_request();
    EXPECT_EQ(request.at("status"), "approved");
    EXPECT_EQ(request.at("calls"), 1);
    EXPECT_EQ(request.at("decision"), json::parse(R"({"response":"approve","one_time":false,"minutes":15,"seconds":900,
        "comment":"Approved in Slack by @sam","by":"api","at_ms":1738332302000})"));
}

TEST(PrivilegeManagerDecide, WithoutADurationAnApprovalIsOneTime) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto id = pm.raise();
    EXPECT_EQ(pm.decide({{"RequestId", id}, {"Response", "Approve"}, {"Comment", "x"}}).status, 200u);
    const auto decision = pm.only_request().at("decision");
    EXPECT_EQ(decision.at("one_time"), true);
    EXPECT_TRUE(decision.at("minutes").is_null());
}

TEST(PrivilegeManagerDecide, ADenialIsKeptWithItsComment) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto id = pm.raise();
    EXPECT_EQ(pm.decide({{"RequestId", id}, {"Response", "Deny"}, {"Comment", "not today"}}).status, 200u);
    EXPECT_EQ(pm.only_request().at("status"), "denied");
    EXPECT_EQ(pm.only_request().at("decision").at("comment"), "not today");
}

TEST(PrivilegeManagerDecide, BracesAndCaseOfAnIdDoNotMatter) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.raise({{"id", "85000000-0000-4000-8000-0000000000aa"}});
    EXPECT_EQ(pm.decide({{"RequestId", "{85000000-0000-4000-8000-0000000000AA}"}, {"Response", "Deny"}}).status, 200u);
}

TEST(PrivilegeManagerDecide, TheSecondDecisionIsAConflictAndChangesNothing) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto id = pm.raise();
    pm.decide({{"RequestId", id}, {"Response", "Approve"}, {"Duration", 15}});
    const auto response = pm.decide({{"RequestId", id}, {"Response", "Deny"}});
    EXPECT_EQ(response.status, 409u);
    EXPECT_NE(json::parse(response.body).at("Messages").at(0).as_string().find("already been decided"),
              json::string::npos);
    EXPECT_EQ(pm.only_request().at("status"), "approved");
    EXPECT_EQ(pm.only_request().at("calls"), 2);
}

TEST(PrivilegeManagerDecide, AnUnknownIdIsNotFound) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    EXPECT_EQ(pm.decide({{"RequestId", "nobody"}, {"Response", "Deny"}}).status, 404u);
}

TEST(PrivilegeManagerDecide, WhatTheConsoleDecidedIsAConflict) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto id = pm.raise();
    pm.control("decide", {{"id", id}, {"response", "approve"}, {"minutes", 60}});
    EXPECT_EQ(pm.decide({{"RequestId", id}, {"Response", "Approve"}}).status, 409u);
    EXPECT_EQ(pm.only_request().at("decision").at("by"), "console");
    EXPECT_EQ(pm.only_request().at("decision").at("minutes"), 60);
}

class StrangeDecisions : public ::testing::TestWithParam<std::string_view> {};

TEST_P(StrangeDecisions, AreRefusedAndDecideNothing) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.raise({{"id", "r1"}});
    EXPECT_EQ(pm.post("/services/api/v1/approval/approve", std::string{GetParam()}).status, 400u);
    EXPECT_EQ(pm.only_request().at("status"), "pending");
    EXPECT_TRUE(pm.last_call().contains("error"));
}

INSTANTIATE_TEST_SUITE_P(
    Bodies, StrangeDecisions,
    ::testing::Values(
        "", "nonsense", "[]", "{}", R"({"RequestId":"r1"})", R"({"Response":"Approve"})",
        R"({"RequestId":"r1","Response":"approve"})",  // not the profile's word
        R"({"RequestId":"r1","Response":"Approve","Duration":"soon"})",
        R"({"RequestId":"r1","Response":"Approve","Duration":0})",  // zero is not how this one says One Time
        R"({"RequestId":"r1","Response":"Approve","Duration":null})",
        R"({"RequestId":"r1","Response":"Approve","Duration":-5})",
        R"({"RequestId":"r1","Response":"Approve","Duration":1.5})",
        R"({"RequestId":"r1","Response":"Approve","Minutes":15})",
        R"({"RequestId":"r1","Response":"Deny","Duration":15})"));

TEST(PrivilegeManagerDecide, AnotherContentTypeIsRefused) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto id = pm.raise();
    EXPECT_EQ(pm.post("/services/api/v1/approval/approve",
                      json::serialize(json::object{{"RequestId", id}, {"Response", "Deny"}}), "text/plain")
                  .status,
              400u);
}

TEST(PrivilegeManagerDecide, EveryCallIsInTheJournalAsItCame) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto id = pm.raise();
    const std::string body = R"({ "RequestId":")" + id + R"(", "Response":"Approve","Duration":30, "Comment":"c" })";
    pm.post("/services/api/v1/approval/approve", body);
    const auto entry = pm.last_call();
    EXPECT_EQ(entry.at("call"), "decide");
    EXPECT_EQ(entry.at("status"), 200);
    EXPECT_EQ(entry.at("body"), json::value(body));
    EXPECT_EQ(entry.at("minutes"), 30);
    EXPECT_EQ(entry.at("comment"), "c");
    EXPECT_EQ(entry.at("at_ms"), start_ms);
}

TEST(PrivilegeManagerDecide, SucceedsTheWayTheProfileWantsToSeeIt) {
    PrivilegeManagerAtHand pm{
        R"({"success": {"statuses": [202], "test": {"pointer": "/Data/Accepted", "equals": "yes"}}})"};
    pm.log_in();
    const auto id = pm.raise();
    const auto response = pm.decide({{"RequestId", id}, {"Response", "Deny"}});
    EXPECT_EQ(response.status, 202u);
    EXPECT_EQ(json::parse(response.body).at("Data").at("Accepted"), "yes");
}

/// A profile whose approval says all that can be said about time.
std::string everything_in_the_body(std::string_view rules) {
    const std::string unit = rules.contains("value+unit") ? R"("Unit":"{durationUnit}",)" : "";
    return R"({"approve":{"body":{"Id":"{id}","Word":"{response}","Duration":"{duration}",)" + unit +
           R"("Once":"{oneTime}"}},)" + R"("deny":{"body":{"Id":"{id}","Word":"{response}"}},)" + std::string{rules} +
           "}";
}

struct TimeCase {
    std::string_view name, rules, time;  ///< `time`: the members of the approval's body
    std::int64_t seconds;                ///< 0: one time
};

class DurationEncodings : public ::testing::TestWithParam<TimeCase> {};

TEST_P(DurationEncodings, AreReadExactly) {
    const auto& [name, rules, time, seconds] = GetParam();
    PrivilegeManagerAtHand pm{everything_in_the_body(rules)};
    pm.log_in();
    pm.raise({{"id", "r1"}});
    const auto response =
        pm.post("/services/api/v1/approval/approve", R"({"Id":"r1","Word":"Approve",)" + std::string{time} + "}");
    ASSERT_EQ(response.status, 200u) << response.body;
    const auto decision = pm.only_request().at("decision").as_object();
    EXPECT_EQ(decision.at("one_time").as_bool(), seconds == 0);
    if (seconds != 0) EXPECT_EQ(decision.at("seconds"), seconds);
}

INSTANTIATE_TEST_SUITE_P(
    All, DurationEncodings,
    ::testing::Values(
        TimeCase{"minutes", R"("duration":{"encoding":"minutes"})", R"("Duration":90,"Once":false)", 5'400},
        TimeCase{"hours", R"("duration":{"encoding":"hours"})", R"("Duration":4,"Once":false)", 14'400},
        TimeCase{"seconds", R"("duration":{"encoding":"seconds"})", R"("Duration":90,"Once":false)", 90},
        TimeCase{"timespan", R"("duration":{"encoding":"timespan"})", R"("Duration":"00:15:00","Once":false)", 900},
        TimeCase{"timespan_with_days", R"("duration":{"encoding":"timespan"})",
                 R"("Duration":"1.02:00:00","Once":false)", 93'600},
        TimeCase{"iso8601", R"("duration":{"encoding":"iso8601"})", R"("Duration":"PT15M","Once":false)", 900},
        TimeCase{"iso8601_mixed", R"("duration":{"encoding":"iso8601"})", R"("Duration":"P1DT2H30M","Once":false)",
                 95'400},
        TimeCase{"value_and_minutes", R"("duration":{"encoding":"value+unit","minutesWord":"min","hoursWord":"hour"})",
                 R"("Duration":30,"Unit":"min","Once":false)", 1'800},
        TimeCase{"value_and_hours", R"("duration":{"encoding":"value+unit","minutesWord":"min","hoursWord":"hour"})",
                 R"("Duration":8,"Unit":"hour","Once":false)", 28'800},
        TimeCase{"once_omitted", R"("oneTime":{"encoding":"omit"})", R"("Once":true)", 0},
        TimeCase{"once_null", R"("oneTime":{"encoding":"null"})", R"("Duration":null,"Once":true)", 0},
        TimeCase{"once_zero", R"("oneTime":{"encoding":"zero"})", R"("Duration":0,"Once":true)", 0},
        TimeCase{"once_zero_timespan", R"("oneTime":{"encoding":"zero"},"duration":{"encoding":"timespan"})",
                 R"("Duration":"00:00:00","Once":true)", 0},
        TimeCase{"once_boolean", R"("oneTime":{"encoding":"boolean"})", R"("Once":true)", 0},
        TimeCase{"once_word", R"("oneTime":{"encoding":"word","word":"OneTime"})",
                 R"("Duration":"OneTime","Once":true)", 0}),
    [](const auto& info) { return std::string{info.param.name}; });

struct WrongTime {
    std::string_view name, rules, time;
};

class WrongDurations : public ::testing::TestWithParam<WrongTime> {};

TEST_P(WrongDurations, AreRefused) {
    const auto& [name, rules, time] = GetParam();
    PrivilegeManagerAtHand pm{everything_in_the_body(rules)};
    pm.log_in();
    pm.raise({{"id", "r1"}});
    EXPECT_EQ(pm.post("/services/api/v1/approval/approve", R"({"Id":"r1","Word":"Approve",)" + std::string{time} + "}")
                  .status,
              400u);
    EXPECT_EQ(pm.only_request().at("status"), "pending");
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongDurations,
    ::testing::Values(
        WrongTime{"timespan_without_seconds", R"("duration":{"encoding":"timespan"})",
                  R"("Duration":"00:15","Once":false)"},
        WrongTime{"timespan_of_sixty_minutes", R"("duration":{"encoding":"timespan"})",
                  R"("Duration":"00:60:00","Once":false)"},
        WrongTime{"timespan_as_number", R"("duration":{"encoding":"timespan"})", R"("Duration":15,"Once":false)"},
        WrongTime{"iso_minutes_without_t", R"("duration":{"encoding":"iso8601"})", R"("Duration":"P15M","Once":false)"},
        WrongTime{"iso_in_the_wrong_order", R"("duration":{"encoding":"iso8601"})",
                  R"("Duration":"PT15M1H","Once":false)"},
        WrongTime{"iso_without_anything", R"("duration":{"encoding":"iso8601"})", R"("Duration":"PT","Once":false)"},
        WrongTime{"value_without_unit", R"("duration":{"encoding":"value+unit"})", R"("Duration":15,"Once":false)"},
        WrongTime{"value_with_strange_unit", R"("duration":{"encoding":"value+unit"})",
                  R"("Duration":15,"Unit":"fortnights","Once":false)"},
        WrongTime{"neither_length_nor_once", R"("oneTime":{"encoding":"boolean"})", R"("Once":false)"},
        WrongTime{"length_and_once", R"("oneTime":{"encoding":"boolean"})", R"("Duration":15,"Once":true)"},
        WrongTime{"once_left_out_where_null_belongs", R"("oneTime":{"encoding":"null"})", R"("Once":true)"},
        WrongTime{"another_word", R"("oneTime":{"encoding":"word","word":"OneTime"})",
                  R"("Duration":"Once","Once":true)"}),
    [](const auto& info) { return std::string{info.param.name}; });

TEST(PrivilegeManagerTemplates, TheIdMayStandInThePathAndTheRestInAForm) {
    PrivilegeManagerAtHand pm{R"({
        "approve": {"path": "/services/api/v1/approval/{id}/grant", "query": "for={duration}", "contentType": "application/x-www-form-urlencoded", "body": "note={comment}&by={approver}"},
        "deny": {"path": "/services/api/v1/approval/{id}/refuse", "contentType": "application/x-www-form-urlencoded", "body": "note={comment}"}})"};
    pm.log_in();
    pm.raise({{"id", "a b/c"}});
    const auto response = pm.post("/services/api/v1/approval/a%20b%2Fc/grant?for=30", "note=yes%20%26%20no&by=sam",
                                  "application/x-www-form-urlencoded");
    ASSERT_EQ(response.status, 200u) << response.body;
    const auto decision = pm.only_request().at("decision");
    EXPECT_EQ(decision.at("minutes"), 30);
    EXPECT_EQ(decision.at("comment"), "yes & no");
    EXPECT_EQ(decision.at("approver"), "sam");
}

TEST(PrivilegeManagerTemplates, XmlIsReadBackWithItsEntities) {
    PrivilegeManagerAtHand pm{R"({
        "approve": {"contentType": "application/xml", "body": "<r><id>{id}</id><do>{response}</do><m>{duration}</m><c>{comment}</c></r>"},
        "deny": {"contentType": "application/xml", "body": "<r><id>{id}</id><do>{response}</do><c>{comment}</c></r>"}})"};
    pm.log_in();
    pm.raise({{"id", "r1"}});
    const auto response =
        pm.post("/services/api/v1/approval/approve",
                "<r><id>r1</id><do>Deny</do><c>a &lt; b &amp;&#38; &quot;c&quot;</c></r>", "application/xml");
    ASSERT_EQ(response.status, 200u) << response.body;
    EXPECT_EQ(pm.only_request().at("decision").at("comment"), "a < b && \"c\"");
}

TEST(PrivilegeManagerTemplates, TextAroundPlaceholdersBelongsToTheTemplate) {
    PrivilegeManagerAtHand pm{R"({
        "approve": {"body": {"request": {"key": "urn:{id}"}, "verb": "yes", "minutes": "{duration}", "note": "{approver}: {comment}"}},
        "deny": {"body": {"request": {"key": "urn:{id}"}, "verb": "no", "note": "{approver}: {comment}"}}})"};
    pm.log_in();
    pm.raise({{"id", "r1"}});
    const auto response =
        pm.post("/services/api/v1/approval/approve",
                R"({"request":{"key":"urn:r1"},"verb":"yes","minutes":15,"note":"sam: fine: really"})");
    ASSERT_EQ(response.status, 200u) << response.body;
    const auto decision = pm.only_request().at("decision");
    EXPECT_EQ(decision.at("approver"), "sam");
    EXPECT_EQ(decision.at("comment"), "fine: really");
}

}  // namespace
}  // namespace privman::sandbox::test
