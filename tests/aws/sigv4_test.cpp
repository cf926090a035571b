// AWS's own vectors, then the shapes that this program sends, then one rule at a time.
#include "aws/sigv4.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace privman::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const WallTime then =
    std::chrono::sys_days{std::chrono::year{2015} / 8 / 30} + std::chrono::hours{12} + std::chrono::minutes{36};
const std::string long_token =
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthA"
    "x7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY"
    "9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

Credentials example(std::string token = {}) {
    return {.key_id = "AKIDEXAMPLE",
            .secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            .session_token = std::move(token),
            .expires = {}};
}

struct Vector {
    std::string name;
    std::string method;
    net::Headers headers;  ///< besides Host and X-Amz-Date
    std::string token;
    std::string body;
    std::string signed_headers;
    std::string canonical_sha256;
    std::string signature;

    friend std::ostream& operator<<(std::ostream& out, const Vector& vector) { return out << vector.name; }
};

struct OfTheSuite : ::testing::TestWithParam<Vector> {};

TEST_P(OfTheSuite, IsSignedAsAwsSignsIt) {
    const auto& vector = GetParam();
    auto headers = vector.headers;
    headers.add("Host", "example.amazonaws.com");
    headers.add("X-Amz-Date", "20150830T123600Z");
    if (!vector.token.empty()) headers.add("X-Amz-Security-Token", vector.token);
    const auto signature = sign(vector.method, "/", headers, vector.body, example(vector.token),
                                {.region = "us-east-1", .service = "service", .time = then});
    EXPECT_EQ(signature.canonical.signed_headers, vector.signed_headers);
    EXPECT_EQ(hex(sha256(signature.canonical.text)), vector.canonical_sha256) << signature.canonical.text;
    EXPECT_EQ(signature.hex, vector.signature);
    EXPECT_EQ(signature.authorization,
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=" +
                  vector.signed_headers + ", Signature=" + vector.signature);
}

