// Tokens, scopes, content types, pacing and faults of the sandbox's Web API.
#include "tests/sandbox/slack_workbench.hpp"

#include <gmock/gmock.h>

namespace privman::sandbox {
namespace {

using testing::HasSubstr;

using SlackTokens = SlackWorkbench;
using SlackScopes = SlackWorkbench;
using SlackBodies = SlackWorkbench;
using SlackPacing = SlackWorkbench;
using SlackFaults = SlackWorkbench;
using SlackDirectory = SlackWorkbench;

TEST_F(SlackTokens, MustStandInTheHeader) {
    net::HttpRequest request{.method = "POST", .target = "/api/auth.test", .body = "token=xoxb-sandbox-bot"};
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");

    EXPECT_EQ(body_of(run(slack.api(request))).at("error"), "not_authed");
}

TEST_F(SlackTokens, AreNeverMixedUp) {
    EXPECT_EQ(call("apps.connections.open", {}, bot_token).at("error"), "not_allowed_token_type");
    EXPECT_EQ(call("auth.test", {}, app_token).at("error"), "not_allowed_token_type");
}

TEST_F(SlackTokens, OfNobodyAreInvalid) { EXPECT_EQ(call("auth.test", {}, "xoxb-other").at("error"), "invalid_auth"); }

TEST_F(SlackTokens, DieWhenARuleSaysSo) {
    control("rules", {{"dead_bot_token", "token_revoked"}, {"dead_app_token", true}});

    EXPECT_EQ(call("auth.test", {}).at("error"), "token_revoked");
    EXPECT_EQ(call("apps.connections.open", {}, app_token).at("error"), "invalid_auth");
}

TEST_F(SlackTokens, AreNeverInTheLogOfCalls) {
    (void)run(slack.api(form_request("/api/auth.test", {{"token", "xoxb-secret"}})));

    EXPECT_THAT(json::serialize(look("/calls")), testing::Not(HasSubstr("xox")));
}

TEST_F(SlackTokens, AppTokenIsRefusedOverGet) {
    net::HttpRequest request{.method = "GET", .target = "/api/apps.connections.open"};
    request.headers.set("Authorization", std::string{"Bearer "} + app_token);

    EXPECT_EQ(body_of(run(slack.api(request))).at("error"), "insecure_request");
}

TEST_F(SlackScopes, AreListedInAHeader) {
    const auto response = run(slack.api(json_request("/api/auth.test", json::object{})));

    EXPECT_EQ(response.headers.find("X-OAuth-Scopes"), "app_mentions:read,chat:write,im:history,users:read");
}

TEST_F(SlackScopes, MissingOnesAreNamed) {
    const auto answer = read("users.lookupByEmail", {{"email", "ada@example.com"}});

    EXPECT_EQ(answer.at("error"), "missing_scope");
    EXPECT_EQ(answer.at("needed"), "users:read.email");
    EXPECT_THAT(std::string{answer.at("provided").as_string()}, HasSubstr("chat:write"));
}

TEST_F(SlackScopes, GrantedByARuleOpenTheirMethods) {
    control("rules", {{"scopes", {"users:read.email", "usergroups:read"}}});

    EXPECT_EQ(read("users.lookupByEmail", {{"email", "ada@example.com"}}).at("user").at("id"), "U0ADA");
    EXPECT_EQ(read("usergroups.users.list", {{"usergroup", "S0APPROVERS"}}).at("users"),
              (json::array{"U0ADA", "U0CAROL"}));
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "x"}}), "missing_scope");
}

TEST_F(SlackBodies, OfReadingMethodsAreFormsOnly) {
    may_read_channels();
    const auto answer = call("conversations.info", {{"channel", "C0APPROVALS"}});

    EXPECT_EQ(answer.at("error"), "invalid_arguments");
    EXPECT_EQ(read_error_of("conversations.info", {{"channel", "C0APPROVALS"}}), "");
}

TEST_F(SlackBodies, ThatAreBrokenHaveTheirOwnErrors) {
    const auto error = [this](const std::string& type, const std::string& body) {
        net::HttpRequest request = json_request("/api/chat.postMessage", {});
        request.headers.set("Content-Type", type);
        request.body = body;
        return std::string{body_of(run(slack.api(request))).at("error").as_string()};
    };

    EXPECT_EQ(error("application/json; charset=utf-8", "{"), "invalid_json");
    EXPECT_EQ(error("application/json; charset=utf-8", "[]"), "json_not_object");
    EXPECT_EQ(error("application/json; charset=latin1", "{}"), "invalid_charset");
    EXPECT_EQ(error("text/plain", "hello"), "invalid_post_type");
}

TEST_F(SlackBodies, WithoutCharsetAreGrumbledAbout) {
    auto request = json_request("/api/auth.test", json::object{});
    request.headers.set("Content-Type", "application/json");

    EXPECT_EQ(body_of(run(slack.api(request))).at("warning"), "missing_charset");
}

TEST_F(SlackBodies, OfFormsCarryBlocksAsText) {
    const auto answer =
        read("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "x"}, {"blocks", R"([{"type":"divider"}])"}});

    EXPECT_EQ(answer.at("message").at("blocks").at(0).at("type"), "divider");
}

TEST_F(SlackBodies, ForNobodyNameTheUnknownMethod) { EXPECT_EQ(error_of("chat.shout", {}), "unknown_method"); }

TEST_F(SlackPacing, LetsABurstIntoAChannelThenOneASecond) {
    const json::object post{{"channel", "C0APPROVALS"}, {"text", "x"}};
    for (int i = 0; i < 5; ++i) EXPECT_EQ(error_of("chat.postMessage", post), "");

    const auto refused = run(slack.api(json_request("/api/chat.postMessage", post)));
    EXPECT_EQ(refused.status, 429u);
    EXPECT_EQ(refused.headers.find("Retry-After"), "1");
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "C0HELPDESK"}, {"text", "x"}}), "")
        << "another channel is free";

    clock.advance(1000);
    EXPECT_EQ(error_of("chat.postMessage", post), "");
    EXPECT_EQ(error_of("chat.postMessage", post), "ratelimited");
}

