// A sandbox Slack in memory, on a clock that moves only when told, with clients that speak to it over in-memory
// streams.
#pragma once

#include "net/dial.hpp"
#include "net/http_server.hpp"
#include "net/memory_stream.hpp"
#include "net/url.hpp"
#include "net/websocket.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/slack/service.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace privman::sandbox {

namespace json = boost::json;

inline constexpr const char* bot_token = "xoxb-sandbox-bot";
inline constexpr const char* app_token = "xapp-1-A0SANDBOX-1-sandbox";

/// Every dial ends at one server, whatever the origin.
class ServerDialer final : public net::Dialer {
public:
    ServerDialer(asio::any_io_executor loop, net::HttpServer& server) : loop_{std::move(loop)}, server_{server} {}

    asio::awaitable<net::NetResult<net::AnyStream>> dial(net::Origin, std::chrono::milliseconds) override {
        auto [here, there] = net::make_memory_pair(loop_);
        server_.serve(std::move(there));
        co_return std::move(here);
    }

private:
    asio::any_io_executor loop_;
    net::HttpServer& server_;
};

/// Work that goes on while the test does something else.
template <class T>
struct Running {
    std::optional<T> result;
    std::exception_ptr failure;
};

class SlackWorkbench : public testing::Test {
protected:
    static constexpr std::int64_t start_ms = 1'800'000'000'000;

    SlackWorkbench() {
        slack.set_base_url("http://127.0.0.1");
        server.on_websocket(
            [this](net::HttpRequest request, net::WebSocket socket) {
                return slack.socket(std::move(request), std::move(socket));
            },
            [this](const net::HttpRequest& request) { return slack.refuse_upgrade(request); });
    }

    /// Everything that can happen without time passing.
    void settle() {
        loop.restart();
        loop.poll();
    }

    /// Moves the clock and lets everything happen that was waiting for it.
    void pass(std::int64_t ms) {
        settle();
        clock.advance(ms);
        settle();
    }

    template <class T>
    std::shared_ptr<Running<T>> start(asio::awaitable<T> work) {
        auto running = std::make_shared<Running<T>>();
        asio::co_spawn(loop, keep(std::move(work), running),
                       [running](std::exception_ptr failure) { running->failure = std::move(failure); });
        settle();
        return running;
    }

    template <class T>
    static asio::awaitable<void> keep(asio::awaitable<T> work, std::shared_ptr<Running<T>> running) {
        running->result.emplace(co_await std::move(work));
    }

    template <class T>
    T finish(const std::shared_ptr<Running<T>>& running) {
        settle();
        if (running->failure) std::rethrow_exception(running->failure);
        if (!running->result) throw std::logic_error{"still waiting for something"};
        return std::move(*running->result);
    }

    template <class T>
    T run(asio::awaitable<T> work) {
        return finish(start(std::move(work)));
    }

    static net::HttpRequest json_request(const std::string& target, const json::value& body,
                                         const std::string& token = bot_token) {
        net::HttpRequest request{.method = "POST", .target = target, .body = json::serialize(body)};
        request.headers.set("Content-Type", "application/json; charset=utf-8");
        request.headers.set("Authorization", "Bearer " + token);
        return request;
    }

    static net::HttpRequest form_request(const std::string& target, const net::Fields& fields) {
        net::HttpRequest request{.method = "POST", .target = target, .body = net::form_body(fields)};
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        request.headers.set("Authorization", std::string{"Bearer "} + bot_token);
        return request;
    }

    static json::object body_of(const net::HttpResponse& response) { return json::parse(response.body).as_object(); }

    /// Calls a writing method with a JSON body.
    json::object call(const std::string& method, const json::object& arguments, const std::string& token = bot_token) {
        return body_of(run(slack.api(json_request("/api/" + method, arguments, token))));
    }

    /// Calls a reading method with a form body.
    json::object read(const std::string& method, const net::Fields& fields) {
        return body_of(run(slack.api(form_request("/api/" + method, fields))));
    }

    std::string error_of(const std::string& method, const json::object& arguments) {
        const auto answer = call(method, arguments);
        return answer.contains("error") ? std::string{answer.at("error").as_string()} : "";
    }

    std::string read_error_of(const std::string& method, const net::Fields& fields) {
        const auto answer = read(method, fields);
        return answer.contains("error") ? std::string{answer.at("error").as_string()} : "";
    }

