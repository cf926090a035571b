// What each answer to a decision means: never a yes that was not said, never a second try of what may have been done.
#include "privilege_manager/source.hpp"
#include "tests/privilege_manager/scripted_http.hpp"

#include <gmock/gmock.h>

namespace privman::pm::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

std::string kind_of(const Submission& said) {
    constexpr const char* names[] = {"accepted", "declined", "already decided", "not delivered", "unknown"};
    return names[said.index()];
}

struct AnswerCase {
    const char* what;
    unsigned status;
    const char* body;
    const char* kind;
};
void PrintTo(const AnswerCase& c, std::ostream* out) { *out << c.what; }

class DecisionAnswer : public ::testing::TestWithParam<AnswerCase> {};

TEST_P(DecisionAnswer, IsOneOfFiveThings) {
    Bench bench;
    bench.http.will_answer(decide, {answer(GetParam().status, GetParam().body)});
    EXPECT_EQ(kind_of(bench.approve()), GetParam().kind);
    EXPECT_EQ(bench.http.times(decide), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    Table, DecisionAnswer,
    ::testing::Values(
        AnswerCase{"an envelope", 200, R"({"Result": true})", "accepted"},
        AnswerCase{"an object", 200, R"({"Status": "Success"})", "accepted"},
        AnswerCase{"a word", 200, R"("OK")", "accepted"}, AnswerCase{"nothing, 204", 204, "", "accepted"},
        AnswerCase{"nothing, 200", 200, " \r\n", "accepted"}, AnswerCase{"created", 201, "{}", "accepted"},
        AnswerCase{"a login page", 200, "<!DOCTYPE html><title>Sign in</title>", "unknown"},
        AnswerCase{"half a document", 200, R"({"Result": tr)", "unknown"},
        AnswerCase{"plain text", 200, "Welcome", "unknown"}, AnswerCase{"a bare false", 200, "false", "unknown"},
        AnswerCase{"a false result", 200, R"({"Result": false})", "unknown"},
        AnswerCase{"an error inside a success", 200, R"({"Status": "error", "Messages": ["no right"]})", "declined"},
        AnswerCase{"decided, inside a success", 200,
                   R"({"status": "ERROR", "messages": ["The request has already been approved."]})", "already decided"},
        AnswerCase{"a redirect", 302, "", "unknown"}, AnswerCase{"a permanent redirect", 308, "", "unknown"},
        AnswerCase{"bad request", 400, R"({"Message": "Duration is required"})", "declined"},
        AnswerCase{"bad request because decided", 400, R"({"Message": "Request is not pending"})", "already decided"},
        AnswerCase{"unauthorised", 401, "", "not delivered"},
        AnswerCase{"forbidden", 403, R"({"Message": "role"})", "declined"},
        AnswerCase{"not found", 404, "", "already decided"}, AnswerCase{"conflict", 409, "", "already decided"},
        AnswerCase{"gone", 410, "", "already decided"}, AnswerCase{"unsupported media", 415, "", "declined"},
        AnswerCase{"unprocessable", 422, R"({"title": "One or more errors"})", "declined"},
        AnswerCase{"too many", 429, "", "not delivered"}, AnswerCase{"time-out over there", 408, "", "unknown"},
        AnswerCase{"internal error", 500, "", "unknown"}, AnswerCase{"bad gateway", 502, "<html>", "unknown"},
        AnswerCase{"unavailable", 503, "", "unknown"}, AnswerCase{"gateway time-out", 504, "", "unknown"},
        AnswerCase{"no status at all", 999, "", "unknown"}));

TEST(Submit, AnApprovalSaysWhatTheDefaultContractSays) {
    Bench bench;
    bench.http.will_answer(decide, {answer(200, "{}")});
    bench.approve(Grant::lasting(30min));
    EXPECT_EQ(bench.http.asked.back().body,
              R"({"RequestId":"r1","Response":"Approve","Duration":30,"Comment":"Approved in Slack by @sam"})");
    EXPECT_EQ(bench.http.asked.back().headers.find("Content-Type"), "application/json");
}

TEST(Submit, OneTimeSaysNoDuration) {
    Bench bench;
    bench.http.will_answer(decide, {answer(200, "{}")});
    bench.approve();
    EXPECT_EQ(bench.http.asked.back().body,
              R"({"RequestId":"r1","Response":"Approve","Comment":"Approved in Slack by @sam"})");
}

TEST(Submit, ADenialSaysDeny) {
    Bench bench;
    bench.http.will_answer(decide, {answer(200, "{}")});
    EXPECT_EQ(kind_of(bench.deny()), "accepted");
    EXPECT_EQ(bench.http.asked.back().body,
              R"({"RequestId":"r1","Response":"Deny","Comment":"Denied in Slack by @sam"})");
}

TEST(Submit, IsNeverMarkedAsRepeatable) {
    Bench bench;
    bench.http.will_answer(decide, {answer(200, "{}")});
    bench.approve();
    EXPECT_EQ(bench.http.asked.back().limits.repeat, net::Repeat::never) << "a decision is said once";
}

TEST(Submit, WhatWasNotSentWasNotDelivered) {
    Bench bench;
    bench.http.will_answer(decide, {std::unexpected{dropped(false)}});
    const auto said = bench.approve();
    ASSERT_EQ(kind_of(said), "not delivered");
    EXPECT_EQ(std::get<NotDelivered>(said).why.kind, Trouble::unreachable);
}

TEST(Submit, WhatWasSentWithoutAnswerIsUnknown) {
    Bench bench;
    bench.http.will_answer(decide, {std::unexpected{dropped(true)}});
    EXPECT_EQ(kind_of(bench.approve()), "unknown");
    EXPECT_EQ(bench.http.times(decide), 1u);
}

TEST(Submit, AnAnswerTooLargeIsUnknown) {
    Bench bench;
    bench.http.will_answer(decide, {std::unexpected{net::NetError{net::NetTrouble::too_large, true, "too much"}}});
    EXPECT_EQ(kind_of(bench.approve()), "unknown");
}

TEST(Submit, ARefusedTokenIsReplacedWithTheNextCallAndNothingIsSaidAgainUnasked) {
    Bench bench;
    bench.http.will_answer(decide, {answer(401, ""), answer(200, "{}")});
    const auto said = bench.approve();
    ASSERT_EQ(kind_of(said), "not delivered");
    EXPECT_TRUE(std::get<NotDelivered>(said).token_refused);
    EXPECT_EQ(bench.http.times(decide), 1u) << "what waits may be another request by now";
    EXPECT_EQ(kind_of(bench.approve()), "accepted");
    EXPECT_EQ(bench.http.times(logon), 2u);
    EXPECT_EQ(bench.http.times(decide), 2u);
}

TEST(Submit, WhoSaysWhenToComeBackHasNotBegun) {
    Bench bench;
    auto busy = answer(503, "");
    busy.headers.add("Retry-After", "7");
    bench.http.will_answer(decide, {busy});
    const auto said = bench.approve();
    ASSERT_EQ(kind_of(said), "not delivered");
    EXPECT_EQ(std::get<NotDelivered>(said).why.retry_after, Millis{7s});
}

TEST(Submit, WithoutALoginNothingIsDelivered) {
    Bench bench;
    bench.http.will_answer(logon, {answer(401, "")});
    const auto said = bench.approve();
    ASSERT_EQ(kind_of(said), "not delivered");
    EXPECT_EQ(std::get<NotDelivered>(said).why.kind, Trouble::rejected);
    EXPECT_EQ(bench.http.times(decide), 0u);
}

TEST(Submit, AThrottledDecisionSaysWhenToComeBack) {
    Bench bench;
    auto busy = answer(429, "");
    busy.headers.add("Retry-After", "7");
    bench.http.will_answer(decide, {busy});
    const auto said = bench.approve();
    ASSERT_EQ(kind_of(said), "not delivered");
    EXPECT_EQ(std::get<NotDelivered>(said).why.kind, Trouble::throttled);
    EXPECT_EQ(std::get<NotDelivered>(said).why.retry_after, Millis{7s});
}

TEST(Submit, TheReasonOfARefusalIsQuoted) {
    Bench bench;
    bench.http.will_answer(decide, {answer(400, R"({"Messages": [{"Text": "Duration too long"}, "ask your admin"]})")});
    EXPECT_THAT(std::get<Declined>(bench.approve()).why, HasSubstr("Duration too long; ask your admin"));
}

TEST(Submit, ARefusalNeverQuotesTheToken) {
    Bench bench;
    bench.http.will_answer(decide, {answer(200, R"({"Status": "error", "Messages": ["Bearer token-one unknown"]})")});
    EXPECT_THAT(std::get<Declined>(bench.approve()).why, Not(HasSubstr("token-one")));
}

TEST(Submit, ADecisionTheContractCannotSayIsNotDelivered) {
    Bench bench{profile_of(R"({"duration": {"encoding": "hours"}})")};
    EXPECT_EQ(kind_of(bench.approve(Grant::lasting(15min))), "not delivered");
    EXPECT_TRUE(bench.http.asked.empty());
}

TEST(Submit, TheProfilesOwnSuccessTestDecides) {
    Bench bench{
        profile_of(R"({"success": {"statuses": [200], "body": "json", "test": {"pointer": "/Done", "equals": 1}}})")};
    const auto says = [&](unsigned status, const char* body) {
        bench.http.will_answer(decide, {answer(status, body)});
        return kind_of(bench.approve());
    };
    EXPECT_EQ(says(200, R"({"done": 1})"), "accepted");
    EXPECT_EQ(says(200, R"({"Done": 0, "Message": "no"})"), "declined");
    EXPECT_EQ(says(200, "{}"), "unknown");
    EXPECT_EQ(says(200, ""), "unknown");
    EXPECT_EQ(says(202, R"({"Done": 1})"), "unknown");
}

TEST(Submit, AnErrorIsDeclinedInItsWordsAlsoWithAStatusThatIsNoSuccess) {
    Bench bench{profile_of(R"({"success": {"statuses": [204]}, "alreadyDecided": {"messages": ["was * handled"]}})")};
    bench.http.will_answer(decide, {answer(200, R"({"Status": "error", "Messages": ["no right"]})")});
    EXPECT_EQ(std::get<Declined>(bench.approve()).why, "no right");
    bench.http.will_answer(decide, {answer(200, R"({"Status": "error", "Messages": ["It was long ago handled."]})")});
    EXPECT_EQ(kind_of(bench.approve()), "already decided");
    for (const auto* body : {"", "{}", R"({"Status": "ok"})", "<html>"}) {
        bench.http.will_answer(decide, {answer(200, body)});
        EXPECT_EQ(kind_of(bench.approve()), "unknown") << body;
    }
}

TEST(Submit, AProfileMaySayThatNotFoundIsNoDecision) {
    Bench bench{profile_of(R"({"alreadyDecided": {"statuses": [410], "messages": ["was * handled"]}})")};
    bench.http.will_answer(decide, {answer(404, R"({"Message": "no such route"})")});
    EXPECT_EQ(kind_of(bench.approve()), "declined");
    bench.http.will_answer(decide, {answer(400, R"({"Message": "It WAS long ago Handled."})")});
    EXPECT_EQ(kind_of(bench.approve()), "already decided");
}

TEST(SourcePort, SendsNothingAfterItsTime) {
    Bench bench;
    Source source{bench.client};
    const auto late = bench.run(source.submit(
        {RequestId{"r1"}, {.approve = true}, "by @sam", "@sam", bench.clock.now() - std::chrono::milliseconds{1}}));
    EXPECT_EQ(kind_of(late), "not delivered");
    for (const auto& asked : bench.http.asked) EXPECT_EQ(asked.path.find("approval/approve"), std::string::npos);
}

TEST(SourcePort, ConnectsNoLongerThanItMayBeSent) {
    Bench bench;
    Source source{bench.client};
    bench.http.will_answer(decide, {answer(200, "{}")});
    (void)bench.run(source.submit(
        {RequestId{"r1"}, {.approve = true}, "by @sam", "@sam", bench.clock.now() + std::chrono::milliseconds{700}}));
    EXPECT_EQ(bench.http.asked.back().limits.connect, std::chrono::milliseconds{700});
}

TEST(SourcePort, SpeaksForTheWorkflows) {
    Bench bench;
    Source source{bench.client};
    bench.http.will_answer(list, {answer(200, R"([{"ApprovalId": "r1"}])")});
    bench.http.will_answer(decide, {answer(200, "{}")});
    const auto pending = bench.run(source.pending());
    ASSERT_TRUE(pending);
    EXPECT_EQ((*pending)->requests.at(0).id, RequestId{"r1"});
    const auto yes =
        bench.run(source.submit({RequestId{"r1"}, {.approve = true, .grant = Grant::lasting(1h)}, "by @sam", "@sam"}));
    EXPECT_EQ(kind_of(yes), "accepted");
    EXPECT_THAT(bench.http.asked.back().body, HasSubstr("\"Duration\":60"));
    const auto no = bench.run(source.submit({RequestId{"r1"}, {.approve = false}, "by @sam", "@sam"}));
    EXPECT_EQ(kind_of(no), "accepted");
    EXPECT_THAT(bench.http.asked.back().body, HasSubstr("\"Response\":\"Deny\""));
}

}  // namespace
}  // namespace privman::pm::testing
