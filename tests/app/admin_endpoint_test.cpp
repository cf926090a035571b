// The pages for machines over a real loopback port, and the subcommand that asks them.
#include "app/admin_endpoint.hpp"

#include "app/counting_http.hpp"
#include "app/healthcheck.hpp"
#include "app/measure.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include <atomic>
#include <thread>
#include <vector>

namespace privman::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

/// An endpoint on its own thread, as another process would be.
class Endpoint : public ::testing::Test {
protected:
    Endpoint() {
        liveness.turned(seconds{100});
        const auto listening = endpoint.listen({.address = "127.0.0.1", .port = 0, .loopback = true});
        if (listening) port = *listening;
        thread = std::thread{[this] { loop.run(); }};
    }
    ~Endpoint() override {
        work.reset();
        loop.stop();
        thread.join();
    }

    net::HttpResponse ask(const std::string& method, const std::string& path) const {
        boost::asio::io_context mine{1};
        const auto dialer = net::make_dialer({});
        net::HttpClient client{*dialer};
        net::HttpResponse response{.status = 0};
        boost::asio::co_spawn(mine,
                              client.send("http://127.0.0.1:" + std::to_string(port) + path, {.method = method}, {}),
                              [&](const std::exception_ptr&, net::NetResult<net::HttpResponse> answer) {
                                  if (answer) response = std::move(*answer);
                                  mine.stop();
                              });
        mine.run();
        return response;
    }
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port); }

    boost::asio::io_context loop{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{loop.get_executor()};
    observe::Liveness liveness{seconds{10}};
    std::atomic<bool> ready = true;
    std::atomic<bool> go_on = false;
    std::atomic<int> now_seconds = 105;
    std::uint16_t port = 0;
    AdminEndpoint endpoint{loop.get_executor(),
                           {.now = [this] { return milliseconds{seconds{now_seconds.load()}}; },
                            .liveness = liveness,
                            .readiness =
                                [this] {
                                    observe::Readiness readiness;
                                    if (!ready) lacks(readiness, Need::slack_connection, "opening");
                                    return readiness;
                                },
                            .metrics = [] { return std::string{"a_metric 1\n"}; }}};
    std::thread thread;
};

TEST_F(Endpoint, IsAliveWhileTheLoopTurnsWhateverIsMissing) {
    ready = false;
    EXPECT_EQ(ask("GET", "/healthz").status, 200u);
    now_seconds = 150;
    const auto dead = ask("GET", "/healthz");
    EXPECT_EQ(dead.status, 503u);
    EXPECT_THAT(dead.body, HasSubstr("50000 ms"));
}

TEST_F(Endpoint, NamesWhatIsMissing) {
    EXPECT_EQ(ask("GET", "/readyz").status, 200u);
    ready = false;
    const auto page = ask("GET", "/readyz?verbose");
    EXPECT_EQ(page.status, 503u);
    EXPECT_EQ(page.headers.find("Content-Type"), "application/json");
    EXPECT_THAT(page.body, HasSubstr(R"("what":"slack_connection","why":"opening")"));
}

