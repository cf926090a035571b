// Every profile in the customer's manual is one that the program accepts.
#include "contract/profile.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace privman::contract {
namespace {

TEST(Documentation, EveryProfileInItIsAccepted) {
    std::ifstream file{PRIVMAN_SOURCE_DIR "/docs/privilege-manager.md"};
    std::stringstream text;
    text << file.rdbuf();
    const auto manual = text.str();
    const std::string fence = "```json\n";
    std::size_t profiles = 0;
    for (auto at = manual.find(fence); at != std::string::npos; at = manual.find(fence, at + 1)) {
        const auto begin = at + fence.size();
        const auto profile = parse_profile(manual.substr(begin, manual.find("```", begin) - begin), builtin());
        EXPECT_TRUE(profile) << text_of(profile.error());
        ++profiles;
    }
    EXPECT_EQ(profiles, 5u);
}

}  // namespace
}  // namespace privman::contract
