#include "tests/sandbox/privilege_manager_at_hand.hpp"

namespace privman::sandbox::test {
namespace {

constexpr std::string_view list = "/services/api/v1/approval/pending";

struct Scene : PrivilegeManagerAtHand {
    Scene() {
        log_in();
        raise({{"id", "r1"}});
    }
    void fault(std::string_view call, std::string_view kind, json::object more = {}) {
        more["call"] = call;
        more["kind"] = kind;
        control("faults", more);
    }
    net::HttpResponse approve() { return decide({{"RequestId", "r1"}, {"Response", "Approve"}}); }
    json::value status() { return only_request().at("status"); }
};

TEST(PrivilegeManagerFaults, AStatusIsAnsweredAsOftenAsAsked) {
    Scene pm;
    pm.fault("list", "http", {{"status", 503}, {"message", "busy"}, {"retry_after", 7}, {"times", 2}});
    const auto first = pm.get(list);
    EXPECT_EQ(first.status, 503u);
    EXPECT_EQ(first.headers.find("Retry-After"), "7");
    EXPECT_EQ(json::parse(first.body).at("Messages").at(0), "busy");
    EXPECT_EQ(pm.get(list).status, 503u);
    EXPECT_EQ(pm.get(list).status, 200u);
}

TEST(PrivilegeManagerFaults, AFaultWaitsForItsOwnCall) {
    Scene pm;
    pm.fault("decide", "http");
    EXPECT_EQ(pm.get(list).status, 200u);
    EXPECT_EQ(pm.approve().status, 500u);
    EXPECT_EQ(pm.status(), "pending");
}

TEST(PrivilegeManagerFaults, AStarFitsTheNextCallWhateverItIs) {
    Scene pm;
    pm.fault("*", "http", {{"times", 2}});
    EXPECT_EQ(pm.log_in().status, 500u);
    EXPECT_EQ(pm.get(list).status, 500u);
    EXPECT_EQ(pm.get(list).status, 200u);
}

TEST(PrivilegeManagerFaults, ZeroTimesClears) {
    Scene pm;
    pm.fault("list", "http", {{"times", 100}});
    pm.fault("decide", "hang", {{"times", 100}});
    pm.control("faults", {{"call", "list"}, {"times", 0}});
    EXPECT_EQ(pm.get(list).status, 200u);
    EXPECT_EQ(pm.look().at("faults").as_array().size(), 1u);
    pm.control("faults", {{"call", "*"}, {"times", 0}});
    EXPECT_TRUE(pm.look().at("faults").as_array().empty());
}

TEST(PrivilegeManagerFaults, AnErrorEnvelopeIsATwoHundredThatFailed) {
    Scene pm;
    pm.fault("decide", "error_envelope", {{"message", "no"}});
    const auto response = pm.approve();
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(json::parse(response.body).at("Status"), "error");
    EXPECT_EQ(pm.status(), "pending");
}

TEST(PrivilegeManagerFaults, ALoginPageIsATwoHundredThatDecidedNothing) {
    Scene pm;
    pm.fault("decide", "html");
    const auto response = pm.approve();
    EXPECT_EQ(response.status, 200u);
    EXPECT_TRUE(response.headers.find("Content-Type")->starts_with("text/html"));
    EXPECT_EQ(pm.status(), "pending");
}

TEST(PrivilegeManagerFaults, ATruncatedAnswerWasExecuted) {
    Scene pm;
    pm.fault("decide", "truncated");
    EXPECT_EQ(pm.approve().delivery, net::Delivery::truncate);
    EXPECT_EQ(pm.status(), "approved");
}

TEST(PrivilegeManagerFaults, AHugeAnswerIsStillJson) {
    Scene pm;
    pm.fault("list", "huge");
    const auto response = pm.get(list);
    EXPECT_GT(response.body.size(), 16u << 20);
    EXPECT_EQ(json::parse(response.body).at("Total"), 1);
}

TEST(PrivilegeManagerFaults, ADropBeforeExecutesNothing) {
    Scene pm;
    pm.fault("decide", "drop_before");
    EXPECT_EQ(pm.approve().delivery, net::Delivery::drop);
    EXPECT_EQ(pm.status(), "pending");
    EXPECT_EQ(pm.last_call().at("executed"), false);
}

TEST(PrivilegeManagerFaults, ADropAfterHasExecuted) {
    Scene pm;
    pm.fault("decide", "drop_after");
    EXPECT_EQ(pm.approve().delivery, net::Delivery::drop);
    EXPECT_EQ(pm.status(), "approved");
    EXPECT_EQ(pm.last_call().at("executed"), true);
    EXPECT_EQ(pm.last_call().at("status"), 0);
}

TEST(PrivilegeManagerFaults, AHangExecutesNothing) {
    Scene pm;
    pm.fault("decide", "hang");
    EXPECT_EQ(pm.approve().delivery, net::Delivery::hang);
    EXPECT_EQ(pm.status(), "pending");
}

TEST(PrivilegeManagerFaults, ALateAnswerWasExecutedAtOnce) {
    Scene pm;
    pm.fault("decide", "late", {{"late_ms", 5'000}});
    auto answer = pm.loop.start(pm.service.api(
        pm.request("POST", "/services/api/v1/approval/approve", R"({"RequestId":"r1","Response":"Approve"})")));
    pm.loop.poll();
    EXPECT_EQ(pm.status(), "approved");
    pm.clock.advance(4'999);
    pm.loop.poll();
    EXPECT_FALSE(answer.done());
    pm.clock.advance(1);
    pm.loop.poll();
    ASSERT_TRUE(answer.done());
    EXPECT_EQ(answer.result().status, 200u);
}

TEST(PrivilegeManagerFaults, ALateExecutionIsNeverAnsweredAndHappensAllTheSame) {
    Scene pm;
    pm.fault("decide", "execute_late", {{"late_ms", 90'000}});
    EXPECT_EQ(pm.approve().delivery, net::Delivery::hang);
    pm.clock.advance(89'999);
    pm.loop.poll();
    EXPECT_EQ(pm.status(), "pending");
    pm.clock.advance(1);
    pm.loop.poll();
    EXPECT_EQ(pm.status(), "approved");
}

TEST(PrivilegeManagerFaults, AWrongTotalDoesNotAgreeWithTheRows) {
    Scene pm;
    pm.fault("list", "wrong_total");
    const auto body = json::parse(pm.get(list).body);
    EXPECT_EQ(body.at("Result").as_array().size(), 1u);
    EXPECT_EQ(body.at("Total"), 2);
}

TEST(PrivilegeManagerFaults, AnUnknownStatusIsOnEveryRow) {
    Scene pm;
    pm.fault("*", "unknown_status");
    pm.log_in();
    EXPECT_EQ(pm.pending().at(0).at("Status"), "Escalated");
    EXPECT_EQ(pm.pending().at(0).at("Status"), "Pending");
}

TEST(PrivilegeManagerFaults, NonsenseIsRefusedByName) {
    Scene pm;
    EXPECT_THROW(pm.fault("lists", "http"), BadCall);
    EXPECT_THROW(pm.fault("list", "explode"), BadCall);
    EXPECT_THROW(pm.fault("decide", "wrong_total"), BadCall);
    EXPECT_THROW(pm.fault("list", "http", {{"status", 99}}), BadCall);
    EXPECT_THROW(pm.fault("list", "http", {{"time", 3}}), BadCall);
}

}  // namespace
}  // namespace privman::sandbox::test
