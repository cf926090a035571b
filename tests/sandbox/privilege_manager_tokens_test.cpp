#include "tests/sandbox/privilege_manager_at_hand.hpp"

namespace privman::sandbox::test {
namespace {

constexpr std::int64_t an_hour = 3'600'000;
constexpr std::string_view list = "/services/api/v1/approval/pending";

TEST(PrivilegeManagerTokens, TheRightCredentialsGetATokenAsABareJsonString) {
    PrivilegeManagerAtHand pm;
    const auto response = pm.log_in();
    EXPECT_EQ(response.status, 200u);
    EXPECT_TRUE(json::parse(response.body).is_string());
    EXPECT_EQ(pm.get(list).status, 200u);
}

TEST(PrivilegeManagerTokens, WrongCredentialsAreRefusedWithAJsonError) {
    PrivilegeManagerAtHand pm;
    const auto response = pm.log_in("guess");
    EXPECT_EQ(response.status, 401u);
    EXPECT_EQ(json::parse(response.body).at("Status"), "error");
}

TEST(PrivilegeManagerTokens, CredentialsMayBeSpelledInSmallLetters) {
    PrivilegeManagerAtHand pm;
    EXPECT_EQ(pm.post("/services/api/logon/token", R"({"username":"sandbox","password":"sandbox-secret"})").status,
              200u);
}

TEST(PrivilegeManagerTokens, WithoutATokenNothingIsListedOrDecided) {
    PrivilegeManagerAtHand pm;
    const auto id = pm.raise();
    EXPECT_EQ(pm.get(list).status, 401u);
    EXPECT_EQ(pm.decide({{"RequestId", id}, {"Response", "Approve"}}).status, 401u);
    EXPECT_EQ(pm.only_request().at("status"), "pending");
}

TEST(PrivilegeManagerTokens, ATokenNobodyIssuedIsRefused) {
    PrivilegeManagerAtHand pm;
    pm.token = "made-up";
    EXPECT_EQ(pm.get(list).status, 401u);
}

TEST(PrivilegeManagerTokens, ATokenEndsAfterTwelveHours) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.clock.advance(12 * an_hour - 1);
    EXPECT_EQ(pm.get(list).status, 200u);
    pm.clock.advance(1);
    EXPECT_EQ(pm.get(list).status, 401u);
}

TEST(PrivilegeManagerTokens, SettingTheWallClockBackDoesNotReviveAToken) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.clock.advance(12 * an_hour);
    pm.clock.set_wall(start_ms);
    EXPECT_EQ(pm.get(list).status, 401u);
}

TEST(PrivilegeManagerTokens, LoggingOutEndsThatTokenOnly) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto first = pm.token;
    pm.log_in();
    const auto second = pm.token;
    pm.token = first;
    EXPECT_EQ(pm.call(pm.request("DELETE", "/services/api/logon/token")).status, 200u);
    EXPECT_EQ(pm.get(list).status, 401u);
    pm.token = second;
    EXPECT_EQ(pm.get(list).status, 200u);
}

TEST(PrivilegeManagerTokens, RevokedTokensAreGoneAndANewLoginWorks) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    pm.control("rules", {{"revoke_token", true}});
    EXPECT_EQ(pm.get(list).status, 401u);
    pm.log_in();
    EXPECT_EQ(pm.get(list).status, 200u);
}

TEST(PrivilegeManagerTokens, ALoginCanBeToldToFail) {
    PrivilegeManagerAtHand pm;
    pm.control("rules", {{"reject_login", true}});
    EXPECT_EQ(pm.log_in().status, 401u);
    pm.control("rules", {{"reject_login", false}});
    EXPECT_EQ(pm.log_in().status, 200u);
}

TEST(PrivilegeManagerTokens, VersionAndDescriptionNeedNoToken) {
    PrivilegeManagerAtHand pm;
    EXPECT_EQ(json::parse(pm.get("/services/api/v1/version/current").body).at("Result"), "12.0.5");
    EXPECT_EQ(json::parse(pm.get("/services/swagger/docs/v1").body).at("swagger"), "2.0");
}

TEST(PrivilegeManagerTokens, TheProfileNamesHeaderAndScheme) {
    PrivilegeManagerAtHand pm{R"({"token":{"path":"/services/api/login","header":"X-Auth","scheme":""}})"};
    auto response = pm.post("/services/api/login", R"({"UserName":"sandbox","Password":"sandbox-secret"})");
    ASSERT_EQ(response.status, 200u);
    auto request = pm.request("GET", list);
    request.headers.set("X-Auth", std::string{json::parse(response.body).as_string()});
    EXPECT_EQ(pm.call(request).status, 200u);
}

TEST(PrivilegeManagerTokens, PathsAreServedWhateverTheirCase) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    auto request = pm.request("GET", "");
    request.target = "/TMS/Services/API/v1/Approval/PENDING";
    EXPECT_EQ(pm.call(request).status, 200u);
}

TEST(PrivilegeManagerTokens, TheJournalHoldsNoSecrets) {
    PrivilegeManagerAtHand pm;
    pm.log_in();
    const auto calls = json::serialize(pm.look("/calls"));
    EXPECT_EQ(calls.find("sandbox-secret"), std::string::npos);
    EXPECT_EQ(calls.find(pm.token), std::string::npos);
}

}  // namespace
}  // namespace privman::sandbox::test
