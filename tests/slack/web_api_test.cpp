// One call of the Web API: what is sent, and what each answer means.
#include "slack/web_api.hpp"

#include "slack/api_errors.hpp"
#include "slack/directory.hpp"
#include "slack/identity.hpp"
#include "tests/slack/fakes.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
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

TEST_F(WebApiTest, HeldBackItAsksWhoWeAreAndNothingElse) {
    api.hold_back();
    const auto posting = testing::begin(loop, api.call("chat.postMessage", {{"channel", "C1"}, {"text", "hello"}}));
    const auto answering =
        testing::begin(loop, api.respond("https://hooks.slack.com/actions/T1/1/2", {{"text", "hello"}}));
    EXPECT_TRUE(http.sent.empty());
    http.ok(R"({"ok":true,"team_id":"T1","user_id":"U1"})");
    ASSERT_TRUE(testing::finish(loop, identify(api)));
    ASSERT_EQ(http.sent.size(), 1u);
    EXPECT_FALSE(posting->has_value());

    http.ok().ok();
    api.let_through();
    loop.restart();
    loop.poll();
    ASSERT_TRUE(posting->has_value());
    EXPECT_TRUE((*posting)->has_value());
    ASSERT_TRUE(answering->has_value());
    EXPECT_TRUE((*answering)->has_value());
    EXPECT_EQ(http.sent.at(1).method(), "chat.postMessage");
    EXPECT_EQ(http.sent.size(), 3u);
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

TEST_F(WebApiTest, AResponseUrlThatIsAskedTooOftenSaysHowLongToWaitInWhateverForm) {
    for (const unsigned status : {200u, 429u}) {
        http.answer(status, R"({"ok":false,"error":"ratelimited"})", {{"Retry-After", "7"}});
        const auto told = testing::finish(loop, api.respond("https://hooks.slack.com/actions/1", {{"text", "x"}}));
        ASSERT_FALSE(told);
        EXPECT_EQ(told.error().kind, Trouble::throttled) << status;
        EXPECT_EQ(told.error().retry_after, Millis{7'000}) << status;
    }
}

TEST_F(WebApiTest, AgesAreCountedByTheClockThatHasGoneFurther) {
    EXPECT_FALSE(api.age_of(WallTime{}));
    http.answer(200, R"({"ok":true})", {{"Date", "Thu, 01 Aug 2024 10:00:00 GMT"}});
    ASSERT_TRUE(call("auth.test"));
    const WallTime said{std::chrono::sys_days{std::chrono::year{2024} / 8 / 1} + 10h};
    EXPECT_EQ(api.age_of(said - 5s), 5s);
    EXPECT_EQ(api.age_of(said + 5s), 0s) << "what lies ahead is not old";
    clock.advance(60s);
    EXPECT_EQ(api.age_of(said), 60s);
    clock.set_wall(clock.wall() + 150s);  // the machine was stopped; the clock that never jumps does not know
    EXPECT_EQ(api.age_of(said), 210s);
    EXPECT_EQ(api.server_time(), said + 60s);
    clock.set_wall(clock.wall() - 10h);
    EXPECT_EQ(api.age_of(said), 60s);
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

/// What Slack says of a full member, with what `members` changes; null removes.
json::object user(const char* members = "{}") {
    auto user = json::parse(R"({"id":"U1","team_id":"T0AAA","name":"ada","deleted":false,"is_bot":false,
        "is_restricted":false,"is_ultra_restricted":false,"is_admin":false,"is_owner":false,"is_primary_owner":false,
        "profile":{"display_name":"Ada","real_name":"Ada L"}})")
                    .as_object();
    for (const auto& member : json::parse(members).as_object()) {
        if (member.value() == "absent")
            user.erase(member.key());
        else
            user[member.key()] = member.value();
    }
    return user;
}

class SlackDirectoryTest : public WebApiTest {
protected:
    std::vector<std::string> seen;
    SlackDirectory directory{api, clock, TeamId{"T0AAA"}, [this](const Person& who) { seen.push_back(who.handle); }};
    Outcome<Person> person(const char* id, Millis at_most_old = rights_are_fresh_for) {
        return testing::finish(loop, directory.person(UserId{id}, at_most_old));
    }
    void says(const char* members = "{}") {
        http.ok(json::serialize(json::object{{"ok", true}, {"user", user(members)}}));
    }
    static Outcome<Person> read(const char* members) { return person_of(user(members), TeamId{"T0AAA"}); }
    /// A full member, somebody else, or not checked.
    static std::string verdict(const char* members) {
        const auto person = read(members);
        if (!person) return person.error().kind == Trouble::malformed ? "not checked" : "another failure";
        return is_full_member(*person, TeamId{"T0AAA"}) ? "full member" : "no";
    }
};

TEST_F(SlackDirectoryTest, AnAnswerCountsForHalfAMinute) {
    says();
    EXPECT_EQ(person("U1")->display_name, "Ada");
    clock.advance(30s);
    EXPECT_EQ(person("U1")->handle, "ada");
    EXPECT_EQ(http.sent.size(), 1u);
    clock.advance(1ms);
    says(R"({"deleted":true})");
    EXPECT_TRUE(person("U1")->deactivated);
    says(R"({"deleted":true})");
    clock.advance(1s);
    person("U1", Millis{0});
    EXPECT_EQ(http.sent.size(), 3u) << "whoever wants it newer gets it newer";
}

TEST_F(SlackDirectoryTest, FailuresAreNotRememberedAndEndWhatWasKnown) {
    http.error("user_not_found");
    EXPECT_EQ(person("U1").error().kind, Trouble::not_found);
    says();
    EXPECT_TRUE(person("U1"));
    clock.advance(31s);
    http.error("internal_error");
    EXPECT_FALSE(person("U1")) << "no answer decides nothing";
}

TEST_F(SlackDirectoryTest, AnAnswerAboutSomebodyElseIsNone) {
    says(R"({"id":"U2"})");
    EXPECT_EQ(person("U1").error().kind, Trouble::malformed);
    http.ok(R"({"ok":true})");
    EXPECT_EQ(person("U1").error().kind, Trouble::malformed);
}

TEST_F(SlackDirectoryTest, WhoeverWaitsForTheSamePersonSharesOneQuestion) {
    says();
    std::vector<std::string> told;
    for (int i = 0; i < 5; ++i)
        boost::asio::co_spawn(
            loop, directory.person(UserId{"U1"}, rights_are_fresh_for),
            [&told](std::exception_ptr, Outcome<Person> who) { told.push_back(who ? who->handle : "nobody"); });
    loop.restart();
    loop.run();
    EXPECT_EQ(told, std::vector<std::string>(5, "ada"));
    EXPECT_EQ(http.sent.size(), 1u);
    EXPECT_EQ(seen, std::vector<std::string>{"ada"});
}

TEST_F(SlackDirectoryTest, WhenWhoeverAskedGivesUpTheNextOneAsks) {
    boost::asio::cancellation_signal enough;
    bool given_up = false;
    boost::asio::co_spawn(
        loop, directory.person(UserId{"U1"}, rights_are_fresh_for),
        boost::asio::bind_cancellation_slot(
            enough.slot(), [&given_up](std::exception_ptr, const Outcome<Person>&) { given_up = true; }));
    std::string told;
    boost::asio::co_spawn(loop, directory.person(UserId{"U1"}, rights_are_fresh_for),
                          [&told](std::exception_ptr, Outcome<Person> who) { told = who ? who->handle : "nobody"; });
    boost::asio::post(loop, [&] { enough.emit(boost::asio::cancellation_type::terminal); });
    says();
    says();
    loop.restart();
    loop.run();
    EXPECT_TRUE(given_up);
    EXPECT_EQ(told, "ada");
}

struct Claimed {
    const char* members;
    const char* verdict;
};

class WhatSlackSays : public SlackDirectoryTest, public ::testing::WithParamInterface<Claimed> {};

TEST_P(WhatSlackSays, MakesAFullMemberOnlyWhenAllOfItIsThere) {
    EXPECT_EQ(verdict(GetParam().members), GetParam().verdict) << GetParam().members;
}

INSTANTIATE_TEST_SUITE_P(
    Table, WhatSlackSays,
    ::testing::Values(
        Claimed{"{}", "full member"}, Claimed{R"({"is_app_user":true})", "full member"},
        Claimed{R"({"is_stranger":false})", "full member"}, Claimed{R"({"is_admin":"absent"})", "full member"},
        Claimed{R"({"enterprise_user":null})", "full member"},
        // One clear word against it is enough.
        Claimed{R"({"deleted":true})", "no"}, Claimed{R"({"is_restricted":true})", "no"},
        Claimed{R"({"is_ultra_restricted":true})", "no"}, Claimed{R"({"is_bot":true})", "no"},
        Claimed{R"({"team_id":"T0EVIL"})", "no"}, Claimed{R"({"is_stranger":true})", "no"},
        Claimed{R"({"id":"USLACKBOT"})", "no"},
        Claimed{R"({"deleted":true,"is_restricted":"absent","is_ultra_restricted":"absent","is_admin":"absent"})",
                "no"},
        Claimed{R"({"deleted":true,"is_bot":"false"})", "no"},
        // Absent, or something else than it should be: not checked.
        Claimed{R"({"deleted":"absent"})", "not checked"}, Claimed{R"({"is_bot":"absent"})", "not checked"},
        Claimed{R"({"is_restricted":"absent"})", "not checked"},
        Claimed{R"({"is_ultra_restricted":"absent"})", "not checked"},
        Claimed{R"({"team_id":"absent"})", "not checked"}, Claimed{R"({"team_id":null})", "not checked"},
        Claimed{R"({"team_id":""})", "not checked"}, Claimed{R"({"team_id":7})", "not checked"},
        Claimed{R"({"deleted":"true"})", "not checked"}, Claimed{R"({"deleted":"false"})", "not checked"},
        Claimed{R"({"deleted":null})", "not checked"}, Claimed{R"({"is_restricted":"true"})", "not checked"},
        Claimed{R"({"is_restricted":"false"})", "not checked"}, Claimed{R"({"is_restricted":1})", "not checked"},
        Claimed{R"({"is_restricted":null})", "not checked"}, Claimed{R"({"is_ultra_restricted":0})", "not checked"},
        Claimed{R"({"is_bot":"true"})", "not checked"}, Claimed{R"({"is_bot":[]})", "not checked"},
        Claimed{R"({"is_stranger":"true"})", "not checked"}, Claimed{R"({"is_admin":"true"})", "not checked"},
        Claimed{R"({"id":""})", "not checked"}, Claimed{R"({"id":"absent"})", "not checked"},
        // On an Enterprise Grid.
        Claimed{R"({"team_id":"absent","enterprise_user":{"id":"W1","teams":["T9","T0AAA"]}})", "full member"},
        Claimed{R"({"team_id":"T9","enterprise_user":{"id":"W1","teams":["T9","T0AAA"]}})", "full member"},
        Claimed{R"({"enterprise_user":{"id":"W1","teams":[]}})", "full member"},
        Claimed{R"({"team_id":"T9","enterprise_user":{"id":"W1","teams":["T9"]}})", "no"},
        Claimed{R"({"team_id":"absent","enterprise_user":{"id":"W1","teams":["T9"]}})", "no"},
        Claimed{R"({"team_id":"T9","is_restricted":true,"enterprise_user":{"teams":["T0AAA"]}})", "no"},
        Claimed{R"({"team_id":"T9","is_stranger":true,"enterprise_user":{"teams":["T0AAA"]}})", "no"},
        Claimed{R"({"team_id":"T9","enterprise_user":{"id":"W1"}})", "not checked"},
        Claimed{R"({"team_id":"T9","enterprise_user":{"teams":"T0AAA"}})", "not checked"},
        Claimed{R"({"team_id":"T9","enterprise_user":{"teams":["T0AAA",7]}})", "not checked"},
        Claimed{R"({"team_id":"T9","enterprise_user":"W1"})", "not checked"}));

TEST_F(SlackDirectoryTest, WhatWasNotCheckedIsNamed) {
    EXPECT_NE(read(R"({"is_restricted":"true"})").error().what.find("`is_restricted` is neither"), std::string::npos);
    EXPECT_NE(read(R"({"is_bot":"absent"})").error().what.find("`is_bot` is missing"), std::string::npos);
}

TEST_F(SlackDirectoryTest, OwnersAndAdminsOfThisWorkspaceAreAdmins) {
    for (const char* members : {R"({"is_admin":true})", R"({"is_owner":true})", R"({"is_primary_owner":true})"})
        EXPECT_TRUE(read(members)->workspace_admin) << members;
    EXPECT_FALSE(read("{}")->workspace_admin);
    for (const char* members :
         {R"({"enterprise_user":{"is_admin":true,"is_owner":true,"teams":["T0AAA"]}})",
          R"({"team_id":"T9","is_admin":true,"enterprise_user":{"is_admin":true,"teams":["T9","T0AAA"]}})"})
        EXPECT_FALSE(read(members)->workspace_admin) << members;
}

TEST_F(SlackDirectoryTest, EveryNameIsKnown) {
    const auto person = read(
        R"({"real_name":"Ada Byron","profile":{"display_name":"Al","real_name":"Ada L","first_name":"Ada","last_name":"King"}})");
    EXPECT_EQ(person->handle, "ada");
    EXPECT_EQ(person->real_name, "Ada L");
    EXPECT_EQ(person->other_names, (std::vector<std::string>{"Ada Byron", "Ada King"}));
}

TEST_F(WebApiTest, AnAppOfAWholeOrganisationIsNamed) {
    http.ok(R"({"ok":true,"user_id":"U0BOT","team_id":"E0ORG","enterprise_id":"E0ORG","is_enterprise_install":true})");
    const auto nowhere = testing::finish(loop, identify(api));
    ASSERT_FALSE(nowhere);
    EXPECT_NE(nowhere.error().what.find("whole organisation"), std::string::npos);
    http.ok(R"({"ok":true,"user_id":"U0BOT","team_id":"T0AAA","enterprise_id":"E0ORG","is_enterprise_install":true})");
    const auto somewhere = testing::finish(loop, identify(api));
    ASSERT_TRUE(somewhere);
    EXPECT_NE(about_installation(*somewhere).find("does not support"), std::string::npos);
    http.ok(R"({"ok":true,"user_id":"U0BOT","team_id":"T0AAA","enterprise_id":"E0ORG","is_enterprise_install":false})");
    EXPECT_EQ(about_installation(*testing::finish(loop, identify(api))), "");
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

TEST(UnderTheApi, IsItsOwnHostAndWhateverStandsBelow) {
    for (const auto* host : {"slack.com", "SLACK.com", "wss-primary.slack.com", "hooks.slack.com", "a.b.slack.com"})
        EXPECT_TRUE(is_under_api("https://slack.com/api/", host)) << host;
    for (const auto* host :
         {"slack.com.evil.example", "evilslack.com", ".slack.com", "com", "", "127.0.0.1", "slack-gov.com"})
        EXPECT_FALSE(is_under_api("https://slack.com/api/", host)) << host;
    EXPECT_TRUE(is_under_api("https://slack-gov.com/api/", "wss-primary.slack-gov.com"));
}

}  // namespace
}  // namespace privman::slack
