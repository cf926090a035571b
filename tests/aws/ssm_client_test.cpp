// Parameters over a scripted AWS: what is sent, what is understood, what is tried again.
#include "aws/session.hpp"
#include "tests/aws/bench.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>

namespace privman::aws::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string ssm = "POST https://ssm.eu-central-1.amazonaws.com/";
const std::string sts = "POST https://sts.eu-central-1.amazonaws.com/";

Reply refusal(const std::string& code, unsigned status = 400, net::Headers headers = {}) {
    headers.add("x-amzn-RequestId", "req-1");
    return answer(status, R"({"__type":")" + code + R"(","message":"because"})", std::move(headers));
}

struct SsmTest : ::testing::Test, Bench {
    std::unique_ptr<Session> session = open({{"AWS_REGION", "eu-central-1"},
                                             {"AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"},
                                             {"AWS_SECRET_ACCESS_KEY", "static-secret"},
                                             {"AWS_SESSION_TOKEN", "static-token"}});

    std::unique_ptr<Session> open(Environment environment) {
        auto opened = Session::open({.loop = loop.get_executor(),
                                     .http = http,
                                     .direct = direct,
                                     .ambient = ambient,
                                     .environment = std::move(environment),
                                     .read = read,
                                     .log = log});
        if (!opened) throw std::logic_error{opened.error().what};
        return std::move(*opened);
    }

    Result<FoundParameters> get(std::vector<std::string> names) {
        return run(session->parameters().get(std::move(names)));
    }
    Result<std::int64_t> put(std::string value) { return run(session->parameters().put("/p/a", std::move(value))); }
    Result<std::vector<Parameter>> history(std::int64_t after) {
        return run(session->parameters().history("/p/a", after));
    }

    boost::json::value body(std::size_t i) { return boost::json::parse(http.asked.at(i).request.body); }
};

const std::string a7 =
    R"({"Name":"/p/a","Type":"String","Value":"[]","Version":7,"LastModifiedDate":1.7678976E9,"ARN":"x","New":{}})";

TEST_F(SsmTest, ParametersComeInTheAskedOrderOnceEach) {
    http.will_answer(
        ssm, {answer(200, R"({"Parameters":[{"Name":"/p/b","Type":"SecureString","Value":"s","Version":1},)" + a7 +
                              R"(],"InvalidParameters":["/p/none"],"More":1})")});
    const auto got = get({"/p/a", "/p/none", "/p/b", "/p/a"});
    ASSERT_TRUE(got) << got.error().what;
    ASSERT_EQ(got->found.size(), 2u);
    EXPECT_EQ(got->found[0].name, "/p/a");
    EXPECT_EQ(got->found[0].version, 7);
    EXPECT_EQ(got->found[0].type, "String");
    EXPECT_EQ(got->found[0].modified, WallTime{Millis{1'767'897'600'000}});
    EXPECT_EQ(got->found[1].name, "/p/b");
    EXPECT_EQ(got->found[1].modified, std::nullopt);
    EXPECT_THAT(got->missing, ElementsAre("/p/none"));
    EXPECT_EQ(body(0), boost::json::parse(R"({"Names":["/p/a","/p/none","/p/b"],"WithDecryption":true})"));
    const auto& request = http.asked[0].request;
    EXPECT_EQ(header(request, "Content-Type"), "application/x-amz-json-1.1");
    EXPECT_EQ(header(request, "X-Amz-Target"), "AmazonSSM.GetParameters");
    EXPECT_EQ(header(request, "X-Amz-Date"), "20260701T120000Z");
    EXPECT_EQ(header(request, "X-Amz-Security-Token"), "static-token");
    EXPECT_THAT(header(request, "Authorization"),
                AllOf(HasSubstr("Credential=AKIAEXAMPLE/20260701/eu-central-1/ssm/aws4_request"),
                      HasSubstr("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,")));
    EXPECT_EQ(http.asked[0].limits.repeat, net::Repeat::always);
}

