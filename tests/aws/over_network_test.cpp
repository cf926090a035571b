// What arrives at the other end of a real socket is what was signed.
#include "aws/session.hpp"
#include "aws/sigv4.hpp"
#include "net/dial.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "tests/aws/bench.hpp"

namespace privman::aws::testing {
namespace {

struct OverNetwork : ::testing::Test, Bench {
    std::vector<net::HttpRequest> arrived;
    net::HttpServer server{loop.get_executor(), [this](net::HttpRequest request) { return serve(std::move(request)); }};
    std::unique_ptr<net::Dialer> dialer = net::make_dialer({});
    net::HttpClient client{*dialer};
    std::string host = "127.0.0.1:" + std::to_string(server.listen("127.0.0.1", 0).value());

    Async<net::HttpResponse> serve(net::HttpRequest request) {
        arrived.push_back(std::move(request));
        co_return net::HttpResponse{.status = 200, .headers = {}, .body = R"({"Version":5})"};
    }
};

TEST_F(OverNetwork, TheSignatureHoldsForTheRequestAsItArrives) {
    auto session = Session::open({.loop = loop.get_executor(),
                                  .http = client,
                                  .direct = client,
                                  .ambient = ambient,
                                  .environment = {{"AWS_REGION", "eu-central-1"},
                                                  {"AWS_ENDPOINT_URL", "http://" + host},
                                                  {"AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"},
                                                  {"AWS_SECRET_ACCESS_KEY", "static-secret"},
                                                  {"AWS_SESSION_TOKEN", "static/token+=="}},
                                  .read = read,
                                  .log = log});
    ASSERT_TRUE(session);
    std::optional<Result<std::int64_t>> result;
    start((*session)->parameters().put("/p/a", "Zürich"), result);
    loop.restart();
    while (!result && loop.run_one() > 0) {}
    ASSERT_TRUE(result);
    EXPECT_EQ(*result, 5);

    ASSERT_EQ(arrived.size(), 1u);
    const auto& request = arrived[0];
    EXPECT_EQ(header(request, "Host"), host);
    net::Headers signed_ones;
    for (const auto* name : {"content-type", "host", "x-amz-date", "x-amz-security-token", "x-amz-target"})
        signed_ones.add(name, header(request, name));
    const auto again = sign(request.method, request.target, signed_ones, request.body,
                            {.key_id = "AKIAEXAMPLE", .secret = "static-secret", .session_token = {}, .expires = {}},
                            {.region = "eu-central-1", .service = "ssm", .time = clock.wall()});
    EXPECT_EQ(header(request, "Authorization"), again.authorization);
}

}  // namespace
}  // namespace privman::aws::testing
