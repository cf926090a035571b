// The profile file: what overrides what, and which words the author of a broken one reads.
#include "contract/profile.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace privman::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Profile parsed(std::string_view json) {
    auto profile = parse_profile(json, builtin());
    EXPECT_TRUE(profile) << text_of(profile.error());
    return profile ? *profile : Profile{};
}

ProfileFault fault_in(std::string_view json) {
    const auto profile = parse_profile(json, builtin());
    EXPECT_FALSE(profile);
    return profile ? ProfileFault{} : profile.error();
}

TEST(BuiltinProfile, IsNotVerified) { EXPECT_FALSE(builtin().verified); }

TEST(BuiltinProfile, PassesItsOwnChecks) { EXPECT_EQ(parsed(R"({"name": "builtin"})"), builtin()); }

TEST(BuiltinProfile, NeverCallsCompanyASigner) {
    EXPECT_TRUE(builtin().fields.at(Field::signer).empty());
    EXPECT_THAT(builtin().fields.at(Field::company), ::testing::Not(::testing::Contains("Signer")));
}

TEST(Profile, OverridesKeyByKey) {
    const auto p = parsed(R"({"name": "acme", "verified": true, "approve": {"path": "/services/api/v2/decide"},
                              "fields": {"reason": ["Why"]}, "token": {"renewAfterMinutes": 10}})");
    EXPECT_EQ(p.name, "acme");
    EXPECT_TRUE(p.verified);
    EXPECT_EQ(p.approve.path, "/services/api/v2/decide");
    EXPECT_EQ(p.approve.body, builtin().approve.body);
    EXPECT_THAT(p.fields.at(Field::reason), ElementsAre("Why"));
    EXPECT_EQ(p.fields.at(Field::id), builtin().fields.at(Field::id));
    EXPECT_EQ(p.token.renew_after, std::chrono::minutes{10});
    EXPECT_EQ(p.token.path, builtin().token.path);
}

TEST(Profile, IsVerifiedOnlyWhenItSaysSoItself) {
    auto verified = builtin();
    verified.verified = true;
    const auto p = parse_profile(R"({"name": "copy"})", verified);
    ASSERT_TRUE(p);
    EXPECT_FALSE(p->verified);
}

TEST(Profile, WrittenOutAndReadAgainIsTheSame) {
    auto p = builtin();
    p.name = "round trip";
    p.verified = true;
    p.list.source = ListSource::report;
    p.list.report_id = "6f1c0e1a-0000-4000-8000-000000000001";
    p.list.columns = {{Field::id, {"_ItemId"}}, {Field::computer, {"Computer"}}};
    p.duration = {.encoding = DurationEncoding::minutes, .minutes_word = "m", .hours_word = "h", .days_word = "d"};
    p.one_time = {.encoding = OneTimeEncoding::word, .word = "Once"};
    p.success = {.statuses = {200, 204}, .body = AnswerBody::json, .test = JsonTest{"/Success", true}};
    p.dates = {.formats = {DateFormat::day_first, DateFormat::unix_millis}, .zone = std::chrono::minutes{-330}};
    p.deny.body = {.kind = BodyKind::form,
                   .content_type = "application/x-www-form-urlencoded",
                   .document = {},
                   .text = "id={id}&no=1"};
    p.console_link = "{base}/PrivilegeManager/#/item/view/{id}";

    EXPECT_EQ(parsed(boost::json::serialize(to_json(p))), p);
}

TEST(Profile, AByteOrderMarkIsNoFault) { EXPECT_EQ(parsed("\xef\xbb\xbf{\"name\": \"x\"}").name, "x"); }

TEST(Profile, KeysThatBeginWithADollarAreRemarks) {
    EXPECT_EQ(parsed(R"({"$comment": "seen on 12.0.5", "list": {"$why": 1}})").list, builtin().list);
}

TEST(Profile, AnUnknownKeyIsNamedWithItsNearestNeighbour) {
    const auto fault = fault_in(R"({"duratoin": {}})");
    EXPECT_EQ(fault.pointer, "/duratoin");
    EXPECT_THAT(fault.what, HasSubstr("did you mean \"duration\"?"));
}

TEST(Profile, AnUnknownKeyFarFromAllOthersGetsNoSuggestion) {
    EXPECT_EQ(fault_in(R"({"xyzzy": 1})").what, "unknown key");
}

TEST(Profile, AWrongTypeIsNamedByItsPointer) {
    const auto fault = fault_in(R"({"list": {"report": {"parameters": "none"}}})");
    EXPECT_EQ(fault.pointer, "/list/report/parameters");
    EXPECT_EQ(fault.what, "must be a list, not a string");
}

TEST(Profile, EveryFaultIsNamedInOneGo) {
    const auto text =
        text_of(fault_in(R"({"verified": "yes", "approve": {"method": 1}, "oneTime": {"encoding": "never"}})"));
    EXPECT_THAT(text, HasSubstr("/verified: must be true or false, not a string"));
    EXPECT_THAT(text, HasSubstr("/approve/method: must be a string, not a number"));
    EXPECT_THAT(text, HasSubstr("/oneTime/encoding: must be one of: omit, null, zero, boolean, word"));
}

TEST(Profile, TextThatIsNoJsonIsAFaultOfTheDocument) {
    EXPECT_EQ(fault_in("{").pointer, "");
    EXPECT_THAT(fault_in("{").what, HasSubstr("is not JSON"));
    EXPECT_EQ(fault_in("[]").what, "must be an object, not a list");
}

