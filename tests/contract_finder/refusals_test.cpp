// What the finder does not dare: every description here would make a careless reader approve what was to be denied.
#include "contract/template.hpp"
#include "contract_finder/find_contract.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace privman::contract_finder {
namespace {

namespace json = boost::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string list =
    R"("/services/api/approvals": {"get": {"summary": "Pending approvals", "responses": {"200": {"schema":
    {"type": "array", "items": {"properties": {"approvalId": {"type": "string"}, "userName": {"type": "string"}}}}}}}})";

std::string api(const std::string& paths) {
    return R"({"swagger": "2.0", "basePath": "/Tms", "paths": {)" + list + (paths.empty() ? "" : ",") + paths + "}}";
}

/// POST at that path with a JSON body of these properties, and the id in it.
std::string post(const std::string& path, const std::string& properties, const std::string& more = "") {
    return "\"" + path + R"(": {"post": {)" + more +
           R"("parameters": [{"name": "b", "in": "body", "schema": {"properties": {"approvalId": {"type": "string"})" +
           (properties.empty() ? "" : ", ") + properties + R"(}}}], "responses": {"200": {"description": "OK"}}}})";
}

std::string why_not(const std::string& description) {
    const auto found = find_contract(description, contract::builtin());
    EXPECT_FALSE(found);
    return found ? "" : found.error();
}

Finding found(const std::string& description) {
    auto finding = find_contract(description, contract::builtin());
    EXPECT_TRUE(finding) << finding.error();
    return finding ? std::move(*finding) : Finding{};
}

const std::string approve = post("/services/api/approvals/approve", R"("minutes": {"type": "integer"})");
const std::string deny = post("/services/api/approvals/deny", "");

TEST(Refusals, AnApprovalWithoutADenialIsNotEnough) {
    const auto why = why_not(api(approve));
    EXPECT_THAT(why, HasSubstr("POST /services/api/approvals/approve: approves"));
    EXPECT_THAT(why, HasSubstr("GET /services/api/approvals: lists requests"));
    EXPECT_THAT(why, HasSubstr("no profile was written"));
}

TEST(Refusals, ADescriptionWithoutApprovalsSaysSo) {
    EXPECT_THAT(why_not(R"({"openapi": "3.0.0", "paths": {"/users": {"get": {}}}})"),
                HasSubstr("none of its 1 operations speaks of approvals"));
}

TEST(Refusals, ACallThatCouldBeEitherIsNeither) {
    const auto both = post("/services/api/approvals/decide", R"("response": {"type": "string"})",
                           R"("summary": "Approves or denies an approval",)");
    EXPECT_THAT(why_not(api(both)), HasSubstr("could approve as well as deny"));
}

TEST(Refusals, TwoWordsForApprovingTellNothing) {
    const auto twice = post("/services/api/approvals/decide", R"("response": {"enum": ["Allow", "Approve", "Deny"]})");
    EXPECT_THAT(why_not(api(twice)), HasSubstr("does not tell the word for approving"));
}

TEST(Refusals, AnAddressThatContradictsItsNameIsNotUsed) {
    const auto crossed = post("/services/api/approvals/deny", "", R"("operationId": "Approval_Approve",)");
    why_not(api(approve + "," + crossed));
}

TEST(Refusals, AnAddressThatContradictsItsSentenceIsNotUsed) {
    const auto crossed = post("/services/api/approvals/deny", "", R"("summary": "Approves the request.",)");
    why_not(api(approve + "," + crossed));
}

TEST(Refusals, BulkCallsAndPoliciesDecideNoRequest) {
    why_not(api(approve + "," + post("/services/api/approvals/bulk/deny", "") + "," +
                post("/services/api/approvals/policies/deny", "")));
}

TEST(Refusals, ACallThatDoesNotNameItsRequestIsNotUsed) {
    why_not(api(approve + R"(, "/services/api/approvals/deny": {"post": {"responses": {}}})"));
    why_not(api(approve + R"(, "/services/api/approvals/deny": {"post": {"parameters":
        [{"name": "policyId", "in": "query", "type": "string"}], "responses": {}}})"));
}

