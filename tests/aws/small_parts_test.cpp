// Dates, XML, refusals, pauses and the corrected clock: what is pure.
#include "aws/answer.hpp"
#include "aws/credential_answer.hpp"
#include "aws/dates.hpp"
#include "aws/retry.hpp"
#include "aws/server_clock.hpp"
#include "aws/xml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace privman::aws {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const WallTime noon = std::chrono::sys_days{std::chrono::year{2026} / 1 / 2} + 12h;

net::HttpResponse response(unsigned status, std::string body, net::Headers headers = {}) {
    return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

TEST(Dates, AreReadWithAndWithoutFraction) {
    EXPECT_EQ(parse_rfc3339("2026-01-02T12:00:00Z"), noon);
    EXPECT_EQ(parse_rfc3339("2026-01-02T12:00:00.25Z"), noon + 250ms);
    EXPECT_EQ(parse_rfc3339("2026-01-02T12:00:00.123456789Z"), noon + 123ms);
    EXPECT_EQ(parse_rfc3339("2026-01-02T12:00:00+00:00"), noon);
    for (const auto* bad : {"", "2026-01-02", "2026-01-02T12:00:00", "2026-02-30T12:00:00Z", "2026-01-02T24:00:00Z",
                            "2026-01-02T12:00:00.Z", "2026-01-02T12:00:00+02:00", "2026-01-02T12:00:00Zx",
                            "+026-01-02T12:00:00Z", "2026-01-02t12:00:00z"})
        EXPECT_EQ(parse_rfc3339(bad), std::nullopt) << bad;
}

TEST(Dates, InSecondsHaveAFraction) {
    EXPECT_EQ(from_epoch_seconds(1767355200.25), noon + 250ms);
    EXPECT_EQ(from_epoch_seconds(-1), std::nullopt);
    EXPECT_EQ(from_epoch_seconds(1e300), std::nullopt);
    EXPECT_EQ(from_epoch_seconds(std::nan("")), std::nullopt);
}

TEST(Xml, LeavesAreFoundByTheirPath) {
    const auto values = read_xml(
        "<?xml version=\"1.0\"?>\n<!-- hello -->\n<R xmlns=\"urn:x\">\n  <A>\n <B>one &amp; &lt;two&gt;</B><B>three</B>"
        "<C/></A>\n<D> text </D></R>\n");
    ASSERT_TRUE(values);
    EXPECT_EQ(values->at("A/B"), "one & <two>");
    EXPECT_EQ(values->at("D"), "text");
    EXPECT_FALSE(values->contains("A/C"));
    EXPECT_FALSE(values->contains("A"));
}

TEST(Xml, WhatIsNotWellNestedIsNothing) {
    for (const auto* bad : {"", "text", "<a>", "<a></b>", "</a>", "<a><b></a></b>", "<a/><b/>", "<a></a>text", "<a",
                            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a>&unknown;</a>", "<!-- <a></a>", "<>x</>"})
        EXPECT_FALSE(read_xml(bad)) << bad;
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "<a>";
    EXPECT_FALSE(read_xml(deep));
}

TEST(Xml, RubbishIsReadWithoutHarm) {
    std::mt19937 chance{11};
    const std::vector<std::string_view> pieces{"<",     ">",    "/",    "<a>",     "</a>",    "<a/>", "&",
                                               "&amp;", "<!--", "-->",  "<?",      "?>",      "!",    " ",
                                               "\n",    "x",    "\xff", "<Error>", "</Error>"};
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (auto count = chance() % 30; count > 0; --count) text += pieces[chance() % pieces.size()];
        (void)read_xml(text);
        (void)read_xml_refusal(response(400, text));
        (void)read_json_refusal(response(400, text));
    }
}

TEST(JsonRefusal, TheCodeIsFoundWhereverItStands) {
    const auto code = [](std::string body, net::Headers headers = {}) {
        return read_json_refusal(response(400, std::move(body), std::move(headers))).code;
    };
    EXPECT_EQ(code(R"({"__type":"ParameterNotFound"})"), "ParameterNotFound");
    EXPECT_EQ(code(R"({"__type":"com.amazonaws.x#ParameterNotFound:http://internal/#y"})"), "ParameterNotFound");
    EXPECT_EQ(code("{}", {{"x-amzn-ErrorType", "ThrottlingException:http://internal/"}}), "ThrottlingException");
    EXPECT_EQ(code("<html>", {{"x-amzn-ErrorType", "ThrottlingException"}}), "ThrottlingException");
    EXPECT_EQ(code("{}"), "HTTP 400");
    EXPECT_EQ(code(R"({"__type":7})"), "HTTP 400");
}

TEST(JsonRefusal, TheMessageIsCutAndShowsNoneOfTheSignedRequest) {
    EXPECT_EQ(read_json_refusal(response(400, R"({"Message":"upper"})")).message, "upper");
    EXPECT_EQ(read_json_refusal(response(400, R"({"message":"lower","Message":"upper"})")).message, "lower");
    EXPECT_LT(read_json_refusal(response(502, std::string(100'000, 'x'))).message.size(), 700u);
    const auto refusal = read_json_refusal(
        response(403, R"({"message":"No match.\n\nThe Canonical String was x-amz-security-token:abc"})"));
    EXPECT_EQ(refusal.message, "No match.");
}

TEST(Refusals, MeanWhatTheirCodeSays) {
    const auto meaning = [](std::string code, unsigned status = 400) {
        return failure_of(Refusal{.status = status, .code = std::move(code), .message = {}, .request_id = {}}, "ssm X")
            .kind;
    };
    EXPECT_EQ(meaning("ParameterNotFound"), Trouble::not_found);
    EXPECT_EQ(meaning("ParameterAlreadyExists"), Trouble::exists);
    EXPECT_EQ(meaning("TooManyUpdates"), Trouble::conflict);
    EXPECT_EQ(meaning("AccessDeniedException"), Trouble::denied);
    EXPECT_EQ(meaning("ExpiredTokenException"), Trouble::credentials);
    EXPECT_EQ(meaning("ValidationException"), Trouble::refused);
    EXPECT_EQ(meaning("ParameterLimitExceeded"), Trouble::refused);
    EXPECT_EQ(meaning("SomethingNew"), Trouble::refused);
    EXPECT_EQ(meaning("SomethingNew", 503), Trouble::unreachable);
    EXPECT_EQ(meaning("HTTP 429", 429), Trouble::throttled);
    EXPECT_EQ(meaning("HTTP 404", 404), Trouble::refused) << "a proxy's 404 is not an empty parameter";
}

TEST(Pauses, GrowWithTheAttemptAndWithChance) {
    EXPECT_EQ(pause_after(1, Remedy::wait, 0.0, ""), 0ms);
    EXPECT_EQ(pause_after(1, Remedy::wait, 0.5, ""), 25ms);
    EXPECT_EQ(pause_after(2, Remedy::wait, 0.5, ""), 50ms);
    EXPECT_EQ(pause_after(1, Remedy::wait_longer, 0.5, ""), 500ms);
    EXPECT_EQ(pause_after(9, Remedy::wait_longer, 0.5, ""), 10s);
}

TEST(Pauses, AreRaisedByTheServerWithinReason) {
    EXPECT_EQ(pause_after(1, Remedy::wait, 0.5, "1000"), 1000ms);
    EXPECT_EQ(pause_after(1, Remedy::wait, 0.5, "10"), 25ms);
    EXPECT_EQ(pause_after(1, Remedy::wait, 0.5, "86400000"), 5025ms);
    EXPECT_EQ(pause_after(1, Remedy::wait, 0.5, "soon"), 25ms);
    EXPECT_EQ(pause_after(1, Remedy::wait, 0.5, "-5"), 25ms);
}

TEST(Budget, StopsAStormAndRecovers) {
    RetryBudget budget;
    int retries = 0;
    while (budget.take(Remedy::wait)) ++retries;
    EXPECT_EQ(retries, 35);
    EXPECT_FALSE(budget.take(Remedy::wait));
    budget.give_back(Remedy::wait);
    EXPECT_TRUE(budget.take(Remedy::wait));
}

TEST(ServerClock, LearnsFromADateThatDiffersByMinutes) {
    auto here = noon;
    ServerClock clock{[&] { return here; }};
    EXPECT_FALSE(clock.correct({{"Date", "Fri, 02 Jan 2026 12:03:59 GMT"}}, 1s));
    EXPECT_EQ(clock.offset(), 0ms);
    EXPECT_TRUE(clock.correct({{"Date", "Fri, 02 Jan 2026 11:00:00 GMT"}}, 1s));
    EXPECT_EQ(clock.offset(), -1h);
    EXPECT_EQ(clock.now(), noon - 1h);
    EXPECT_FALSE(clock.correct({{"Date", "Fri, 02 Jan 2026 11:00:30 GMT"}}, 1s)) << "it is right already";
    here += 1h;  // somebody set it right
    EXPECT_TRUE(clock.correct({{"Date", "Fri, 02 Jan 2026 13:00:00 GMT"}}, 1s));
    EXPECT_EQ(clock.offset(), 0ms);
}

TEST(ServerClock, BelievesNoCachedSlowOrUnreadableDate) {
    ServerClock clock{[] { return noon; }};
    const net::Header date{"Date", "Fri, 02 Jan 2026 11:00:00 GMT"};
    EXPECT_FALSE(clock.correct({date, {"Age", "0"}}, 1s));
    EXPECT_FALSE(clock.correct({date}, 16min));
    EXPECT_FALSE(clock.correct({}, 1s));
    EXPECT_FALSE(clock.correct({{"Date", "yesterday"}}, 1s));
}

TEST(CredentialAnswer, IsReadWithAndWithoutAnEnd) {
    const auto read = read_credentials(
        R"({"AccessKeyId":"A","SecretAccessKey":"S","Token":"T","Expiration":"2026-01-02T12:00:00Z","AccountId":"1"})",
        "x");
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, (Credentials{.key_id = "A", .secret = "S", .session_token = "T", .expires = noon}));
    EXPECT_EQ(read_credentials(R"({"AccessKeyId":"A","SecretAccessKey":"S"})", "x")->expires, std::nullopt);
}

TEST(CredentialAnswer, ThatIsNotWholeIsNoneAndQuotesNothing) {
    for (const auto* bad : {"", "[]", "\"A\"", "{}", R"({"AccessKeyId":"A"})", R"({"SecretAccessKey":"s3cret"})",
                            R"({"AccessKeyId":"A","SecretAccessKey":"s3cret","Expiration":"soon"})",
                            R"({"AccessKeyId":"A","SecretAccessKey":"s3cret)"}) {
        const auto read = read_credentials(bad, "the endpoint");
        ASSERT_FALSE(read) << bad;
        EXPECT_EQ(read.error().kind, Trouble::malformed);
        EXPECT_THAT(read.error().what, Not(HasSubstr("s3cret")));
    }
    const auto failed = read_credentials(R"({"Code":"AssumeRoleUnauthorizedAccess"})", "the endpoint");
    EXPECT_EQ(failed.error().kind, Trouble::no_credentials);
    EXPECT_THAT(failed.error().what, HasSubstr("AssumeRoleUnauthorizedAccess"));
}

}  // namespace
}  // namespace privman::aws
