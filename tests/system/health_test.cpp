// The real bot's health endpoint, its metrics, and the subcommand that a container's health check calls.
#include "net/http_server.hpp"
#include "tests/system/watching.hpp"

#include <thread>

namespace privman::system_tests {
namespace {

using tools::eventually;
using tools::Rig;

/// What Amazon ECS answers in a task's container, on a thread of its own.
class TaskMetadata {
public:
    TaskMetadata() : thread_{[this] { loop_.run(); }} {}
    TaskMetadata(const TaskMetadata&) = delete;
    TaskMetadata& operator=(const TaskMetadata&) = delete;
    ~TaskMetadata() {
        loop_.stop();
        thread_.join();
    }
    [[nodiscard]] std::string base() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v4/container"; }

private:
    static boost::asio::awaitable<net::HttpResponse> answer(net::HttpRequest request) {
        if (request.target != "/v4/container/task") co_return net::HttpResponse{.status = 404};
        co_return net::HttpResponse{
            .status = 200,
            .body = R"({"TaskARN":"arn:aws:ecs:eu-central-1:111122223333:task/cluster/0123456789abcdef",)"
                    R"("Family":"privman-slack","Revision":"7"})"};
    }

    boost::asio::io_context loop_{1};
    net::HttpServer server_{loop_.get_executor(), answer};
    std::uint16_t port_ = server_.listen("127.0.0.1", 0).value();
    std::thread thread_;
};

class Health : public ::testing::Test {
protected:
    void SetUp() override {
        rig.settings()["HEALTH_LISTEN"] = "127.0.0.1:0";
        rig.settings()["LOG_FORMAT"] = "json";
    }
    std::string address() { return health_address(rig); }
    Ended check(const std::string& where) {
        return run_bot({"healthcheck"}, elsewhere.path(), {{"HEALTH_LISTEN", where}});
    }

