#include "sandbox/aws/service.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/demo.hpp"
#include "sandbox/privilege_manager/service.hpp"
#include "sandbox/router.hpp"
#include "sandbox/slack/service.hpp"
#include "tests/async/loop.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <string>

namespace privman::sandbox::test {
namespace {

class ClockControl : public ::testing::Test {
protected:
    static constexpr std::int64_t start_ms = 1'738'332'300'000;

    net::HttpResponse call(std::string method, std::string target, std::string body = {}) {
        net::HttpRequest request{.method = std::move(method),
                                 .target = std::move(target),
                                 .headers = {{"Host", "127.0.0.1:8420"}},
                                 .body = std::move(body)};
        return loop.run(router.answer(std::move(request)));
    }
    json::value post(std::string body) { return json::parse(call("POST", "/_sandbox/clock", std::move(body)).body); }

    Clock clock{Clock::Flow::frozen, start_ms};
    testing::Loop loop;
    SlackService slack{loop.executor(), clock};
    PrivilegeManagerService privilege_manager{loop.executor(), clock};
    AwsService aws{clock};
    Router router{clock, slack, privilege_manager, aws};
};

TEST_F(ClockControl, TellsBothTimesAndTheVersion) {
    const auto body = json::parse(call("GET", "/_sandbox/clock").body);
    EXPECT_EQ(body.at("wall_ms"), start_ms);
    EXPECT_EQ(body.at("boot_ms"), 0);
    EXPECT_EQ(body.at("version"), clock.version());
}

TEST_F(ClockControl, IsAdvancedAndSet) {
    EXPECT_EQ(post(R"({"advance_ms":60000})").at("boot_ms"), 60'000);
    EXPECT_EQ(post(R"({"wall_ms":1738332300000})").at("wall_ms"), start_ms);
    EXPECT_EQ(post(R"({"wall":"2026-03-08T02:30:00-05:00"})").at("wall"), "2026-03-08T07:30:00Z");
}

TEST_F(ClockControl, AwssClockMayBeSetApart) {
    EXPECT_EQ(call("POST", "/_sandbox/aws/rules", R"({"clock_offset_ms":3600000})").status, 200u);
    EXPECT_EQ(call("POST", "/aws/", "{}").headers.find("Date"), "Fri, 31 Jan 2025 15:05:00 GMT");
    EXPECT_EQ(call("GET", "/_sandbox/clock").headers.find("Date"), "Fri, 31 Jan 2025 14:05:00 GMT");
}

TEST_F(ClockControl, RefusesWhatIsNoOrder) {
    for (const auto* body :
         {"{}", "[]", "nonsense", R"({"advance_ms":-1})", R"({"advance_ms":"1"})", R"({"advance_ms":1,"wall_ms":1})",
          R"({"wall":"tomorrow"})", R"({"advance_ms":99999999999999})", R"({"advanced_ms":1})"}) {
        const auto response = call("POST", "/_sandbox/clock", body);
        EXPECT_EQ(response.status, 400u) << body;
        EXPECT_TRUE(json::parse(response.body).at("error").is_string()) << body;
    }
    EXPECT_EQ(clock.boot_ms(), 0);
}

TEST_F(ClockControl, ALongPollAnswersWhenTheClockIsPushed) {
    net::HttpRequest request{.target = "/_sandbox/clock?after=" + std::to_string(clock.version()) + "&wait_ms=30000"};
    auto poll = loop.start(router.answer(std::move(request)));
    loop.poll();
    EXPECT_FALSE(poll.done());
    clock.advance(5);
    loop.poll();
    ASSERT_TRUE(poll.done());
    EXPECT_EQ(json::parse(poll.result().body).at("boot_ms"), 5);
}

TEST_F(ClockControl, ALongPollForWhatWasMissedAnswersAtOnce) {
    const auto seen = clock.version();
    clock.advance(5);
    auto poll =
        loop.start(router.answer({.target = "/_sandbox/clock?after=" + std::to_string(seen) + "&wait_ms=30000"}));
    loop.poll();
    EXPECT_TRUE(poll.done());
}

TEST_F(ClockControl, TheSandboxSaysThatItIsWell) { EXPECT_EQ(call("GET", "/_sandbox/health").body, R"({"ok":true})"); }

TEST_F(ClockControl, UnknownPathsAreNamedInTheError) {
    const auto response = call("GET", "/elsewhere");
    EXPECT_EQ(response.status, 404u);
    EXPECT_NE(response.body.find("/elsewhere"), std::string::npos);
}

TEST_F(ClockControl, ThePageIsServedWithAPolicyThatAllowsNothingForeign) {
    const auto response = call("GET", "/");
    EXPECT_EQ(response.status, 200u);
    EXPECT_TRUE(response.body.starts_with("<!DOCTYPE html>"));
    EXPECT_TRUE(response.headers.find("Content-Security-Policy")->starts_with("default-src 'self'"));
    EXPECT_EQ(call("GET", "/app.js").headers.find("Content-Type"), "text/javascript; charset=utf-8");
}

TEST_F(ClockControl, PagesOfOtherOriginsAreRefused) {
    net::HttpRequest foreign{.method = "POST",
                             .target = "/_sandbox/clock",
                             .headers = {{"Host", "127.0.0.1:8420"}, {"Origin", "https://evil.example"}},
                             .body = R"({"advance_ms":1})"};
    EXPECT_EQ(loop.run(router.answer(foreign)).status, 403u);
    net::HttpRequest rebound{.target = "/_sandbox/clock", .headers = {{"Host", "evil.example:8420"}}};
    EXPECT_EQ(loop.run(router.answer(rebound)).status, 403u);
    net::HttpRequest own{.target = "/_sandbox/clock",
                         .headers = {{"Host", "localhost:8420"}, {"Origin", "http://localhost:8420"}}};
    EXPECT_EQ(loop.run(router.answer(own)).status, 200u);
    EXPECT_EQ(clock.boot_ms(), 0);
}

TEST_F(ClockControl, AScenarioIsPlayedInOrder) {
    auto calls = read_scenario(
        "# the day begins\n"
        "{\"path\":\"/_sandbox/clock\",\"body\":{\"wall\":\"2026-03-08T02:30:00-05:00\"}}\n\n"
        "{\"path\":\"/_sandbox/privilege-manager/raise\",\"body\":{\"id\":\"r1\"}}\n");
    ASSERT_TRUE(calls) << calls.error();
    const auto played =
        loop.run(play(*calls, [this](net::HttpRequest request) { return router.answer(std::move(request)); }));
    ASSERT_TRUE(played) << played.error();
    const auto request = json::parse(call("GET", "/_sandbox/privilege-manager").body).at("requests").at(0);
    EXPECT_EQ(request.at("id"), "r1");
    EXPECT_EQ(request.at("requested"), parse_moment("2026-03-08T07:30:00Z").value());
}

TEST_F(ClockControl, AScenarioMayBeAJsonArray) {
    const auto calls = read_scenario(R"([{"path":"/a"}, {"method":"GET","path":"/b"}])");
    ASSERT_TRUE(calls) << calls.error();
    ASSERT_EQ(calls->size(), 2u);
    EXPECT_EQ(calls->at(0).method, "POST");
    EXPECT_EQ(calls->at(1).method, "GET");
}

TEST_F(ClockControl, AWrongScenarioNamesItsLine) {
    EXPECT_TRUE(read_scenario("\n{\"path\":\"/a\"}\nnonsense").error().starts_with("line 3"));
    EXPECT_TRUE(read_scenario("{\"pth\":\"/a\"}").error().starts_with("line 1"));
    EXPECT_TRUE(read_scenario("{\"path\":\"a\"}").error().starts_with("line 1"));
}

TEST_F(ClockControl, ARefusedCallEndsTheScenario) {
    const auto played = loop.run(play({{.path = "/_sandbox/health"}, {.path = "/nowhere"}},
                                      [this](net::HttpRequest request) { return router.answer(std::move(request)); }));
    ASSERT_FALSE(played);
    EXPECT_TRUE(played.error().starts_with("call 2, POST /nowhere: 404")) << played.error();
}

}  // namespace
}  // namespace privman::sandbox::test