TEST_F(SsmTest, NothingAskedIsNothingSentAndElevenAreTooMany) {
    EXPECT_THAT(get({})->found, IsEmpty());
    std::vector<std::string> eleven;
    eleven.reserve(11);
    for (int i = 0; i < 11; ++i) eleven.push_back("/p/" + std::to_string(i));
    EXPECT_EQ(get(eleven).error().kind, Trouble::refused);
    EXPECT_TRUE(http.asked.empty());
}

TEST_F(SsmTest, AnAnswerThatLeavesANameOutIsNotTakenForEmpty) {
    for (const std::string bad :
         {R"({})", R"({"Parameters":[]})", R"({"Parameters":[],"InvalidParameters":["/p/other"]})",
          R"({"Parameters":{}})", R"({"Parameters":[{"Name":"/p/a","Value":"x"}]})",
          R"({"Parameters":[{"Name":"/p/a","Version":1}]})",
          R"({"Parameters":[{"Name":"/p/a","Value":"x","Version":"1"}]})", R"({"Parameters":[7]})", "[]", "<html>",
          ""}) {
        http.will_answer(ssm, {answer(200, bad)});
        const auto got = get({"/p/a"});
        ASSERT_FALSE(got) << bad;
        EXPECT_EQ(got.error().kind, Trouble::malformed) << bad;
    }
    http.will_answer(ssm, {answer(200, R"({"InvalidParameters":["/p/a"]})")});
    EXPECT_THAT(get({"/p/a"})->missing, ElementsAre("/p/a"));
}

TEST_F(SsmTest, APutSaysWhichVersionItBecame) {
    http.will_answer(ssm, {answer(200, R"({"Tier":"Standard","Version":8})")});
    EXPECT_EQ(put(R"({"v":1})"), 8);
    EXPECT_EQ(body(0),
              boost::json::parse(
                  R"({"Name":"/p/a","Value":"{\"v\":1}","Type":"String","Overwrite":true,"Tier":"Standard"})"));
    EXPECT_EQ(header(http.asked[0].request, "X-Amz-Target"), "AmazonSSM.PutParameter");
    EXPECT_EQ(http.asked[0].limits.repeat, net::Repeat::never);
    EXPECT_EQ(http.asked[0].limits.connect, 2s);
    http.will_answer(ssm, {answer(200, R"({"Tier":"Standard"})")});
    EXPECT_EQ(put("x").error().kind, Trouble::malformed);
}

TEST_F(SsmTest, ValuesThatAwsWouldNotTakeAreNotSent) {
    for (const auto& bad : {std::string{}, std::string(4097, 'x'), std::string{R"({"a":"{{x}}"})"}}) {
        const auto got = put(bad);
        ASSERT_FALSE(got);
        EXPECT_EQ(got.error().kind, Trouble::refused);
        EXPECT_THAT(got.error().what, HasSubstr("/p/a"));
    }
    EXPECT_TRUE(http.asked.empty());
    http.will_answer(ssm, {answer(200, R"({"Version":1})")});
    EXPECT_EQ(put(std::string(4096, 'x')), 1);
}

TEST_F(SsmTest, HistoryIsReadToItsLastPageAndSorted) {
    const auto version = [](int n) {
        return R"({"Name":"/p/a","Type":"String","Value":"v","Version":)" + std::to_string(n) + "}";
    };
    http.will_answer(ssm, {answer(200, R"({"Parameters":[)" + version(9) + "," + version(2) + R"(],"NextToken":"t1"})"),
                           answer(200, R"({"Parameters":[],"NextToken":"t2"})"),
                           answer(200, R"({"Parameters":[)" + version(4) + "," + version(3) + "]}")});
    const auto got = history(2);
    ASSERT_TRUE(got);
    std::vector<std::int64_t> numbers;
    for (const auto& one : *got) numbers.push_back(one.version);
    EXPECT_THAT(numbers, ElementsAre(3, 4, 9));
    EXPECT_EQ(body(0), boost::json::parse(R"({"Name":"/p/a","WithDecryption":true,"MaxResults":50})"));
    EXPECT_EQ(body(2).at("NextToken"), "t2");
}

TEST_F(SsmTest, HistoryThatTurnsInCirclesIsGivenUp) {
    http.will_answer(ssm, {answer(200, R"({"Parameters":[],"NextToken":"t1"})"),
                           answer(200, R"({"Parameters":[],"NextToken":"t2"})"),
                           answer(200, R"({"Parameters":[],"NextToken":"t1"})")});
    EXPECT_EQ(history(0).error().kind, Trouble::malformed);
    EXPECT_EQ(http.asked.size(), 3u);
    http.will_answer(ssm, {answer(200, "{}")});
    EXPECT_EQ(history(0).error().kind, Trouble::malformed);
    http.will_answer(ssm, {refusal("ParameterNotFound")});
    EXPECT_EQ(history(0).error().kind, Trouble::not_found);
}

TEST_F(SsmTest, ARefusalKeepsAwssWordAndRequestIdAndIsLogged) {
    http.will_answer(ssm, {refusal("AccessDeniedException")});
    const auto got = get({"/p/a"});
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().kind, Trouble::denied);
    EXPECT_EQ(got.error().code, "AccessDeniedException");
    EXPECT_EQ(got.error().request_id, "req-1");
    EXPECT_THAT(got.error().what, HasSubstr("ssm GetParameters"));
    EXPECT_EQ(http.asked.size(), 1u) << "asking again changes nothing";
    EXPECT_THAT(all_lines(), AllOf(HasSubstr("req-1"), HasSubstr("AccessDeniedException")));
}

