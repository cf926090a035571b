// Slack's checks over scripted answers: tokens, scopes, people, channels; and what is never sent.
#include "doctor/check_people.hpp"
#include "doctor/check_slack.hpp"
#include "slack/directory.hpp"
#include "tests/doctor/bench.hpp"

namespace privman::doctor {
namespace {

using testing::answer;
using testing::fails;
using testing::holds;
using testing::the;

const std::string base = "https://slack.example/api/";

struct Workspace : testing::Bench {
    explicit Workspace(std::string bot_token = "xoxb-1-2-three", std::string app_token = "xapp-1-two")
        : api{http, clock, {.base = base, .bot_token = std::move(bot_token), .app_token = std::move(app_token)}} {
        says("auth.test", R"({"ok":true,"user_id":"U0BOT","team_id":"T1","team":"Lab","bot_id":"B1"})",
             {{"X-OAuth-Scopes", "app_mentions:read,chat:write,im:history,users:read"}});
        says("apps.connections.open", R"({"ok":true,"url":"wss://wss.slack.example/?ticket=x"})");
    }
    void says(const std::string& method, std::string body, net::Headers headers = {}) {
        world.answers["POST " + base + method] = answer(200, std::move(body), std::move(headers));
    }
    void refuses(const std::string& method, const std::string& code) {
        says(method, R"({"ok":false,"error":")" + code + "\"}");
    }
    std::optional<slack::Identity> look_without(std::string bot_token, std::string app_token) {
        return result_of(check_slack({api, http, std::move(bot_token), std::move(app_token)}, report));
    }
    std::optional<slack::Identity> look() { return result_of(check_slack({api, http}, report)); }
    /// One user of users.info with these further members.
    void knows(const std::string& members) {
        says("users.info",
             R"({"ok":true,"user":{"id":"U1","team_id":"T1","real_name":"Ada","deleted":false,"is_bot":false,)"
             R"("is_restricted":false,"is_ultra_restricted":false)" +
                 members + "}}");
    }
    void look_at_people() {
        slack::SlackDirectory directory{api, clock, TeamId{"T1"}};
        run(check_people({UserId{"U1"}}, "slack.approvers", "APPROVERS", directory, TeamId{"T1"}, report));
    }
    void look_at_channel() {
        slack::SlackDirectory directory{api, clock, TeamId{"T1"}};
        run(check_channels({ChannelId{"C1"}}, {api, http}, directory, report));
    }

