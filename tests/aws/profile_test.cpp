// The shared files as people write them.
#include "aws/profile.hpp"

#include <gtest/gtest.h>

#include <random>

namespace privman::aws {
namespace {

ReadFile files(std::map<std::string, std::string> all) {
    return [all = std::move(all)](const std::string& path) -> std::optional<std::string> {
        const auto found = all.find(path);
        if (found == all.end()) return std::nullopt;
        return found->second;
    };
}

TEST(Ini, CommentsBlanksAndNestedValuesAreNotValues) {
    const auto sections = read_ini(
        "lost = 1\n"
        "# [comment]\n"
        "[default]   ; the usual one\r\n"
        "AWS_Access_Key_Id =  AKIA  \r\n"
        "aws_secret_access_key=a=b#c;d/+ # not this\n"
        "s3 =\n"
        "    region = nested\n"
        "; region = no\n"
        "no equals sign\n"
        "[profile  \"two words\"]\n"
        "region=eu-west-1");
    ASSERT_EQ(sections.size(), 2u);
    const auto& first = sections.at("default");
    EXPECT_EQ(first.at("aws_access_key_id"), "AKIA");
    EXPECT_EQ(first.at("aws_secret_access_key"), "a=b#c;d/+");
    EXPECT_FALSE(first.contains("region"));
    EXPECT_EQ(sections.at("profile two words").at("region"), "eu-west-1");
}

TEST(Ini, RubbishIsReadWithoutHarm) {
    std::mt19937 chance{7};
    constexpr std::string_view alphabet = "[]=#; \t\r\nabc\0\xff";
    for (int round = 0; round < 2000; ++round) {
        std::string text(chance() % 60, ' ');
        for (auto& c : text) c = alphabet[chance() % alphabet.size()];
        (void)read_ini(text);
    }
}

TEST(ProfileFiles, TheDefaultProfileIsReadFromHome) {
    const auto profile =
        read_profile({{"HOME", "/home/sam"}},
                     files({{"/home/sam/.aws/credentials", "[default]\naws_access_key_id=A\nregion=from-credentials\n"},
                            {"/home/sam/.aws/config", "[default]\nregion=from-config\noutput=json\n"}}));
    EXPECT_TRUE(profile.found);
    EXPECT_FALSE(profile.named);
    EXPECT_EQ(profile.values.at("aws_access_key_id"), "A");
    EXPECT_EQ(profile.values.at("region"), "from-credentials");
    EXPECT_EQ(profile.values.at("output"), "json");
}

TEST(ProfileFiles, ANamedProfileIsCalledDifferentlyInTheTwoFiles) {
    const auto profile =
        read_profile({{"HOME", "/h"},
                      {"AWS_PROFILE", "work"},
                      {"AWS_CONFIG_FILE", "~/config"},
                      {"AWS_SHARED_CREDENTIALS_FILE", "/etc/keys"}},
                     files({{"/h/config", "[work]\nregion=no\n[profile work]\nregion=yes\n"},
                            {"/etc/keys", "[work]\naws_access_key_id=A\n[profile work]\naws_session_token=no\n"}}));
    EXPECT_TRUE(profile.named);
    EXPECT_EQ(profile.values.at("region"), "yes");
    EXPECT_EQ(profile.values.at("aws_access_key_id"), "A");
    EXPECT_FALSE(profile.values.contains("aws_session_token"));
}

TEST(ProfileFiles, NoHomeAndNoFilesIsNoProfile) {
    EXPECT_FALSE(read_profile({}, files({})).found);
    EXPECT_FALSE(read_profile({{"HOME", "/h"}}, files({})).found);
}

}  // namespace
}  // namespace privman::aws
