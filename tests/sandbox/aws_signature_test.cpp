#include "sandbox/aws/digest.hpp"
#include "sandbox/aws/signature.hpp"
#include "tests/sandbox/aws_at_hand.hpp"

namespace privman::sandbox::test {
namespace {

using aws::AccessKeys;

constexpr const char* long_token =
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwth"
    "Ax7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAk"
    "iY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

/// One published or cross-checked signature: the request, what it hashes to, what it is signed with.
struct Vector {
    const char* name;
    std::string method, host, region, service;
    net::Headers more;
    std::string body;
    std::string signed_headers;
    std::string canonical_sha256, signature;
};

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = text.find(';');
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

net::HttpRequest request_of(const Vector& vector) {
    net::HttpRequest request{.method = vector.method, .target = "/", .headers = vector.more, .body = vector.body};
    request.headers.add("Host", vector.host);
    request.headers.add("X-Amz-Date", "20150830T123600Z");
    request.headers.add("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/" + vector.region + "/" +
                                             vector.service + "/aws4_request, SignedHeaders=" + vector.signed_headers +
                                             ", Signature=" + vector.signature);
    return request;
}

/// AWS's own test suite for Signature Version 4.
std::vector<Vector> published() {
    const std::string host = "example.amazonaws.com";
    const auto one = [&](const char* name, std::string method, net::Headers more, std::string names, std::string hash,
                         std::string signature, std::string body = {}) {
        return Vector{name,
                      std::move(method),
                      host,
                      "us-east-1",
                      "service",
                      std::move(more),
                      std::move(body),
                      std::move(names),
                      std::move(hash),
                      std::move(signature)};
    };
    return {
        one("get-vanilla", "GET", {}, "host;x-amz-date",
            "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        one("post-vanilla", "POST", {}, "host;x-amz-date",
            "553f88c9e4d10fc9e109e2aeb65f030801b70c2f6468faca261d401ae622fc87",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        one("post-header-value-case", "POST", {{"My-Header1", "VALUE1"}}, "host;my-header1;x-amz-date",
            "d51ced243e649e3de6ef63afbbdcbca03131a21a7103a1583706a64618606a93",
            "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"),
        one("get-header-value-trim", "GET", {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
            "host;my-header1;my-header2;x-amz-date", "a726db9b0df21c14f559d0a978e563112acb1b9e05476f0a6a1c7d68f28605c7",
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        one("get-header-key-duplicate", "GET",
            {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}},
            "host;my-header1;x-amz-date", "dc7f04a3abfde8d472b0ab1a418b741b7c67174dad1551b4117b15527fbe966c",
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
        one("post-sts-header-before", "POST", {{"X-Amz-Security-Token", long_token}},
            "host;x-amz-date;x-amz-security-token", "c237e1b440d4c63c32ca95b5b99481081cb7b13c7e40434868e71567c1a882f6",
            "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
        one("post-x-www-form-urlencoded", "POST",
            {{"Content-Type", "application/x-www-form-urlencoded"},
             {"Content-Length", "13"},
             {"X-Amz-Content-Sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"}},
            "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
            "b1edd1d03544c25390e32085d55b57acc9a3961bb59415ff86c45c3d89d16cfb",
            "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b", "Param1=value1"),
    };
}

/// The shape in which Parameter Store is called; three independent signers agree on each.
std::vector<Vector> of_our_shape() {
    const auto one = [](const char* name, std::string host, std::string region, std::string operation,
                        const char* token, std::string body, std::string hash, std::string signature) {
        Vector vector{name, "POST", std::move(host), std::move(region), "ssm"};
        vector.more.add("Content-Type", "application/x-amz-json-1.1");
        vector.more.add("X-Amz-Target", "AmazonSSM." + operation);
        vector.signed_headers = "content-type;host;x-amz-date;x-amz-target";
        if (token) {
            vector.more.add("X-Amz-Security-Token", token);
            vector.signed_headers = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target";
        }
        vector.body = std::move(body);
        vector.canonical_sha256 = std::move(hash);
        vector.signature = std::move(signature);
        return vector;
    };
    const char* token = "AQoEXAMPLE+/session/token==";
    return {
        one("S1", "ssm.us-east-1.amazonaws.com", "us-east-1", "GetParameter", nullptr,
            R"({"Name":"/privman/prod/channels","WithDecryption":true})",
            "7b2e1a09ce1fb6e936821ce73dca9b154182dccf26b3cc273b762a6d22991b04",
            "45f504c3ed18bbd8344cd3b13385eaa40d32e079b06cad9c17d6ea19ff98ef43"),
        one("S2", "ssm.eu-central-1.amazonaws.com", "eu-central-1", "PutParameter", token,
            R"({"Name":"/privman/prod/schedule","Value":"{\"tz\":\"Europe/Zürich\"}","Type":"String","Overwrite":true})",
            "b7b907809a9a3d7b0c4c21a3974d10a677b08a892cdb66d08b6f5d8af0c17406",
            "52804a1190ef6af6102da04487721d2c3149a05d930f6ea27e4e8b053492aa6c"),
        one("S3", "ssm.cn-north-1.amazonaws.com.cn", "cn-north-1", "GetParametersByPath", nullptr,
            R"({"Path":"/privman/prod","Recursive":true,"MaxResults":10})",
            "3a9789c165a3889ab4c5189b98193b1feba1a3bc3458dde09cbfb95e9959fc35",
            "0e9db262182fe8f764724e935d8c70c931b7f79e72acd30ee38eb6d36aee3a7a"),
        one("S4", "localhost:4566", "us-east-1", "DeleteParameter", token, R"({"Name":"/privman/test/x"})",
            "2826b7f728ad506bedabe55c7ac964bb34d4b0e2184e7e04c96046561d6d0bbe",
            "eb6f8c6478b2768e19c7955ef2c1e09a2ea6a854c0fcd87e0eeae56899704f33"),
        one("E1", "ssm.us-east-1.amazonaws.com", "us-east-1", "DescribeParameters", nullptr, "{}",
            "ca344bd939ae76a82a2cbea6775f78bcc2442a674ac6bf4406227c2691f4b2de",
            "ce17dc5c0b77ec94a14ba661917e6ff63f9dcad87f3e628bca9397499a2e81f8"),
    };
}

constexpr std::int64_t vectors_ms = 1'440'938'160'000;  // 2015-08-30T12:36:00Z

/// The account's only key, with the session token of the vector if it has one.
AccessKeys keys_for(const Vector& vector) {
    const std::string id = "AKIDEXAMPLE";
    const std::string secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    AccessKeys keys{id, secret};
    if (const auto token = vector.more.find("X-Amz-Security-Token"))
        keys.add({.id = id, .secret = secret, .session_token = std::string{*token}, .expires_ms = vectors_ms + 1});
    return keys;
}

aws::Answer<const aws::AccessKey*> verified(const Vector& vector, const AccessKeys& keys) {
    return aws::verify(request_of(vector), {.region = vector.region, .service = vector.service, .now_ms = vectors_ms},
                       keys);
}

void expect_accepted(const Vector& vector) {
    SCOPED_TRACE(vector.name);
    EXPECT_EQ(aws::hex(aws::sha256(aws::canonical_request(request_of(vector), split(vector.signed_headers)))),
              vector.canonical_sha256);
    const auto keys = keys_for(vector);
    const auto answer = verified(vector, keys);
    EXPECT_TRUE(answer) << answer.error().message;
}

TEST(AwsVectors, OfAwssOwnSuiteAreAccepted) {
    for (const auto& vector : published()) expect_accepted(vector);
}

TEST(AwsVectors, InTheShapeThatIsSentAreAccepted) {
    for (const auto& vector : of_our_shape()) expect_accepted(vector);
}

TEST(AwsVectors, WithAnythingChangedAreRefused) {
    for (auto vector : of_our_shape()) {
        SCOPED_TRACE(vector.name);
        const auto keys = keys_for(vector);
        auto other_body = vector;
        other_body.body += ' ';
        auto other_host = vector;
        other_host.host += ":443";
        auto other_operation = vector;
        other_operation.more.set("X-Amz-Target", "AmazonSSM.DeleteParameters");
        auto other_signature = vector;
        other_signature.signature.back() = other_signature.signature.back() == '0' ? '1' : '0';
        for (const auto& changed : {other_body, other_host, other_operation, other_signature}) {
            const auto answer = verified(changed, keys);
            ASSERT_FALSE(answer);
            EXPECT_EQ(answer.error().code, "InvalidSignatureException");
            EXPECT_TRUE(answer.error().message.starts_with("The request signature we calculated does not match"));
        }
    }
}

TEST(AwsCanonicalRequest, SortsAndEncodesTheQueryAndThePath) {
    const net::HttpRequest request{.method = "GET", .target = "/a//b/../c%20d/?b=2&a=z&a=%41%2f&c", .headers = {}};
    const auto text = aws::canonical_request(request, {"host"});
    EXPECT_TRUE(text.starts_with("GET\n/a/c%2520d/\na=A%2F&a=z&b=2&c=\nhost:\n\nhost\n")) << text;
}

class AwsSignature : public ::testing::Test {
protected:
    /// The code when GetParameters is sent as bent.
    std::string sent(const auto& bend) {
        auto request = aws.ssm_request("GetParameters", R"({"Names":["/a"]})");
        auto signer = aws.signer;
        bend(request, signer);
        if (!request.headers.contains("Authorization")) aws.sign(request, signer);
        last = aws.send(std::move(request));
        return AwsAtHand::code_of(last);
    }
    AwsAtHand aws;
    net::HttpResponse last;
};

TEST_F(AwsSignature, OfAKnownKeyIsAccepted) {
    EXPECT_EQ(sent([](auto&, auto&) {}), "");
    EXPECT_TRUE(last.headers.contains("x-amzn-RequestId"));
    EXPECT_EQ(last.headers.find("Date"), "Fri, 31 Jan 2025 14:05:00 GMT");
}

TEST_F(AwsSignature, OfAnotherSecretIsRefused) {
    EXPECT_EQ(sent([](auto&, auto& signer) { signer.secret += 'x'; }), "InvalidSignatureException");
}

TEST_F(AwsSignature, OfAnUnknownKeyIsRefused) {
    EXPECT_EQ(sent([](auto&, auto& signer) { signer.key_id = "AKIANOBODY"; }), "UnrecognizedClientException");
    EXPECT_NE(last.body.find("The security token included in the request is invalid."), std::string::npos);
}

TEST_F(AwsSignature, ScopedElsewhereIsRefusedWithEveryMistakeNamed) {
    EXPECT_EQ(sent([](auto&, auto& signer) { signer.region = "eu-west-1", signer.service = "sts"; }),
              "InvalidSignatureException");
    EXPECT_NE(last.body.find("valid region"), std::string::npos);
    EXPECT_NE(last.body.find("correct service: 'ssm'"), std::string::npos);
}

TEST_F(AwsSignature, MayBeFiveMinutesOffAndNotMore) {
    EXPECT_EQ(sent([](auto&, auto& signer) { signer.off_by_ms = -300'000; }), "");
    EXPECT_EQ(sent([](auto&, auto& signer) { signer.off_by_ms = 300'000; }), "");
    EXPECT_EQ(sent([](auto&, auto& signer) { signer.off_by_ms = -301'000; }), "InvalidSignatureException");
    EXPECT_NE(last.body.find("Signature expired: 20250131T135959Z is now earlier than 20250131T140000Z "
                             "(20250131T140500Z - 5 min.)"),
              std::string::npos)
        << last.body;
    EXPECT_EQ(sent([](auto&, auto& signer) { signer.off_by_ms = 301'000; }), "InvalidSignatureException");
    EXPECT_NE(last.body.find("Signature not yet current: 20250131T141001Z is still later than 20250131T141000Z"),
              std::string::npos)
        << last.body;
}

TEST_F(AwsSignature, IsCheckedAgainstAwssOwnClock) {
    aws.act("/rules", {{"clock_offset_ms", 600'000}});
    EXPECT_EQ(sent([](auto&, auto&) {}), "InvalidSignatureException");
    EXPECT_EQ(last.headers.find("Date"), "Fri, 31 Jan 2025 14:15:00 GMT");
    EXPECT_EQ(sent([](auto&, auto& signer) { signer.off_by_ms = 600'000; }), "");
}

TEST_F(AwsSignature, MustCoverHostAndEveryAmzHeader) {
    for (const auto* name : {"host", "x-amz-date", "x-amz-target"}) {
        EXPECT_EQ(sent([&](auto&, auto& signer) { signer.unsigned_headers = {name}; }), "InvalidSignatureException")
            << name;
    }
    EXPECT_EQ(sent([](auto& request, auto& signer) {
                  request.headers.set("X-Amz-User-Agent", "x");
                  signer.unsigned_headers = {"x-amz-user-agent"};
              }),
              "InvalidSignatureException");
    EXPECT_EQ(sent([](auto& request, auto& signer) {
                  request.headers.set("User-Agent", "x");
                  signer.unsigned_headers = {"user-agent"};
              }),
              "");
}

TEST_F(AwsSignature, IsMissedByName) {
    EXPECT_EQ(sent([](auto& request, auto&) { request.headers.set("Authorization", "Basic abc"); }),
              "IncompleteSignatureException");
    EXPECT_EQ(sent([](auto& request, auto&) {
                  request.headers.set("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, Signature=f");
              }),
              "IncompleteSignatureException");
    EXPECT_NE(last.body.find("requires 'SignedHeaders' parameter"), std::string::npos);
    EXPECT_NE(last.body.find("'X-Amz-Date'"), std::string::npos);
    auto unsigned_request = aws.ssm_request("GetParameters", R"({"Names":["/a"]})");
    EXPECT_EQ(AwsAtHand::code_of(aws.send(std::move(unsigned_request))), "MissingAuthenticationTokenException");
}

TEST_F(AwsSignature, OfAnUnknownOperationOrContentTypeIsNotEvenLookedAt) {
    EXPECT_EQ(sent([](auto& request, auto&) { request.headers.set("X-Amz-Target", "AmazonSSM.Nothing"); }),
              "UnknownOperationException");
    EXPECT_EQ(sent([](auto& request, auto&) { request.headers.set("Content-Type", "application/json"); }),
              "UnknownOperationException");
}

}  // namespace
}  // namespace privman::sandbox::test
