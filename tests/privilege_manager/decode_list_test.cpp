// What counts as a complete list, and what its rows become.
#include "privilege_manager/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace privman::pm {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

contract::Profile profile_of(std::string_view json) {
    auto profile = contract::parse_profile(json, contract::builtin());
    if (!profile) throw std::invalid_argument{contract::text_of(profile.error())};
    return *profile;
}

Outcome<DecodedList> decoded(std::string_view body, const contract::Profile& profile = contract::builtin()) {
    return decode_list(profile, body, "https://pm.example/Tms");
}
PendingList complete(std::string_view body, const contract::Profile& profile = contract::builtin()) {
    auto list = decoded(body, profile);
    EXPECT_TRUE(list) << list.error().what;
    return list ? list->list : PendingList{};
}
std::vector<std::string> ids(const PendingList& list) {
    std::vector<std::string> all;
    for (const auto& request : list.requests) all.push_back(request.id.value);
    return all;
}
std::string fault(std::string_view body, const contract::Profile& profile = contract::builtin()) {
    const auto list = decoded(body, profile);
    EXPECT_FALSE(list);
    if (list) return {};
    EXPECT_EQ(list.error().kind, Trouble::malformed);
    return list.error().what;
}
ElevationRequest only(std::string_view row, const contract::Profile& profile = contract::builtin()) {
    const auto list = complete("[" + std::string{row} + "]", profile);
    EXPECT_EQ(list.requests.size(), 1u);
    return list.requests.empty() ? ElevationRequest{} : list.requests.front();
}

constexpr auto recorded = R"({ "$type": "Arellia.Response", "Status": "Success", "Total": 1, "Result": [
    { "$type": "Arellia.Approval", "ApprovalId": "85000000-0000-4000-8000-0000000000AA",
      "PolicyId": "{14000000-0000-4000-8000-0000000000bb}", "PolicyName": "Elevate installers with approval",
      "InitiatorUserName": "LAB\\ana", "UserName": "Ana Example", "AgentId": "x", "AgentName": "LAB-PC-07",
      "FilePath": "C:\\Users\\ana\\Downloads\\setup.exe", "FileCommandLine": "setup.exe /quiet", "FileSha1Hash": "ab12",
      "FileCompanyName": "Example Ltd", "FileProductName": "Example", "FileVersion": "4.2",
      "UserReason": "Needed for the demo", "Requested": "2025-01-31T14:05:00Z", "Status": "Pending" } ] })";

TEST(List, ARecordedRowIsUnderstood) {
    const auto list = complete(recorded);
    ASSERT_EQ(list.requests.size(), 1u);
    EXPECT_THAT(list.remarks, IsEmpty());
    const auto& r = list.requests[0];
    EXPECT_EQ(r.id.value, "85000000-0000-4000-8000-0000000000aa");
    EXPECT_EQ(r.user, "LAB\\ana");
    EXPECT_EQ(r.user_full_name, "Ana Example");
    EXPECT_EQ(r.computer, "LAB-PC-07");
    EXPECT_EQ(r.path, "C:\\Users\\ana\\Downloads\\setup.exe");
    EXPECT_EQ(r.application, "Example");
    EXPECT_EQ(r.version, "4.2");
    EXPECT_EQ(r.command_line, "setup.exe /quiet");
    EXPECT_EQ(r.company, "Example Ltd");
    EXPECT_EQ(r.signer, "");
    EXPECT_EQ(r.reason, "Needed for the demo");
    EXPECT_EQ(r.policy, "Elevate installers with approval");
    EXPECT_EQ(r.hash, "ab12");
    EXPECT_EQ(r.requested, WallTime{Millis{1738332300000}});
    EXPECT_EQ(r.requested_text, "");
    EXPECT_EQ(r.console_link, "");
}

TEST(List, TheArrayMayStandInThreePlaces) {
    EXPECT_THAT(ids(complete(R"([{"ApprovalId": "a"}])")), ElementsAre("a"));
    EXPECT_THAT(ids(complete(R"({"Result": [{"ApprovalId": "a"}]})")), ElementsAre("a"));
    EXPECT_THAT(ids(complete(R"({"result": {"data": [{"ApprovalId": "a"}], "total": 1}})")), ElementsAre("a"));
}

