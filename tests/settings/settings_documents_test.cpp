#include "settings/settings_documents.hpp"

#include <gtest/gtest.h>

namespace privman::settings {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

constexpr WallTime when = sys_days{year{2026} / 3 / 8} + std::chrono::hours{2} + Millis{250};

StoredSchedule some_schedule() {
    return {.text = "mon-thu 08:00-17:00, fri 08:00-14:00 Europe/Berlin",
            .enabled = true,
            .enabled_at = when,
            .by = UserId{"U1"},
            .changed_at = when + Millis{1}};
}

TEST(ChannelsDocument, ReadsBackWhatWasWritten) {
    const ChannelList channels{ChannelId{"C0123"}, ChannelId{"G9"}};
    EXPECT_EQ(channels_document(channels), R"({"v": 1, "channels": ["C0123","G9"]})");
    EXPECT_EQ(parse_channels_document(channels_document(channels)).value(), channels);
    EXPECT_EQ(channels_document({}), R"({"v": 1, "channels": []})");
    EXPECT_EQ(parse_channels_document(channels_document({})).value(), ChannelList{});
}

TEST(ChannelsDocument, IsReadAsPeopleWriteIt) {
    const ChannelList two{ChannelId{"C1"}, ChannelId{"C2"}};
    for (const char* text : {R"(["C1", "C2"])", R"({"channels": ["C1", "C2", "C1"]})",
                             "{\n  \"v\": 1,\n  \"note\": \"ours\",\n  \"channels\": [\"C1\", \"C2\"]\n}"})
        EXPECT_EQ(parse_channels_document(text).value(), two) << text;
}

TEST(ChannelsDocument, AnythingElseIsNotReadAtAll) {
    for (const char* text : {"", " ", "C1", "{}", "null", "[1]", R"(["c1"])", R"(["#ops"])", R"(["U1"])", R"(["C1",])",
                             R"({"channels": "C1"})", R"({"channels": {}})", R"({"v": 0, "channels": []})",
                             R"({"v": "1", "channels": []})", R"(["C1"] x)", "\xff"})
        EXPECT_FALSE(parse_channels_document(text)) << text;
    EXPECT_NE(parse_channels_document(R"({"v": 2, "channels": []})").error().find("newer"), std::string::npos);
}

TEST(ChannelsDocument, HoldsAbout290Channels) {
    ChannelList channels;
    for (int i = 0; i < 290; ++i) channels.emplace_back("C0" + std::to_string(100'000'000 + i));
    EXPECT_LE(channels_document(channels).size(), 4096U);
}

TEST(ScheduleDocument, ReadsBackWhatWasWritten) {
    EXPECT_EQ(schedule_document(some_schedule()),
              R"({"v": 1, "enabled": true, "schedule": "mon-thu 08:00-17:00, fri 08:00-14:00 Europe/Berlin", )"
              R"("enabled_at": "2026-03-08T02:00:00.250Z", "by": "U1", "changed_at": "2026-03-08T02:00:00.251Z"})");
    EXPECT_EQ(parse_schedule_document(schedule_document(some_schedule())).value(), MaybeSchedule{some_schedule()});
    auto never_enabled = some_schedule();
    never_enabled.enabled = false;
    never_enabled.enabled_at.reset();
    EXPECT_EQ(parse_schedule_document(schedule_document(never_enabled)).value(), MaybeSchedule{never_enabled});
    EXPECT_EQ(schedule_document(std::nullopt), R"({"v": 1, "enabled": false, "schedule": null})");
    EXPECT_EQ(parse_schedule_document(schedule_document(std::nullopt)).value(), MaybeSchedule{});
}

TEST(ScheduleDocument, IsReadAsPeopleWriteIt) {
    const auto read =
        parse_schedule_document(R"({"enabled": true, "schedule": "mon-fri 08:00-17:00 America/Chicago"})");
    ASSERT_TRUE(read && *read);
    EXPECT_TRUE((*read)->enabled);
    EXPECT_EQ((*read)->text, "mon-fri 08:00-17:00 America/Chicago");
    EXPECT_FALSE((*read)->enabled_at);
}

TEST(ScheduleDocument, MomentsAreReadWithAndWithoutSeconds) {
    const auto enabled_at = [](const std::string& moment) {
        const auto read = parse_schedule_document(
            R"({"enabled": true, "schedule": "sat 24h Etc/UTC", "enabled_at": ")" + moment + "\"}");
        return read && *read ? (*read)->enabled_at : std::nullopt;
    };
    EXPECT_EQ(enabled_at("2026-03-08T02:00Z"), when - Millis{250});
    EXPECT_EQ(enabled_at("2026-03-08T02:00:00Z"), when - Millis{250});
    EXPECT_EQ(enabled_at("2026-03-08T02:00:00.2509Z"), when);
    for (const char* wrong : {"", "2026-03-08", "2026-02-30T02:00Z", "2026-03-08T24:00Z", "2026-03-08T02:00:00",
                              "2026-03-08T02:00+01:00", "2026-03-08T02:00:00.Z", "2026-03-08T02:00:61Z", "yesterday"})
        EXPECT_FALSE(enabled_at(wrong)) << wrong;
}

TEST(ScheduleDocument, AnythingElseIsNotReadAtAll) {
    for (const char* text : {"", "{}", "null", "[]", R"("mon-fri 08:00-17:00 Etc/UTC")", R"({"enabled": true})",
                             R"({"enabled": true, "schedule": null})", R"({"schedule": "sat 24h Etc/UTC"})",
                             R"({"enabled": "yes", "schedule": "sat 24h Etc/UTC"})",
                             R"({"enabled": true, "schedule": "always"})", R"({"enabled": true, "schedule": ""})",
                             R"({"enabled": true, "schedule": "sat 24h Etc/UTC", "enabled_at": 7})",
                             R"({"enabled": true, "schedule": "sat 24h Etc/UTC", "by": 7})",
                             R"({"v": 2, "enabled": false, "schedule": "sat 24h Etc/UTC"})"})
        EXPECT_FALSE(parse_schedule_document(text)) << text;
}

TEST(ScheduleDocument, NothingInItIsAReferenceToAws) {
    auto hostile = some_schedule();
    hostile.text = "{{resolve:ssm:/secret}}";
    hostile.by = UserId{"{{x}} \xff"};
    const auto written = schedule_document(hostile);
    EXPECT_EQ(written.find("{{"), std::string::npos);
    EXPECT_EQ(channels_document({ChannelId{"{{x}}"}}).find("{{"), std::string::npos);
}

}  // namespace
}  // namespace privman::settings
