// Five instances that spell the same three calls in five ways, each served by a profile and nothing else.
#include "tests/privilege_manager/scripted_http.hpp"

#include <gmock/gmock.h>

namespace privman::pm::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Said {
    std::string call;  ///< method and path
    std::string body;
};

Said last(const Bench& bench) {
    return {bench.http.asked.back().method + " " + bench.http.asked.back().path, bench.http.asked.back().body};
}

ElevationRequest only_request(Bench& bench) {
    const auto pending = bench.run(bench.client.pending());
    if (!pending || (*pending)->requests.size() != 1) {
        ADD_FAILURE() << (pending ? "not exactly one request" : pending.error().what);
        return {};
    }
    return (*pending)->requests.front();
}

TEST(Profiles, OneEndpointWithTheWordInTheBody) {
    Bench bench;
    bench.http.will_answer(list, {answer(200, R"({"Result": [{"ApprovalId": "r1", "AgentName": "PC"}], "Total": 1})")});
    bench.http.will_answer(decide, {answer(200, R"({"Result": "ok"})")});
    EXPECT_EQ(only_request(bench).computer, "PC");
    EXPECT_EQ(bench.approve(Grant::lasting(1h)).index(), 0u);
    EXPECT_EQ(last(bench).call, decide);
    EXPECT_EQ(bench.deny().index(), 0u);
    EXPECT_EQ(last(bench).call, decide);
}

TEST(Profiles, TwoEndpointsWithTheIdInThePath) {
    Bench bench{profile_of(R"({
        "name": "paths", "verified": true,
        "list": {"path": "/services/api/v2/approvals", "query": "state=open", "arrays": ["/items"]},
        "fields": {"id": ["requestGuid"], "user": ["account"], "computer": ["machine"], "status": ["state"]},
        "status": {"pending": ["open"]},
        "approve": {"method": "PUT", "path": "/services/api/v2/approvals/{id}/approve",
                    "body": {"for": "{duration}", "note": "{comment}"}},
        "deny": {"method": "PUT", "path": "/services/api/v2/approvals/{id}/deny", "body": {"note": "{comment}"}},
        "duration": {"encoding": "timespan"}, "oneTime": {"encoding": "null"},
        "success": {"statuses": [204]}})")};
    bench.http.will_answer(
        "GET /services/api/v2/approvals?state=open",
        {answer(200, R"({"items": [{"requestGuid": "r1", "account": "CORP\\a", "machine": "PC", "state": "Open"}]})")});
    const auto r = only_request(bench);
    EXPECT_EQ(r.user, "CORP\\a");
    EXPECT_EQ(r.computer, "PC");

    bench.http.will_answer("PUT /services/api/v2/approvals/r1/approve", {answer(204, "")});
    EXPECT_EQ(bench.approve(Grant::lasting(90min)).index(), 0u);
    EXPECT_EQ(last(bench).body, R"({"for":"01:30:00","note":"Approved in Slack by @sam"})");
    EXPECT_EQ(bench.approve().index(), 0u);
    EXPECT_THAT(last(bench).body, HasSubstr(R"("for":null)"));

    bench.http.will_answer("PUT /services/api/v2/approvals/r1/deny", {answer(204, "")});
    EXPECT_EQ(bench.deny().index(), 0u);
    EXPECT_EQ(last(bench).body, R"({"note":"Denied in Slack by @sam"})");
}