TEST(List, AnEmptyListIsComplete) {
    EXPECT_THAT(complete("[]").requests, IsEmpty());
    EXPECT_THAT(complete(R"({"Result": [], "Total": 0})").requests, IsEmpty());
}

TEST(List, ATotalThatDisagreesIsNoList) {
    EXPECT_THAT(fault(R"({"Result": [{"ApprovalId": "a"}], "Total": 40})"), HasSubstr("1 rows although Total says 40"));
    EXPECT_THAT(fault(R"({"Result": {"Data": [], "Total": 1}})"), HasSubstr("Total says 1"));
    EXPECT_THAT(fault(R"({"Result": [], "Total": {}})"), HasSubstr("no count"));
}

TEST(List, ATotalMayBeNullOrText) {
    EXPECT_THAT(complete(R"({"Result": [], "Total": null})").requests, IsEmpty());
    EXPECT_THAT(ids(complete(R"({"Result": [{"ApprovalId": "a"}], "total": "1"})")), ElementsAre("a"));
}

TEST(List, AnythingElseIsNoList) {
    EXPECT_THAT(fault(""), HasSubstr("nothing at all"));
    EXPECT_THAT(fault("<html><body>Sign in</body></html>"), HasSubstr("a web page"));
    EXPECT_THAT(fault(R"({"Result": [{"ApprovalId": "a"})"), HasSubstr("not JSON"));
    EXPECT_THAT(fault(R"({"Result": null})"), HasSubstr("no list at"));
    EXPECT_THAT(fault(R"({"Result": {"ApprovalId": "a"}})"), HasSubstr("no list at"));
    EXPECT_THAT(fault("{}"), HasSubstr("no list at"));
    EXPECT_THAT(fault("42"), HasSubstr("no list at"));
    EXPECT_THAT(fault("[] []"), HasSubstr("not JSON"));
}

TEST(List, AnErrorInsideASuccessIsNoList) {
    EXPECT_THAT(fault(R"({"Status": "error", "Messages": ["Not allowed"], "Result": []})"), HasSubstr("Not allowed"));
}

TEST(List, MoreThanTenMegabytesAreNotRead) {
    EXPECT_THAT(fault(std::string(max_list_bytes + 1, ' ')), HasSubstr("10 MB"));
}

TEST(List, ANestingWithoutEndIsNotFollowed) {
    EXPECT_THAT(fault(std::string(100'000, '[')), HasSubstr("not JSON"));
    EXPECT_THAT(fault(R"([{"a":)" + std::string(40, '[') + std::string(40, ']') + "}]"), HasSubstr("not JSON"));
}

TEST(List, DecidedRowsAreHistory) {
    const auto list =
        complete(R"([{"ApprovalId": "a", "Status": "Approved"}, {"ApprovalId": "b", "ApprovalStatus": " PENDING "},
                                   {"ApprovalId": "c"}, {"ApprovalId": "d", "Status": null}])");
    EXPECT_THAT(ids(list), ElementsAre("b", "c", "d"));
    EXPECT_THAT(list.remarks, IsEmpty());
}

TEST(List, AListOfHistoryOnlyIsCompleteAndEmpty) {
    EXPECT_THAT(
        complete(R"([{"ApprovalId": "a", "Status": "Approved"}, {"ApprovalId": "b", "Status": "Denied"}])").requests,
        IsEmpty());
}

TEST(List, AnUnknownStatusIsLeftOutAndRemarkedOn) {
    const auto list =
        complete(R"([{"ApprovalId": "a", "Status": "Brewing"}, {"ApprovalId": "b", "Status": "pending"}])");
    EXPECT_THAT(ids(list), ElementsAre("b"));
    EXPECT_THAT(list.remarks, ElementsAre("a has the unknown status \"Brewing\""));
}

TEST(List, NothingButUnknownStatusesIsNoList) {
    EXPECT_THAT(fault(R"([{"ApprovalId": "a", "Status": "Waiting"}, {"ApprovalId": "b", "Status": 3}])"),
                HasSubstr("every row has a status"));
}

TEST(List, AProfileMayKnowOtherStatusWords) {
    const auto profile = profile_of(R"({"status": {"pending": ["3", "Waiting"]}})");
    EXPECT_THAT(
        ids(complete(R"([{"ApprovalId": "a", "Status": 3}, {"ApprovalId": "b", "Status": "waiting"}])", profile)),
        ElementsAre("a", "b"));
}

TEST(List, RowsWithoutAnIdAreLeftOutAndRemarkedOn) {
    const auto list =
        complete(R"([{"FilePath": "x"}, 7, {"ApprovalId": "  "}, {"ApprovalId": true}, {"ApprovalId": 1.5},
                                   {"ApprovalId": "{00000000-0000-0000-0000-000000000000}"}, {"ApprovalId": "a"}])");
    EXPECT_THAT(ids(list), ElementsAre("a"));
    EXPECT_EQ(list.remarks.size(), 6u);
}

TEST(List, NotOneIdMeansThatTheFieldMapDoesNotFit) {
    EXPECT_THAT(fault(R"([{"Guid": "a"}, {"Guid": "b"}])"), HasSubstr("no row has an id"));
}

TEST(List, HostileIdsAreLeftOutAndRemarkedOn) {
    const auto list = complete(R"([{"ApprovalId": "a\nb"}, {"ApprovalId": "c\u0085d"}, {"ApprovalId": ")" +
                               std::string(201, 'x') + R"("}, {"ApprovalId": "ok"}])");
    EXPECT_THAT(ids(list), ElementsAre("ok"));
    EXPECT_THAT(list.remarks, AllOf(Contains(HasSubstr("control characters")), Contains(HasSubstr("201 bytes"))));
}