    /// Posts to the control interface; a refusal throws.
    /// The app as it would be with the scopes that let it look at channels, besides those of the manifest.
    void may_read_channels() {
        control("rules",
                {{"scopes",
                  {"app_mentions:read", "channels:read", "chat:write", "groups:read", "im:history", "users:read"}}});
    }

    json::object control(const std::string& what, const json::object& arguments) {
        return checked(run(slack.control(json_request("/_sandbox/slack/" + what, arguments))));
    }

    std::shared_ptr<Running<net::HttpResponse>> start_control(const std::string& what, const json::object& arguments) {
        return start(slack.control(json_request("/_sandbox/slack/" + what, arguments)));
    }

    json::object look(const std::string& what) {
        return checked(run(slack.control(net::HttpRequest{.method = "GET", .target = "/_sandbox/slack" + what})));
    }

    /// The messages of a channel as the control interface shows them.
    json::array messages(const std::string& channel, const std::string& query = "") {
        return look("/messages?channel=" + channel + query).at("messages").as_array();
    }

    /// Posts `blocks` as the bot; its `ts`.
    std::string post(const json::array& blocks, const std::string& channel = "C0APPROVALS") {
        const auto answer = call("chat.postMessage", {{"channel", channel}, {"text", "card"}, {"blocks", blocks}});
        return std::string{answer.at("ts").as_string()};
    }

    std::string fresh_socket_url() {
        return std::string{call("apps.connections.open", {}, app_token).at("url").as_string()};
    }

    net::NetResult<net::WebSocket> connect(const std::string& url) { return run(net::WebSocket::connect(dialer, url)); }

    /// A connection that was greeted.
    net::WebSocket connected() {
        auto socket = connect(fresh_socket_url());
        if (!socket) throw std::runtime_error{socket.error().what};
        hello = receive(*socket);
        return std::move(*socket);
    }

    json::object receive(net::WebSocket& socket) {
        auto frame = run(socket.read());
        if (!frame) throw std::runtime_error{frame.error().what};
        return json::parse(frame->data).as_object();
    }

    void acknowledge(net::WebSocket& socket, const json::object& envelope, const json::value& payload = nullptr) {
        json::object ack{{"envelope_id", envelope.at("envelope_id")}};
        if (!payload.is_null()) ack["payload"] = payload;
        (void)run(socket.write(json::serialize(ack)));
        settle();
    }

    static json::object checked(const net::HttpResponse& response) {
        auto body = body_of(response);
        if (response.status != 200) throw std::runtime_error{std::string{body.at("error").as_string()}};
        return body;
    }

    Clock clock{Clock::Flow::frozen, start_ms};
    json::object hello;
    asio::io_context loop{1};
    SlackService slack{loop.get_executor(), clock};
    net::HttpServer server{loop.get_executor(),
                           [this](net::HttpRequest request) { return slack.api(std::move(request)); }};
    ServerDialer dialer{loop.get_executor(), server};
};

/// A valid card: a select with two options, two buttons, an overflow menu.
inline json::array sample_card() {
    return json::parse(R"([
        {"type":"section","text":{"type":"plain_text","text":"Elevation request"}},
        {"type":"actions","block_id":"decide","elements":[
            {"type":"static_select","action_id":"duration",
             "options":[{"text":{"type":"plain_text","text":"One Time"},"value":"once"},
                        {"text":{"type":"plain_text","text":"1 hour"},"value":"3600"}],
             "initial_option":{"text":{"type":"plain_text","text":"One Time"},"value":"once"}},
            {"type":"button","action_id":"approve","style":"primary","value":"request-1",
             "text":{"type":"plain_text","text":"Approve"}},
            {"type":"overflow","action_id":"more",
             "options":[{"text":{"type":"plain_text","text":"Deny with a reason"},"value":"deny"}]}]}])")
        .as_array();
}

/// A valid modal with one text input.
inline json::object sample_modal() {
    return json::parse(R"({"type":"modal","callback_id":"deny","private_metadata":"request-1",
        "title":{"type":"plain_text","text":"Deny"},"submit":{"type":"plain_text","text":"Deny"},
        "blocks":[{"type":"input","block_id":"reason","label":{"type":"plain_text","text":"Reason"},
                   "element":{"type":"plain_text_input","action_id":"text","min_length":3}}]})")
        .as_object();
}

}  // namespace privman::sandbox
