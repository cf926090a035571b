// Starting while Slack does not answer, answers late, or turns out to be another workspace.
#include "net/http_server.hpp"
#include "tests/system/watching.hpp"

#include <boost/json/serialize.hpp>

#include <atomic>
#include <thread>

namespace privman::system_tests {
namespace {

using tools::eventually;
namespace json = boost::json;
using tools::Rig;

constexpr auto here = "#approvals";

class WithoutSlack : public testing::Test {
protected:
    WithoutSlack() { rig.settings()["HEALTH_LISTEN"] = "127.0.0.1:0"; }

    /// A first life, in which Slack says where the bot is at home, and a channel is registered.
    void live_once() {
        rig.start_working_bot();
        rig.register_channel(here);
        ++lives;
    }
    void start_bot() {
        calls_before = slack_calls().size();
        rig.start_bot();
        ++lives;
    }
    /// It does not say who the bot is. Anything else would be done, if it were asked for.
    void slack_is_away() {
        rig.fail_slack({{"method", "auth.test"}, {"kind", "http"}, {"status", 503}, {"times", 100'000}});
    }
    void slack_is_back() {
        rig.fail_slack({{"method", "*"}, {"times", 0}});
        rig.advance(std::chrono::seconds{30});
    }
    [[nodiscard]] std::vector<json::value> slack_calls() const {
        const auto answer = rig.control().get("/slack/calls");
        const auto& calls = answer.at("calls").as_array();
        return {calls.begin(), calls.end()};
    }
    /// What the latest life has asked of Slack, apart from who it is.
    [[nodiscard]] std::vector<std::string> further_calls() const {
        std::vector<std::string> methods;
        const auto calls = slack_calls();
        for (auto i = calls_before; i < calls.size(); ++i)
            if (const auto& method = calls[i].at("method").as_string(); method != "auth.test")
                methods.emplace_back(method);
        return methods;
    }
    [[nodiscard]] bool has_logged(const std::string& event, const std::string& request) const {
        for (const auto& line : lines_of(rig.log()))
            if (line.at("event") == json::string{event} && line.contains("request") &&
                line.at("request") == json::string{request})
                return true;
        return false;
    }
    void card_stands(const std::string& request) {
        ASSERT_TRUE(eventually([&] { return !rig.cards(here, request).empty(); })) << rig.log();
    }

    Rig rig{programs};
    std::size_t lives = 0;
    std::size_t calls_before = 0;
    const std::vector<std::string> none;
};

TEST_F(WithoutSlack, ARestartWatchesSettlesWhatWasHalfDecidedAndSaysWhyItIsNotReady) {
    live_once();
    rig.raise("r1");
    card_stands("r1");
    rig.fail_privilege_manager({{"call", "decide"}, {"kind", "hang"}, {"times", 50}});
    rig.click("ada", here, "r1", "approve");
    ASSERT_TRUE(eventually([&] { return rig.decisions_sent() > 0; })) << rig.log();
    rig.kill_bot();
    rig.fail_privilege_manager({{"call", "*"}, {"times", 0}});

    slack_is_away();
    start_bot();
    rig.raise("r2");
    EXPECT_TRUE(eventually([&] { return has_logged("request.seen", "r2"); })) << rig.log();
    rig.advance(std::chrono::seconds{15});  // two lists that are two
    EXPECT_TRUE(eventually([&] { return rig.status("r1") == "approved"; })) << rig.log();
    EXPECT_TRUE(eventually([&] { return has_logged("decision.confirmed", "r1"); })) << rig.log();
    const auto where = health_address(rig, lives);
    EXPECT_EQ(ask(where, "/healthz").status, 200u);
    const auto page = ask(where, "/readyz");
    EXPECT_EQ(page.status, 503u);
    EXPECT_TRUE(holds(page.body, "SLACK_BOT_TOKEN: auth.test: http_503")) << page.body;
    EXPECT_FALSE(holds(page.body, "privilege_manager")) << page.body;
    EXPECT_EQ(further_calls(), none);

    slack_is_back();
    card_stands("r2");
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "Approved by <@U0ADA>"); })) << rig.log();
    EXPECT_TRUE(eventually([&] { return ask(where, "/readyz").status == 200; })) << ask(where, "/readyz").body;
}

TEST_F(WithoutSlack, NothingIsSaidBeforeItHasAnswered) {
    live_once();
    EXPECT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0);
    slack_is_away();
    rig.fail_privilege_manager({{"call", "list"}, {"kind", "http"}, {"status", 500}, {"times", 100'000}});
    start_bot();
    rig.raise("r1");
    EXPECT_TRUE(eventually([&] { return holds(rig.log(), "sight.lost"); })) << rig.log();
    rig.let_it_poll();
    EXPECT_EQ(further_calls(), none);

    slack_is_back();
    EXPECT_TRUE(eventually([&] {
        for (const auto& message : rig.messages(here))
            if (holds(tools::text_of(message), "Privilege Manager cannot be read")) return true;
        return false;
    })) << rig.log();
}

TEST_F(WithoutSlack, AKeptClickWaitsUntilItsClickerCanBeAskedAbout) {
    live_once();
    rig.raise("r1");
    card_stands("r1");
    rig.fail_slack({{"method", "users.info"}, {"kind", "hang"}, {"times", 5}});
    EXPECT_TRUE(rig.click("ada", here, "r1", "approve"));
    EXPECT_EQ(rig.decide_calls("r1"), 0);
    rig.kill_bot();
    slack_is_away();
    rig.fail_slack({{"method", "users.info"}, {"times", 0}});
    start_bot();
    rig.advance(std::chrono::seconds{15});
    EXPECT_EQ(rig.status("r1"), "pending");
    EXPECT_EQ(further_calls(), none);

    slack_is_back();
    EXPECT_TRUE(eventually([&] { return rig.status("r1") == "approved"; })) << rig.log();
}

TEST_F(WithoutSlack, AFirstStartWaitsForItAndIsAliveMeanwhile) {
    slack_is_away();
    start_bot();
    const auto where = health_address(rig, lives);
    EXPECT_TRUE(eventually([&] { return holds(ask(where, "/readyz").body, "auth.test: http_503"); })) << rig.log();
    EXPECT_EQ(ask(where, "/healthz").status, 200u);
    EXPECT_EQ(further_calls(), none);

    rig.fail_slack({{"method", "*"}, {"times", 0}});
    rig.control().post("/clock", {{"advance_ms", 30'000}});
    EXPECT_TRUE(eventually([&] { return ask(where, "/readyz").status == 200; })) << ask(where, "/readyz").body;
}

TEST_F(WithoutSlack, BeforeTheFirstConnectionTheScheduleApprovesNothing) {
    rig.set_clock("2027-02-06T12:00:00Z");  // a Saturday
    live_once();
    rig.say("carol", here, "@privman autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    ASSERT_TRUE(eventually([&] { return holds(rig.log(), "schedule.set"); })) << rig.log();
    rig.say("carol", here, "@privman autoapprove enable");
    ASSERT_TRUE(eventually([&] { return holds(rig.log(), "schedule.enabled"); })) << rig.log();
    EXPECT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0);
    // It says who the bot is, but nobody can be heard.
    rig.fail_slack({{"method", "apps.connections.open"}, {"kind", "http"}, {"status", 503}, {"times", 100'000}});
    start_bot();
    rig.raise("r1");
    card_stands("r1");
    EXPECT_TRUE(tools::has_buttons(rig.cards(here, "r1").front()));
    rig.let_it_poll();
    EXPECT_EQ(rig.decisions_sent(), 0u);

    slack_is_back();
    EXPECT_TRUE(eventually([&] { return rig.status("r1") == "approved"; })) << rig.log();
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "automatically"); })) << rig.log();
}

/// A Slack that says nothing but who the bot is, on a thread of its own.
class OtherSlack {
public:
    OtherSlack(std::string team, std::string user) : team_{std::move(team)}, user_{std::move(user)} {}
    OtherSlack(const OtherSlack&) = delete;
    OtherSlack& operator=(const OtherSlack&) = delete;
    ~OtherSlack() {
        loop_.stop();
        thread_.join();
    }
    [[nodiscard]] std::string base() const { return "http://127.0.0.1:" + std::to_string(port_) + "/api/"; }
    [[nodiscard]] int further_calls() const { return further_calls_; }

private:
    boost::asio::awaitable<net::HttpResponse> answer(net::HttpRequest request) {
        if (request.target != "/api/auth.test") ++further_calls_;
        const json::object who{{"ok", true},       {"url", "https://other.slack.com/"},
                               {"team", "Other"},  {"team_id", team_},
                               {"user_id", user_}, {"bot_id", "B0OTHER"}};
        co_return net::HttpResponse{.status = 200, .body = json::serialize(who)};
    }

    std::string team_;
    std::string user_;
    std::atomic<int> further_calls_ = 0;
    boost::asio::io_context loop_{1};
    net::HttpServer server_{loop_.get_executor(),
                            [this](net::HttpRequest request) { return answer(std::move(request)); }};
    std::uint16_t port_ = server_.listen("127.0.0.1", 0).value();
    std::thread thread_{[this] { loop_.run(); }};
};

TEST_F(WithoutSlack, TheTokenOfAnotherWorkspaceOrAppEndsItAndPostsNothing) {
    live_once();
    rig.raise("r1");
    card_stands("r1");
    EXPECT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0);
    rig.raise("r2");
    const auto home = rig.control().get("/slack");
    const std::string team{home.at("team").at("id").as_string()};
    const std::string user{home.at("bot").at("user_id").as_string()};
    const auto slack = rig.settings()["SLACK_API_URL"];
    for (const auto& [other_team, other_user] :
         {std::pair{std::string{"T0OTHER"}, std::string{"U0OTHER"}}, {"T0OTHER", user}, {team, "U0OTHER"}}) {
        const OtherSlack other{other_team, other_user};
        rig.settings()["SLACK_API_URL"] = other.base();
        const auto logged = rig.log().size();
        rig.start_bot();
        EXPECT_EQ(rig.bot()->wait(tools::patience), 1) << rig.log();
        const auto log = rig.log().substr(logged);
        EXPECT_TRUE(holds(log, "slack.another_workspace")) << log;
        for (const auto& id : {other_team, other_user, team, user}) EXPECT_TRUE(holds(log, id)) << id << '\n' << log;
        EXPECT_EQ(other.further_calls(), 0);
    }
    // What was remembered is what it was.
    rig.settings()["SLACK_API_URL"] = slack;
    rig.start_working_bot();
    card_stands("r2");
    EXPECT_EQ(rig.cards(here, "r1").size(), 1u);
}

}  // namespace
}  // namespace privman::system_tests