    Rig rig{programs};
    tools::TemporaryDirectory elsewhere;
};

TEST_F(Health, IsShownWhileTheBotLivesAndCheckedFromOutside) {
    rig.start_working_bot();
    const auto where = address();
    EXPECT_EQ(ask(where, "/healthz").status, 200u);
    EXPECT_TRUE(eventually([&] { return ask(where, "/readyz").status == 200; })) << ask(where, "/readyz").body;
    const auto alive = check(where);
    EXPECT_EQ(alive.code, 0) << alive.output;

    EXPECT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0);
    const auto dead = check(where);
    EXPECT_EQ(dead.code, 1);
    EXPECT_TRUE(holds(dead.output, "not alive")) << dead.output;
    EXPECT_EQ(std::count(dead.output.begin(), dead.output.end(), '\n'), 1) << dead.output;
}

TEST_F(Health, CountsADecisionFromClickToOutcome) {
    rig.start_working_bot();
    const auto where = address();
    rig.register_channel("#approvals");
    rig.raise("r1");
    rig.click("ada", "#approvals", "r1", "approve");
    ASSERT_TRUE(eventually([&] { return rig.status("r1") == "approved"; })) << rig.log();
    const auto shows = [&](const std::string& line) {
        return eventually([&] { return holds(ask(where, "/metrics").body, line + "\n"); });
    };
    for (const auto* line :
         {"privman_slack_decisions_total{kind=\"approved\",origin=\"person\"} 1",
          "privman_slack_claims_total{outcome=\"confirmed\"} 1", "privman_slack_clicks_total 1",
          "privman_slack_cards_posted_total 1", "privman_slack_socket_connects_total 1",
          "privman_slack_click_to_outcome_seconds_count{outcome=\"confirmed\"} 1",
          "privman_slack_click_to_ack_seconds_count 1", "privman_slack_ready 1", "privman_slack_pending_requests 0"})
        EXPECT_TRUE(shows(line)) << line << '\n' << ask(where, "/metrics").body;
}

TEST_F(Health, StaysAliveAndSaysWhatIsMissingWhenSlackRefusesTheToken) {
    rig.settings()["SLACK_BOT_TOKEN"] = "xoxb-not-the-one";
    rig.start_bot();
    const auto where = address();
    EXPECT_TRUE(eventually([&] { return holds(ask(where, "/readyz").body, "SLACK_BOT_TOKEN"); }));
    const auto page = ask(where, "/readyz");
    EXPECT_EQ(page.status, 503u);
    EXPECT_TRUE(holds(page.body, "slack_token")) << page.body;
    EXPECT_EQ(ask(where, "/healthz").status, 200u);
    EXPECT_EQ(check(where).code, 0) << "a restart would not mend that";
}

TEST_F(Health, NoticesATokenThatIsRevokedWhileItWorks) {
    rig.start_working_bot();
    const auto where = address();
    rig.register_channel("#approvals");
    ASSERT_TRUE(eventually([&] { return ask(where, "/readyz").status == 200; })) << ask(where, "/readyz").body;
    rig.control().post("/slack/rules", {{"dead_bot_token", "token_revoked"}});
    rig.raise("r1");
    EXPECT_TRUE(eventually([&] { return ask(where, "/readyz").status == 503; })) << rig.log();
    EXPECT_TRUE(holds(ask(where, "/readyz").body, "SLACK_BOT_TOKEN")) << ask(where, "/readyz").body;
    EXPECT_TRUE(holds(ask(where, "/metrics").body, "privman_slack_missing{what=\"slack_token\"} 1\n"));
    EXPECT_TRUE(eventually([&] { return holds(rig.log(), "slack.token_refused"); }));

    rig.control().post("/slack/rules", {{"dead_bot_token", false}});
    rig.advance(std::chrono::minutes{6});
    EXPECT_TRUE(eventually([&] { return ask(where, "/readyz").status == 200; })) << rig.log();
    std::size_t said = 0;
    for (const auto& line : lines_of(rig.log())) said += line.at("event").as_string() == "slack.token_refused" ? 1 : 0;
    EXPECT_EQ(said, 1u);
}

TEST_F(Health, PrintsMetricsForCloudWatchAndStampsTheTask) {
    const TaskMetadata ecs;
    rig.settings()["METRICS"] = "emf";
    rig.settings()["ECS_CONTAINER_METADATA_URI_V4"] = ecs.base();
    rig.start_working_bot();
    EXPECT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0);
    std::size_t metrics = 0;
    std::size_t stamped = 0;
    for (const auto& line : lines_of(rig.log())) {
        if (line.contains("task")) {
            ++stamped;
            EXPECT_EQ(line.at("task").as_string(), "0123456789abcdef");
            EXPECT_EQ(line.at("rev").as_string(), "privman-slack:7");
        } else {
            EXPECT_EQ(stamped, 0u) << "once known, it stands in every line: " << line;
        }
        if (!line.contains("_aws")) continue;
        ++metrics;
        EXPECT_EQ(line.at("event").as_string(), "metrics.minute");
        const auto& directive = line.at("_aws").at("CloudWatchMetrics").at(0).as_object();
        EXPECT_EQ(directive.at("Namespace").as_string(), "PrivManSlack");
        for (const auto& metric : directive.at("Metrics").as_array())
            EXPECT_TRUE(line.contains(metric.at("Name").as_string())) << metric;
        EXPECT_TRUE(line.contains("PollLatency"));
        EXPECT_TRUE(line.contains("task"));
    }
    EXPECT_GE(stamped, 5u) << rig.log();
    EXPECT_GE(metrics, 1u) << rig.log();
}

TEST_F(Health, SaysWhenItsAddressIsTaken) {
    rig.start_working_bot();
    auto settings = rig.settings();
    settings["HEALTH_LISTEN"] = address();
    const auto second = run_bot({"run"}, elsewhere.path(), settings);
    EXPECT_EQ(second.code, 1);
    EXPECT_TRUE(holds(second.output, "HEALTH_LISTEN: cannot listen")) << second.output;
}

}  // namespace
}  // namespace privman::system_tests
