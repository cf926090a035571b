// Where credentials come from, one place at a time, and which place is chosen.
#include "aws/choose_source.hpp"
#include "aws/container_credentials.hpp"
#include "aws/environment_credentials.hpp"
#include "aws/instance_credentials.hpp"
#include "aws/profile_credentials.hpp"
#include "aws/web_identity.hpp"
#include "tests/aws/bench.hpp"

#include <gmock/gmock.h>

namespace privman::aws::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string whole =
    R"({"AccessKeyId":"ASIAROLE","SecretAccessKey":"role-secret","Token":"role-token","Expiration":"2026-07-01T18:00:00Z"})";

struct SourcesTest : ::testing::Test, Bench {
    std::string why(const Result<Credentials>& result) { return result ? "there are some" : result.error().what; }
};

using EnvironmentTest = SourcesTest;

TEST_F(EnvironmentTest, KeysAreTakenAsTheyAre) {
    EnvironmentCredentials source{
        {{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "S"}, {"AWS_SESSION_TOKEN", "T"}}};
    EXPECT_EQ(run(source.fetch()), (Credentials{.key_id = "A", .secret = "S", .session_token = "T", .expires = {}}));
}

TEST_F(EnvironmentTest, AKeyWithoutItsSecretIsSaid) {
    EnvironmentCredentials source{{{"AWS_ACCESS_KEY_ID", "A"}}};
    EXPECT_THAT(why(run(source.fetch())), HasSubstr("AWS_SECRET_ACCESS_KEY"));
}

using ProfileTest = SourcesTest;

TEST_F(ProfileTest, KeysAreReadAgainEachTime) {
    files["/k"] = "[default]\naws_access_key_id=A\naws_secret_access_key=S\n";
    ProfileCredentials source{{{"AWS_SHARED_CREDENTIALS_FILE", "/k"}}, read};
    EXPECT_EQ(run(source.fetch())->key_id, "A");
    files["/k"] = "[default]\naws_access_key_id=B\naws_secret_access_key=S\naws_session_token=T\n";
    EXPECT_EQ(run(source.fetch())->session_token, "T");
}

TEST_F(ProfileTest, WaysThatAreNotSupportedAreNamedWithAdvice) {
    for (const std::string way : {"role_arn", "sso_session", "sso_start_url", "credential_process"}) {
        files["/c"] = "[profile work]\n" + way + " = x\n";
        ProfileCredentials source{{{"AWS_CONFIG_FILE", "/c"}, {"AWS_PROFILE", "work"}}, read};
        const auto said = why(run(source.fetch()));
        EXPECT_THAT(said, HasSubstr(way));
        EXPECT_THAT(said, HasSubstr("export-credentials"));
    }
}

TEST_F(ProfileTest, ARoleIsNotReplacedByTheKeysBesideIt) {
    files["/k"] = "[default]\naws_access_key_id=A\naws_secret_access_key=S\nrole_arn=arn:x\n";
    ProfileCredentials source{{{"AWS_SHARED_CREDENTIALS_FILE", "/k"}}, read};
    EXPECT_THAT(why(run(source.fetch())), HasSubstr("role_arn"));
}

TEST_F(ProfileTest, AMissingOrHalfProfileIsSaid) {
    ProfileCredentials missing{{{"AWS_PROFILE", "nobody"}}, read};
    EXPECT_THAT(why(run(missing.fetch())), HasSubstr("nobody"));
    files["/k"] = "[default]\naws_access_key_id=A\n";
    ProfileCredentials half{{{"AWS_SHARED_CREDENTIALS_FILE", "/k"}}, read};
    EXPECT_THAT(why(run(half.fetch())), HasSubstr("aws_secret_access_key"));
}

struct ContainerTest : SourcesTest {
    ContainerCredentials source(Environment environment) {
        return ContainerCredentials{direct, ambient, std::move(environment), read, forget};
    }
    Result<Credentials> fetch(Environment environment) {
        auto one = source(std::move(environment));
        return run(one.fetch());
    }
    const std::string task_role = "GET http://169.254.170.2/v2/credentials/abc";
};

