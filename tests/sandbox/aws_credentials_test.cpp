#include "tests/sandbox/aws_at_hand.hpp"

namespace privman::sandbox::test {
namespace {

class AwsCredentials : public ::testing::Test {
protected:
    net::HttpResponse container(std::string_view token = "sandbox-container-token") {
        return aws.send({.target = "/aws/credentials", .headers = {{"Authorization", std::string{token}}}});
    }
    /// Signs from now on with what an endpoint handed out.
    void use(const net::HttpResponse& response) {
        const auto given = json::parse(response.body);
        aws.signer.key_id = given.at("AccessKeyId").as_string();
        aws.signer.secret = given.at("SecretAccessKey").as_string();
        aws.signer.token = given.at("Token").as_string();
    }
    net::HttpResponse instance(std::string path, std::string token, std::string method = "GET") {
        return aws.send({.method = std::move(method),
                         .target = std::move(path),
                         .headers = {{"X-aws-ec2-metadata-token", std::move(token)}}});
    }
    std::string session(std::string seconds = "60") {
        return aws
            .send({.method = "PUT",
                   .target = "/aws/latest/api/token",
                   .headers = {{"X-aws-ec2-metadata-token-ttl-seconds", std::move(seconds)}}})
            .body;
    }
    static std::string element(const std::string& xml, const std::string& name) {
        const auto begin = xml.find("<" + name + ">") + name.size() + 2;
        return xml.substr(begin, xml.find("</" + name + ">") - begin);
    }
    AwsAtHand aws;
};

TEST_F(AwsCredentials, OfTheContainerEndpointSignUntilTheyExpire) {
    EXPECT_EQ(container("wrong").status, 401u);
    const auto response = container();
    EXPECT_EQ(json::parse(response.body).at("Expiration"), "2025-01-31T20:05:00Z");
    use(response);
    EXPECT_EQ(aws.get("/a"), "");
    aws.clock.advance(6LL * 3'600'000);
    const auto expired = aws.call("GetParameter", {{"Name", "/a"}});
    EXPECT_EQ(AwsAtHand::code_of(expired), "ExpiredTokenException");
    use(container());
    EXPECT_EQ(aws.get("/a"), "");
}

TEST_F(AwsCredentials, AreTheSameForEverybodyUntilHalfOfTheirLifeIsOver) {
    const auto first = container().body;
    EXPECT_EQ(container().body, first);
    aws.clock.advance(3LL * 3'600'000);
    EXPECT_NE(container().body, first);
}

TEST_F(AwsCredentials, WithoutTheirSessionTokenAreUnknown) {
    use(container());
    const auto token = std::exchange(aws.signer.token, "");
    EXPECT_EQ(aws.code("GetParameter", {{"Name", "/a"}}), "UnrecognizedClientException");
    aws.signer.token = token + "x";
    EXPECT_EQ(aws.code("GetParameter", {{"Name", "/a"}}), "UnrecognizedClientException");
}

TEST_F(AwsCredentials, ExpireAndRotateOnRequest) {
    const auto lasting = aws.signer;
    use(container());
    aws.act("/credentials", {{"expire", true}});
    EXPECT_EQ(aws.code("GetParameter", {{"Name", "/a"}}), "ExpiredTokenException");
    use(container());
    EXPECT_EQ(aws.get("/a"), "");
    aws.signer = lasting;
    aws.act("/credentials", {{"access_key_id", "AKIANEW"}, {"secret_access_key", "new"}});
    EXPECT_EQ(aws.code("GetParameter", {{"Name", "/a"}}), "UnrecognizedClientException");
    aws.signer.key_id = "AKIANEW";
    aws.signer.secret = "new";
    EXPECT_EQ(aws.get("/a"), "");
}

TEST_F(AwsCredentials, OfTheInstanceNeedASession) {
    const std::string roles = "/latest/meta-data/iam/security-credentials/";
    EXPECT_EQ(instance(roles, "").status, 401u);
    const auto token = session();
    EXPECT_EQ(instance(roles, token).body, "privman-slack");
    EXPECT_EQ(instance(roles + "another", token).status, 404u);
    const auto given = instance("/aws" + roles + "privman-slack", token);
    EXPECT_EQ(json::parse(given.body).at("Code"), "Success");
    use(given);
    EXPECT_EQ(aws.get("/a"), "");
    EXPECT_EQ(instance("/latest/meta-data/placement/region", token).body, "us-east-1");
    aws.clock.advance(60'000);
    EXPECT_EQ(instance(roles, token).status, 401u);
    aws.act("/rules", {{"instance_role", false}});
    EXPECT_EQ(instance(roles, session()).status, 404u);
    EXPECT_EQ(session("0"), "");
    EXPECT_EQ(session("21601"), "");
}

TEST_F(AwsCredentials, OfAWebIdentityAreGivenForItsToken) {
    const std::string form =
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=bot&RoleArn=arn%3Aaws%3Aiam%3A%3A"
        "123456789012%3Arole%2Fprivman-slack&WebIdentityToken=";
    const auto refused = aws.send(aws.sts_request(form + "wrong"));
    EXPECT_EQ(refused.status, 400u);
    EXPECT_EQ(element(refused.body, "Code"), "InvalidIdentityToken");
    const auto given = aws.send(aws.sts_request(form + "sandbox-web-identity"));
    ASSERT_EQ(given.status, 200u) << given.body;
    EXPECT_EQ(element(given.body, "Expiration"), "2025-01-31T15:05:00Z");
    aws.signer.key_id = element(given.body, "AccessKeyId");
    aws.signer.secret = element(given.body, "SecretAccessKey");
    aws.signer.token = element(given.body, "SessionToken");
    EXPECT_EQ(aws.get("/a"), "");
}

TEST_F(AwsCredentials, AreToldToWhomTheyBelong) {
    auto request = aws.sts_request("Action=GetCallerIdentity&Version=2011-06-15");
    auto signer = aws.signer;
    signer.service = "sts";
    aws.sign(request, signer);
    const auto told = aws.send(request);
    EXPECT_EQ(told.status, 200u);
    EXPECT_EQ(element(told.body, "Arn"), "arn:aws:iam::123456789012:user/sandbox");
    EXPECT_EQ(element(told.body, "Account"), "123456789012");
    signer.secret += 'x';
    aws.sign(request, signer);
    const auto refused = aws.send(request);
    EXPECT_EQ(refused.status, 403u);
    EXPECT_EQ(element(refused.body, "Code"), "SignatureDoesNotMatch");
}

TEST_F(AwsCredentials, CanFailAsTheServicesDo) {
    aws.act("/faults", {{"call", "credentials"}, {"kind", "error"}, {"status", 500}});
    EXPECT_EQ(container().status, 500u);
    EXPECT_EQ(container().status, 200u);
}

}  // namespace
}  // namespace privman::sandbox::test