TEST(List, RemarksAreFewEvenWhenRowsAreMany) {
    std::string body = R"([{"ApprovalId": "ok"})";
    for (int i = 0; i < 500; ++i) body += R"(, {"x": 1})";
    const auto list = complete(body + "]");
    EXPECT_EQ(list.remarks.size(), 21u);
    EXPECT_EQ(list.remarks.back(), "and 480 more");
}

TEST(List, IdsAreUnique) {
    const auto list = complete(R"([{"ApprovalId": "85000000-0000-4000-8000-0000000000AA", "Reason": "first"},
                                   {"ApprovalId": "{85000000-0000-4000-8000-0000000000aa}", "Reason": "second"}])");
    ASSERT_EQ(list.requests.size(), 1u);
    EXPECT_EQ(list.requests[0].reason, "first");
    EXPECT_THAT(list.remarks, ElementsAre(HasSubstr("more than once, with different facts")));
    EXPECT_THAT(list.twice, ElementsAre(list.requests[0].id)) << "which of them a decision is about nobody can tell";
}

TEST(List, TheSameRowTwiceIsOneRequest) {
    const auto list = complete(R"([{"ApprovalId": "a", "Reason": "x"}, {"ApprovalId": "b"},
                                   {"ApprovalId": "A", "Reason": "x"}, {"ApprovalId": "a", "Reason": "x"}])");
    EXPECT_THAT(list.twice, ::testing::IsEmpty());
}

TEST(List, AnyFactMakesTwoRowsTwoRequests) {
    for (const auto* fact : {R"("InitiatorUserName": "eve")", R"("AgentName": "PC")", R"("FilePath": "C:\\x")",
                             R"("FileCommandLine": "x")", R"("FileSha1Hash": "aa")", R"("SecurityRating": "Bad")",
                             R"("FileCompanyName": "x")", R"("Requested": "2026-07-01T12:00:00Z")"}) {
        const auto list = complete(R"([{"ApprovalId": "a"}, {"ApprovalId": "a", )" + std::string{fact} + "}]");
        EXPECT_EQ(list.twice.size(), 1u) << fact;
        EXPECT_EQ(list.requests.size(), 1u) << fact;
    }
}

TEST(List, AnIdThatIsNoGuidStaysAsItIs) {
    EXPECT_EQ(only(R"({"ApprovalId": " {AbC} "})").id.value, "{AbC}");
    EXPECT_EQ(only(R"({"ApprovalId": 4711})").id.value, "4711");
}

