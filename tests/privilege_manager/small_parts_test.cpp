// Base URLs, times, waiting times: the small readers.
#include "privilege_manager/base_url.hpp"
#include "privilege_manager/dates.hpp"
#include "privilege_manager/errors.hpp"
#include "privilege_manager/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace privman::pm {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(BaseUrl, LosesItsTrailingSlash) {
    EXPECT_EQ(check_base_url("https://pm.example/Tms/", false), "https://pm.example/Tms");
    EXPECT_EQ(check_base_url("https://pm.example/Tms", false), "https://pm.example/Tms");
}

TEST(BaseUrl, MayBeWrittenInAnyCase) { EXPECT_TRUE(check_base_url("HTTPS://pm.example:8443/behind/proxy/tMS", false)); }

TEST(BaseUrl, PlainHttpIsForLoopbackOrOnRequest) {
    EXPECT_TRUE(check_base_url("http://127.0.0.1:8420/Tms", false));
    EXPECT_TRUE(check_base_url("http://localhost/Tms", false));
    EXPECT_TRUE(check_base_url("http://[::1]:1/Tms", false));
    EXPECT_THAT(check_base_url("http://pm.example/Tms", false).error(), HasSubstr("plain http"));
    EXPECT_TRUE(check_base_url("http://pm.example/Tms", true));
}

class BadBaseUrl : public ::testing::TestWithParam<const char*> {};
TEST_P(BadBaseUrl, IsRefused) { EXPECT_FALSE(check_base_url(GetParam(), true)); }
INSTANTIATE_TEST_SUITE_P(Table, BadBaseUrl,
                         ::testing::Values("", "pm.example/Tms", "ftp://pm.example/Tms", "https://pm.example",
                                           "https://pm.example/", "https://pm.example/TmsX", "https://pm.example/Tms/x",
                                           "https://Tms", "https://pm.example/Tms?x=1", "https://pm.example/Tms#x",
                                           "https://user:pass@pm.example/Tms", "https://pm.example/T ms",
                                           "https:///Tms", "https://pm.example:99999/Tms", "wss://pm.example/Tms"));

std::optional<WallTime> at(const char* text,
                           std::vector<contract::DateFormat> formats = contract::builtin().dates.formats,
                           std::optional<std::chrono::minutes> zone = 0min) {
    return parse_time(text, {.formats = std::move(formats), .zone = zone});
}
constexpr WallTime moment{Millis{1738332300000}};  // 2025-01-31T14:05:00Z

TEST(Time, IsoComesInManyForms) {
    EXPECT_EQ(at("2025-01-31T14:05:00Z"), moment);
    EXPECT_EQ(at("2025-01-31 14:05"), moment);
    EXPECT_EQ(at(" 2025-01-31T16:05:00+02:00 "), moment);
    EXPECT_EQ(at("2025-01-31T09:05:00-0500"), moment);
    EXPECT_EQ(at("2025-01-31T14:05:00.1234567Z"), moment + 123ms);
    EXPECT_EQ(at("2025-01-31t14:05:00z"), moment);
}

TEST(Time, WithoutAZoneFollowsTheProfile) {
    EXPECT_EQ(at("2025-01-31T15:05:00", {contract::DateFormat::iso8601}, 60min), moment);
    EXPECT_EQ(at("2025-01-31T14:05:00", {contract::DateFormat::iso8601}, std::nullopt), std::nullopt);
    EXPECT_EQ(at("2025-01-31T14:05:00Z", {contract::DateFormat::iso8601}, std::nullopt), moment);
}

TEST(Time, DotNetsJsonFormCountsFromUtc) {
    EXPECT_EQ(at("/Date(1738332300000)/"), moment);
    EXPECT_EQ(at("/Date(1738332300000+0200)/", contract::builtin().dates.formats, std::nullopt), moment);
    EXPECT_EQ(at("/Date()/"), std::nullopt);
}

TEST(Time, OtherFormsAreForProfiles) {
    EXPECT_EQ(at("1/31/2025 2:05:00 PM", {contract::DateFormat::month_first}), moment);
    EXPECT_EQ(at("1/31/2025 12:05 am", {contract::DateFormat::month_first}), moment - 14h);
    EXPECT_EQ(at("31.01.2025 14:05:00", {contract::DateFormat::day_first}), moment);
    EXPECT_EQ(at("31/01/2025, 14:05", {contract::DateFormat::day_first}), moment);
    EXPECT_EQ(at("1738332300", {contract::DateFormat::unix_seconds}), moment);
    EXPECT_EQ(at("1738332300000", {contract::DateFormat::unix_millis}), moment);
}