TEST_F(SsmTest, WhatPassesIsTriedThreeTimes) {
    const auto good = answer(200, R"({"Version":3})");
    for (const auto& bad :
         {refusal("ThrottlingException"), refusal("TooManyUpdates"), refusal("InternalServerError", 500),
          answer(503, "<html>"), answer(429, ""), broken(), broken(net::NetTrouble::timeout)}) {
        http.asked.clear();
        http.will_answer(ssm, {bad, bad, good});
        EXPECT_EQ(put("x"), 3);
        EXPECT_EQ(http.asked.size(), 3u);
        http.asked.clear();
        http.will_answer(ssm, {bad});
        EXPECT_FALSE(put("x"));
        EXPECT_EQ(http.asked.size(), 3u);
    }
}

TEST_F(SsmTest, ALaterRefusalDoesNotUndoWhatAnEarlierTryMayHaveDone) {
    const Reply lost = std::unexpected{net::NetError{.kind = net::NetTrouble::timeout, .sent = true, .what = "late"}};
    const auto throttled = refusal("ThrottlingException");
    const auto denied = refusal("AccessDeniedException");
    const std::vector<std::deque<Reply>> maybe_done{
        {lost, throttled, throttled}, {lost, denied}, {refusal("InternalServerError", 500), denied}, {throttled, lost}};
    for (const auto& replies : maybe_done) {
        http.will_answer(ssm, replies);
        const auto refused = put("x");
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, Trouble::unreachable);
    }
    http.will_answer(ssm, {lost, denied});
    EXPECT_THAT(put("x").error().what, AllOf(HasSubstr("may have been carried out"), HasSubstr("AccessDenied")));

    const std::vector<std::deque<Reply>> surely_not{{throttled, denied}, {broken(), denied}};
    for (const auto& replies : surely_not) {
        http.will_answer(ssm, replies);
        EXPECT_EQ(put("x").error().kind, Trouble::denied);
    }
    http.will_answer(ssm, {lost, denied});
    EXPECT_EQ(get({"/p/a"}).error().kind, Trouble::denied) << "a read leaves nothing behind";
}

TEST_F(SsmTest, ThePauseBeforeTheNextTryIsAsLongAsAwsWants) {
    http.will_answer(
        ssm, {refusal("ThrottlingException", 400, {{"x-amz-retry-after", "3000"}}), answer(200, R"({"Version":3})")});
    std::optional<Result<std::int64_t>> result;
    start(session->parameters().put("/p/a", "x"), result);
    clock.advance(2999ms);
    EXPECT_FALSE(result);
    clock.advance(1ms);
    EXPECT_TRUE(result);
}

