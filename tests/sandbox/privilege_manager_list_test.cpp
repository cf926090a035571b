#include "tests/sandbox/privilege_manager_at_hand.hpp"

namespace privman::sandbox::test {
namespace {

/// The sample of the documented default contract.
json::object sample() {
    return {{"id", "85000000-0000-4000-8000-0000000000aa"},
            {"policy", "Elevate installers with approval"},
            {"user", "LAB\\ana"},
            {"display_name", "Ana Example"},
            {"computer", "LAB-PC-07"},
            {"path", "C:\\Users\\ana\\Downloads\\setup.exe"},
            {"command_line", "setup.exe /quiet"},
            {"hash", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
            {"company", "Example Ltd"},
            {"application", "Example"},
            {"version", "4.2"},
            {"reason", "Needed for the demo"},
            {"rating", nullptr},
            {"extra", json::object{{"PolicyId", "{14000000-0000-4000-8000-0000000000bb}"}, {"AgentId", "a7"}}}};
}

TEST(PrivilegeManagerList, TheBuiltInProfileSpeaksTheDocumentedContract) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.raise(sample());
    EXPECT_EQ(json::parse(pm.get("/services/api/v1/approval/pending").body), json::parse(R"({
        "Result": [{
            "ApprovalId": "85000000-0000-4000-8000-0000000000aa",
            "PolicyId": "{14000000-0000-4000-8000-0000000000bb}", "PolicyName": "Elevate installers with approval",
            "InitiatorUserName": "LAB\\ana", "UserName": "Ana Example", "AgentId": "a7", "AgentName": "LAB-PC-07",
            "FilePath": "C:\\Users\\ana\\Downloads\\setup.exe", "FileCommandLine": "setup.exe /quiet",
            "FileSha1Hash": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "FileCompanyName": "Example Ltd", "FileProductName": "Example", "FileVersion": "4.2",
            "UserReason": "Needed for the demo", "Requested": "2025-01-31T14:05:00Z", "Status": "Pending"}],
        "Total": 1})"));
}

TEST(PrivilegeManagerList, ASha256HashHasItsOwnName) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.raise({{"hash", std::string(64, 'a')}});
    EXPECT_EQ(pm.pending().at(0).at("FileSha256Hash"), json::value(std::string(64, 'a')));
}

TEST(PrivilegeManagerList, AnExplicitNullLeavesTheFieldOut) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.raise({{"user", nullptr}, {"reason", nullptr}});
    const json::object row = pm.pending().at(0).as_object();
    EXPECT_FALSE(row.contains("InitiatorUserName"));
    EXPECT_FALSE(row.contains("UserName"));
    EXPECT_FALSE(row.contains("UserReason"));
    EXPECT_TRUE(row.contains("AgentName"));
}

TEST(PrivilegeManagerList, AnEmptyQueueIsAnEmptyList) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    EXPECT_EQ(json::parse(pm.get("/services/api/v1/approval/pending").body), json::parse(R"({"Result":[],"Total":0})"));
}

TEST(PrivilegeManagerList, OldestFirst) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto ids = pm.control("raise", {{"count", 3}}).at("ids").as_array();
    const auto rows = pm.pending();
    ASSERT_EQ(rows.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(rows[i].at("ApprovalId"), ids[i]);
}

TEST(PrivilegeManagerList, AProfileRenamesPathFieldsEnvelopeAndStatus) {
    PrivilegeManagerAtHand pm{R"({
        "list": {"method": "POST", "path": "/services/api/v2/queue", "query": "state=open", "body": {"top": 100}, "arrays": ["/data/items"]},
        "fields": {"id": ["requestGuid", "id"], "user": ["who"], "status": ["state"]},
        "status": {"pending": ["waiting"], "decided": ["accepted", "refused"]}})"};
    pm.log_in();
    pm.raise({{"id", "q-1"}, {"user", "LAB\\ben"}});
    const auto body = json::parse(pm.post("/services/api/v2/queue?state=open", R"({"top":100})").body);
    const auto& row = body.at("data").at("items").at(0);
    EXPECT_EQ(row.at("requestGuid"), "q-1");
    EXPECT_EQ(row.at("who"), "LAB\\ben");
    EXPECT_EQ(row.at("state"), "waiting");
}

