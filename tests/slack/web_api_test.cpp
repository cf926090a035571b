// One call of the Web API: what is sent, and what each answer means.
#include "slack/web_api.hpp"

#include "slack/api_errors.hpp"
#include "slack/directory.hpp"
#include "slack/identity.hpp"
#include "tests/slack/fakes.hpp"

#include <gtest/gtest.h>

namespace privman::slack {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class WebApiTest : public ::testing::Test {
protected:
    Outcome<json::object> call(const std::string& method, json::object arguments = {}) {
        return testing::finish(loop, api.call(method, std::move(arguments)));
    }
    Failure fails(const std::string& method, json::object arguments = {}) {
        auto answer = call(method, std::move(arguments));
        EXPECT_FALSE(answer) << "expected a failure";
        return answer ? Failure{} : answer.error();
    }

    boost::asio::io_context loop;
    ::privman::testing::FakeClock clock{loop};
    testing::FakeHttp http;
    WebApi api{http, clock, {.base = "https://slack.com/api", .bot_token = "xoxb-secret", .app_token = "xapp-secret"}};
};

TEST_F(WebApiTest, WritingMethodsSendJsonWithTheBotToken) {
    http.ok();
    ASSERT_TRUE(call("chat.postMessage", {{"channel", "C1"}, {"text", "é"}}));
    const auto& sent = http.sent.at(0);
    EXPECT_EQ(sent.url, "https://slack.com/api/chat.postMessage");
    EXPECT_EQ(sent.request.method, "POST");
    EXPECT_EQ(sent.request.headers.find("Authorization"), "Bearer xoxb-secret");
    EXPECT_EQ(sent.request.headers.find("Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(sent.json().at("channel").as_string(), "C1");
    EXPECT_EQ(sent.limits.repeat, net::Repeat::by_method) << "a post is never sent twice";
}

TEST_F(WebApiTest, SlacksOwnClockIsLearnedFromItsAnswers) {
    EXPECT_FALSE(api.server_time());
    http.ok();
    ASSERT_TRUE(call("chat.postMessage"));
    EXPECT_FALSE(api.server_time()) << "it did not say";
    const WallTime said = std::chrono::sys_days{std::chrono::year{2024} / 8 / 1} + 10h;
    http.answer(429, "", {{"Date", "Thu, 01 Aug 2024 10:00:00 GMT"}, {"Retry-After", "1"}});
    EXPECT_EQ(fails("users.info").kind, Trouble::throttled);
    EXPECT_EQ(api.server_time(), said);
    clock.advance(90s);
    EXPECT_EQ(api.server_time(), said + 90s) << "counted on by the clock that never jumps";
    clock.set_wall(clock.wall() + 3h);
    EXPECT_EQ(api.server_time(), said + 90s);
    for (const auto* date : {"", "yesterday", "2024-08-01T12:00:00Z"}) {
        http.answer(200, R"({"ok":true})", {{"Date", date}});
        ASSERT_TRUE(call("auth.test"));
        EXPECT_EQ(api.server_time(), said + 90s) << date;
    }
    http.answer(200, R"({"ok":true})", {{"Date", "Thu, 01 Aug 2024 05:00:00 GMT"}, {"Age", "18000"}});
    ASSERT_TRUE(call("auth.test"));
    EXPECT_EQ(api.server_time(), said + 90s) << "an answer out of a cache says nothing about now";
}

TEST_F(WebApiTest, ReadingMethodsSendAForm) {
    http.ok(R"({"ok":true,"user":{}})");
    ASSERT_TRUE(call("users.info", {{"user", "U1&x"}}));
    EXPECT_EQ(http.sent.at(0).request.headers.find("Content-Type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(http.sent.at(0).form("user"), "U1&x");
    EXPECT_EQ(http.sent.at(0).limits.repeat, net::Repeat::always);
}

TEST_F(WebApiTest, OnlyOpeningAConnectionUsesTheAppToken) {
    http.ok(R"({"ok":true,"url":"wss://x"})");
    ASSERT_TRUE(call("apps.connections.open"));
    EXPECT_EQ(http.sent.at(0).request.headers.find("Authorization"), "Bearer xapp-secret");
}

TEST_F(WebApiTest, ErrorWordsAreSortedByWhatToDo) {
    const std::pair<const char*, Trouble> table[] = {
        {"invalid_auth", Trouble::rejected},
        {"token_revoked", Trouble::rejected},
        {"not_authed", Trouble::rejected},
        {"account_inactive", Trouble::rejected},
        {"not_allowed_token_type", Trouble::rejected},
        {"not_in_channel", Trouble::forbidden},
        {"is_archived", Trouble::forbidden},
        {"missing_scope", Trouble::forbidden},
        {"messages_tab_disabled", Trouble::forbidden},
        {"restricted_action", Trouble::forbidden},
        {"edit_window_closed", Trouble::forbidden},
        {"channel_not_found", Trouble::not_found},
        {"message_not_found", Trouble::not_found},
        {"cant_update_message", Trouble::not_found},
        {"user_not_found", Trouble::not_found},
        {"internal_error", Trouble::unreachable},
        {"fatal_error", Trouble::unreachable},
        {"service_unavailable", Trouble::unreachable},
        {"update_failed", Trouble::unreachable},
        {"team_added_to_org", Trouble::unreachable},
        {"invalid_blocks", Trouble::malformed},
        {"msg_too_long", Trouble::malformed},
        {"a_word_from_the_future", Trouble::malformed},
        {"rate_limited", Trouble::throttled},
        {"message_limit_exceeded", Trouble::throttled},
    };
    for (const auto& [code, kind] : table) EXPECT_EQ(trouble_of(code), kind) << code;
}

TEST_F(WebApiTest, AFailureCarriesSlacksWordAndHowToMendIt) {
    http.error("not_in_channel");
    const auto failure = fails("chat.postMessage", {{"channel", "C1"}});
    EXPECT_EQ(failure.code, "not_in_channel");
    EXPECT_NE(failure.what.find("invite the bot"), std::string::npos);
}

TEST_F(WebApiTest, AMissingScopeIsNamed) {
    http.answer(200, R"({"ok":false,"error":"missing_scope","needed":"channels:read","provided":"chat:write"})");
    EXPECT_NE(fails("conversations.info").what.find("channels:read"), std::string::npos);
}

TEST_F(WebApiTest, WhatSlackSaysAboutOurBlocksIsPassedOnTamed) {
    http.answer(
        200,
        R"({"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] no\nmore [json-pointer:/blocks/2]", 7]}})");
    const auto failure = fails("chat.postMessage");
    EXPECT_TRUE(is_about_the_message(failure));
    EXPECT_NE(failure.what.find("json-pointer:/blocks/2"), std::string::npos);
    EXPECT_EQ(failure.what.find('\n'), std::string::npos);
}

TEST_F(WebApiTest, AnErrorWordIsNeverMoreThanAWord) {
    http.answer(200, R"({"ok":false,"error":"bad word\n<!channel>"})");
    EXPECT_EQ(fails("auth.test").code, "bad_word___channel_");
}

TEST_F(WebApiTest, FailuresNeverHoldATokenOrTheUrl) {
    http.error("invalid_auth").answer(500, "oops").answer(200, "<html>").fails(net::NetTrouble::timeout, true);
    for (int i = 0; i < 4; ++i) {
        const auto what = fails("auth.test").what;
        EXPECT_EQ(what.find("xoxb-"), std::string::npos);
        EXPECT_EQ(what.find("https://"), std::string::npos);
    }
}

TEST_F(WebApiTest, StatusesAndBrokenAnswersAreUnderstood) {
    http.answer(503, "")
        .answer(408, "")
        .answer(200, "<html>login</html>")
        .answer(404, "gone")
        .answer(200, "[]")
        .answer(200, "{}");
    EXPECT_EQ(fails("auth.test").kind, Trouble::unreachable);
    EXPECT_EQ(fails("auth.test").kind, Trouble::unreachable);
    EXPECT_EQ(fails("auth.test").kind, Trouble::malformed);
    const auto gone = fails("auth.test");
    EXPECT_EQ(gone.code, "http_404");
    EXPECT_TRUE(is_permanent(gone));
    EXPECT_EQ(fails("auth.test").kind, Trouble::malformed);
    EXPECT_EQ(fails("auth.test").kind, Trouble::malformed);
}

TEST_F(WebApiTest, ATimeoutAfterSendingAPostIsUnknown) {
    http.fails(net::NetTrouble::timeout, true)
        .fails(net::NetTrouble::dns, false)
        .fails(net::NetTrouble::proxy_refused, false);
    EXPECT_EQ(fails("chat.postMessage", {{"channel", "C1"}}).kind, Trouble::unreachable);
    EXPECT_EQ(fails("chat.postMessage", {{"channel", "C1"}}).kind, Trouble::unreachable);
    EXPECT_TRUE(is_permanent(fails("chat.postMessage", {{"channel", "C1"}})));
}

TEST_F(WebApiTest, ThrottlingPausesThatMethodOnly) {
    http.answer(429, R"({"ok":false,"error":"ratelimited"})", {{"Retry-After", "7"}});
    EXPECT_EQ(fails("chat.update").retry_after, 7s);
    clock.advance(3s);
    EXPECT_EQ(fails("chat.update").retry_after, 4s) << "Slack is not asked again before its time";
    EXPECT_EQ(http.sent.size(), 1u);
    http.ok();
    EXPECT_TRUE(call("auth.test"));
    clock.advance(4s);
    http.ok();
    EXPECT_TRUE(call("chat.update"));
}

TEST_F(WebApiTest, AMissingRetryAfterIsHalfAMinuteAndZeroIsASecond) {
    http.answer(429, "slow down").answer(429, "", {{"Retry-After", "0"}}).answer(429, "", {{"Retry-After", "soon"}});
    EXPECT_EQ(fails("a.b").retry_after, 30s);
    EXPECT_EQ(fails("c.d").retry_after, 1s);
    EXPECT_EQ(fails("e.f").retry_after, 30s);
}

TEST_F(WebApiTest, APostPausesItsChannelFirstAndTheMethodOnARepeat) {
    http.answer(429, "", {{"Retry-After", "10"}});
    fails("chat.postMessage", {{"channel", "C1"}});
    EXPECT_EQ(fails("chat.postMessage", {{"channel", "C1"}}).kind, Trouble::throttled);
    http.ok();
    EXPECT_TRUE(call("chat.postMessage", {{"channel", "C2"}}));
    http.answer(429, "", {{"Retry-After", "20"}});
    fails("chat.postMessage", {{"channel", "C2"}});
    EXPECT_EQ(fails("chat.postMessage", {{"channel", "C3"}}).retry_after, 20s);
}

TEST_F(WebApiTest, ThrottlingSaidInAnOrdinaryAnswerCountsToo) {
    http.answer(200, R"({"ok":false,"error":"ratelimited"})", {{"Retry-After", "3"}});
    EXPECT_EQ(fails("chat.update").retry_after, 3s);
    http.error("message_limit_exceeded");
    EXPECT_EQ(fails("chat.postMessage", {{"channel", "C1"}}).retry_after, 10min);
}

TEST_F(WebApiTest, ResponseUrlsAreFollowedOnlyToSlack) {
    http.answer(200, "ok");
    EXPECT_TRUE(testing::finish(loop, api.respond("https://hooks.slack.com/actions/T/1/x", {{"text", "hi"}})));
    EXPECT_FALSE(http.sent.at(0).request.headers.contains("Authorization"));
    for (const char* url : {"https://evil.example/", "http://hooks.slack.com/x", "https://hooks.slack.com:8443/x",
                            "https://hooks.slack.com.evil.example/", "http://127.0.0.1:9/x",
                            "https://hooks.slack.com@evil.example/", "file:///etc/passwd", ""}) {
        const auto answer = testing::finish(loop, api.respond(url, {}));
        ASSERT_FALSE(answer) << url;
        EXPECT_EQ(answer.error().kind, Trouble::forbidden) << url;
    }
    EXPECT_EQ(http.sent.size(), 1u);
}

TEST_F(WebApiTest, AStandInOnLoopbackMayHaveItsOwnResponseUrls) {
    WebApi local{http, clock, {.base = "http://127.0.0.1:8420/api/"}};
    http.answer(200, "ok");
    EXPECT_TRUE(testing::finish(loop, local.respond("http://127.0.0.1:8420/response/1", {})));
    EXPECT_FALSE(testing::finish(loop, local.respond("http://10.0.0.1/response/1", {})));
    EXPECT_FALSE(is_stand_in("http://slack.example/api/"));
    EXPECT_FALSE(is_stand_in("https://127.0.0.1/api/"));
}

TEST_F(WebApiTest, AUsedUpResponseUrlIsGone) {
    http.answer(404, "expired_url").answer(200, R"({"ok":false,"error":"used_url"})").answer(200, R"({"ok":true})");
    const std::string url = "https://hooks.slack.com/x";
    EXPECT_EQ(testing::finish(loop, api.respond(url, {})).error().kind, Trouble::not_found);
    EXPECT_FALSE(testing::finish(loop, api.respond(url, {})));
    EXPECT_TRUE(testing::finish(loop, api.respond(url, {})));
}

TEST_F(WebApiTest, IdentityNamesTheMissingScopes) {
    const auto body =
        R"({"ok":true,"url":"https://x.slack.com/","team":"Example","user":"privman","team_id":"T0AAA","user_id":"U0BOT","bot_id":"B0BOT"})";
    http.answer(200, body, {{"X-OAuth-Scopes", "chat:write, im:history,users:read,channels:read"}});
    const auto identity = testing::finish(loop, identify(api));
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->self.user.value, "U0BOT");
    EXPECT_EQ(identity->self.team.value, "T0AAA");
    EXPECT_EQ(identity->missing, std::vector<std::string>{"app_mentions:read"});
    EXPECT_EQ(identity->missing_optional, std::vector<std::string>{"groups:read"});
    EXPECT_NE(about_missing_scopes(*identity).find("app_mentions:read"), std::string::npos);

    http.answer(200, body);
    const auto silent = testing::finish(loop, identify(api));
    EXPECT_TRUE(silent->missing.empty() || silent->scopes_known);
    http.ok(R"({"ok":true})");
    EXPECT_EQ(testing::finish(loop, identify(api)).error().kind, Trouble::malformed);
}

class SlackDirectoryTest : public WebApiTest {
protected:
    SlackDirectory directory{api, clock, TeamId{"T0AAA"}};
    Outcome<Person> person(const char* id) { return testing::finish(loop, directory.person(UserId{id})); }
    Person read(const char* user) { return person_of(json::parse(user).as_object(), TeamId{"T0AAA"}).value(); }
};

TEST_F(SlackDirectoryTest, PeopleAreRememberedForTenMinutes) {
    http.ok(
        R"({"ok":true,"user":{"id":"U1","team_id":"T0AAA","name":"ada","profile":{"display_name":"Ada","real_name":"Ada L"}}})");
    EXPECT_EQ(person("U1")->display_name, "Ada");
    clock.advance(9min);
    EXPECT_EQ(person("U1")->handle, "ada");
    EXPECT_EQ(http.sent.size(), 1u);
    clock.advance(1min);
    http.ok(R"({"ok":true,"user":{"id":"U1","team_id":"T0AAA","deleted":true}})");
    EXPECT_TRUE(person("U1")->deactivated);
}

TEST_F(SlackDirectoryTest, FailuresAreNotRemembered) {
    http.error("user_not_found");
    EXPECT_EQ(person("U1").error().kind, Trouble::not_found);
    http.ok(R"({"ok":true,"user":{"id":"U1","team_id":"T0AAA"}})");
    EXPECT_TRUE(person("U1"));
}

TEST_F(SlackDirectoryTest, AnAnswerAboutSomebodyElseIsNone) {
    http.ok(R"({"ok":true,"user":{"id":"U2","team_id":"T0AAA"}})");
    EXPECT_EQ(person("U1").error().kind, Trouble::malformed);
    http.ok(R"({"ok":true})");
    EXPECT_EQ(person("U1").error().kind, Trouble::malformed);
}

TEST_F(SlackDirectoryTest, OnlyFullMembersAreFullMembers) {
    const TeamId home{"T0AAA"};
    EXPECT_TRUE(is_full_member(read(R"({"id":"U1","team_id":"T0AAA","is_app_user":true})"), home));
    for (const char* user :
         {R"({"id":"U1","team_id":"T0AAA","deleted":true})", R"({"id":"U1","team_id":"T0AAA","is_restricted":true})",
          R"({"id":"U1","team_id":"T0AAA","is_ultra_restricted":true})",
          R"({"id":"U1","team_id":"T0AAA","is_bot":true})", R"({"id":"U1","team_id":"T0EVIL"})",
          R"({"id":"U1","team_id":"T0AAA","is_stranger":true})", R"({"id":"U1"})",
          R"({"id":"USLACKBOT","team_id":"T0AAA"})"})
        EXPECT_FALSE(is_full_member(read(user), home)) << user;
}

TEST_F(SlackDirectoryTest, OwnersAndAdminsAreAdmins) {
    for (const char* user :
         {R"({"id":"U1","is_admin":true})", R"({"id":"U1","is_owner":true})", R"({"id":"U1","is_primary_owner":true})"})
        EXPECT_TRUE(read(user).workspace_admin) << user;
    EXPECT_FALSE(read(R"({"id":"U1","is_admin":"true"})").workspace_admin);
}

TEST_F(SlackDirectoryTest, ChannelsSayWhetherOthersShareThem) {
    http.ok(
        R"({"ok":true,"channel":{"id":"C1","name":"ops","is_member":true,"is_ext_shared":true,"is_archived":false}})");
    const auto channel = testing::finish(loop, directory.channel(ChannelId{"C1"}));
    ASSERT_TRUE(channel);
    EXPECT_TRUE(channel->shared_outside);
    EXPECT_TRUE(channel->is_member);
    EXPECT_FALSE(channel->archived);
    http.error("missing_scope");
    EXPECT_EQ(testing::finish(loop, directory.channel(ChannelId{"C1"})).error().code, "missing_scope");
}

}  // namespace
}  // namespace privman::slack
