// A Slack workspace on a laptop, as strict as the real one: Web API, Socket Mode, response URLs, and a control
// interface through which tests and the browser page act as people.
#pragma once

#include "net/http_server.hpp"
#include "sandbox/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace privman::sandbox {

namespace asio = boost::asio;

/// The credentials this workspace accepts, and the app they belong to.
struct SlackOptions {
    std::string bot_token = "xoxb-sandbox-bot";
    std::string app_token = "xapp-1-A0SANDBOX-1-sandbox";
    std::string app_id = "A0SANDBOX";
};

/// One workspace with one installed app, all in memory. Lives on the loop of its executor, and must outlive that loop's
/// run as must the clock. No member function blocks.
class SlackService {
public:
    SlackService(asio::any_io_executor loop, Clock& clock, SlackOptions options = {});
    SlackService(const SlackService&) = delete;
    SlackService& operator=(const SlackService&) = delete;
    ~SlackService();

    /// What the server that accepts the sockets should be given: pings every five seconds, as Slack sends them.
    [[nodiscard]] static net::WebSocketLimits socket_limits();

    /// Where clients reach this service ("http://127.0.0.1:8420", no slash at the end): the root of socket and response
    /// URLs. Call it once the port is known, before the first request.
    void set_base_url(std::string_view base_url);

    /// `/api/<method>` and `/response/<token>`.
    asio::awaitable<net::HttpResponse> api(net::HttpRequest request);

    /// Whether `/socket/<ticket>` may become a WebSocket. A ticket is good once, for 60 s; an answer here is a refusal.
    std::optional<net::HttpResponse> refuse_upgrade(const net::HttpRequest& request);

    /// One Socket Mode connection, from hello to its end.
    asio::awaitable<void> socket(net::HttpRequest request, net::WebSocket socket);

    /// `/_sandbox/slack` and everything below it.
    asio::awaitable<net::HttpResponse> control(net::HttpRequest request);

    /// Ends every connection and every background task; for an orderly stop.
    void stop();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace privman::sandbox
