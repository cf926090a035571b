// Decisions in the spelling of very different instances, exactly or not at all.
#include "privilege_manager/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace privman::pm {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

contract::Profile profile_of(std::string_view json) {
    auto profile = contract::parse_profile(json, contract::builtin());
    if (!profile) throw std::invalid_argument{contract::text_of(profile.error())};
    return *profile;
}

EncodedCall encoded(const contract::Profile& profile, Choice choice, std::string id = "r1",
                    std::string comment = "by \"sam\" <x>&\n") {
    const auto call = encode_decision(profile, {RequestId{std::move(id)}, choice, std::move(comment), "sam"});
    EXPECT_TRUE(call) << call.error();
    return call ? *call : EncodedCall{};
}
Choice yes(std::optional<std::chrono::minutes> length = {}) {
    return {.approve = true, .grant = length ? Grant::lasting(*length) : Grant::one_time()};
}
const Choice no{};

struct Spelled {
    const char* rule;
    int minutes;       ///< 0: one time
    const char* body;  ///< null: cannot be said
};
void PrintTo(const Spelled& s, std::ostream* out) { *out << s.rule << " for " << s.minutes; }
class GrantSpelling : public ::testing::TestWithParam<Spelled> {};

TEST_P(GrantSpelling, IsExactOrRefused) {
    const auto& [rule, minutes, body] = GetParam();
    const auto profile = profile_of(rule);
    const auto grant = minutes > 0 ? Grant::lasting(std::chrono::minutes{minutes}) : Grant::one_time();
    EXPECT_EQ(can_encode(profile, grant), body != nullptr);
    const auto call = encode_decision(profile, {RequestId{"r"}, {.approve = true, .grant = grant}, "c", "a"});
    ASSERT_EQ(call.has_value(), body != nullptr);
    if (call) {
        EXPECT_EQ(call->body, body);
    }
}

#define TEMPLATE R"("approve": {"body": {"id": "{id}", "r": "{response}", "d": "{duration}"}})"
#define WITH_UNIT R"("approve": {"body": {"id": "{id}", "r": "{response}", "d": "{duration}", "u": "{durationUnit}"}})"
#define WITH_FLAG R"("approve": {"body": {"id": "{id}", "r": "{response}", "d": "{duration}", "once": "{oneTime}"}})"
#define EMBEDDED R"("approve": {"body": {"id": "{id}", "r": "{response}", "d": "for {duration}"}})"

INSTANTIATE_TEST_SUITE_P(
    Table, GrantSpelling,
    ::testing::Values(
        Spelled{"{" TEMPLATE "}", 90, R"({"id":"r","r":"Approve","d":90})"},
        Spelled{"{" TEMPLATE R"(, "duration": {"encoding": "seconds"}})", 15, R"({"id":"r","r":"Approve","d":900})"},
        Spelled{"{" TEMPLATE R"(, "duration": {"encoding": "hours"}})", 120, R"({"id":"r","r":"Approve","d":2})"},
        Spelled{"{" TEMPLATE R"(, "duration": {"encoding": "hours"}})", 15, nullptr},
        Spelled{"{" TEMPLATE R"(, "duration": {"encoding": "hours"}})", 90, nullptr},
        Spelled{"{" TEMPLATE R"(, "duration": {"encoding": "timespan"}})", 15,
                R"({"id":"r","r":"Approve","d":"00:15:00"})"},
        Spelled{"{" TEMPLATE R"(, "duration": {"encoding": "timespan"}})", 1530,
                R"({"id":"r","r":"Approve","d":"1.01:30:00"})"},
        Spelled{"{" TEMPLATE R"(, "duration": {"encoding": "iso8601"}})", 15,
                R"({"id":"r","r":"Approve","d":"PT15M"})"},
        Spelled{"{" TEMPLATE R"(, "duration": {"encoding": "iso8601"}})", 90,
                R"({"id":"r","r":"Approve","d":"PT1H30M"})"},
        Spelled{"{" TEMPLATE R"(, "duration": {"encoding": "iso8601"}})", 240,
                R"({"id":"r","r":"Approve","d":"PT4H"})"},
        Spelled{"{" WITH_UNIT R"(, "duration": {"encoding": "value+unit"}})", 120,
                R"({"id":"r","r":"Approve","d":2,"u":"hours"})"},
        Spelled{"{" WITH_UNIT R"(, "duration": {"encoding": "value+unit"}})", 45,
                R"({"id":"r","r":"Approve","d":45,"u":"minutes"})"},
        Spelled{"{" WITH_UNIT R"(, "duration": {"encoding": "value+unit", "minutesWord": ""}})", 45, nullptr},
        Spelled{"{" WITH_UNIT R"(, "duration": {"encoding": "value+unit", "daysWord": "day"}})", 1440,
                R"({"id":"r","r":"Approve","d":1,"u":"day"})"},
        Spelled{"{" WITH_UNIT R"(, "duration": {"encoding": "value+unit"}})", 0, R"({"id":"r","r":"Approve"})"},
        Spelled{"{" TEMPLATE "}", 0, R"({"id":"r","r":"Approve"})"},
        Spelled{"{" TEMPLATE R"(, "oneTime": {"encoding": "null"}})", 0, R"({"id":"r","r":"Approve","d":null})"},
        Spelled{"{" TEMPLATE R"(, "oneTime": {"encoding": "zero"}})", 0, R"({"id":"r","r":"Approve","d":0})"},
        Spelled{"{" TEMPLATE R"(, "oneTime": {"encoding": "zero"}, "duration": {"encoding": "timespan"}})", 0,
                R"({"id":"r","r":"Approve","d":"00:00:00"})"},
        Spelled{"{" TEMPLATE R"(, "oneTime": {"encoding": "word", "word": "Once"}})", 0,
                R"({"id":"r","r":"Approve","d":"Once"})"},
        Spelled{"{" WITH_FLAG R"(, "oneTime": {"encoding": "boolean"}})", 0, R"({"id":"r","r":"Approve","once":true})"},
        Spelled{"{" WITH_FLAG R"(, "oneTime": {"encoding": "boolean"}})", 30,
                R"({"id":"r","r":"Approve","d":30,"once":false})"},
        Spelled{"{" EMBEDDED "}", 30, R"({"id":"r","r":"Approve","d":"for 30"})"},
        Spelled{"{" EMBEDDED "}", 0, nullptr},
        Spelled{R"({"approve": {"body": {"id": "{id}", "r": "{response}"}}})", 30, nullptr},
        Spelled{R"({"approve": {"body": {"id": "{id}", "r": "{response}"}}})", 0, R"({"id":"r","r":"Approve"})"},
        Spelled{R"({"approve": {"body": {"id": "{id}", "r": "{response}"}}, "oneTime": {"encoding": "zero"}})", 0,
                nullptr}));

