#include "app/admin_endpoint.hpp"

#include "observe/prometheus_text.hpp"

#include <string_view>
#include <utility>

namespace privman::app {

namespace {

net::HttpServerOptions small_server() {
    using std::chrono::seconds;
    // A few probes and a scraper, each with one small question; whoever else connects must not be able to take anything
    // away from the bot, nor the place from them.
    return {.max_body = 1u << 10,
            .max_connections = 64,
            .request = seconds{2},
            .idle = seconds{2},
            .write = seconds{2},
            .keep_alive = false,
            .websocket = {},
            .on_exception = {}};
}

net::HttpResponse page(unsigned status, std::string_view type, std::string body) {
    return {.status = status,
            .headers = {{"Content-Type", std::string{type}},
                        {"Cache-Control", "no-store"},
                        {"X-Content-Type-Options", "nosniff"}},
            .body = std::move(body)};
}

constexpr std::string_view plain = "text/plain; charset=utf-8";

}  // namespace

AdminEndpoint::AdminEndpoint(boost::asio::any_io_executor loop, Views views)
    : views_{std::move(views)},
      server_{std::move(loop),
              [this](const net::HttpRequest& request) -> boost::asio::awaitable<net::HttpResponse> {
                  return [](net::HttpResponse ready) -> boost::asio::awaitable<net::HttpResponse> {
                      co_return ready;
                  }(answer(request));
              },
              small_server()} {}

net::NetResult<std::uint16_t> AdminEndpoint::listen(const ListenAddress& where) {
    return server_.listen(where.address, where.port);
}

net::HttpResponse AdminEndpoint::answer(const net::HttpRequest& request) const {
    const std::string_view path{request.target.data(), std::min(request.target.find('?'), request.target.size())};
    if (path != "/healthz" && path != "/readyz" && path != "/metrics")
        return page(404, plain, "Here are /healthz, /readyz and /metrics.\n");
    if (request.method != "GET" && request.method != "HEAD") {
        auto refused = page(405, plain, "GET or HEAD.\n");
        refused.headers.add("Allow", "GET, HEAD");
        return refused;
    }
    if (path == "/metrics") return page(200, observe::prometheus_content_type, views_.metrics());
    if (path == "/readyz") {
        const auto readiness = views_.readiness();
        return page(readiness.ready() ? 200 : 503, "application/json", observe::as_json(readiness) + "\n");
    }
    const auto now = views_.now();
    if (views_.liveness.alive(now)) return page(200, plain, "alive\n");
    const auto silent = views_.liveness.silent_for(now);
    return page(503, plain,
                silent ? "the event loop has not turned for " + std::to_string(silent->count()) + " ms\n"
                       : "the event loop has not turned yet\n");
}

}  // namespace privman::app
