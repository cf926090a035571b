#include "sandbox/slack/service.hpp"

#include "sandbox/control.hpp"
#include "sandbox/slack/call_log.hpp"
#include "sandbox/slack/chat_methods.hpp"
#include "sandbox/slack/directory_methods.hpp"
#include "sandbox/slack/events.hpp"
#include "sandbox/slack/faults.hpp"
#include "sandbox/slack/messages.hpp"
#include "sandbox/slack/people_acting.hpp"
#include "sandbox/slack/rate_limits.hpp"
#include "sandbox/slack/response_urls.hpp"
#include "sandbox/slack/slack_control.hpp"
#include "sandbox/slack/socket_hub.hpp"
#include "sandbox/slack/tokens.hpp"
#include "sandbox/slack/view_methods.hpp"
#include "sandbox/slack/views.hpp"
#include "sandbox/slack/web_api.hpp"
#include "sandbox/slack/workspace.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <chrono>
#include <utility>

namespace privman::sandbox {

namespace {

constexpr std::string_view api_root = "/api/";
constexpr std::string_view response_root = "/response/";
constexpr std::string_view socket_root = "/socket/";

std::string rest_after(std::string_view root, const std::string& path) {
    return path.starts_with(root) ? path.substr(root.size()) : std::string{};
}

}  // namespace

/// The workspace, the app in it, and everything that speaks for either; in the order in which one needs the other.
struct SlackService::Parts {
    Parts(asio::any_io_executor loop, Clock& time, SlackOptions options)
        : clock{time},
          workspace{slack::starting_workspace(options.app_id)},
          app{.bot_token = std::move(options.bot_token), .app_token = std::move(options.app_token)},
          messages{time},
          views{time},
          limits{time},
          hub{std::move(loop), time, options.app_id},
          events{time, workspace, app, hub},
          response_urls{time, workspace, messages, events},
          chat{workspace, app, messages, events},
          directory{workspace, app},
          view_methods{workspace, app, views},
          acting{time, workspace, messages, views, response_urls, events, hub},
          api{time, app, limits, faults, log},
          control{{workspace, app, messages, views, hub, limits, faults, log, events, acting}} {
        add_methods();
    }

    void add_methods();
    asio::awaitable<net::HttpResponse> respond(std::string token, net::HttpRequest request);