TEST(Refusals, AnApprovalByGetIsNotUsed) {
    why_not(api(deny + R"(, "/services/api/approvals/approve": {"get": {"parameters":
        [{"name": "approvalId", "in": "query", "type": "string"}], "responses": {}}})"));
}

TEST(Refusals, CancellingIsNoDenial) { why_not(api(approve + "," + post("/services/api/approvals/cancel", ""))); }

TEST(Findings, TwoCallsSideBySideAreUsed) {
    const auto finding = found(api(approve + "," + deny));
    EXPECT_EQ(finding.profile.approve.path, "/services/api/approvals/approve");
    EXPECT_EQ(finding.profile.deny.path, "/services/api/approvals/deny");
    EXPECT_EQ(finding.profile.duration.encoding, contract::DurationEncoding::minutes);
}

TEST(Findings, ASharedModelWithBothWordsSaysTheRightOneInEach) {
    const std::string answer = R"("response": {"enum": ["Approve", "Deny"]})";
    const auto finding = found(api(post("/services/api/approvals/approve", answer, R"("deprecated": true,)") + "," +
                                   post("/services/api/approvals/deny", answer)));
    EXPECT_EQ(finding.profile.approve_word, "Approve");
    EXPECT_EQ(finding.profile.deny_word, "Deny");
    EXPECT_TRUE(contract::uses_of(finding.profile.deny, contract::Placeholder::response).any());
}

TEST(Findings, WordsFromASentenceAreGuesses) {
    const auto finding =
        found(api(post("/services/api/approvals/decide",
                       R"("response": {"type": "string", "description": "Either 'yes: Approve' or Deny"})")));
    EXPECT_EQ(finding.profile.approve_word, "Approve");
    EXPECT_THAT(finding.guessed, Contains(HasSubstr("test request")));
}

TEST(Findings, AUnitThatIsNotSaidIsAGuess) {
    const auto finding =
        found(api(post("/services/api/approvals/approve", R"("duration": {"type": "integer"})") + "," + deny));
    EXPECT_THAT(finding.guessed, Contains(HasSubstr("does not say its unit")));
}

TEST(Findings, DaysAreNotSentAsMinutes) {
    const auto finding = found(
        api(post("/services/api/approvals/approve", R"("duration": {"type": "integer", "description": "In days"})") +
            "," + deny));
    EXPECT_FALSE(contract::uses_of(finding.profile.approve, contract::Placeholder::duration).any());
    EXPECT_THAT(finding.guessed, Contains(HasSubstr("counts days")));
}

TEST(Findings, ANoughtThatMeansForEverIsNotSentForOneTime) {
    const auto finding = found(api(
        post("/services/api/approvals/approve",
             R"("minutes": {"type": "integer", "description": "0 is unlimited. Once only when the flag is set."})") +
        "," + deny));
    EXPECT_EQ(finding.profile.one_time.encoding, contract::OneTimeEncoding::omit);
}

TEST(Findings, ADefaultOfTheInstanceIsNeverChosenForAnApproval) {
    const auto finding =
        found(api(post("/services/api/approvals/approve",
                       R"("days": {"type": "integer", "default": 365, "description": "Duration in days"},
                "grantType": {"enum": ["OneTime", "Permanent"], "default": "Permanent"}}, "required": ["days", "grantType"], "x": {)") +
                  "," + deny));
    EXPECT_THAT(json::serialize(finding.profile.approve.body.document),
                ::testing::Not(::testing::AnyOf(HasSubstr("365"), HasSubstr("Permanent"))));
    EXPECT_THAT(finding.guessed, Contains(HasSubstr("requires grantType")));
}

TEST(Findings, WhatTheApprovalCouldCarryBesidesIsNamed) {
    const auto finding = found(
        api(post("/services/api/approvals/approve", R"("scope": {"enum": ["File", "Folder"], "default": "Folder"})") +
            "," + deny));
    EXPECT_THAT(finding.guessed, Contains(HasSubstr("could also carry scope")));
}

