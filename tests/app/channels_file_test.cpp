#include "app/channels_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ChannelsFile, NamesChannels) {
    EXPECT_THAT(parse_channels_file(R"({"channels": ["C0ONE", "G0TWO"]})").value(),
                ElementsAre(ChannelId{"C0ONE"}, ChannelId{"G0TWO"}));
}

TEST(ChannelsFile, MayNameNone) { EXPECT_THAT(parse_channels_file(R"({"channels": []})").value(), IsEmpty()); }

TEST(ChannelsFile, CountsAChannelOnce) {
    EXPECT_THAT(parse_channels_file(R"({"channels": ["C0ONE", "C0ONE"]})").value(), ElementsAre(ChannelId{"C0ONE"}));
}

TEST(ChannelsFile, RefusesNamesAndOtherThings) {
    for (const auto* text : {R"({"channels": ["#approvals"]})", R"({"channels": ["U0ADA"]})", R"({"channels": [7]})",
                             R"({"channels": ["C"]})", R"({"channels": ["C0ONE!"]})"}) {
        const auto channels = parse_channels_file(text);
        ASSERT_FALSE(channels) << text;
        EXPECT_THAT(channels.error(), HasSubstr("by its id")) << text;
    }
}

TEST(ChannelsFile, SaysWhichFormIsWanted) {
    for (const auto* text : {"", "nonsense", "[]", "{}", R"({"channels": "C0ONE"})", R"({"channels": {)"}) {
        const auto channels = parse_channels_file(text);
        ASSERT_FALSE(channels) << text;
        EXPECT_THAT(channels.error(), HasSubstr("channels")) << text;
    }
}

}  // namespace
}  // namespace privman::app