TEST_F(SlackPacing, AllowsFiftyEditsAMinute) {
    const auto ts = post(sample_card());
    const json::object edit{{"channel", "C0APPROVALS"}, {"ts", ts}, {"text", "x"}};
    for (int i = 0; i < 50; ++i) ASSERT_EQ(error_of("chat.update", edit), "");

    EXPECT_EQ(error_of("chat.update", edit), "ratelimited");
    clock.advance(1200);
    EXPECT_EQ(error_of("chat.update", edit), "");
}

TEST_F(SlackPacing, CanBeSwitchedOff) {
    control("rules", {{"enforce_rate", false}});

    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(error_of("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "x"}}), "");
}

TEST_F(SlackFaults, BeforeExecutionLeaveNoMessage) {
    control("faults", {{"method", "chat.postMessage"}, {"kind", "drop_before"}, {"times", 1}});

    const auto lost =
        run(slack.api(json_request("/api/chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "x"}})));

    EXPECT_EQ(lost.delivery, net::Delivery::drop);
    EXPECT_TRUE(messages("C0APPROVALS").empty());
}

TEST_F(SlackFaults, AfterExecutionLoseOnlyTheAnswer) {
    control("faults", {{"method", "chat.postMessage"}, {"kind", "drop_after"}, {"times", 1}});

    const auto lost =
        run(slack.api(json_request("/api/chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "x"}})));

    EXPECT_EQ(lost.delivery, net::Delivery::drop);
    EXPECT_EQ(messages("C0APPROVALS").size(), 1u);
}

TEST_F(SlackFaults, EndAfterTheirNumberOfTimes) {
    control("faults", {{"method", "auth.test"}, {"kind", "error"}, {"error", "fatal_error"}, {"times", 2}});

    EXPECT_EQ(error_of("auth.test", {}), "fatal_error");
    EXPECT_EQ(error_of("auth.test", {}), "fatal_error");
    EXPECT_EQ(error_of("auth.test", {}), "");
}

TEST_F(SlackFaults, CanMakeAnAnswerLate) {
    control("faults", {{"method", "auth.test"}, {"kind", "late"}, {"late_ms", 2000}});
    const auto running = start(slack.api(json_request("/api/auth.test", json::object{})));
    EXPECT_FALSE(running->result);

    pass(2000);

    EXPECT_EQ(body_of(finish(running)).at("ok"), true);
}

TEST_F(SlackDirectory, TellsGuestsStrangersAndTheDeactivatedApart) {
    EXPECT_EQ(read("users.info", {{"user", "U0DAVE"}}).at("user").at("is_restricted"), true);
    EXPECT_EQ(read("users.info", {{"user", "U0CAROL"}}).at("user").at("is_admin"), true);
    EXPECT_EQ(read("users.info", {{"user", "U0MALLORY"}}).at("user").at("deleted"), true);
    EXPECT_NE(read("users.info", {{"user", "U0ZOE"}}).at("user").at("team_id"), "T0SANDBOX");
    EXPECT_EQ(read_error_of("users.info", {{"user", "U0NOBODY"}}), "user_not_found");
}

TEST_F(SlackDirectory, KeepsEmailAddressesBehindTheirScope) {
    EXPECT_FALSE(read("users.info", {{"user", "U0ADA"}}).at("user").at("profile").as_object().contains("email"));
}

TEST_F(SlackDirectory, HidesPrivateChannelsFromWhoIsNotIn) {
    may_read_channels();
    control("channels", {{"name", "secret"}, {"private", true}, {"members", {"U0ADA"}}});
    EXPECT_EQ(read_error_of("conversations.info", {{"channel", "C0SECRET"}}), "channel_not_found");

    control("channel", {{"id", "C0SECRET"}, {"invite_bot", true}});
    EXPECT_EQ(read("conversations.info", {{"channel", "C0SECRET"}}).at("channel").at("is_private"), true);
}

TEST_F(SlackDirectory, SaysWhichChannelsAreShared) {
    may_read_channels();
    EXPECT_EQ(read("conversations.info", {{"channel", "C0PARTNERS"}}).at("channel").at("is_ext_shared"), true);
}

TEST_F(SlackDirectory, PagesThroughMembers) {
    may_read_channels();
    const auto first = read("conversations.members", {{"channel", "C0APPROVALS"}, {"limit", "4"}});
    const std::string cursor{first.at("response_metadata").at("next_cursor").as_string()};
    const auto second = read("conversations.members", {{"channel", "C0APPROVALS"}, {"limit", "4"}, {"cursor", cursor}});

    EXPECT_EQ(first.at("members").as_array().size(), 4u);
    EXPECT_EQ(second.at("members").as_array().size(), 2u);
    EXPECT_EQ(second.at("response_metadata").at("next_cursor"), "");
}

TEST_F(SlackDirectory, WantsAScopeToOpenDirectMessages) {
    EXPECT_EQ(error_of("conversations.open", {{"users", "U0ADA"}}), "missing_scope");
}

}  // namespace
}  // namespace privman::sandbox
