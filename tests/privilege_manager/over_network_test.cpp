// The client over the real HTTP code and a real socket, on a port that the system picks.
#include "net/dial.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "privilege_manager/base_url.hpp"
#include "privilege_manager/client.hpp"
#include "tests/support/fake_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace privman::pm {
namespace {

net::HttpResponse answer(std::string body) {
    return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

struct OverNetwork : ::testing::Test {
    std::vector<net::HttpRequest> asked;
    net::Delivery decisions = net::Delivery::answer;
    boost::asio::io_context loop;
    privman::testing::FakeClock clock{loop};
    net::HttpServer server{loop.get_executor(), [this](net::HttpRequest request) { return serve(std::move(request)); }};
    std::unique_ptr<net::Dialer> dialer = net::make_dialer({});
    net::HttpClient http{*dialer};
    std::uint16_t port = server.listen("127.0.0.1", 0).value();
    Client client{http,
                  clock,
                  contract::builtin(),
                  {.base_url = check_base_url("http://127.0.0.1:" + std::to_string(port) + "/Tms/", false).value(),
                   .username = "id",
                   .password = "secret"}};

    Async<net::HttpResponse> serve(net::HttpRequest request) {
        asked.push_back(request);
        if (request.target == "/Tms/services/api/logon/token") co_return answer("\"abc\"");
        if (request.target == "/Tms/services/api/v1/approval/pending")
            co_return answer(R"({"Result": [{"ApprovalId": "r1"}]})");
        auto said = answer("{}");
        said.delivery = decisions;
        co_return said;
    }

    template <class T>
    T run(Async<T> work) {
        std::optional<T> result;
        boost::asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& error, T value) {
            if (error) std::rethrow_exception(error);
            result = std::move(value);
        });
        loop.restart();
        while (!result && loop.run_one() > 0) {}
        return std::move(result).value();
    }
};

TEST_F(OverNetwork, ListsAndDecides) {
    const auto pending = run(client.pending());
    ASSERT_TRUE(pending);
    ASSERT_EQ((*pending)->requests.size(), 1u);
    const auto said = run(client.approve((*pending)->requests[0].id, Grant::one_time(), "by @sam", "@sam"));
    EXPECT_TRUE(std::holds_alternative<Accepted>(said));
    ASSERT_EQ(asked.size(), 3u);
    EXPECT_EQ(asked[2].method, "POST");
    EXPECT_EQ(asked[2].headers.find("Authorization"), "Bearer abc");
}

TEST_F(OverNetwork, AConnectionDroppedAfterTheDecisionWasSentIsUnknown) {
    decisions = net::Delivery::drop;
    ASSERT_TRUE(run(client.pending()));
    const auto said = run(client.deny(RequestId{"r1"}, "by @sam", "@sam"));
    EXPECT_TRUE(std::holds_alternative<OutcomeUnknown>(said));
    EXPECT_EQ(asked.size(), 3u);
}

TEST_F(OverNetwork, ADecisionIsSaidOnceWhateverItsMethod) {
    const auto puts = contract::parse_profile(R"({"deny": {"method": "PUT"}})", contract::builtin()).value();
    Client other{
        http,
        clock,
        puts,
        {.base_url = "http://127.0.0.1:" + std::to_string(port) + "/Tms", .username = "id", .password = "secret"}};
    ASSERT_TRUE(run(other.pending()));
    decisions = net::Delivery::drop;
    EXPECT_TRUE(std::holds_alternative<OutcomeUnknown>(run(other.deny(RequestId{"r1"}, "by @sam", "@sam"))));
    EXPECT_EQ(asked.size(), 3u);
}

TEST_F(OverNetwork, HalfAnAnswerIsUnknown) {
    decisions = net::Delivery::truncate;
    const auto said = run(client.deny(RequestId{"r1"}, "by @sam", "@sam"));
    EXPECT_TRUE(std::holds_alternative<OutcomeUnknown>(said));
}

}  // namespace
}  // namespace privman::pm
