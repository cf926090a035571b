// Who answers which path: Slack, Privilege Manager, AWS, the clock, the page.
#pragma once

#include "net/http_server.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/control.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>

namespace privman::sandbox {

class AwsService;
class SlackService;
class PrivilegeManagerService;

/// The one handler of the sandbox's server. Everything it refers to must outlive the loop.
class Router {
public:
    Router(Clock& clock, SlackService& slack, PrivilegeManagerService& privilege_manager, AwsService& aws)
        : clock_{clock}, slack_{slack}, privilege_manager_{privilege_manager}, aws_{aws} {}

    /// Any HTTP request; control calls that cannot be carried out become 4xx with {"error": "..."}.
    asio::awaitable<net::HttpResponse> answer(net::HttpRequest request);

    [[nodiscard]] std::optional<net::HttpResponse> refuse_upgrade(const net::HttpRequest& request);
    asio::awaitable<void> socket(net::HttpRequest request, net::WebSocket socket);

private:
    asio::awaitable<net::HttpResponse> undated(net::HttpRequest request);
    asio::awaitable<net::HttpResponse> route(net::HttpRequest request, Target target);
    asio::awaitable<net::HttpResponse> clock(net::HttpRequest request, Target target);

    Clock& clock_;
    SlackService& slack_;
    PrivilegeManagerService& privilege_manager_;
    AwsService& aws_;
};

}  // namespace privman::sandbox