TEST_F(ContainerTest, ARelativeUriIsAskedAtTheEcsAgentWithoutProxy) {
    direct.will_answer(task_role, {answer(200, whole)});
    const auto got = fetch({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/abc"},
                            {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://evil.example/"}});
    ASSERT_TRUE(got);
    EXPECT_EQ(got->key_id, "ASIAROLE");
    EXPECT_EQ(got->session_token, "role-token");
    EXPECT_TRUE(http.asked.empty());
    EXPECT_EQ(direct.asked[0].request.headers.find("Accept"), "application/json");
    EXPECT_FALSE(direct.asked[0].request.headers.contains("Authorization"));
    EXPECT_EQ(direct.asked[0].limits.total, 2s);
}

TEST_F(ContainerTest, TheTokensFileIsReadAgainAndWinsOverTheVariable) {
    direct.will_answer("GET http://169.254.170.23/v1/credentials", {answer(200, whole)});
    files["/token"] = "first-token";
    auto one = source({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials"},
                       {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/token"},
                       {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "of-the-variable"}});
    ASSERT_TRUE(run(one.fetch()));
    files["/token"] = "second-token";
    ASSERT_TRUE(run(one.fetch()));
    EXPECT_EQ(header(direct.asked[0].request, "Authorization"), "first-token");
    EXPECT_EQ(header(direct.asked[1].request, "Authorization"), "second-token");
    EXPECT_THAT(forgotten, ElementsAre("first-token", "second-token"));
}

TEST_F(ContainerTest, OnlyKnownHostsAreGivenTheToken) {
    for (const std::string bad :
         {"http://evil.example/x", "http://169.254.170.2.evil.example/x", "http://169.254.169.254/x",
          "ftp://localhost/x", "ws://localhost/x", "not a url", "http://user@localhost/x", "http://10.0.0.1/"}) {
        EXPECT_FALSE(fetch({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", bad}, {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "tok"}}))
            << bad;
    }
    EXPECT_TRUE(direct.asked.empty());
    for (const std::string good : {"https://agent.example/x", "http://localhost:51679/x", "http://127.3.2.1/x",
                                   "http://[::1]/x", "http://169.254.170.2/x", "http://[fd00:ec2::23]/x"}) {
        direct.will_answer("GET " + good, {answer(200, whole)});
        EXPECT_TRUE(fetch({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", good}})) << good;
    }
}

TEST_F(ContainerTest, ARelativeUriCannotChangeTheHost) {
    EXPECT_FALSE(fetch({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", ".evil.example/x"}}));
    EXPECT_FALSE(fetch({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@evil.example/x"}}));
}

TEST_F(ContainerTest, ATokenOfTwoLinesIsRefused) {
    for (const std::string token : {"a\r\nX-Evil: 1", "abc\n"})
        EXPECT_THAT(why(fetch({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"},
                               {"AWS_CONTAINER_AUTHORIZATION_TOKEN", token}})),
                    HasSubstr("more than one line"));
    EXPECT_TRUE(direct.asked.empty());
}

TEST_F(ContainerTest, AnUnreadableTokenFileIsNotAskedWithout) {
    EXPECT_THAT(why(fetch({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"},
                           {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/nowhere"}})),
                HasSubstr("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"));
    EXPECT_TRUE(direct.asked.empty());
}

TEST_F(ContainerTest, ThreeTriesASecondApart) {
    direct.will_answer(task_role, {broken(), answer(500, "{}"), answer(200, whole)});
    auto one = source({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/abc"}});
    std::optional<Result<Credentials>> result;
    start(one.fetch(), result);
    clock.advance(999ms);
    EXPECT_EQ(direct.asked.size(), 1u);
    clock.advance(1001ms);
    ASSERT_TRUE(result);
    EXPECT_TRUE(*result);
    EXPECT_EQ(direct.asked.size(), 3u);
}

TEST_F(ContainerTest, AfterThreeTriesItIsSaid) {
    direct.will_answer(task_role, {answer(400, R"({"code":"NoIdFoundInRequest","message":"no role-secret"})")});
    const auto got = fetch({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/abc"}});
    EXPECT_EQ(direct.asked.size(), 3u);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().kind, Trouble::no_credentials);
    EXPECT_THAT(got.error().what, HasSubstr("NoIdFoundInRequest"));
    EXPECT_THAT(got.error().what, Not(HasSubstr("role-secret")));
}

struct InstanceTest : SourcesTest {
    const std::string base = "http://169.254.169.254";
    const std::string token = "PUT http://169.254.169.254/latest/api/token";
    const std::string roles = "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/";

    Result<Credentials> fetch(const Environment& environment = {}) {
        InstanceCredentials source{direct, environment};
        return run(source.fetch());
    }
};

TEST_F(InstanceTest, TokenThenRoleThenCredentials) {
    direct.will_answer(token, {answer(200, "imds-token")});
    direct.will_answer(roles, {answer(200, "my-role\nother\n")});
    direct.will_answer(roles + "my-role", {answer(200, R"({"Code":"Success",)" + whole.substr(1))});
    const auto got = fetch();
    ASSERT_TRUE(got) << why(got);
    EXPECT_EQ(got->key_id, "ASIAROLE");
    EXPECT_EQ(header(direct.asked[0].request, "X-aws-ec2-metadata-token-ttl-seconds"), "21600");
    EXPECT_EQ(header(direct.asked[1].request, "X-aws-ec2-metadata-token"), "imds-token");
    EXPECT_EQ(header(direct.asked[2].request, "X-aws-ec2-metadata-token"), "imds-token");
}

TEST_F(InstanceTest, WithoutATokenNothingElseIsAsked) {
    direct.will_answer(token, {answer(403, "")});
    EXPECT_FALSE(fetch());
    EXPECT_EQ(direct.asked.size(), 1u) << "version 1 is not spoken";
}

TEST_F(InstanceTest, WhatIsMissingIsSaid) {
    direct.will_answer(token, {broken(net::NetTrouble::timeout)});
    EXPECT_THAT(why(fetch()), HasSubstr("No AWS credentials are set"));
    direct.will_answer(token, {answer(200, "imds-token")});
    direct.will_answer(roles, {answer(404, "")});
    EXPECT_THAT(why(fetch()), HasSubstr("no role"));
    direct.will_answer(roles, {answer(200, "<html>not a role</html>")});
    EXPECT_THAT(why(fetch()), HasSubstr("names no role"));
    direct.will_answer(roles, {answer(200, "r1")});
    direct.will_answer(roles + "r1", {answer(200, R"({"Code":"Failed"})")});
    EXPECT_THAT(why(fetch()), HasSubstr("Failed"));
}

TEST_F(InstanceTest, TheEndpointCanBeMoved) {
    direct.will_answer("PUT http://[fd00:ec2::254]/latest/api/token", {answer(403, "")});
    EXPECT_FALSE(fetch({{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"}}));
    direct.will_answer("PUT http://127.0.0.1:1338/latest/api/token", {answer(403, "")});
    EXPECT_FALSE(fetch({{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338/"}}));
    EXPECT_THAT(why(fetch({{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "nonsense"}})), HasSubstr("not an http"));
}

struct WebIdentityTest : SourcesTest {
    const std::string sts = "POST https://sts.eu-central-1.amazonaws.com/";
    const std::string good =
        "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
        "<AccessKeyId>ASIAWEB</AccessKeyId><SecretAccessKey>web-secret</SecretAccessKey>"
        "<SessionToken>web-token</SessionToken><Expiration>2026-07-01T13:00:00.500Z</Expiration>"
        "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";

    WebIdentityTest() { files["/jwt"] = "ey.Jhb+/=\n"; }

    Result<Credentials> fetch(std::string session = "") {
        WebIdentity source{
            http,
            ambient,
            {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/jwt"},
             {"AWS_ROLE_ARN", "arn:aws:iam::1:role/r"},
             {"AWS_ROLE_SESSION_NAME", std::move(session)}},
            read,
            {.url = "https://sts.eu-central-1.amazonaws.com/", .region = "eu-central-1", .service = "sts"},
            forget};
        return run(source.fetch());
    }
};

TEST_F(WebIdentityTest, TheTokenIsExchangedUnsigned) {
    http.will_answer(sts, {answer(200, good)});
    const auto got = fetch();
    ASSERT_TRUE(got) << why(got);
    EXPECT_EQ(got->key_id, "ASIAWEB");
    EXPECT_EQ(got->session_token, "web-token");
    EXPECT_EQ(got->expires, clock.wall() + 1h + 500ms);
    EXPECT_FALSE(http.asked[0].request.headers.contains("Authorization"));
    EXPECT_EQ(http.asked[0].request.body,
              "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"
              "&RoleSessionName=privman-slack&WebIdentityToken=ey.Jhb%2B%2F%3D");
    EXPECT_THAT(forgotten, Contains("ey.Jhb+/="));
}

TEST_F(WebIdentityTest, ABusyIdentityProviderIsAskedAgainARefusalIsNot) {
    const auto refusal = [](const std::string& code) {
        return answer(400, "<ErrorResponse><Error><Type>Sender</Type><Code>" + code +
                               "</Code><Message>because</Message></Error><RequestId>r-1</RequestId></ErrorResponse>");
    };
    http.will_answer(sts, {refusal("IDPCommunicationError"), broken(), answer(200, good)});
    EXPECT_TRUE(fetch());
    EXPECT_EQ(http.asked.size(), 3u);
    http.will_answer(sts, {refusal("InvalidIdentityToken")});
    const auto got = fetch();
    EXPECT_EQ(http.asked.size(), 4u);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, "InvalidIdentityToken");
    EXPECT_EQ(got.error().request_id, "r-1");
    EXPECT_THAT(got.error().what, HasSubstr("because"));
}

TEST_F(WebIdentityTest, WhatIsNotWholeIsRefused) {
    http.will_answer(sts, {answer(200, "<html><body>login</body></html>")});
    EXPECT_EQ(fetch().error().kind, Trouble::malformed);
    http.will_answer(sts, {answer(200, "not xml")});
    EXPECT_EQ(fetch().error().kind, Trouble::malformed);
    EXPECT_THAT(why(fetch("a b")), HasSubstr("AWS_ROLE_SESSION_NAME"));
    files.clear();
    EXPECT_THAT(why(fetch()), HasSubstr("AWS_WEB_IDENTITY_TOKEN_FILE"));
}

struct ChooseTest : SourcesTest {
    std::string chosen(Environment environment) {
        const auto source = choose_source({.http = http,
                                           .direct = direct,
                                           .ambient = ambient,
                                           .environment = std::move(environment),
                                           .read = read,
                                           .forget = forget,
                                           .region = "eu-central-1"});
        return source ? (*source)->description() : source.error().what;
    }
};

TEST_F(ChooseTest, TheFirstThatIsSetIsTaken) {
    Environment all{{"AWS_ACCESS_KEY_ID", "A"},
                    {"AWS_WEB_IDENTITY_TOKEN_FILE", "/jwt"},
                    {"AWS_ROLE_ARN", "arn"},
                    {"HOME", "/h"},
                    {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"}};
    files["/h/.aws/credentials"] = "[default]\naws_access_key_id=A\naws_secret_access_key=S\n";
    EXPECT_THAT(chosen(all), HasSubstr("environment"));
    all.erase("AWS_ACCESS_KEY_ID");
    EXPECT_THAT(chosen(all), HasSubstr("web identity"));
    all.erase("AWS_ROLE_ARN");
    EXPECT_THAT(chosen(all), HasSubstr("profile \"default\""));
    all.erase("HOME");
    EXPECT_THAT(chosen(all), HasSubstr("container"));
    all.erase("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    EXPECT_THAT(chosen(all), HasSubstr("EC2"));
    EXPECT_THAT(chosen({{"AWS_EC2_METADATA_DISABLED", "True"}}), HasSubstr("No AWS credentials are set"));
}

TEST_F(ChooseTest, AConfigFileThatOnlyNamesARegionHidesNoRole) {
    files["/h/.aws/config"] = "[default]\nregion=eu-west-1\n";
    EXPECT_THAT(chosen({{"HOME", "/h"}, {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"}}), HasSubstr("container"));
}

TEST_F(ChooseTest, AContainerThatFailsIsNotReplacedByTheInstance) {
    direct.will_answer("GET http://169.254.170.2/x", {broken()});
    const auto source = choose_source({.http = http,
                                       .direct = direct,
                                       .ambient = ambient,
                                       .environment = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"}},
                                       .read = read,
                                       .forget = forget,
                                       .region = "eu-central-1"});
    ASSERT_TRUE(source);
    EXPECT_FALSE(run((*source)->fetch()));
    for (const auto& one : direct.asked) EXPECT_THAT(one.place, Not(HasSubstr("169.254.169.254")));
}

TEST_F(ChooseTest, KeysThatHideATaskRoleAreWarnedAbout) {
    const Environment keys{{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "S"}};
    EXPECT_EQ(hidden_role_warning(keys, read), "");
    auto on_ecs = keys;
    on_ecs["ECS_CONTAINER_METADATA_URI_V4"] = "http://169.254.170.2/v4/abc";
    EXPECT_THAT(hidden_role_warning(on_ecs, read), HasSubstr("AWS_ACCESS_KEY_ID hides"));
    EXPECT_THAT(hidden_role_warning({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"}, {"AWS_PROFILE", "p"}}, read),
                HasSubstr("profile hides"));
    EXPECT_EQ(hidden_role_warning({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"}}, read), "");
}

}  // namespace
}  // namespace privman::aws::testing