    ReadingHttp http{world, clock, slack_questions(base)};
    slack::WebApi api;
};

TEST(Slack, AllWellIsFineAndIdentified) {
    Workspace workspace;
    const auto identity = workspace.look();
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->self.team_name, "Lab");
    for (const auto* id :
         {"slack.reachable", "slack.bot_token", "slack.scopes", "slack.app_token", "slack.socket_mode"})
        the(workspace.report, Verdict::fine, id);
    EXPECT_EQ(workspace.report.count(Verdict::fault), 0u);
}

TEST(Slack, OffersAConnectionThatIsNeverOpened) {
    Workspace workspace;
    workspace.look();
    for (const auto& asked : workspace.world.asked) EXPECT_TRUE(asked.starts_with("POST " + base)) << asked;
}

TEST(Slack, ATokenOfTheWrongKindIsNamedAndNeverSent) {
    for (const auto* wrong : {"xoxp-1-2-three", "xapp-1-two", "hunter2", ""}) {
        Workspace workspace{wrong};
        EXPECT_FALSE(workspace.look());
        the(workspace.report, Verdict::fault, "slack.bot_token");
        EXPECT_EQ(workspace.world.times("POST " + base + "auth.test"), 0u);
    }
    Workspace swapped{"xapp-1-two", "xoxb-1-2-three"};
    swapped.look();
    EXPECT_TRUE(holds(the(swapped.report, Verdict::fault, "slack.bot_token").mend, "swapped"));
    EXPECT_TRUE(holds(the(swapped.report, Verdict::fault, "slack.app_token").mend, "swapped"));
}

TEST(Slack, ATokenThatIsAtFaultAlreadyIsNotCheckedAndNoFaultOfItsOwn) {
    Workspace neither{"", ""};
    EXPECT_FALSE(neither.look_without("because SLACK_BOT_TOKEN is at fault", "because SLACK_APP_TOKEN is at fault"));
    neither.report.skip_rest("slack.");
    EXPECT_EQ(neither.report.count(Verdict::skipped), neither.report.checks().size()) << as_text(neither.report);
    EXPECT_TRUE(neither.world.asked.empty());
    Workspace no_app;
    EXPECT_TRUE(no_app.look_without("", "because SLACK_APP_TOKEN is at fault"));
    the(no_app.report, Verdict::fine, "slack.bot_token");
    the(no_app.report, Verdict::skipped, "slack.app_token");
    EXPECT_EQ(the(no_app.report, Verdict::skipped, "slack.socket_mode").seen, "because SLACK_APP_TOKEN is at fault");
    Workspace no_bot{"xoxb-"};
    EXPECT_FALSE(no_bot.look_without("because SLACK_BOT_TOKEN is at fault", ""));
    EXPECT_EQ(no_bot.world.times("POST " + base + "auth.test"), 0u);
    EXPECT_EQ(the(no_bot.report, Verdict::skipped, "slack.scopes").seen, "because SLACK_BOT_TOKEN is at fault");
    the(no_bot.report, Verdict::fine, "slack.app_token");
}

TEST(Slack, ATokenOfTheWrongKindHasAMend) {
    EXPECT_EQ(mend_of_token("SLACK_BOT_TOKEN", "xoxb-1"), "");
    EXPECT_EQ(mend_of_token("SLACK_APP_TOKEN", ""), "");
    EXPECT_TRUE(holds(mend_of_token("SLACK_BOT_TOKEN", "xapp-1"), "swapped"));
    EXPECT_TRUE(holds(mend_of_token("SLACK_APP_TOKEN", "xoxb-1"), "swapped"));
    EXPECT_TRUE(holds(mend_of_token("SLACK_BOT_TOKEN", "xoxp-1"), "Bot User OAuth Token"));
    EXPECT_TRUE(holds(mend_of_token("SLACK_APP_TOKEN", "xoxp-1"), "connections:write"));
}

TEST(Slack, ARefusedTokenSaysWhichOne) {
    Workspace workspace;
    workspace.refuses("auth.test", "invalid_auth");
    EXPECT_FALSE(workspace.look());
    EXPECT_TRUE(holds(the(workspace.report, Verdict::fault, "slack.bot_token").seen, "invalid_auth"));
    the(workspace.report, Verdict::fine, "slack.app_token");
    Workspace app;
    app.refuses("apps.connections.open", "missing_scope");
    EXPECT_TRUE(app.look());
    EXPECT_TRUE(holds(the(app.report, Verdict::fault, "slack.app_token").mend, "connections:write"));
}

TEST(Slack, APersonsTokenThatLooksLikeABotsIsAFault) {
    Workspace workspace;
    workspace.says("auth.test", R"({"ok":true,"user_id":"U1","team_id":"T1","team":"Lab"})");
    EXPECT_FALSE(workspace.look());
    EXPECT_TRUE(holds(the(workspace.report, Verdict::fault, "slack.bot_token").seen, "person"));
}

TEST(Slack, MissingScopesAreAFaultAndSuperfluousOnesAWarning) {
    Workspace missing;
    missing.says("auth.test", R"({"ok":true,"user_id":"U0","team_id":"T1","team":"Lab","bot_id":"B"})",
                 {{"X-OAuth-Scopes", "app_mentions:read,im:history,users:read"}});
    missing.look();
    EXPECT_TRUE(holds(the(missing.report, Verdict::fault, "slack.scopes").seen, "chat:write"));
    Workspace many;
    many.says("auth.test", R"({"ok":true,"user_id":"U0","team_id":"T1","team":"Lab","bot_id":"B"})",
              {{"X-OAuth-Scopes", "app_mentions:read,chat:write,im:history,users:read,channels:read,admin"}});
    many.look();
    EXPECT_EQ(the(many.report, Verdict::warning, "slack.scopes").seen, "More than the bot uses: admin");
}

TEST(Slack, WhatCannotBeReachedNamesTheStage) {
    const std::pair<net::NetTrouble, const char*> stages[] = {{net::NetTrouble::dns, "DNS"},
                                                              {net::NetTrouble::connect, "firewall"},
                                                              {net::NetTrouble::proxy, "HTTPS_PROXY"},
                                                              {net::NetTrouble::proxy_refused, "USER:PASSWORD"},
                                                              {net::NetTrouble::tls, "SSL_CERT_FILE"},
                                                              {net::NetTrouble::timeout, "swallow"},
                                                              {net::NetTrouble::protocol, "http or https"}};
    for (const auto& [trouble, word] : stages) {
        Workspace workspace;
        workspace.world.answers["POST " + base + "auth.test"] = fails(trouble);
        EXPECT_FALSE(workspace.look());
        EXPECT_TRUE(holds(the(workspace.report, Verdict::fault, "slack.reachable").mend, word)) << word;
    }
}

TEST(Slack, APageInsteadOfSlackIsAFault) {
    Workspace workspace;
    workspace.world.answers["POST " + base + "auth.test"] = answer(200, "<html>Please log in</html>");
    EXPECT_FALSE(workspace.look());
    EXPECT_TRUE(holds(the(workspace.report, Verdict::fault, "slack.reachable").mend, "SLACK_API_URL"));
}

TEST(Slack, AClockTenMinutesApartIsAFault) {
    Workspace workspace;
    workspace.says("apps.connections.open", R"({"ok":true,"url":"wss://x.example/"})",
                   {{"Date", "Wed, 01 Jul 2026 12:10:00 GMT"}});
    workspace.look();
    EXPECT_TRUE(holds(the(workspace.report, Verdict::fault, "slack.clock").seen, "600 s ahead"));
    Workspace close;
    close.says("apps.connections.open", R"({"ok":true,"url":"wss://x.example/"})",
               {{"Date", "Wed, 01 Jul 2026 11:59:30 GMT"}});
    close.look();
    the(close.report, Verdict::fine, "slack.clock");
}

TEST(People, WhoCannotDecideIsNamedWithTheReason) {
    const std::pair<const char*, const char*> people[] = {{R"(,"deleted":true)", "deactivated"},
                                                          {R"(,"is_restricted":true)", "guest"},
                                                          {R"(,"is_bot":true)", "bot"},
                                                          {R"(,"is_stranger":true)", "another company"}};
    for (const auto& [members, word] : people) {
        Workspace workspace;
        workspace.knows(members);
        workspace.look_at_people();
        const auto fault = the(workspace.report, Verdict::fault, "slack.approvers");
        EXPECT_TRUE(holds(fault.seen, word)) << fault.seen;
        EXPECT_TRUE(holds(fault.mend, "U1")) << fault.mend;
    }
    Workspace active;
    active.knows("");
    active.look_at_people();
    the(active.report, Verdict::fine, "slack.approvers");
    Workspace nobody;
    nobody.refuses("users.info", "user_not_found");
    nobody.look_at_people();
    EXPECT_TRUE(holds(the(nobody.report, Verdict::fault, "slack.approvers").seen, "nobody"));
}

TEST(Channels, ThatCannotBePostedToAreFaults) {
    const std::pair<const char*, const char*> channels[] = {{R"(,"is_member":true,"is_archived":true)", "Unarchive"},
                                                            {R"(,"is_member":false)", "/invite"}};
    for (const auto& [members, word] : channels) {
        Workspace workspace;
        workspace.says("conversations.info",
                       R"({"ok":true,"channel":{"id":"C1","name":"approvals")" + std::string{members} + "}}");
        workspace.look_at_channel();
        EXPECT_TRUE(holds(the(workspace.report, Verdict::fault, "slack.channels").mend, word));
    }
    Workspace shared;
    shared.says("conversations.info",
                R"({"ok":true,"channel":{"id":"C1","name":"partners","is_member":true,"is_ext_shared":true}})");
    shared.look_at_channel();
    EXPECT_TRUE(holds(the(shared.report, Verdict::warning, "slack.channels").seen, "another company"));
}

TEST(Channels, WithoutTheScopeOnlyTheirPresenceIsTold) {
    Workspace there;
    there.refuses("conversations.info", "missing_scope");
    there.refuses("chat.getPermalink", "message_not_found");
    there.look_at_channel();
    EXPECT_TRUE(holds(the(there.report, Verdict::fine, "slack.channels").seen, "cannot be told"));
    Workspace gone;
    gone.refuses("conversations.info", "missing_scope");
    gone.refuses("chat.getPermalink", "channel_not_found");
    gone.look_at_channel();
    the(gone.report, Verdict::fault, "slack.channels");
}

TEST(ReadingHttp, NeverSendsWhatIsNotAQuestion) {
    Workspace workspace;
    for (const auto* method : {"chat.postMessage", "chat.update", "views.open", "conversations.open"})
        EXPECT_FALSE(workspace.result_of(workspace.api.call(method)));
    EXPECT_TRUE(workspace.world.asked.empty());
}

}  // namespace
}  // namespace privman::doctor