TEST_F(Endpoint, ServesMetricsAsPrometheusReadsThem) {
    const auto page = ask("GET", "/metrics");
    EXPECT_EQ(page.status, 200u);
    EXPECT_EQ(page.body, "a_metric 1\n");
    EXPECT_EQ(page.headers.find("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
}

TEST_F(Endpoint, OnlyShows) {
    EXPECT_EQ(ask("HEAD", "/healthz").status, 200u);
    EXPECT_EQ(ask("HEAD", "/healthz").body, "");
    for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
        const auto refused = ask(method, "/metrics");
        EXPECT_EQ(refused.status, 405u) << method;
        EXPECT_EQ(refused.headers.find("Allow"), "GET, HEAD");
    }
    for (const auto* path : {"/", "/metrics/", "/healthz/../x", "/admin"}) EXPECT_EQ(ask("GET", path).status, 404u);
}

TEST_F(Endpoint, IsAskedByTheHealthCheck) {
    EXPECT_TRUE(check_up(address()).alive);
    EXPECT_TRUE(check_up("0.0.0.0:" + std::to_string(port)).alive) << "everywhere is here too";
    now_seconds = 1'000;
    const auto dead = check_up(address());
    EXPECT_FALSE(dead.alive);
    EXPECT_THAT(dead.line, HasSubstr("not alive: HTTP 503"));
    EXPECT_THAT(dead.line, Not(HasSubstr("\n")));
}

TEST_F(Endpoint, ThatIsStuckIsNotAlive) {
    boost::asio::post(loop, [this] {
        while (!go_on) std::this_thread::yield();
    });
    const auto checkup = check_up(address());
    go_on = true;
    EXPECT_FALSE(checkup.alive);
    EXPECT_THAT(checkup.line, HasSubstr("not alive"));
}

TEST_F(Endpoint, IsNotShutByACrowdThatSaysNothing) {
    boost::asio::io_context mine{1};
    using boost::asio::ip::tcp;
    const tcp::endpoint where{boost::asio::ip::address_v4::loopback(), port};
    std::vector<tcp::socket> crowd;
    for (int i = 0; i < 200; ++i) {
        crowd.emplace_back(mine).connect(where);
        boost::system::error_code turned_away;
        if (i % 2 == 0)
            boost::asio::write(crowd.back(), boost::asio::buffer("GET /healthz HTTP/1.1\r\nHost:"), turned_away);
    }
    const auto start = std::chrono::steady_clock::now();
    const auto checkup = check_up(address());
    EXPECT_TRUE(checkup.alive) << checkup.line;
    EXPECT_LT(std::chrono::steady_clock::now() - start, seconds{1});
}

TEST_F(Endpoint, KeepsNobodyOnTheLine) { EXPECT_EQ(ask("GET", "/healthz").headers.find("Connection"), "close"); }

TEST(HealthCheck, FailsWithOneLineWhenNobodyCanBeAsked) {
    for (const auto* where : {"", "9400", "somewhere:9400", "127.0.0.1:0", "127.0.0.1:1"}) {
        const auto checkup = check_up(where);
        EXPECT_FALSE(checkup.alive) << where;
        EXPECT_FALSE(checkup.line.empty()) << where;
        EXPECT_THAT(checkup.line, Not(HasSubstr("\n"))) << where;
    }
    EXPECT_THAT(check_up("").line, HasSubstr("HEALTH_LISTEN is not set"));
}

TEST(ListenAddress, IsAnAddressAndAPort) {
    const auto v4 = parse_listen_address("127.0.0.1:9400");
    ASSERT_TRUE(v4);
    EXPECT_TRUE(v4->loopback);
    EXPECT_EQ(v4->url("/healthz"), "http://127.0.0.1:9400/healthz");
    const auto v6 = parse_listen_address("[::1]:1");
    ASSERT_TRUE(v6);
    EXPECT_TRUE(v6->loopback);
    EXPECT_EQ(v6->url("/"), "http://[::1]:1/");
    EXPECT_EQ(parse_listen_address("localhost:80")->address, "127.0.0.1");
    const auto open = parse_listen_address("0.0.0.0:9400");
    ASSERT_TRUE(open);
    EXPECT_FALSE(open->loopback);
    EXPECT_EQ(open->url("/"), "http://127.0.0.1:9400/");
    EXPECT_EQ(parse_listen_address("[::]:9400")->url("/"), "http://[::1]:9400/");
    for (const auto* wrong : {"", ":", ":9400", "9400", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
                              "127.0.0.1:-1", "::1:9400", "[127.0.0.1]:9400", "[::1]", "example.com:80", "[]:1"})
        EXPECT_FALSE(parse_listen_address(wrong)) << wrong;
}

class OneAnswer final : public net::Http {
public:
    boost::asio::awaitable<net::NetResult<net::HttpResponse>> send(std::string, net::HttpRequest,
                                                                   net::HttpLimits) override {
        if (status == 0) co_return std::unexpected{net::NetError{}};
        co_return net::HttpResponse{.status = status};
    }
    unsigned status = 200;
};

TEST(HttpAnswers, AreCountedByTheirClassAnd429Apart) {
    Tally tally;
    OneAnswer http;
    CountingHttp counting{http, tally, Peer::slack};
    boost::asio::io_context loop{1};
    for (const auto status : {200u, 204u, 302u, 404u, 429u, 429u, 500u, 0u}) {
        http.status = status;
        boost::asio::co_spawn(loop, counting.send("", {}, {}), [](const std::exception_ptr&, const auto&) {});
        loop.restart();
        loop.run();
    }
    const auto count = [&](HttpAnswer answer) { return tally.http_answers(Peer::slack, answer).total(); };
    EXPECT_EQ(count(HttpAnswer::success), 2);
    EXPECT_EQ(count(HttpAnswer::redirect), 1);
    EXPECT_EQ(count(HttpAnswer::client_error), 1);
    EXPECT_EQ(count(HttpAnswer::too_many_requests), 2);
    EXPECT_EQ(count(HttpAnswer::server_error), 1);
    EXPECT_EQ(count(HttpAnswer::none), 1);
    EXPECT_EQ(tally.http_answers(Peer::privilege_manager, HttpAnswer::success).total(), 0);
}

}  // namespace
}  // namespace privman::app