TEST(Encode, JsonStringsAreEscaped) {
    EXPECT_THAT(encoded(contract::builtin(), no).body, HasSubstr(R"("Comment":"by \"sam\" <x>&\n")"));
}

TEST(Encode, NestedTemplatesKeepTheirConstants) {
    const auto p =
        profile_of(R"({"deny": {"body": {"a": [{"id": "{id}"}, "{duration}", 7, null, true], "t": "{{x}} {approver}",
                                  "w": "{response}"}}})");
    EXPECT_EQ(encoded(p, no).body, R"({"a":[{"id":"r1"},7,null,true],"t":"{x} sam","w":"Deny"})");
}

TEST(Encode, PathAndQueryArePercentEncoded) {
    const auto p =
        profile_of(R"({"deny": {"method": "DELETE", "path": "/api/{id}/deny", "query": "why={comment}&t={duration}&v=1",
                                  "body": null}})");
    const auto call = encoded(p, no, "a/b c");
    EXPECT_EQ(call.method, "DELETE");
    EXPECT_EQ(call.target, "/api/a%2Fb%20c/deny?why=by%20%22sam%22%20%3Cx%3E%26%0A&v=1");
    EXPECT_EQ(call.content_type, "");
    EXPECT_EQ(call.body, "");
}

TEST(Encode, AnIdCannotClimbOutOfThePath) {
    const auto p = profile_of(R"({"deny": {"path": "/api/{id}/deny", "body": {"w": "{response}"}}})");
    EXPECT_FALSE(encode_decision(p, {RequestId{".."}, no, "", ""}));
}

TEST(Encode, FormsAreUrlEncoded) {
    const auto p = profile_of(R"({"approve": {"contentType": "application/x-www-form-urlencoded",
                                  "body": "id={id}&minutes={duration}&note={comment}"}})");
    const auto call = encoded(p, yes());
    EXPECT_EQ(call.content_type, "application/x-www-form-urlencoded");
    EXPECT_EQ(call.body, "id=r1&note=by%20%22sam%22%20%3Cx%3E%26%0A");
    EXPECT_THAT(encoded(p, yes(30min)).body, HasSubstr("minutes=30"));
}

TEST(Encode, XmlIsEscaped) {
    const auto p = profile_of(
        R"({"approve": {"contentType": "text/xml", "body": "<a id=\"{id}\" m=\"{duration}\">{comment}</a>"}})");
    EXPECT_EQ(encoded(p, yes(30min), "'r'\x01").body,
              "<a id=\"&apos;r&apos; \" m=\"30\">by &quot;sam&quot; &lt;x&gt;&amp;\n</a>");
    EXPECT_FALSE(can_encode(p, Grant::one_time()));
}

TEST(Encode, PlainTextStaysOnItsLine) {
    const auto p = profile_of(R"({"approve": {"contentType": "text/plain", "body": "yes {id} {comment}"}})");
    EXPECT_EQ(encoded(p, yes()).body, "yes r1 by \"sam\" <x>& ");
}

TEST(Encode, TheBuiltinContractCanSayEveryUsualDuration) {
    for (const auto* text : {"one-time", "15m", "30m", "1h", "2h", "4h", "8h", "7d"})
        EXPECT_TRUE(can_encode(contract::builtin(), *parse_grant(text))) << text;
}

}  // namespace
}  // namespace privman::pm