TEST(List, KeysMatchInAnyCaseAndWithPrefix) {
    const auto r = only(R"({"approvalid": "a", "PMUserReason": "prefixed", "pmagentname": "PC"})");
    EXPECT_EQ(r.reason, "prefixed");
    EXPECT_EQ(r.computer, "PC");
}

TEST(List, TheFirstCandidateThatHoldsTextWins) {
    EXPECT_EQ(only(R"({"ApprovalId": "a", "Justification": "third", "UserReason": " ", "Reason": "second"})").reason,
              "second");
    EXPECT_EQ(only(R"({"ApprovalId": "a", "PMUserReason": "prefixed", "UserReason": "plain"})").reason, "plain");
    EXPECT_EQ(only(R"({"ApprovalId": "a", "UserReason": {"x": 1}, "Reason": "text"})").reason, "text");
}

TEST(List, EveryFieldButTheIdIsOptional) {
    const auto r = only(R"({"Id": "a"})");
    EXPECT_EQ(r, ElevationRequest{.id = RequestId{"a"}});
}

TEST(List, AFullNameIsNotTheAccountAgain) {
    EXPECT_EQ(only(R"({"Id": "a", "UserName": "CORP\\jdoe"})").user_full_name, "");
    const auto r = only(R"({"Id": "a", "UserName": "CORP\\jdoe", "InitiatorName": "Jane Doe"})");
    EXPECT_EQ(r.user, "CORP\\jdoe");
    EXPECT_EQ(r.user_full_name, "Jane Doe");
}

TEST(List, TheApplicationFallsBackToTheFileName) {
    EXPECT_EQ(only(R"({"Id": "a", "FilePath": "C:\\Tools\\x.exe"})").application, "x.exe");
    EXPECT_EQ(only(R"({"Id": "a", "FilePath": "/usr/bin/id"})").application, "id");
}

TEST(List, ATimeThatCannotBePlacedIsShownAsWritten) {
    const auto r =
        only(R"({"Id": "a", "Requested": "2025-01-31 14:05"})", profile_of(R"({"dates": {"zone": "unknown"}})"));
    EXPECT_EQ(r.requested, std::nullopt);
    EXPECT_EQ(r.requested_text, "2025-01-31 14:05");
}

TEST(List, TheOldestComesFirstAndTheUndatedLast) {
    EXPECT_THAT(ids(complete(R"([{"Id": "none1"}, {"Id": "new", "Requested": "2025-01-02T00:00:00Z"}, {"Id": "none2"},
                                 {"Id": "old", "Requested": "2025-01-01T00:00:00Z"}])")),
                ElementsAre("old", "new", "none1", "none2"));
}

TEST(List, BrokenUtf8BecomesAReplacementCharacter) {
    EXPECT_EQ(only("{\"Id\": \"a\", \"Reason\": \"x\xff\xc3(\xed\xa0\x80y\"}").reason,
              "x\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbdy");
    EXPECT_EQ(only(R"({"Id": "a", "Reason": "x\ud800y\udc00z\\ud800"})").reason, "x\xef\xbf\xbdy\xef\xbf\xbdz\\ud800");
    EXPECT_EQ(only(R"({"Id": "a", "Reason": "\ude00\ude00"})").reason, "\xef\xbf\xbd\xef\xbf\xbd");
    EXPECT_EQ(only(R"({"Id": "a", "Reason": "\ud83d\ude00"})").reason, "\xf0\x9f\x98\x80");
}

TEST(List, AByteOrderMarkIsNoFault) { EXPECT_THAT(complete("\xef\xbb\xbf[]").requests, IsEmpty()); }

TEST(List, LongTextLosesItsMiddleWithAMark) {
    const auto r = only(R"({"Id": "a", "CommandLine": "first)" + std::string(200'000, 'x') + "last\"}");
    EXPECT_LE(r.command_line.size(), max_field_bytes);
    EXPECT_GE(r.command_line.size(), max_field_bytes - 10);
    EXPECT_THAT(r.command_line,
                AllOf(StartsWith("firstxx"), EndsWith("xxlast"), HasSubstr(" bytes cut) \xe2\x80\xa6 x")));
}

