// One call that takes both words: believed only where nothing in the description speaks against it. And lists that are
// none: what changes something is never asked for.
#include "contract/template.hpp"
#include "contract_finder/find_contract.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace privman::contract_finder {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string rows =
    R"("responses": {"200": {"schema": {"type": "array", "items": {"properties":
    {"approvalId": {"type": "string"}, "userName": {"type": "string"}}}}}})";
const std::string list = R"("/api/approvals": {"get": {"summary": "Lists approvals", )" + rows + "}}";
const std::string words = R"("response": {"type": "string", "enum": ["Approve", "Deny"]})";
const std::string flag = R"("approved": {"type": "boolean"})";

std::string api(std::initializer_list<std::string> paths) {
    std::string all;
    for (const auto& path : paths) all += (all.empty() ? "" : ", ") + path;
    return R"({"swagger": "2.0", "basePath": "/Tms", "paths": {)" + all + "}}";
}

/// `more` are members of the operation, each with a comma after it.
std::string call(const std::string& method, const std::string& path, const std::string& properties,
                 const std::string& more = "") {
    const std::string id =
        path.find('{') == std::string::npos
            ? ""
            : R"({"name": "id", "in": "path", "required": true, "type": "string", "format": "uuid"})";
    const std::string body =
        properties.empty() ? "" : R"({"name": "b", "in": "body", "schema": {"properties": {)" + properties + "}}}";
    return "\"" + path + "\": {\"" + method + "\": {" + more + R"("parameters": [)" + id +
           (id.empty() || body.empty() ? "" : ", ") + body + R"(], "responses": {"200": {"description": "OK"}}}})";
}
std::string post(const std::string& path, const std::string& properties, const std::string& more = "") {
    return call("post", path, properties, more);
}

std::string why_not(const std::string& description) {
    const auto found = find_contract(description, contract::builtin());
    EXPECT_FALSE(found) << found->profile.approve.path << " and " << found->profile.deny.path;
    return found ? "" : found.error();
}

Finding found(const std::string& description) {
    auto finding = find_contract(description, contract::builtin());
    EXPECT_TRUE(finding) << finding.error();
    return finding ? std::move(*finding) : Finding{};
}

const std::string approve = post("/api/approvals/{id}/approve", words, R"("summary": "Approves the request",)");

TEST(Either, AnApproveBesideADeleteThatRejectsIsNoDenial) {
    const auto why = why_not(
        api({list, approve, call("delete", "/api/approvals/{id}", "", R"("summary": "Rejects the request",)")}));
    EXPECT_THAT(why, HasSubstr("POST /api/approvals/{id}/approve"));
    EXPECT_THAT(why, HasSubstr("DELETE /api/approvals/{id}"));
}

TEST(Either, AnApproveBesideAnyOtherChangeOfOneRequestIsNoDenial) {
    why_not(api({list, approve, call("delete", "/api/approvals/{id}", "")}));
    why_not(api({list, approve, call("put", "/api/approvals/{id}/block", "")}));
    why_not(api({list, approve, post("/api/approvals/{id}/cancel", "")}));
    why_not(api({list, approve, post("/api/approvals/{id}/reject", "", R"("summary": "Approves nothing",)")}));
    why_not(api({list, approve, post("/api/denials", R"("text": {"type": "string"})", R"("summary": "Deny one",)")}));
    why_not(api({list, approve, post("/api/approvals/bulk/deny", "")}));
}

TEST(Either, AFlagAtApproveBesideABlockIsNoDenial) {
    why_not(api({list, post("/api/approvals/{id}/approve", flag, R"("summary": "Approve a request",)"),
                 post("/api/approvals/{id}/block", flag, R"("summary": "Block a request",)")}));
}

TEST(Either, AFlagAtAnAddressWithAnUnknownVerbDecidesNothing) {
    EXPECT_THAT(why_not(api({list, post("/api/approvals/{id}/block", flag)})), HasSubstr("block"));
    why_not(api({list, post("/api/approvals/{id}/suspend", words)}));
    why_not(api({list, post("/api/approvals/{id}", flag, R"("operationId": "Approvals_Block",)")}));
    why_not(api({list, post("/api/approvals/{id}", flag, R"("summary": "Blocks a request",)")}));
}

TEST(Either, AnAddressThatContradictsItsNameIsNeverOneForBoth) {
    why_not(api({list, post("/api/approvals/{id}/deny", words, R"("operationId": "Approval_Approve",)")}));
    why_not(api({list, post("/api/approvals/{id}/approve", words, R"("summary": "Denies the request",)")}));
    why_not(api({list, post("/api/approvals/{id}/approve", words, R"("operationId": "Approval_Deny",)")}));
}

TEST(Either, ANeutralCallBesideOneThatDeniesIsNotBelieved) {
    why_not(api({list, call("put", "/api/approvals/{id}", flag),
                 post("/api/approvals/{id}/reject", R"("a": {"type": "array"})", R"("operationId": "x",)")}));
}

TEST(Either, TheOnlyCallThereIsTakesBothWordsAsAGuessWithWhatToCheck) {
    const auto finding = found(api({list, approve}));
    EXPECT_EQ(finding.profile.deny.path, "/api/approvals/{id}/approve");
    EXPECT_THAT(finding.guessed, Contains(HasSubstr("Deny a test request")));
    EXPECT_THAT(finding.read, Not(Contains(HasSubstr("a denial is"))));
}