TEST_F(SsmTest, AStormIsStoppedByTheBudget) {
    http.will_answer(ssm, {broken()});
    for (int i = 0; i < 30; ++i) EXPECT_FALSE(put("x"));
    http.asked.clear();
    EXPECT_FALSE(put("x"));
    EXPECT_EQ(http.asked.size(), 1u);
}

TEST_F(SsmTest, ACallEndsAfterTwentyFiveSecondsWhateverHappens) {
    http.closed = true;
    std::optional<Result<std::int64_t>> result;
    start(session->parameters().put("/p/a", "x"), result);
    clock.advance(25s);
    ASSERT_TRUE(result);
    EXPECT_EQ((*result).error().kind, Trouble::unreachable);
}

TEST_F(SsmTest, AWrongClockIsCorrectedOnceAndRemembered) {
    const net::Headers hour_ahead{{"Date", "Wed, 01 Jul 2026 13:00:00 GMT"}};
    http.will_answer(ssm, {refusal("InvalidSignatureException", 400, hour_ahead), answer(200, R"({"Version":3})")});
    EXPECT_EQ(put("x"), 3);
    EXPECT_EQ(header(http.asked[1].request, "X-Amz-Date"), "20260701T130000Z");
    EXPECT_EQ(session->clock_offset(), 1h);
    EXPECT_EQ(put("x"), 3);
    EXPECT_EQ(http.asked.size(), 3u);
    EXPECT_EQ(header(http.asked[2].request, "X-Amz-Date"), "20260701T130000Z");
}

TEST_F(SsmTest, ASignatureThatStaysWrongIsNotTriedForEver) {
    http.will_answer(ssm, {refusal("InvalidSignatureException", 400, {{"Date", "Wed, 01 Jul 2026 13:00:00 GMT"}}),
                           refusal("InvalidSignatureException", 400, {{"Date", "Wed, 01 Jul 2026 19:00:00 GMT"}})});
    EXPECT_EQ(put("x").error().kind, Trouble::credentials);
    EXPECT_EQ(http.asked.size(), 2u);
    http.asked.clear();
    http.will_answer(
        ssm, {refusal("InvalidSignatureException", 400, {{"Date", "Wed, 01 Jul 2026 19:00:00 GMT"}, {"Age", "3"}})});
    EXPECT_EQ(put("x").error().kind, Trouble::credentials);
    EXPECT_EQ(http.asked.size(), 1u) << "a cached date proves nothing";
}

TEST_F(SsmTest, KeysThatCannotBeReplacedAreNotTriedTwice) {
    http.will_answer(ssm, {refusal("UnrecognizedClientException")});
    EXPECT_EQ(put("x").error().kind, Trouble::credentials);
    EXPECT_EQ(http.asked.size(), 1u);
}