TEST(Profile, ANestingDeeperThanAnyProfileIsRefused) {
    const auto deep = R"({"approve": {"body": )" + std::string(40, '[') + std::string(40, ']') + "}}";
    EXPECT_FALSE(parse_profile(deep, builtin()));
}

struct Refused {
    const char* json;
    const char* pointer;
    const char* words;
};

class RefusedProfile : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedProfile, SaysWhereAndWhy) {
    const auto fault = fault_in(GetParam().json);
    EXPECT_EQ(fault.pointer, GetParam().pointer);
    EXPECT_THAT(fault.what, HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, RefusedProfile,
    ::testing::Values(
        Refused{R"({"approve": {"body": {"Response": "{response}"}}})", "/approve", "{id} stands nowhere"},
        Refused{R"({"responses": {"deny": "approve"}})", "/deny", "reads like the approval"},
        Refused{R"({"deny": {"body": {"RequestId": "{id}", "Response": "Approve"}}})", "/deny",
                "reads like the approval"},
        Refused{R"({"approve": {"body": {"RequestId": "{id}", "X": "{nonsense}"}}})", "/approve/body/X",
                "no placeholder {nonsense}"},
        Refused{R"({"approve": {"body": {"RequestId": "{id}", "X": "a { b"}}})", "/approve/body/X",
                "without its partner"},
        Refused{R"({"approve": {"body": "id={id}"}})", "/approve/body", "must be an object or a list"},
        Refused{R"({"approve": {"contentType": "text/xml", "body": {"a": 1}}})", "/approve/body", "must be a string"},
        Refused{R"({"approve": {"method": "GET", "body": null, "query": "id={id}"}})", "/approve/method",
                "not a method"},
        Refused{R"({"approve": {"path": "services"}})", "/approve/path", "begin with a slash"},
        Refused{R"({"approve": {"path": "/a?b=1"}})", "/approve/path", "must not hold"},
        Refused{R"({"deny": {"body": {"RequestId": "{id}", "R": "{response} for {duration}"}}})", "/deny",
                "a denial has no {duration}"},
        Refused{R"({"duration": {"encoding": "value+unit"}})", "/approve",
                "use {duration} and {durationUnit} together"},
        Refused{R"({"approve": {"body": {"RequestId": "{id}", "Response": "{response}", "U": "{durationUnit}"}}})",
                "/approve", "only when duration.encoding"},
        Refused{R"({"oneTime": {"encoding": "boolean"}})", "/approve", "{oneTime} stands nowhere"},
        Refused{R"({"oneTime": {"encoding": "word"}})", "/oneTime/word", "must not be empty"},
        Refused{R"({"list": {"source": "report"}})", "/list/report/id", "must be the report's GUID"},
        Refused{R"({"list": {"method": "DELETE"}})", "/list/method", "not a method"},
        Refused{R"({"list": {"arrays": ["Result"]}})", "/list/arrays", "no JSON pointer"},
        Refused{R"({"list": {"path": "/x/{id}"}})", "/list/path", "means nothing here"},
        Refused{R"({"fields": {"id": []}})", "/fields/id", "at least one key"},
        Refused{R"({"fields": {"idd": ["X"]}})", "/fields/idd", "did you mean \"id\"?"},
        Refused{R"({"fields": {"id": "X"}})", "/fields/id", "must be a list of strings"},
        Refused{R"({"status": {"pending": ["Denied"]}})", "/status", "both pending and decided"},
        Refused{R"({"success": {"statuses": [200, 302]}})", "/success/statuses", "302 is not a success"},
        Refused{R"({"success": {"statuses": [2000]}})", "/success/statuses", "list of HTTP status codes"},
        Refused{R"({"success": {"test": {"pointer": "/Ok"}}})", "/success/test/equals", "is missing"},
        Refused{R"({"alreadyDecided": {"statuses": [401]}})", "/alreadyDecided/statuses", "cannot mean"},
        Refused{R"({"alreadyDecided": {"messages": ["*"]}})", "/alreadyDecided/messages", "hide every failure"},
        Refused{R"({"dates": {"zone": "Europe/Berlin"}})", "/dates/zone", "fixed offset"},
        Refused{R"({"token": {"header": "Authorization: x"}})", "/token/header", "name of a header"},
        Refused{R"({"token": {"renewAfterMinutes": 0}})", "/token/renewAfterMinutes", "from 1 to 1440"},
        Refused{R"({"consoleLink": "javascript:{id}"})", "/consoleLink", "must begin with"}));

TEST(Profile, AZoneMayBeAnOffsetOrUnknown) {
    EXPECT_EQ(parsed(R"({"dates": {"zone": "-05:30"}})").dates.zone, std::chrono::minutes{-330});
    EXPECT_EQ(parsed(R"({"dates": {"zone": "unknown"}})").dates.zone, std::nullopt);
}

TEST(Profile, ANullBodyIsNoBody) {
    const auto p = parsed(R"({"deny": {"method": "DELETE", "path": "/services/api/v1/approval/{id}", "body": null}})");
    EXPECT_EQ(p.deny.body.kind, BodyKind::none);
    EXPECT_EQ(p.deny.body.content_type, "");
}

TEST(Profile, TheContentTypeSaysHowABodyIsEscaped) {
    const auto xml =
        parsed(R"({"deny": {"contentType": "application/xml; charset=utf-8", "body": "<d id=\"{id}\"/>"}})");
    EXPECT_EQ(xml.deny.body.kind, BodyKind::xml);
    const auto form = parsed(R"({"deny": {"contentType": "application/x-www-form-urlencoded", "body": "id={id}"}})");
    EXPECT_EQ(form.deny.body.kind, BodyKind::form);
}

}  // namespace
}  // namespace privman::contract
