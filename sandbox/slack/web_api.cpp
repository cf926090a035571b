#include "sandbox/slack/web_api.hpp"

#include "net/http_date.hpp"
#include "sandbox/control.hpp"
#include "sandbox/slack/ids.hpp"
#include "sandbox/slack/payloads.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace privman::sandbox::slack {

namespace {

net::HttpResponse html_page(unsigned status) {
    net::HttpResponse page{.status = status};
    page.headers.set("Content-Type", "text/html; charset=utf-8");
    page.body =
        fmt::format("<!DOCTYPE html><html><body><h1>{}</h1><p>Slack is having trouble.</p></body></html>", status);
    return page;
}

std::string_view name_of(FaultKind kind) {
    switch (kind) {
        case FaultKind::error: return "error";
        case FaultKind::http: return "http";
        case FaultKind::ratelimited: return "ratelimited";
        case FaultKind::drop_before: return "drop_before";
        case FaultKind::drop_after: return "drop_after";
        case FaultKind::hang: return "hang";
        case FaultKind::late: return "late";
    }
    return "";
}

}  // namespace

net::HttpResponse too_many_requests(int retry_after_s) {
    auto response = json_answer(json::object{{"ok", false}, {"error", "ratelimited"}}, 429);
    response.headers.set("Retry-After", std::to_string(retry_after_s));
    return response;
}

asio::awaitable<net::HttpResponse> WebApi::answer(std::string name, net::HttpRequest request) {
    const auto fault = faults_.take(name);
    if (!fault) co_return execute(name, request);
    switch (fault->kind) {
        case FaultKind::drop_after: {
            auto lost = execute(name, request);
            lost.delivery = net::Delivery::drop;
            co_return lost;
        }
        case FaultKind::late: {
            auto late = execute(name, request);
            co_await clock_.sleep_for(fault->late_ms);
            co_return late;
        }
        default: break;
    }
    log_fault(name, request, fault->kind == FaultKind::error ? fault->error : name_of(fault->kind));
    switch (fault->kind) {
        case FaultKind::error: co_return response(nullptr, refuse(fault->error), {});
        case FaultKind::http: co_return html_page(fault->status);
        case FaultKind::ratelimited: co_return too_many_requests(fault->retry_after);
        case FaultKind::drop_before: co_return net::HttpResponse{.delivery = net::Delivery::drop};
        default: co_return net::HttpResponse{.delivery = net::Delivery::hang};
    }
}

net::HttpResponse WebApi::execute(const std::string& name, const net::HttpRequest& request) {
    const auto found = methods_.find(name);
    if (found == methods_.end()) {
        log_fault(name, request, "unknown_method");
        return response(nullptr, refuse("unknown_method", {{"req_method", name}}), {});
    }
    const Method& method = found->second;
    if (auto refusal = gate(method, request)) {
        log_fault(name, request, refusal->error);
        return response(&method, std::unexpected{std::move(*refusal)}, {});
    }
    const auto call = ApiCall::read(name, request, method.form_only);
    if (!call) {
        log_fault(name, request, call.error().error);
        return response(&method, std::unexpected{call.error()}, {});
    }
    if (const auto wait = seconds_to_wait(name, method, *call)) {
        log(*call, refuse("ratelimited"));
        return too_many_requests(*wait);
    }
    const auto answer = method.run(*call);
    log(*call, answer);
    return response(&method, answer, call->warnings());
}

std::optional<Refusal> WebApi::gate(const Method& method, const net::HttpRequest& request) const {
    if (request.method != "POST" && request.method != "GET") return Refusal{"invalid_post_type", {}};
    if (request.method == "GET" && method.token == TokenKind::app) return Refusal{"insecure_request", {}};
    if (auto error = app_.refusal(request.headers.find("Authorization"), method.token))
        return Refusal{std::move(*error), {}};
    if (!method.scope.empty() && !app_.scopes.contains(method.scope)) {
        return Refusal{"missing_scope", {{"needed", method.scope}, {"provided", app_.scope_list()}}};
    }
    return std::nullopt;
}

std::optional<int> WebApi::seconds_to_wait(const std::string& name, const Method& method, const ApiCall& call) {
    if (name == "chat.postMessage") {
        const auto key = fmt::format("{} {}", name, call.text("channel").value_or(""));
        if (const auto wait = limits_.take(key, posts_into_one_channel)) return wait;
    }
    return limits_.take(name, method.pace);
}

net::HttpResponse WebApi::response(const Method* method, const Answer& answer,
                                   const std::vector<std::string>& warnings) const {
    json::object body{{"ok", answer.has_value()}};
    if (answer) {
        for (const auto& [name, value] : *answer) body[name] = value;
    } else {
        body["error"] = answer.error().error;
        for (const auto& [name, value] : answer.error().more) body[name] = value;
    }
    if (!warnings.empty()) {
        json::array list;
        for (const auto& warning : warnings) list.emplace_back(warning);
        body["warning"] = joined(warnings);
        if (!body.contains("response_metadata")) body["response_metadata"] = json::object{};
        body["response_metadata"].get_object()["warnings"] = std::move(list);
    }
    auto result = json_answer(body);
    result.headers.set("X-Slack-Req-Id", random_word(32));
    // By this workspace's own clock, as every `ts`.
    result.headers.set(
        "Date", net::http_date(std::chrono::floor<std::chrono::seconds>(
                    std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{clock_.wall_ms()}})));
    if (method && method->token == TokenKind::bot) {
        result.headers.set("X-OAuth-Scopes", app_.scope_list());
        if (!method->scope.empty()) result.headers.set("X-Accepted-OAuth-Scopes", std::string{method->scope});
    } else if (method) {
        result.headers.set("X-OAuth-Scopes", "connections:write");
        result.headers.set("X-Accepted-OAuth-Scopes", "connections:write");
    }
    return result;
}

void WebApi::log(const ApiCall& call, const Answer& answer) {
    LoggedCall entry{.at_ms = clock_.wall_ms(), .method = call.method(), .ok = answer.has_value()};
    entry.arguments = call.arguments();
    if (!answer) entry.error = answer.error().error;
    entry.channel = call.text("channel").value_or("");
    entry.ts = call.text("ts").value_or("");
    if (answer) {
        if (const auto channel = word(*answer, "channel"); !channel.empty()) entry.channel = channel;
        if (const auto ts = word(*answer, "ts"); !ts.empty()) entry.ts = ts;
    }
    log_.add(std::move(entry));
}

void WebApi::log_fault(const std::string& name, const net::HttpRequest& request, std::string_view what) {
    LoggedCall entry{.at_ms = clock_.wall_ms(), .method = name, .error = std::string{what}};
    if (const auto call = ApiCall::read(name, request, false)) {
        entry.arguments = call->arguments();
        entry.channel = call->text("channel").value_or("");
        entry.ts = call->text("ts").value_or("");
    }
    log_.add(std::move(entry));
}

}  // namespace privman::sandbox::slack