TEST_F(SsmTest, AnExpiredTokenIsReplacedOnceAndTheCallRepeated) {
    const auto role = [](const std::string& name) {
        return answer(200, R"({"AccessKeyId":"ASIA)" + name + R"(","SecretAccessKey":"role-secret-)" + name +
                               R"(","Token":"role-token-)" + name + R"(","Expiration":"2026-07-01T18:00:00Z"})");
    };
    session = open({{"AWS_REGION", "eu-central-1"}, {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/role"}});
    direct.will_answer("GET http://169.254.170.2/role", {role("1"), role("2"), role("3")});
    http.will_answer(ssm, {refusal("ExpiredTokenException"), answer(200, R"({"Version":3})")});
    EXPECT_EQ(put("x"), 3);
    EXPECT_EQ(header(http.asked[0].request, "X-Amz-Security-Token"), "role-token-1");
    EXPECT_EQ(header(http.asked[1].request, "X-Amz-Security-Token"), "role-token-2");
    http.asked.clear();
    http.will_answer(ssm, {refusal("ExpiredTokenException")});
    EXPECT_EQ(put("x").error().kind, Trouble::credentials);
    EXPECT_EQ(http.asked.size(), 2u);
    EXPECT_THAT(all_lines(),
                AllOf(Not(HasSubstr("role-secret")), Not(HasSubstr("role-token")), Not(HasSubstr("Signature="))));
}

TEST_F(SsmTest, WithoutCredentialsNothingIsSent) {
    session = open({{"AWS_REGION", "eu-central-1"}, {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/role"}});
    direct.will_answer("GET http://169.254.170.2/role", {broken()});
    EXPECT_EQ(put("x").error().kind, Trouble::no_credentials);
    EXPECT_TRUE(http.asked.empty());
}

TEST_F(SsmTest, AnAnswerThatQuotesTheRequestShowsNoSecret) {
    http.will_answer(ssm, {answer(403, "<html>X-Amz-Security-Token: static-token, and static-secret</html>")});
    const auto got = put("x");
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().what, AllOf(Not(HasSubstr("static-token")), Not(HasSubstr("static-secret"))));
}

using SessionTest = SsmTest;

TEST_F(SessionTest, SaysWhereItIsAndWhoItIsWith) {
    EXPECT_THAT(session->describe(),
                AllOf(HasSubstr("eu-central-1"), HasSubstr("https://ssm.eu-central-1.amazonaws.com/"),
                      HasSubstr("AWS_ACCESS_KEY_ID")));
    EXPECT_EQ(session->warning(), "");
    EXPECT_EQ(session->region(), "eu-central-1");
    EXPECT_EQ(log.redactor().clean("static-secret static-token"), "*** ***") << "before anything was sent";
}

TEST_F(SessionTest, TheProfilesRegionIsTheLastResort) {
    files["/c"] = "[default]\nregion = sa-east-1\naws_access_key_id=A\naws_secret_access_key=S\n";
    EXPECT_EQ(open({{"AWS_CONFIG_FILE", "/c"}})->region(), "sa-east-1");
}

TEST_F(SessionTest, AHiddenTaskRoleIsWarnedAbout) {
    EXPECT_THAT(open({{"AWS_REGION", "eu-central-1"},
                      {"AWS_ACCESS_KEY_ID", "A"},
                      {"AWS_SECRET_ACCESS_KEY", "S"},
                      {"ECS_CONTAINER_METADATA_URI_V4", "http://169.254.170.2/v4/x"}})
                    ->warning(),
                HasSubstr("hides"));
}

TEST_F(SessionTest, StsSaysWhoWeAre) {
    http.will_answer(sts, {answer(200,
                                  "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                                  "<GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/bot/x</Arn>"
                                  "<UserId>U</UserId><Account>111122223333</Account></GetCallerIdentityResult>"
                                  "</GetCallerIdentityResponse>")});
    const auto who = run(session->caller_identity());
    ASSERT_TRUE(who);
    EXPECT_EQ(who->account, "111122223333");
    EXPECT_EQ(who->arn, "arn:aws:sts::111122223333:assumed-role/bot/x");
    EXPECT_EQ(http.asked[0].request.body, "Action=GetCallerIdentity&Version=2011-06-15");
    EXPECT_THAT(header(http.asked[0].request, "Authorization"), HasSubstr("/eu-central-1/sts/aws4_request"));

    http.will_answer(sts,
                     {answer(403,
                             "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The "
                             "security token included in the request is invalid.</Message></Error><RequestId>r-9"
                             "</RequestId></ErrorResponse>")});
    const auto refused = run(session->caller_identity());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Trouble::credentials);
    EXPECT_EQ(refused.error().code, "InvalidClientTokenId");
    EXPECT_EQ(refused.error().request_id, "r-9");
    http.will_answer(sts, {answer(200, "<a/>")});
    EXPECT_EQ(run(session->caller_identity()).error().kind, Trouble::malformed);
}

}  // namespace
}  // namespace privman::aws::testing
