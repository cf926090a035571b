// The manifest in the repository is the one that the program prints.
#include "slack/manifest.hpp"

#include "slack/identity.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace privman::slack {
namespace {

TEST(Manifest, TheFileAtTheTopIsTheSame) {
    std::ifstream file{PRIVMAN_SOURCE_DIR "/manifest.json", std::ios::binary};
    ASSERT_TRUE(file);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(), manifest());
}

TEST(Manifest, AsksForTheScopesThatTheBotNeedsAndNoOthers) {
    const auto json = boost::json::parse(manifest());
    const auto scopes = boost::json::value_to<std::vector<std::string>>(json.at("oauth_config").at("scopes").at("bot"));
    EXPECT_EQ(scopes, needed_scopes());
}

TEST(Manifest, PeopleCanWriteToTheBot) {
    const auto json = boost::json::parse(manifest());
    const auto& home = json.at("features").at("app_home");
    EXPECT_TRUE(home.at("messages_tab_enabled").as_bool());
    EXPECT_FALSE(home.at("messages_tab_read_only_enabled").as_bool());
    EXPECT_TRUE(json.at("settings").at("socket_mode_enabled").as_bool());
    EXPECT_TRUE(json.at("settings").at("interactivity").at("is_enabled").as_bool());
    EXPECT_FALSE(json.at("settings").at("token_rotation_enabled").as_bool());
}

}  // namespace
}  // namespace privman::slack