TEST(PrivilegeManagerList, AListCallThatDoesNotFitTheProfileIsRefused) {
    PrivilegeManagerAtHand pm{R"({"list": {"path": "/services/api/v2/queue", "query": "state=open"}})"};
    pm.log_in();
    EXPECT_EQ(pm.get("/services/api/v2/queue").status, 400u);
    EXPECT_EQ(pm.get("/services/api/v2/queue?state=closed").status, 400u);
    EXPECT_EQ(pm.get("/services/api/v2/queue?state=open&more=1").status, 400u);
    EXPECT_EQ(pm.get("/services/api/v2/queue?state=open").status, 200u);
}

TEST(PrivilegeManagerList, ARootArrayHasNoEnvelope) {
    PrivilegeManagerAtHand pm{R"({"list": {"arrays": [""]}})"};
    pm.log_in();
    pm.raise();
    const auto body = json::parse(pm.get("/services/api/v1/approval/pending").body);
    ASSERT_TRUE(body.is_array());
    EXPECT_EQ(body.as_array().size(), 1u);
}

TEST(PrivilegeManagerList, AReportListsTitlesAndRows) {
    PrivilegeManagerAtHand pm{R"({"list": {"source": "report", "report": {"id": "6f1c0e1a-0000-4000-8000-000000000001",
        "columns": {"id": ["_ItemId"], "computer": ["Computer"]}}}})"};
    pm.log_in();
    pm.raise({{"id", "r-1"}, {"computer", "LAB-PC-07"}});
    pm.raise({{"id", "r-2"}, {"computer", nullptr}});
    const auto body = json::parse(pm.post("/services/api/v1/reports/6f1c0e1a-0000-4000-8000-000000000001", "[]").body);
    const auto& columns = body.at("Result").at("Columns").as_array();
    const auto& rows = body.at("Result").at("Data").as_array();
    ASSERT_EQ(rows.size(), 2u);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].at("title") == "_ItemId") EXPECT_EQ(rows[1].at(i), "r-2");
        if (columns[i].at("title") == "Computer") {
            EXPECT_EQ(rows[0].at(i), "LAB-PC-07");
            EXPECT_TRUE(rows[1].at(i).is_null());
        }
    }
}

struct DateCase {
    std::string_view dates, wanted;
};

class PrivilegeManagerDates : public ::testing::TestWithParam<DateCase> {};

TEST_P(PrivilegeManagerDates, AreWrittenInTheProfilesFirstFormat) {
    PrivilegeManagerAtHand pm{"{\"dates\":" + std::string{GetParam().dates} + "}"};
    pm.log_in();
    pm.raise();
    EXPECT_EQ(json::serialize(pm.pending().at(0).at("Requested")), GetParam().wanted);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, PrivilegeManagerDates,
    ::testing::Values(DateCase{R"({"formats":["iso8601"]})", R"("2025-01-31T14:05:00Z")"},
                      DateCase{R"({"formats":["dotnet-json"]})", R"("/Date(1738332300000)/")"},
                      DateCase{R"({"formats":["unix-seconds"]})", "1738332300"},
                      DateCase{R"({"formats":["unix-millis"]})", "1738332300000"},
                      DateCase{R"({"formats":["month-first"],"zone":"+02:00"})", R"("1/31/2025 4:05:00 PM")"},
                      DateCase{R"({"formats":["day-first"],"zone":"-05:00"})", R"("31.01.2025 09:05:00")"}));

TEST(PrivilegeManagerList, ATimeGivenAsTextGoesOutAsItIs) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.raise({{"requested", "yesterday"}});
    EXPECT_EQ(pm.pending().at(0).at("Requested"), "yesterday");
}