/// 32,767 units are the longest that Windows starts: whatever stands in one of them must reach the card.
TEST(List, NoCommandLineOfWindowsIsCut) {
    std::string blanks;
    for (int i = 0; i < 16'370; ++i) blanks += "\xe3\x80\x80";
    const auto whole = "dir" + blanks + "; iex $evil" + blanks;
    EXPECT_EQ(only(R"({"Id": "a", "CommandLine": ")" + whole + "C:\"}").command_line, whole + "C:");
}

TEST(List, TheConsoleLinkIsMadeOfConfigurationAndIdOnly) {
    const auto profile = profile_of(R"({"consoleLink": "{base}/PrivilegeManager/#/item/view/{id}"})");
    EXPECT_EQ(only(R"({"Id": "a/b?c"})", profile).console_link,
              "https://pm.example/Tms/PrivilegeManager/#/item/view/a%2Fb%3Fc");
}

TEST(List, TellsWhichKeysItFound) {
    const auto list = decoded(R"([{"Id": "a", "Why": "x", "Reason": "y"}, {"id": "b"}])");
    ASSERT_TRUE(list);
    EXPECT_EQ(list->seen.at(contract::Field::id).at("Id"), 1u);
    EXPECT_EQ(list->seen.at(contract::Field::id).at("id"), 1u);
    EXPECT_EQ(list->seen.at(contract::Field::reason).at("Reason"), 1u);
    EXPECT_FALSE(list->seen.contains(contract::Field::policy));
}

contract::Profile report_profile() {
    return profile_of(R"({"list": {"source": "report", "report": {"id": "6f1c0e1a-0000-4000-8000-000000000001",
                          "columns": {"id": ["_ItemId"], "reason": ["Why?"]}}}})");
}

TEST(Report, RowsArePairedWithColumnTitles) {
    const auto list = complete(R"({"Result": {"Columns": [
        {"title": "_ItemId", "columnName": "_ItemId", "field": "[0]", "hidden": true, "dataType": "System.Guid"},
        {"title": "Computer", "columnName": "c1"}, {"title": "Reason shown", "columnName": "Why?"}],
        "Data": [["6F1C0E1A-0000-4000-8000-000000000001", "LAB-PC-07", "please"]]}})",
                               report_profile());
    ASSERT_EQ(list.requests.size(), 1u);
    EXPECT_EQ(list.requests[0].id.value, "6f1c0e1a-0000-4000-8000-000000000001");
    EXPECT_EQ(list.requests[0].computer, "LAB-PC-07");
    EXPECT_EQ(list.requests[0].reason, "please");
}

TEST(Report, MayComeWithoutEnvelope) {
    EXPECT_THAT(ids(complete(R"({"Columns": [{"title": "_itemid"}], "Data": [["a"]]})", report_profile())),
                ElementsAre("a"));
}

TEST(Report, TheOneInTheEnvelopeComesFirst) {
    EXPECT_THAT(ids(complete(R"({"Columns": [{"title": "_itemid"}], "Data": [["a"]],
                                 "Result": {"Data": [["b"]], "Columns": [{"title": "_itemid"}]}})",
                             report_profile())),
                ElementsAre("b"));
}

TEST(Report, WithoutAColumnForTheIdIsNoList) {
    EXPECT_THAT(fault(R"({"Columns": [{"title": "Computer"}], "Data": []})", report_profile()),
                HasSubstr("without a column"));
    EXPECT_THAT(fault("[]", report_profile()), HasSubstr("Columns and Data"));
}

TEST(Report, ARowWithShiftedCellsIsLeftOut) {
    const auto list =
        complete(R"({"Columns": [{"title": "_ItemId"}, {"title": "Computer"}], "Data": [["a"], ["b", "PC"]]})",
                 report_profile());
    EXPECT_THAT(ids(list), ElementsAre("b"));
    EXPECT_THAT(list.remarks, ElementsAre(HasSubstr("one cell per column")));
}

TEST(Report, IsAskedForByItsId) {
    const auto call = encode_list_call(report_profile());
    EXPECT_EQ(call.method, "POST");
    EXPECT_EQ(call.target, "/services/api/v1/reports/6f1c0e1a-0000-4000-8000-000000000001");
    EXPECT_EQ(call.body, "[]");
}

}  // namespace
}  // namespace privman::pm