TEST(Findings, WithoutAListTheProfileAsksForAReport) {
    const auto finding = find_contract(
        R"({"swagger": "2.0", "basePath": "/Tms", "paths": {)" + approve + "," + deny + "}}", contract::builtin());
    ASSERT_TRUE(finding) << finding.error();
    EXPECT_EQ(finding->profile.list.source, contract::ListSource::report);
    EXPECT_THAT(finding->guessed, Contains(HasSubstr("list.report.id")));
    EXPECT_FALSE(contract::parse_profile(json::serialize(contract::to_json(finding->profile)), contract::builtin()));
}

TEST(Findings, PathsWithoutTmsAreAGuess) {
    auto text = api(approve + "," + deny);
    text.replace(text.find("/Tms"), 4, "/srv");
    const auto finding = found(text);
    EXPECT_EQ(finding.profile.approve.path, "/srv/services/api/approvals/approve");
    EXPECT_THAT(finding.guessed, Contains(HasSubstr("right after /Tms")));
}

TEST(Rubbish, IsRefusedInWords) {
    for (const std::string text :
         {"", "{", "[]", "null", "{}", R"({"swagger": 2})", R"({"openapi": "3.0.0", "paths": []})",
          R"({"openapi": "3", "paths": {"/approve": 7, "/deny": {"post": []}}})", "<html>login</html>"})
        EXPECT_FALSE(why_not(text).empty()) << text;
    EXPECT_FALSE(why_not(std::string(11u << 20, ' ')).empty());
    EXPECT_FALSE(why_not(std::string(100'000, '[')).empty());
}

TEST(Rubbish, CyclesAndReferencesThatMultiplyEnd) {
    // Every definition refers to the next one many times over: followed without a bound, that is 20 to the 30th.
    json::object definitions;
    for (int i = 0; i < 30; ++i) {
        json::array parts;
        json::object properties;
        for (int j = 0; j < 20; ++j) {
            const json::object reference{{"$ref", "#/definitions/D" + std::to_string((i + 1) % 30)}};
            parts.push_back(reference);
            properties["p" + std::to_string(j)] = reference;
        }
        definitions["D" + std::to_string(i)] =
            json::object{{"allOf", parts}, {"type", "object"}, {"properties", properties}};
    }
    definitions["Loop"] = json::object{{"$ref", "#/definitions/Loop"}};
    const json::object call{
        {"parameters",
         json::array{json::object{{"in", "body"}, {"name", "b"}, {"schema", {{"$ref", "#/definitions/D0"}}}}}},
        {"responses", {{"200", {{"schema", {{"$ref", "#/definitions/D0"}}}}}}}};
    const json::object document{
        {"swagger", "2.0"},
        {"paths",
         {{"/approval/approve", {{"post", call}, {"get", call}}}, {"/approval/x", {{"$ref", "#/definitions/Loop"}}}}},
        {"definitions", definitions}};
    why_not(json::serialize(document));
}

TEST(Rubbish, ObjectsWithinObjectsWithoutEndEnd) {
    // Nothing here is a leaf, so that no limit on what is found would ever be reached.
    json::object wide;
    for (int i = 0; i < 1'000; ++i) wide["p" + std::to_string(i)] = json::object{{"$ref", "#/definitions/Wide"}};
    const json::object schema{{"$ref", "#/definitions/Wide"}};
    const json::object call{
        {"parameters", json::array{json::object{{"in", "body"}, {"name", "b"}, {"schema", schema}}}},
        {"responses", {{"200", {{"schema", schema}}}}}};
    json::object paths;
    for (int i = 0; i < 400; ++i) paths["/approval/" + std::to_string(i)] = json::object{{"post", call}, {"get", call}};
    const json::object document{
        {"swagger", "2.0"}, {"paths", paths}, {"definitions", {{"Wide", {{"type", "object"}, {"properties", wide}}}}}};
    EXPECT_THAT(why_not(json::serialize(document)), HasSubstr("refer to each other"));
}

}  // namespace
}  // namespace privman::contract_finder