TEST(Profiles, ABareArrayWithNumbersAndUnits) {
    Bench bench{profile_of(R"({
        "name": "units",
        "list": {"method": "POST", "path": "/services/api/v1/approval/search", "body": {"state": "pending"}},
        "fields": {"id": ["Nr"]},
        "responses": {"approve": "approved", "deny": "rejected"},
        "approve": {"body": {"nr": "{id}", "verdict": "{response}", "amount": "{duration}", "unit": "{durationUnit}", "by": "{approver}"}},
        "deny": {"body": {"nr": "{id}", "verdict": "{response}", "by": "{approver}"}},
        "duration": {"encoding": "value+unit", "minutesWord": "Minute", "hoursWord": "Hour"},
        "dates": {"formats": ["month-first"], "zone": "-05:00"}})")};
    bench.http.will_answer("POST /services/api/v1/approval/search",
                           {answer(200, R"([{"Nr": 12, "Created": "1/31/2025 9:05:00 AM"}])")});
    const auto r = only_request(bench);
    EXPECT_EQ(r.id.value, "12");
    EXPECT_EQ(r.requested, WallTime{Millis{1738332300000}});
    EXPECT_EQ(bench.http.asked.back().body, R"({"state":"pending"})");
    EXPECT_EQ(bench.http.asked.back().limits.repeat, net::Repeat::always);

    bench.http.will_answer(decide, {answer(200, "true")});
    EXPECT_EQ(bench.approve(Grant::lasting(4h)).index(), 0u);
    EXPECT_EQ(last(bench).body, R"({"nr":"r1","verdict":"approved","amount":4,"unit":"Hour","by":"@sam"})");
    bench.deny();
    EXPECT_EQ(last(bench).body, R"({"nr":"r1","verdict":"rejected","by":"@sam"})");
}

TEST(Profiles, AReportForTheListAndAFormForTheAnswer) {
    Bench bench{profile_of(R"({
        "name": "report",
        "list": {"source": "report", "report": {"id": "6f1c0e1a-0000-4000-8000-000000000001", "parameters": ["open"],
                 "columns": {"id": ["_ItemId"], "user": ["Requested by"]}}},
        "approve": {"path": "/services/api/v1/approval/answer", "contentType": "application/x-www-form-urlencoded",
                    "body": "RequestId={id}&Response={response}&Seconds={duration}"},
        "deny": {"path": "/services/api/v1/approval/answer", "contentType": "application/x-www-form-urlencoded",
                 "body": "RequestId={id}&Response={response}"},
        "duration": {"encoding": "seconds"}})")};
    bench.http.will_answer(
        "POST /services/api/v1/reports/6f1c0e1a-0000-4000-8000-000000000001",
        {answer(200,
                R"({"Columns": [{"title": "_ItemId"}, {"title": "Requested by"}], "Data": [["r1", "LAB\\ana"]]})")});
    EXPECT_EQ(only_request(bench).user, "LAB\\ana");
    EXPECT_EQ(bench.http.asked.back().body, R"(["open"])");

    bench.http.will_answer("POST /services/api/v1/approval/answer", {answer(200, "")});
    EXPECT_EQ(bench.approve(Grant::lasting(15min)).index(), 0u);
    EXPECT_EQ(last(bench).body, "RequestId=r1&Response=Approve&Seconds=900");
    bench.approve();
    EXPECT_EQ(last(bench).body, "RequestId=r1&Response=Approve");
    bench.deny();
    EXPECT_EQ(last(bench).body, "RequestId=r1&Response=Deny");
}

TEST(Profiles, AnXmlServiceWithAnotherTokenHeader) {
    Bench bench{profile_of(R"({
        "name": "xml",
        "token": {"path": "/services/api/logon", "header": "X-PM-Token", "scheme": ""},
        "approve": {"contentType": "text/xml", "body": "<decision id=\"{id}\" yes=\"1\" for=\"{duration}\">{comment}</decision>"},
        "deny": {"contentType": "text/xml", "body": "<decision id=\"{id}\" yes=\"0\">{comment}</decision>"},
        "duration": {"encoding": "iso8601"}, "oneTime": {"encoding": "word", "word": "once"},
        "success": {"body": "json", "test": {"pointer": "/Result/State", "equals": "done"}},
        "alreadyDecided": {"statuses": [423], "messages": []}})")};
    bench.http.will_answer("POST /services/api/logon", {answer(200, R"({"token": "abc"})")});
    bench.http.will_answer(decide, {answer(200, R"({"Result": {"State": "done"}})")});
    EXPECT_EQ(bench.approve().index(), 0u);
    EXPECT_EQ(last(bench).body, R"(<decision id="r1" yes="1" for="once">Approved in Slack by @sam</decision>)");
    EXPECT_EQ(bench.http.asked.back().headers.find("X-PM-Token"), "abc");
    EXPECT_EQ(bench.http.asked.back().headers.find("Content-Type"), "text/xml");

    bench.http.will_answer(decide, {answer(423, "")});
    EXPECT_TRUE(std::holds_alternative<AlreadyDecided>(bench.deny()));
}

