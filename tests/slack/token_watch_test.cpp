// A bot token that is revoked while the bot works: said once, tried again every five minutes, over with any success.
#include "slack/token_watch.hpp"

#include "async/task_scope.hpp"
#include "tests/slack/fakes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace privman::slack {
namespace {

using namespace std::chrono_literals;

class TokenWatch : public ::testing::Test {
protected:
    void SetUp() override {
        tasks.start([this] { return watch_token(api, clock, log); });
        clock.run();
    }
    ~TokenWatch() override {
        tasks.cancel();
        clock.run();
    }
    void call(const std::string& method) { std::ignore = testing::finish(loop, api.call(method)); }
    [[nodiscard]] auto said(const std::string& event) const {
        return std::ranges::count_if(lines, [&](const auto& line) { return line.find(event) != std::string::npos; });
    }

    boost::asio::io_context loop;
    ::privman::testing::FakeClock clock{loop};
    testing::FakeHttp http;
    WebApi api{http, clock, {.base = "https://slack.com/api", .bot_token = "xoxb-secret", .app_token = "xapp-secret"}};
    std::vector<std::string> lines;
    observe::Log log{[this](std::string_view line) { lines.emplace_back(line); }, [] { return std::int64_t{0}; }};
    async::TaskScope tasks{loop.get_executor(), [](const std::exception_ptr&) {}};
};

TEST_F(TokenWatch, ARevokedTokenIsNoticedWithAnyCallAndSaidOnceWithTheMend) {
    for (int i = 0; i < 5; ++i) {
        http.error("token_revoked");
        call("chat.postMessage");
        clock.advance(1s);
    }
    ASSERT_TRUE(api.token_refused());
    EXPECT_NE(api.token_refused()->what.find("set the new token"), std::string::npos) << api.token_refused()->what;
    EXPECT_EQ(said("slack.token_refused"), 1);
    EXPECT_EQ(said("set the new token"), 1);
}

TEST_F(TokenWatch, AsksEveryFiveMinutesAndNeverFaster) {
    http.error("invalid_auth");
    call("chat.update");
    clock.advance(5min - 1ms);
    EXPECT_EQ(http.sent.size(), 1u);
    http.error("invalid_auth");
    clock.advance(1ms);
    ASSERT_EQ(http.sent.size(), 2u);
    EXPECT_EQ(http.sent.back().method(), "auth.test");
    clock.advance(5min - 1ms);
    EXPECT_EQ(http.sent.size(), 2u);
    http.ok("{\"ok\":true}");
    clock.advance(1ms);
    EXPECT_EQ(http.sent.size(), 3u);
    EXPECT_FALSE(api.token_refused());
    EXPECT_EQ(said("slack.token_refused"), 1);
    EXPECT_EQ(said("slack.token_accepted"), 1);
    clock.advance(1h);
    EXPECT_EQ(http.sent.size(), 3u);
}

TEST_F(TokenWatch, AnyCallThatSucceedsEndsIt) {
    http.error("account_inactive");
    call("users.info");
    http.ok();
    call("chat.postMessage");
    clock.run();
    EXPECT_FALSE(api.token_refused());
    EXPECT_EQ(said("slack.token_accepted"), 1);
}

TEST_F(TokenWatch, WhatSaysNothingAboutTheTokenChangesNothing) {
    http.error("channel_not_found").fails(net::NetTrouble::timeout, true).answer(503, "");
    for (int i = 0; i < 3; ++i) call("chat.update");
    EXPECT_FALSE(api.token_refused());
    http.error("not_authed").error("channel_not_found");
    call("chat.update");
    call("chat.update");
    EXPECT_TRUE(api.token_refused());
}

TEST_F(TokenWatch, TheAppTokenIsAnother) {
    http.error("invalid_auth").error("token_expired").ok(R"({"ok":true,"url":"wss://x"})");
    call("apps.connections.open");
    EXPECT_FALSE(api.token_refused());
    call("chat.update");
    call("apps.connections.open");
    EXPECT_TRUE(api.token_refused());
}

}  // namespace
}  // namespace privman::slack