INSTANTIATE_TEST_SUITE_P(
    Aws, OfTheSuite,
    ::testing::Values(Vector{"get-vanilla",
                             "GET",
                             {},
                             "",
                             "",
                             "host;x-amz-date",
                             "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
                             "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
                      Vector{"post-vanilla",
                             "POST",
                             {},
                             "",
                             "",
                             "host;x-amz-date",
                             "553f88c9e4d10fc9e109e2aeb65f030801b70c2f6468faca261d401ae622fc87",
                             "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
                      Vector{"post-header-key-sort",
                             "POST",
                             {{"My-Header1", "value1"}},
                             "",
                             "",
                             "host;my-header1;x-amz-date",
                             "9368318c2967cf6de74404b30c65a91e8f6253e0a8659d6d5319f1a812f87d65",
                             "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"},
                      Vector{"post-header-value-case",
                             "POST",
                             {{"My-Header1", "VALUE1"}},
                             "",
                             "",
                             "host;my-header1;x-amz-date",
                             "d51ced243e649e3de6ef63afbbdcbca03131a21a7103a1583706a64618606a93",
                             "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"},
                      Vector{"get-header-value-trim",
                             "GET",
                             {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
                             "",
                             "",
                             "host;my-header1;my-header2;x-amz-date",
                             "a726db9b0df21c14f559d0a978e563112acb1b9e05476f0a6a1c7d68f28605c7",
                             "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
                      Vector{"get-header-key-duplicate",
                             "GET",
                             {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}},
                             "",
                             "",
                             "host;my-header1;x-amz-date",
                             "dc7f04a3abfde8d472b0ab1a418b741b7c67174dad1551b4117b15527fbe966c",
                             "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
                      Vector{"get-vanilla-with-session-token",
                             "GET",
                             {},
                             "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267",
                             "",
                             "host;x-amz-date;x-amz-security-token",
                             "067b36aa60031588cea4a4cde1f21215227a047690c72247f1d70b32fbbfad2b",
                             "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"},
                      Vector{"post-sts-header-before",
                             "POST",
                             {},
                             long_token,
                             "",
                             "host;x-amz-date;x-amz-security-token",
                             "c237e1b440d4c63c32ca95b5b99481081cb7b13c7e40434868e71567c1a882f6",
                             "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"},
                      Vector{"post-x-www-form-urlencoded",
                             "POST",
                             {{"Content-Type", "application/x-www-form-urlencoded"},
                              {"Content-Length", "13"},
                              {"x-amz-content-sha256",
                               "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"}},
                             "",
                             "Param1=value1",
                             "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
                             "b1edd1d03544c25390e32085d55b57acc9a3961bb59415ff86c45c3d89d16cfb",
                             "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"}));

struct Shape {
    std::string name;
    std::string url;
    std::string region;
    std::string service;
    std::string target;
    std::string content_type;
    bool token = false;
    std::string body;
    std::string body_sha256;
    std::string canonical_sha256;
    std::string signature;

    friend std::ostream& operator<<(std::ostream& out, const Shape& shape) { return out << shape.name; }
};

struct AsWeSend : ::testing::TestWithParam<Shape> {};

TEST_P(AsWeSend, IsSignedAsThreeOtherSignersDo) {
    const auto& shape = GetParam();
    const auto url = net::parse_url(shape.url);
    ASSERT_TRUE(url);
    net::HttpRequest request{
        .method = "POST",
        .target = {},
        .headers = {{"User-Agent", "whatever"}, {"Content-Type", shape.content_type}, {"Accept", "*/*"}},
        .body = shape.body};
    if (!shape.target.empty()) request.headers.add("X-Amz-Target", shape.target);
    const auto signature = sign_request(request, *url, example(shape.token ? "AQoEXAMPLE+/session/token==" : ""),
                                        {.region = shape.region, .service = shape.service, .time = then});
    EXPECT_EQ(hex(sha256(shape.body)), shape.body_sha256);
    EXPECT_EQ(hex(sha256(signature.canonical.text)), shape.canonical_sha256) << signature.canonical.text;
    EXPECT_EQ(signature.hex, shape.signature);
    EXPECT_EQ(request.headers.find("Authorization"), signature.authorization);
    EXPECT_EQ(request.headers.find("X-Amz-Date"), "20150830T123600Z");
    EXPECT_EQ(request.headers.contains("X-Amz-Security-Token"), shape.token);
}

const std::string json_1_1 = "application/x-amz-json-1.1";

INSTANTIATE_TEST_SUITE_P(
    Ours, AsWeSend,
    ::testing::Values(
        Shape{"S1", "https://ssm.us-east-1.amazonaws.com/", "us-east-1", "ssm", "AmazonSSM.GetParameter", json_1_1,
              false, R"({"Name":"/privman/prod/channels","WithDecryption":true})",
              "e295eed5c96584349dbb18bbbd52bf62875cbe37e46938a8caf82e10534cfb52",
              "7b2e1a09ce1fb6e936821ce73dca9b154182dccf26b3cc273b762a6d22991b04",
              "45f504c3ed18bbd8344cd3b13385eaa40d32e079b06cad9c17d6ea19ff98ef43"},
        Shape{
            "S2", "https://ssm.eu-central-1.amazonaws.com/", "eu-central-1", "ssm", "AmazonSSM.PutParameter", json_1_1,
            true,
            R"({"Name":"/privman/prod/schedule","Value":"{\"tz\":\"Europe/Zürich\"}","Type":"String","Overwrite":true})",
            "8810b3e23c140f9415b03ae629bd76e2a67551aec9567dc01bdd33ff1c7e58ec",
            "b7b907809a9a3d7b0c4c21a3974d10a677b08a892cdb66d08b6f5d8af0c17406",
            "52804a1190ef6af6102da04487721d2c3149a05d930f6ea27e4e8b053492aa6c"},
        Shape{"S3", "https://ssm.cn-north-1.amazonaws.com.cn/", "cn-north-1", "ssm", "AmazonSSM.GetParametersByPath",
              json_1_1, false, R"({"Path":"/privman/prod","Recursive":true,"MaxResults":10})",
              "ae9db9b17dc600577727a409f2ac502ed2a5fc2c0a4b90c89ac530de363fed59",
              "3a9789c165a3889ab4c5189b98193b1feba1a3bc3458dde09cbfb95e9959fc35",
              "0e9db262182fe8f764724e935d8c70c931b7f79e72acd30ee38eb6d36aee3a7a"},
        Shape{"S4", "http://localhost:4566/", "us-east-1", "ssm", "AmazonSSM.DeleteParameter", json_1_1, true,
              R"({"Name":"/privman/test/x"})", "d481440e87d01205644db61753b8e6696dbab77b8755a095260264b85869c329",
              "2826b7f728ad506bedabe55c7ac964bb34d4b0e2184e7e04c96046561d6d0bbe",
              "eb6f8c6478b2768e19c7955ef2c1e09a2ea6a854c0fcd87e0eeae56899704f33"},
        Shape{
            "D1", "https://dynamodb.us-east-1.amazonaws.com/", "us-east-1", "dynamodb", "DynamoDB_20120810.PutItem",
            "application/x-amz-json-1.0", true,
            R"~({"TableName":"privman","Item":{"pk":{"S":"req#1"}},"ConditionExpression":"attribute_not_exists(pk)"})~",
            "19926cb9cf9950db00c95ab5a7b7588066a68325c5044b737269444935b98ee9",
            "12856ea848fcdd82e2d5ecf96adbf98e0126ecfcdf954404fd15a2f12ac59f84",
            "6f72d5c2b8ce19af2055759c62d7d154d76119605e658f8eab0a19b45aa8afc0"},
        Shape{"E1", "https://ssm.us-east-1.amazonaws.com/", "us-east-1", "ssm", "AmazonSSM.DescribeParameters",
              json_1_1, false, "{}", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
              "ca344bd939ae76a82a2cbea6775f78bcc2442a674ac6bf4406227c2691f4b2de",
              "ce17dc5c0b77ec94a14ba661917e6ff63f9dcad87f3e628bca9397499a2e81f8"},
        Shape{"T1Sts", "https://sts.us-east-1.amazonaws.com/", "us-east-1", "sts", "",
              "application/x-www-form-urlencoded; charset=utf-8", false, "Action=GetCallerIdentity&Version=2011-06-15",
              "ab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843",
              "74f85d64795bc5f30af8b92378344f5c25c0d305498fca44ea38f6a5a1d5860f",
              "52a8540fea00e731072179f763577cbe2a45eac2c5d32fb4d785f3eefac88165"}));

TEST(SigningKey, EachStepIsTheKeyOfTheNext) {
    const auto day = hmac_sha256("AWS4" + example().secret, "20150830");
    EXPECT_EQ(hex(day), "0138c7a6cbd60aa727b2f653a522567439dfb9f3e72b21f9b25941a42f04a7cd");
    const auto region = hmac_sha256(bytes_of(day), "us-east-1");
    EXPECT_EQ(hex(region), "f33d5808504bf34812e5fade63308b424b244c59189be2a591dd2282c7cb563f");
    const auto service = hmac_sha256(bytes_of(region), "ssm");
    EXPECT_EQ(hex(service), "41cd2b9bf0e9b51603c2007f1b844c6173da9ab9ca256871ab0ae96afe76c501");
}

TEST(SigningKey, IsWhatAwsPublishes) {
    const auto key = [](std::string_view service) {
        return hex(signing_key(example().secret, "20150830", "us-east-1", service));
    };
    EXPECT_EQ(key("ssm"), "1b014a52e2c4682dbb4f9c057f77de175576bae388238bec84a63594a1c63358");
    EXPECT_EQ(key("service"), "938127b5336810ddb6a5d6af445fcac9e371f9ed418ed386b022aed82901be75");
    EXPECT_EQ(key("dynamodb"), "44a00bf61392567a12c8a1af3f6227f121fdd3ffabe98527663649f33cbff4aa");
    EXPECT_EQ(key("iam"), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

std::string canonical(std::string_view target, const net::Headers& headers = {}) {
    return canonical_request("GET", target, headers, "hash").text;
}

TEST(CanonicalRequest, NoHeaderIsSortedBehindItsOwnBeginning) {
    EXPECT_EQ(canonical("/", {{"x-amz-target-x", "2"}, {"X-Amz-Target", "1"}}),
              "GET\n/\n\nx-amz-target:1\nx-amz-target-x:2\n\nx-amz-target;x-amz-target-x\nhash");
}

TEST(CanonicalRequest, BlanksAreTrimmedAndSqueezed) {
    EXPECT_THAT(canonical("/", {{"A", " \t a \t  b  "}}), HasSubstr("\na:a b\n"));
    EXPECT_THAT(canonical("/", {{"A", "   "}}), HasSubstr("\na:\n"));
}

TEST(CanonicalRequest, AQueryIsEncodedAndSorted) {
    EXPECT_THAT(canonical("/?b=2&a=%c3%bc&a=1&empty"), HasSubstr("\na=%C3%BC&a=1&b=2&empty=\n"));
    EXPECT_THAT(canonical("/?q=a+b%20c"), HasSubstr("\nq=a%20b%20c\n"));
}

TEST(CanonicalRequest, APathIsNormalisedAndEncodedOnceMore) {
    EXPECT_THAT(canonical("/a//b/./c/../d%20e/"), HasSubstr("GET\n/a/b/d%2520e/\n"));
    EXPECT_THAT(canonical("/../.."), HasSubstr("GET\n/\n"));
    EXPECT_THAT(canonical(""), HasSubstr("GET\n/\n"));
}

TEST(SignRequest, EveryAmzHeaderIsSignedAndWhatOthersChangeIsNot) {
    const auto url = net::parse_url("https://host.example/");
    net::HttpRequest request{.method = "POST",
                             .headers = {{"X-Amz-Anything", "1"},
                                         {"Expect", "100-continue"},
                                         {"Content-Length", "3"},
                                         {"X-Amzn-Trace-Id", "Root=1"},
                                         {"Connection", "close"},
                                         {"Host", "somebody.else"}},
                             .body = "abc"};
    const auto signature = sign_request(request, *url, example("token"), {.region = "r", .service = "s", .time = then});
    EXPECT_EQ(signature.canonical.signed_headers, "host;x-amz-anything;x-amz-date;x-amz-security-token");
    EXPECT_THAT(signature.canonical.text, HasSubstr("\nhost:host.example\n"));
}

TEST(SignRequest, ThePortIsSignedUnlessItIsTheSchemesOwn) {
    const auto host = [](std::string_view url) {
        return std::string{headers_to_sign(net::parse_url(url)->origin, {}).find("host").value_or("")};
    };
    EXPECT_EQ(host("https://h.example/"), "h.example");
    EXPECT_EQ(host("https://h.example:443/"), "h.example");
    EXPECT_EQ(host("http://localhost:80/"), "localhost");
    EXPECT_EQ(host("http://localhost:443/"), "localhost:443");
    EXPECT_EQ(host("http://localhost:4566/"), "localhost:4566");
    EXPECT_EQ(host("http://[::1]:4566/"), "[::1]:4566");
}

TEST(SignRequest, ASecondSigningLeavesNothingOfTheFirst) {
    const auto url = net::parse_url("https://host.example/");
    net::HttpRequest request{.method = "POST", .body = "{}"};
    auto untouched = request;
    const Scope scope{.region = "r", .service = "s", .time = then};
    sign_request(request, *url, example("old-token"),
                 {.region = "r", .service = "s", .time = then - std::chrono::hours{1}});
    sign_request(request, *url, example(), scope);
    sign_request(untouched, *url, example(), scope);
    EXPECT_EQ(request.headers.find("Authorization"), untouched.headers.find("Authorization"));
    EXPECT_EQ(request.headers.size(), untouched.headers.size());
}

TEST(AmzDate, IsInWholeSecondsUtc) {
    EXPECT_EQ(amz_date(then + Millis{999}), "20150830T123600Z");
    EXPECT_EQ(amz_date(WallTime{}), "19700101T000000Z");
}

}  // namespace
}  // namespace privman::aws