TEST(PrivilegeManagerList, CanLagBehindTheQueue) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.control("rules", {{"list_lag_ms", 5'000}});
    const auto id = pm.raise();
    EXPECT_TRUE(pm.pending().empty());
    pm.clock.advance(5'000);
    EXPECT_EQ(pm.pending().size(), 1u);
    pm.control("decide", {{"id", id}, {"response", "deny"}});
    pm.clock.advance(4'999);
    EXPECT_EQ(pm.pending().size(), 1u);
    pm.clock.advance(1);
    EXPECT_TRUE(pm.pending().empty());
}

TEST(PrivilegeManagerList, CanKeepWhatWasDecided) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.control("rules", {{"list_decided", true}});
    const auto id = pm.raise();
    pm.control("decide", {{"id", id}, {"response", "deny"}});
    EXPECT_EQ(pm.pending().at(0).at("Status"), "denied");
}

TEST(PrivilegeManagerList, WhatTheConsoleEndedIsGoneAndMayReappear) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto id = pm.raise();
    pm.control("expire", {{"id", id}});
    EXPECT_TRUE(pm.pending().empty());
    EXPECT_EQ(pm.only_request().at("status"), "expired");
    pm.control("reappear", {{"id", id}});
    EXPECT_EQ(pm.pending().size(), 1u);
}

TEST(PrivilegeManagerList, EditsAreSeenInTheNextList) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto id = pm.raise();
    pm.control("edit", {{"id", id}, {"fields", json::object{{"path", "C:\\other.exe"}, {"company", nullptr}}}});
    EXPECT_EQ(pm.pending().at(0).at("FilePath"), "C:\\other.exe");
    EXPECT_FALSE(pm.pending().at(0).as_object().contains("FileCompanyName"));
}

TEST(PrivilegeManagerList, TheConsoleRefusesWhatItDoesNotKnow) {
    PrivilegeManagerAtHand pm;
    EXPECT_THROW(pm.control("raise", {{"usr", "x"}}), BadCall);
    EXPECT_THROW(pm.control("raise", {{"count", 0}}), BadCall);
    EXPECT_THROW(pm.control("decide", {{"id", "nobody"}, {"response", "deny"}}), BadCall);
    const auto id = pm.raise();
    EXPECT_THROW(pm.control("decide", {{"id", id}, {"response", "maybe"}}), BadCall);
    EXPECT_THROW(pm.control("edit", {{"id", id}, {"fields", json::object{{"colour", "red"}}}}), BadCall);
    EXPECT_THROW(pm.control("reappear", {{"id", id}}), BadCall);
    EXPECT_THROW(pm.control("nonsense"), BadCall);
}

TEST(PrivilegeManagerDocument, DescribesTheCallsOfTheProfileInForce) {
    PrivilegeManagerAtHand pm{R"({
        "approve": {"method": "PUT", "path": "/services/api/v1/approval/{id}/approve", "body": {"length": "{duration}", "by": "{approver}"}},
        "deny": {"method": "PUT", "path": "/services/api/v1/approval/{id}/deny", "body": {"why": "{comment}"}},
        "duration": {"encoding": "timespan"}})"};
    const auto document = json::parse(pm.get("/services/swagger/docs/v1").body);
    const auto& paths = document.at("paths").as_object();
    EXPECT_TRUE(paths.contains("/api/v1/approval/pending"));
    EXPECT_TRUE(paths.at("/api/v1/approval/{id}/deny").as_object().contains("put"));
    const auto& parameters = paths.at("/api/v1/approval/{id}/approve").at("put").at("parameters").as_array();
    EXPECT_EQ(parameters.at(0).at("name"), "id");
    EXPECT_EQ(parameters.at(0).at("in"), "path");
    EXPECT_EQ(document.at("definitions").at("ApprovalResponseModel").at("properties").at("length").at("format"),
              "time-span");
}

}  // namespace
}  // namespace privman::sandbox::test