class NoTime : public ::testing::TestWithParam<const char*> {};
TEST_P(NoTime, IsNotGuessed) { EXPECT_EQ(at(GetParam()), std::nullopt); }
INSTANTIATE_TEST_SUITE_P(Table, NoTime,
                         ::testing::Values("", "yesterday", "2025-02-30T00:00:00Z", "2025-13-01T00:00:00Z",
                                           "2025-01-31", "2025-01-31T24:00:00Z", "2025-01-31T14:05:00+99:00",
                                           "2025-01-31T14:05:00Zx", "0001-01-01T00:00:00", "9999-12-31T23:59:59Z",
                                           "1738332300", "/Date(99999999999999999999)/", "2025-01-31T14:05:00.Z"));

TEST(RetryAfter, IsSecondsOrADate) {
    const auto wait = [](const char* value) {
        return retry_after({.status = 429, .headers = {{"retry-after", value}}, .body = {}}, moment);
    };
    EXPECT_EQ(wait("30"), Millis{30s});
    EXPECT_EQ(wait("Fri, 31 Jan 2025 14:06:00 GMT"), Millis{60s});
    EXPECT_EQ(wait("Fri, 31 Jan 2025 14:00:00 GMT"), Millis{0});
    EXPECT_EQ(wait("999999"), Millis{1h});
    EXPECT_EQ(wait("99999999999999999999"), Millis{1h});
    EXPECT_EQ(wait("soon"), std::nullopt);
    EXPECT_EQ(wait("Fri, 31 Foo 2025 14:06:00 GMT"), std::nullopt);
    EXPECT_EQ(retry_after({.status = 429}, moment), std::nullopt);
}

TEST(Text, PatternsFitAnywhereInAnyCase) {
    EXPECT_TRUE(fits_somewhere("already been", "It has ALREADY BEEN done"));
    EXPECT_TRUE(fits_somewhere("was*handled", "it was, long ago, handled"));
    EXPECT_FALSE(fits_somewhere("handled*was", "it was, long ago, handled"));
    EXPECT_FALSE(fits_somewhere("gone", ""));
}

TEST(Text, IsCutBetweenCharacters) {
    EXPECT_EQ(capped("short", 20), "short");
    const auto cut = capped(std::string(10, 'x') + "\xf0\x9f\x98\x80" + std::string(20, 'y'), 22);
    EXPECT_EQ(cut, std::string(10, 'x') + " \xe2\x80\xa6 (cut)");
}

TEST(Text, LosesItsMiddleBetweenCharacters) {
    EXPECT_EQ(capped_within("short", 64), "short");
    std::string text = "head";
    for (int i = 0; i < 100; ++i) text += "\xf0\x9f\x98\x80";
    text += "tail";
    for (std::size_t limit = 64; limit < 80; ++limit) {
        const auto cut = capped_within(text, limit);
        EXPECT_LE(cut.size(), limit);
        EXPECT_EQ(valid_utf8(cut), cut);
        EXPECT_TRUE(cut.starts_with("head\xf0") && cut.ends_with("\x80tail")) << cut;
    }
}

struct Meant {
    unsigned status;
    Trouble kind;
};
class FailedAnswer : public ::testing::TestWithParam<Meant> {};
TEST_P(FailedAnswer, HasItsTrouble) {
    const auto failure = failure_of({.status = GetParam().status, .headers = {}, .body = R"({"Message": "because"})"},
                                    "the call", moment);
    EXPECT_EQ(failure.kind, GetParam().kind);
    EXPECT_THAT(failure.what, HasSubstr("because"));
    EXPECT_EQ(failure.code, "http_" + std::to_string(GetParam().status));
}
INSTANTIATE_TEST_SUITE_P(Table, FailedAnswer,
                         ::testing::Values(Meant{302, Trouble::malformed}, Meant{400, Trouble::malformed},
                                           Meant{401, Trouble::rejected}, Meant{403, Trouble::forbidden},
                                           Meant{404, Trouble::not_found}, Meant{409, Trouble::conflict},
                                           Meant{408, Trouble::unreachable}, Meant{429, Trouble::throttled},
                                           Meant{500, Trouble::unreachable}, Meant{503, Trouble::unreachable}));

TEST(FailedCall, HasItsTroubleToo) {
    EXPECT_EQ(failure_of(net::NetError{net::NetTrouble::timeout, true, "x"}).kind, Trouble::unreachable);
    EXPECT_EQ(failure_of(net::NetError{net::NetTrouble::tls, false, "x"}).kind, Trouble::unreachable);
    EXPECT_EQ(failure_of(net::NetError{net::NetTrouble::proxy_refused, false, "x"}).kind, Trouble::forbidden);
    EXPECT_EQ(failure_of(net::NetError{net::NetTrouble::too_large, true, "x"}).kind, Trouble::malformed);
}

}  // namespace
}  // namespace privman::pm
