#include "app/healthcheck.hpp"

#include "app/environment.hpp"
#include "app/known_secrets.hpp"
#include "app/listen_address.hpp"
#include "app/stray_characters.hpp"
#include "net/dial.hpp"
#include "net/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdio>
#include <optional>
#include <unistd.h>

namespace privman::app {

namespace {
constexpr std::chrono::milliseconds limit{3'000};
}

Checkup check_up(const std::string& health_listen) {
    if (health_listen.empty()) return {false, "not known: HEALTH_LISTEN is not set, so the bot has no health endpoint"};
    const auto where = parse_listen_address(health_listen);
    if (!where) return {false, "not known: HEALTH_LISTEN: " + where.error()};
    if (where->port == 0)
        return {false,
                "not known: HEALTH_LISTEN lets the system pick the port. Name the port that the bot has logged."};

    boost::asio::io_context loop{1};
    const auto dialer = net::make_dialer({});
    net::HttpClient http{*dialer};
    std::optional<net::NetResult<net::HttpResponse>> answer;
    net::HttpLimits limits;
    limits.total = limit;
    limits.max_body = 4u << 10;
    boost::asio::co_spawn(loop, http.send(where->url("/healthz"), {}, limits),
                          [&](const std::exception_ptr& error, net::NetResult<net::HttpResponse> result) {
                              if (!error) answer.emplace(std::move(result));
                              loop.stop();
                          });
    loop.run();
    if (!answer) return {false, "not alive: the check itself failed"};
    if (!*answer) return {false, "not alive: " + (*answer).error().what};
    auto text = (**answer).body.substr(0, 200);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if ((**answer).status == 200) return {true, text};
    return {false, "not alive: HTTP " + std::to_string((**answer).status) + ", " + text};
}

int healthcheck() {
    const auto environment = read_environment(".", environ);
    const std::string listen{without_line_ends(environment.get("HEALTH_LISTEN").value_or(""))};
    const auto checkup = check_up(listen);
    std::puts(redactor_for(environment).clean(checkup.line).c_str());
    return checkup.alive ? 0 : 1;
}

}  // namespace privman::app
