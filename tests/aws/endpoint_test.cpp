// Regions, hosts and the overrides that AWS's own tools know.
#include "aws/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::aws {
namespace {

using ::testing::HasSubstr;

std::string url(const Environment& environment, std::string_view region, std::string_view service = "ssm") {
    const auto endpoint = choose_endpoint(environment, region, service);
    return endpoint ? endpoint->url : "refused: " + endpoint.error().what;
}

TEST(Region, IsTheFirstThatIsSet) {
    EXPECT_EQ(choose_region({{"AWS_REGION", "eu-central-1"}, {"AWS_DEFAULT_REGION", "us-east-1"}}, "ap-south-1"),
              "eu-central-1");
    EXPECT_EQ(choose_region({{"AWS_REGION", ""}, {"AWS_DEFAULT_REGION", "us-east-1"}}, "ap-south-1"), "us-east-1");
    EXPECT_EQ(choose_region({}, "ap-south-1"), "ap-south-1");
}

TEST(Region, ThatIsMissingOrMisspelledIsSaidWithWhatToSet) {
    EXPECT_THAT(choose_region({}, "").error().what, HasSubstr("AWS_REGION"));
    for (const std::string bad : {"EU-CENTRAL-1", "eu_central_1", "eu-central-1.evil.example", "a/b", "-eu-", " ",
                                  "abcdefghijklmnopqrstuvwxyz-1234567890"})
        EXPECT_FALSE(choose_region({{"AWS_REGION", bad}}, "")) << bad;
    EXPECT_THAT(choose_region({{"AWS_DEFAULT_REGION", "x y"}}, "").error().what, HasSubstr("AWS_DEFAULT_REGION"));
}

TEST(Endpoint, HasTheEndingOfItsPartition) {
    EXPECT_EQ(url({}, "eu-central-1"), "https://ssm.eu-central-1.amazonaws.com/");
    EXPECT_EQ(url({}, "us-east-1", "sts"), "https://sts.us-east-1.amazonaws.com/");
    EXPECT_EQ(url({}, "us-gov-west-1"), "https://ssm.us-gov-west-1.amazonaws.com/");
    EXPECT_EQ(url({}, "cn-north-1"), "https://ssm.cn-north-1.amazonaws.com.cn/");
    EXPECT_EQ(url({}, "eusc-de-east-1"), "https://ssm.eusc-de-east-1.amazonaws.eu/");
    EXPECT_EQ(url({}, "us-iso-east-1"), "https://ssm.us-iso-east-1.c2s.ic.gov/");
    EXPECT_EQ(url({}, "us-isob-east-1"), "https://ssm.us-isob-east-1.sc2s.sgov.gov/");
    EXPECT_EQ(url({}, "eu-isoe-west-1"), "https://ssm.eu-isoe-west-1.cloud.adc-e.uk/");
}

TEST(Endpoint, OfAnUnknownPartitionIsRefusedWithAWayOut) {
    EXPECT_THAT(url({}, "moon-base-1"), HasSubstr("AWS_ENDPOINT_URL_SSM"));
    EXPECT_EQ(url({{"AWS_ENDPOINT_URL", "https://aws.moon.example"}}, "moon-base-1"), "https://aws.moon.example");
}

TEST(Endpoint, AnOverrideWinsAndTheMoreParticularOneFirst) {
    const Environment both{{"AWS_ENDPOINT_URL", "http://localhost:4566"},
                           {"AWS_ENDPOINT_URL_SSM", "https://vpce.example/"}};
    EXPECT_EQ(url(both, "eu-central-1"), "https://vpce.example/");
    EXPECT_EQ(url(both, "eu-central-1", "sts"), "http://localhost:4566");
    const auto endpoint = choose_endpoint(both, "eu-central-1", "ssm");
    EXPECT_EQ(endpoint->region, "eu-central-1");
    EXPECT_EQ(endpoint->service, "ssm");
}

TEST(Endpoint, PlainHttpStaysOnThisMachine) {
    EXPECT_EQ(url({{"AWS_ENDPOINT_URL", "http://127.0.0.1:4566/"}}, "us-east-1"), "http://127.0.0.1:4566/");
    EXPECT_EQ(url({{"AWS_ENDPOINT_URL", "http://[::1]:4566/"}}, "us-east-1"), "http://[::1]:4566/");
    for (const auto* far :
         {"http://ssm.example/", "http://10.0.0.1/", "http://169.254.170.2/", "ws://localhost/", "ftp://localhost/",
          "localhost:4566", "https://user:secret@h.example/", "https://h.example/?x=1"})
        EXPECT_THAT(url({{"AWS_ENDPOINT_URL_SSM", far}}, "us-east-1"), HasSubstr("AWS_ENDPOINT_URL_SSM")) << far;
}

TEST(Endpoint, FipsIsUsedWhereItExistsAndRefusedElsewhere) {
    const Environment fips{{"AWS_USE_FIPS_ENDPOINT", "true"}};
    EXPECT_EQ(url(fips, "us-east-2"), "https://ssm-fips.us-east-2.amazonaws.com/");
    EXPECT_EQ(url(fips, "us-east-2", "sts"), "https://sts-fips.us-east-2.amazonaws.com/");
    EXPECT_EQ(url(fips, "ca-central-1"), "https://ssm-fips.ca-central-1.amazonaws.com/");
    EXPECT_EQ(url(fips, "us-gov-west-1"), "https://ssm.us-gov-west-1.amazonaws.com/");
    EXPECT_THAT(url(fips, "eu-central-1"), HasSubstr("AWS_USE_FIPS_ENDPOINT"));
}

}  // namespace
}  // namespace privman::aws