    Clock& clock;
    std::string base_url = "http://127.0.0.1";
    slack::Workspace workspace;
    slack::Installation app;
    slack::Messages messages;
    slack::Views views;
    slack::RateLimits limits;
    slack::Faults faults;
    slack::CallLog log;
    slack::SocketHub hub;
    slack::Events events;
    slack::ResponseUrls response_urls;
    slack::ChatMethods chat;
    slack::DirectoryMethods directory;
    slack::ViewMethods view_methods;
    slack::PeopleActing acting;
    slack::WebApi api;
    slack::SlackControl control;
};

void SlackService::Parts::add_methods() {
    using slack::ApiCall;
    using slack::hundreds_a_minute;
    using slack::tier_2;
    using slack::tier_3;
    using slack::tier_4;

    api.add("apps.connections.open",
            {.token = slack::TokenKind::app, .pace = tier_3, .run = [this](const ApiCall&) -> slack::Answer {
                 // http becomes ws, https would become wss.
                 return boost::json::object{{"url", "ws" + base_url.substr(4) + hub.issue_ticket()}};
             }});

    api.add("auth.test",
            {.pace = hundreds_a_minute, .run = [this](const ApiCall& c) { return directory.auth_test(c); }});
    api.add("users.info", {.scope = "users:read", .pace = tier_4, .form_only = true, .run = [this](const ApiCall& c) {
                               return directory.user_info(c);
                           }});
    api.add("users.lookupByEmail",
            {.scope = "users:read.email", .pace = tier_3, .form_only = true, .run = [this](const ApiCall& c) {
                 return directory.user_by_email(c);
             }});
    api.add("users.conversations", {.pace = tier_3, .form_only = true, .run = [this](const ApiCall& c) {
                                        return directory.own_conversations(c);
                                    }});
    api.add("usergroups.users.list",
            {.scope = "usergroups:read", .pace = tier_2, .form_only = true, .run = [this](const ApiCall& c) {
                 return directory.group_users(c);
             }});
    api.add("conversations.info",
            {.pace = tier_3, .form_only = true, .run = [this](const ApiCall& c) { return directory.channel_info(c); }});
    api.add("conversations.members", {.pace = tier_4, .form_only = true, .run = [this](const ApiCall& c) {
                                          return directory.channel_members(c);
                                      }});
    api.add("conversations.open", {.scope = "im:write", .pace = tier_3, .run = [this](const ApiCall& c) {
                                       return directory.open_direct_message(c);
                                   }});

    api.add("chat.postMessage", {.scope = "chat:write",
                                 .pace = slack::posts_altogether,
                                 .run = [this](const ApiCall& c) { return chat.post(c); }});
    api.add("chat.postEphemeral", {.scope = "chat:write", .pace = tier_4, .run = [this](const ApiCall& c) {
                                       return chat.post_ephemeral(c);
                                   }});
    api.add("chat.update",
            {.scope = "chat:write", .pace = tier_3, .run = [this](const ApiCall& c) { return chat.update(c); }});
    api.add("chat.delete",
            {.scope = "chat:write", .pace = tier_3, .run = [this](const ApiCall& c) { return chat.remove(c); }});
    api.add("chat.getPermalink", {.pace = hundreds_a_minute, .form_only = true, .run = [this](const ApiCall& c) {
                                      return chat.permalink(c);
                                  }});

    api.add("views.open", {.pace = tier_4, .run = [this](const ApiCall& c) { return view_methods.open(c); }});
    api.add("views.push", {.pace = tier_4, .run = [this](const ApiCall& c) { return view_methods.push(c); }});
    api.add("views.update", {.pace = tier_4, .run = [this](const ApiCall& c) { return view_methods.update(c); }});
    api.add("views.publish", {.pace = tier_4, .run = [this](const ApiCall& c) { return view_methods.publish(c); }});
}

asio::awaitable<net::HttpResponse> SlackService::Parts::respond(std::string token, net::HttpRequest request) {
    const auto fault = faults.take("response");
    if (fault && fault->kind == slack::FaultKind::drop_before)
        co_return net::HttpResponse{.delivery = net::Delivery::drop};
    if (fault && fault->kind == slack::FaultKind::hang) co_return net::HttpResponse{.delivery = net::Delivery::hang};
    if (fault && fault->kind == slack::FaultKind::ratelimited) co_return slack::too_many_requests(fault->retry_after);
    if (fault && fault->kind == slack::FaultKind::http) co_return error_answer(fault->status, "trouble");

    boost::system::error_code ec;
    const auto body = boost::json::parse(request.body, ec);
    slack::Answer answer = slack::refuse("invalid_payload");
    if (fault && fault->kind == slack::FaultKind::error) {
        answer = slack::refuse(fault->error);
    } else if (!ec && body.is_object() && request.method == "POST") {
        answer = response_urls.respond(token, body.get_object());
    }
    log.add({.at_ms = clock.wall_ms(),
             .method = "response",
             .ok = answer.has_value(),
             .error = answer ? "" : answer.error().error,
             .arguments = body.is_object() ? body.get_object() : boost::json::object{}});
    if (fault && fault->kind == slack::FaultKind::late) co_await clock.sleep_for(fault->late_ms);
    if (!answer) {
        boost::json::object refusal{{"ok", false}, {"error", answer.error().error}};
        for (const auto& [name, value] : answer.error().more) refusal[name] = value;
        co_return json_answer(refusal, 404);
    }
    net::HttpResponse ok;
    ok.headers.set("Content-Type", "text/html");
    ok.body = "ok";
    if (fault && fault->kind == slack::FaultKind::drop_after) ok.delivery = net::Delivery::drop;
    co_return ok;
}

SlackService::SlackService(asio::any_io_executor loop, Clock& clock, SlackOptions options)
    : parts_{std::make_unique<Parts>(std::move(loop), clock, std::move(options))} {}

SlackService::~SlackService() = default;

net::WebSocketLimits SlackService::socket_limits() {
    return {.idle = std::chrono::seconds{10}};  // pings go out at half of it
}

void SlackService::set_base_url(std::string_view base_url) {
    parts_->base_url = base_url;
    parts_->acting.set_base_url(std::string{base_url});
}

asio::awaitable<net::HttpResponse> SlackService::api(net::HttpRequest request) {
    const auto path = parse_target(request.target).path;
    if (auto method = rest_after(api_root, path); !method.empty()) {
        co_return co_await parts_->api.answer(std::move(method), std::move(request));
    }
    if (auto token = rest_after(response_root, path); !token.empty()) {
        co_return co_await parts_->respond(std::move(token), std::move(request));
    }
    co_return error_answer(404, "not a path of Slack's");
}

std::optional<net::HttpResponse> SlackService::refuse_upgrade(const net::HttpRequest& request) {
    const auto ticket = rest_after(socket_root, parse_target(request.target).path);
    if (parts_->hub.redeem_ticket(ticket)) return std::nullopt;
    return error_answer(409, "this URL was used already, is too old, or never was one");
}

asio::awaitable<void> SlackService::socket(net::HttpRequest, net::WebSocket socket) {
    co_await parts_->hub.serve(std::move(socket));
}

asio::awaitable<net::HttpResponse> SlackService::control(net::HttpRequest request) {
    try {
        co_return json_answer(co_await parts_->control.answer(std::move(request)));
    } catch (const BadCall& bad) {
        co_return error_answer(bad.status(), bad.what());
    }
}

void SlackService::stop() { parts_->hub.stop(); }

}  // namespace privman::sandbox