TEST(Either, ADescriptionThatWasNotReadToItsEndMayHideTheDenial) {
    std::string many = list + "," + approve;
    for (int i = 0; i < 6'000; ++i) many += R"(, "/things/)" + std::to_string(i) + R"(": {"get": {}})";
    EXPECT_THAT(why_not(api({many})), HasSubstr("unread end"));
}

TEST(Either, ANeutralAddressWithBothWordsIsRead) {
    const auto finding = found(api({list, post("/api/approvals/{id}/decision", words)}));
    EXPECT_EQ(finding.profile.approve.path, finding.profile.deny.path);
    EXPECT_THAT(finding.read, Contains(HasSubstr("a denial is")));
    EXPECT_THAT(finding.guessed, Not(Contains(HasSubstr("Deny a test request"))));
}

// Lists.

const std::string decide = post("/api/approvals/{id}/decision", words);

contract::ListCall list_of(const std::string& description) { return found(description).profile.list; }

TEST(Lists, APostIsNeverOneForItsPendingAlone) {
    const std::string posts[] = {
        post("/api/approvals/pending/purge", ""),
        post("/api/approvals/open", "", R"("summary": "Opens a new approval request",)"),
        R"("/api/approvals/waiting": {"post": {"summary": "Waiting approvals", )" + rows + "}}",
        R"("/api/approvals/pending/search": {"post": {"responses": {"200": {"description": "OK"}}}})",
        R"("/api/approvals/find-and-close": {"post": {)" + rows + "}}",
        R"("/api/approvals/list/purge": {"post": {)" + rows + "}}",
        R"("/api/approvals/search": {"post": {"summary": "Deletes what was found", )" + rows + "}}"};
    for (const auto& one : posts) EXPECT_EQ(list_of(api({one, decide})).source, contract::ListSource::report) << one;
}

TEST(Lists, AGetThatSpeaksOfChangingIsNone) {
    const std::string gets[] = {
        R"("/api/approvals/pending/purge": {"get": {"responses": {"200": {"description": "OK"}}}})",
        R"("/api/approvals/open": {"get": {"responses": {"200": {"description": "OK"}}}})",
        R"("/api/approvals/approve": {"get": {)" + rows + "}}"};
    for (const auto& one : gets) EXPECT_EQ(list_of(api({one, decide})).source, contract::ListSource::report) << one;
}

TEST(Lists, ASearchByPostWithDescribedRowsIsAGuess) {
    const auto finding = found(api({R"("/api/approvals/search": {"post": {)" + rows + "}}", decide}));
    EXPECT_EQ(finding.profile.list.call.method, "POST");
    EXPECT_THAT(finding.guessed, Contains(HasSubstr("POST /api/approvals/search")));
}

TEST(Lists, AGetGoesBeforeAPost) {
    const auto call = list_of(
        api({R"("/api/v9/approvals/pending/search": {"post": {"summary": "Pending", )" + rows + "}}", list, decide}));
    EXPECT_EQ(call.call.method, "GET");
}

// Units.

Finding with_length(const std::string& name, const std::string& description) {
    return found(api({list, post("/api/approvals/{id}/decision", words + ", \"" + name + R"(": {"type": "integer",
                      "description": ")" + description + "\"}")}));
}
bool is_sent(const Finding& finding) {
    return contract::uses_of(finding.profile.approve, contract::Placeholder::duration).any();
}

TEST(Units, AnUnmistakablePhraseIsRead) {
    for (const auto* said :
         {"Duration in minutes.", "The number of minutes", "Minutes to approve it for", "Minutes."}) {
        const auto finding = with_length("duration", said);
        EXPECT_EQ(finding.profile.duration.encoding, contract::DurationEncoding::minutes) << said;
        EXPECT_THAT(finding.read, Contains(HasSubstr("a length in minutes"))) << said;
    }
    EXPECT_THAT(with_length("durationMinutes", "").read, Contains(HasSubstr("a length in minutes")));
}

TEST(Units, AnyOtherMentionIsAGuess) {
    for (const auto* said : {"How long the elevation lasts. At least 15 minutes are customary.",
                             "Rounded to whole minutes", "In minutes, at most 8 hours"}) {
        const auto finding = with_length("duration", said);
        EXPECT_THAT(finding.read, Not(Contains(HasSubstr("a length in")))) << said;
        EXPECT_THAT(finding.guessed, Contains(HasSubstr("how long it was approved for"))) << said;
        EXPECT_EQ(finding.profile.duration.encoding, contract::DurationEncoding::minutes) << said;
    }
}

TEST(Units, ThatContradictEachOtherAreNotSent) {
    for (const auto& [name, said] : {std::pair{"durationMinutes", "In hours."},
                                     {"duration", "In minutes or in hours."},
                                     {"duration", "A few hours or some minutes"},
                                     {"duration", "Not below 900 seconds"}}) {
        const auto finding = with_length(name, said);
        EXPECT_FALSE(is_sent(finding)) << said;
        EXPECT_THAT(finding.guessed, Contains(HasSubstr("left out"))) << said;
    }
}

}  // namespace
}  // namespace privman::contract_finder