TEST(Client, AsksForTheVersionWithoutAToken) {
    Bench bench;
    bench.http.will_answer("GET /services/api/v1/version/current", {answer(200, R"({"Result": "12.0.5"})")});
    EXPECT_EQ(bench.run(bench.client.version()), "12.0.5");
    EXPECT_EQ(bench.http.times(logon), 0u);
}

TEST(Client, ReadsTheApiDescriptionWithoutATokenWhenTheRoleIsTooSmall) {
    Bench bench;
    bench.http.will_answer("GET /services/swagger/docs/v1", {answer(403, ""), answer(200, R"({"paths": {}})")});
    EXPECT_EQ(bench.run(bench.client.api_description()), R"({"paths": {}})");
    EXPECT_EQ(bench.http.asked.back().headers.find("Authorization"), std::nullopt);
}

TEST(Client, NamesWhyTheListFailed) {
    Bench bench;
    bench.http.will_answer(list, {answer(403, R"({"Message": "not in role"})")});
    const auto pending = bench.run(bench.client.pending());
    ASSERT_FALSE(pending);
    EXPECT_EQ(pending.error().kind, Trouble::forbidden);
    EXPECT_THAT(pending.error().what, HasSubstr("not in role"));
}

TEST(Client, HandsOutTheSameListWhileItSaysTheSame) {
    Bench bench;
    bench.http.will_answer(list, {answer(200, R"({"Result": [{"Id": "a"}], "Time": 1})"),
                                  answer(200, R"({"Result": [{"Id": "a"}], "Time": 2})"),
                                  answer(200, R"({"Result": [{"Id": "b"}], "Time": 3})")});
    const auto first = bench.run(bench.client.pending()).value();
    EXPECT_EQ(bench.run(bench.client.pending()).value(), first);
    EXPECT_NE(bench.run(bench.client.pending()).value(), first);
}

TEST(Client, ALongListIsReadWhileTheLoopTurns) {
    Bench bench;
    std::string body = R"({"Result": [{"Id": "first"})";
    for (int i = 0; body.size() < (1u << 20); ++i)
        body +=
            R"(, {"UserName": "LAB\\somebody-with-a-long-name-in-a-long-domain", "Id": "r)" + std::to_string(i) + "\"}";
    bench.http.will_answer(list, {answer(200, body + "]}"), answer(200, R"({"Result": [{"Id": "b"}]})")});
    std::optional<Outcome<SharedList>> longer;
    std::optional<Outcome<SharedList>> shorter;
    bench.start(bench.client.pending(), longer);
    bench.start(bench.client.pending(), shorter);
    unsigned turns = 0;
    while (!longer || !shorter) {
        bench.loop.restart();
        turns += bench.loop.run_for(std::chrono::milliseconds{1}) == 0 ? 1 : 0;
    }
    ASSERT_TRUE(*longer && *shorter);
    EXPECT_GT(turns, 0u) << "nothing held the loop while the long one was read";
    EXPECT_GT((**longer)->requests.size(), 8'000u);
    EXPECT_EQ((**shorter)->requests.size(), 1u);
}

TEST(Client, AnErrorInsideAListShowsNoPartOfTheSecret) {
    Bench bench;
    const auto message = std::string(293, 'x') + "s3cret-s3cret";
    bench.http.will_answer(list, {answer(200, R"({"Status": "error", "Message": ")" + message + "\"}")});
    for (const auto& what :
         {bench.run(bench.client.pending()).error().what, bench.run(bench.client.inspect_list()).error().what}) {
        EXPECT_THAT(what, HasSubstr("an error: xxx"));
        EXPECT_THAT(what, ::testing::Not(HasSubstr("s3c")));
    }
}

TEST(Client, ASlowListIsAFailureThatMayPass) {
    Bench bench;
    bench.http.will_answer(
        list, {std::unexpected{net::NetError{net::NetTrouble::timeout, true, "pm.example: no answer in 30 s"}}});
    const auto pending = bench.run(bench.client.pending());
    ASSERT_FALSE(pending);
    EXPECT_EQ(pending.error().kind, Trouble::unreachable);
    EXPECT_EQ(bench.http.asked.back().limits.total, 30s);
    EXPECT_EQ(bench.http.asked.back().limits.max_body, max_list_bytes);
}

}  // namespace
}  // namespace privman::pm::testing
