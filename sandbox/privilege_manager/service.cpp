#include "sandbox/privilege_manager/service.hpp"

#include "net/url.hpp"
#include "sandbox/control.hpp"
#include "sandbox/privilege_manager/console.hpp"
#include "sandbox/privilege_manager/document.hpp"
#include "sandbox/privilege_manager/instance.hpp"
#include "sandbox/privilege_manager/read_decision.hpp"
#include "sandbox/privilege_manager/rows.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace privman::sandbox {

namespace {

using namespace pm;

/// A call as far as its address says: which one it is, and what the address itself carries.
struct Addressed {
    std::string_view call = "unknown";
    std::string path;  ///< after the base URL, still percent-encoded
    bool wrong_method = false;
};

Addressed addressed(const contract::Profile& profile, const net::HttpRequest& request) {
    constexpr std::string_view base = "/Tms";
    Addressed found;
    found.path = request.target.substr(0, request.target.find('?')).substr(base.size());

    const contract::Call report{.method = "POST", .path = profile.list.report_path};
    const std::pair<std::string_view, contract::Call> calls[] = {
        {"token", {.method = "POST", .path = profile.token.path}},
        {"logout", {.method = "DELETE", .path = profile.token.path}},
        {"version", {.method = "GET", .path = profile.version_path}},
        {"document", {.method = "GET", .path = profile.swagger_path}},
        {"list", profile.list.source == contract::ListSource::report ? report : profile.list.call},
        {"decide", profile.approve},
        {"decide", profile.deny},
    };
    for (const auto& [name, call] : calls) {
        Captures ignored;
        if (!addresses(call, call.method, found.path, ignored)) continue;
        found.wrong_method = found.call == "unknown" && !net::equal_ignoring_case(call.method, request.method);
        if (net::equal_ignoring_case(call.method, request.method)) {
            found.call = name;
            found.wrong_method = false;
            break;
        }
    }
    return found;
}

net::HttpResponse failure(unsigned status, std::string_view message) {
    return json_answer(json::object{{"Status", "error"}, {"Messages", json::array{json::string{message}}}}, status);
}

net::HttpResponse login_page() {
    net::HttpResponse response;
    response.headers.set("Content-Type", "text/html; charset=utf-8");
    response.body =
        "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Please sign in.</form></body></html>";
    return response;
}

}  // namespace

struct PrivilegeManagerService::Parts {
    Parts(asio::any_io_executor loop, Clock& clock, PrivilegeManagerOptions options)
        : instance{std::move(loop), clock, std::move(options)}, console{instance} {}

    Instance instance;
    Console console;

    [[nodiscard]] bool signed_in(const net::HttpRequest& request) const {
        const auto& rule = instance.options.profile.token;
        const auto header = request.headers.find(rule.header);
        if (!header) return false;
        std::string_view token = *header;
        if (!rule.scheme.empty()) {
            const auto scheme = token.substr(0, rule.scheme.size());
            if (!net::equal_ignoring_case(scheme, rule.scheme) || token.substr(scheme.size()).substr(0, 1) != " ")
                return false;
            token.remove_prefix(rule.scheme.size() + 1);
        }
        return instance.tokens.good(token, instance.clock.boot_ms());
    }

    net::HttpResponse log_in(const net::HttpRequest& request, JournalEntry& entry) {
        boost::system::error_code ec;
        const auto body = json::parse(request.body, ec);
        if (ec || !body.is_object()) return failure(400, "The body must be a JSON object with UserName and Password.");
        const auto field = [&](std::string_view name) -> std::string_view {
            for (const auto& [key, value] : body.get_object()) {
                if (net::equal_ignoring_case(key, name) && value.is_string()) return value.get_string();
            }
            return {};
        };
        const auto& options = instance.options;
        if (instance.rules.reject_login || field("UserName") != options.client_id ||
            field("Password") != options.client_secret) {
            entry.error = "login refused";
            return failure(401, "The user name or the password is wrong.");
        }
        return json_answer(json::value(instance.tokens.issue(instance.clock.boot_ms())));
    }

    net::HttpResponse log_out(const net::HttpRequest& request) {
        const auto header = request.headers.find(instance.options.profile.token.header).value_or("");
        instance.tokens.revoke(header.substr(std::min(header.size(), header.rfind(' ') + 1)));
        return json_answer(json::object{{"Result", true}});
    }

    net::HttpResponse list(const net::HttpRequest& request, const std::optional<Fault>& fault, JournalEntry& entry) {
        const auto& profile = instance.options.profile;
        auto expected = profile.list.call;
        if (profile.list.source == contract::ListSource::report) {
            expected = {.body = {.kind = contract::BodyKind::json,
                                 .content_type = "application/json",
                                 .document = profile.list.report_parameters}};
        }
        Captures captures;
        if (auto read = read_back(expected, request, captures); !read) {
            entry.error = read.error();
            return failure(400, read.error());
        }
        ListAnswer answer;
        const auto moment = instance.clock.boot_ms() - instance.rules.list_lag_ms;
        const auto word = fault && fault->kind == FaultKind::unknown_status
                              ? "Escalated"
                              : status_word(profile, RequestStatus::pending);
        for (const auto* pending : instance.queue.pending_at(moment))
            answer.rows.push_back(row_of(profile, *pending, word));
        if (instance.rules.list_decided) {
            for (const auto& past : instance.queue.all()) {
                if (past.status != RequestStatus::pending)
                    answer.rows.push_back(row_of(profile, past, status_word(profile, past.status)));
            }
        }
        if (fault && fault->kind == FaultKind::wrong_total) answer.total_off_by = 1;
        entry.rows = answer.rows.size();
        return json_answer(list_body(profile, answer));
    }

    net::HttpResponse decide(const net::HttpRequest& request, std::string_view path, JournalEntry& entry) {
        const auto& profile = instance.options.profile;
        entry.body = request.body;
        const auto decision = read_decision(profile, request, path);
        if (!decision) {
            entry.error = decision.error();
            return failure(400, decision.error());
        }
        entry.id = decision->id;
        entry.decision = *decision;
        auto* queued = instance.queue.find(decision->id);
        if (!queued) return failure(404, "There is no such approval request.");
        ++queued->decide_calls;
        const bool decided = instance.queue.decide(*queued,
                                                   {.approved = decision->approve,
                                                    .time = decision->time,
                                                    .comment = decision->comment,
                                                    .approver = decision->approver,
                                                    .at_ms = instance.clock.wall_ms()},
                                                   instance.clock.boot_ms());
        if (!decided) {
            const auto& known = profile.already_decided.statuses;
            const auto status = known.empty() || std::ranges::find(known, 409u) != known.end() ? 409u : known.front();
            return failure(status, fmt::format("This request has already been decided: {}.", name_of(queued->status)));
        }
        json::value body = json::object{{"Result", true}};
        if (profile.success.test) put_at(body, profile.success.test->pointer, profile.success.test->equals);
        return json_answer(body, profile.success.statuses.empty() ? 200u : profile.success.statuses.front());
    }

    net::HttpResponse describe(const net::HttpRequest& request) {
        const auto& options = instance.options;
        if (options.api_description.empty())
            return json_answer(api_document(options.profile, request.headers.find("Host").value_or("127.0.0.1")));
        net::HttpResponse response;
        response.headers.set("Content-Type", "application/json; charset=utf-8");
        response.body = options.api_description;
        return response;
    }

    net::HttpResponse execute(const Addressed& to, const net::HttpRequest& request, const std::optional<Fault>& fault,
                              JournalEntry& entry) {
        if (to.wrong_method) return failure(405, "The resource does not support that method.");
        if (to.call == "token") return log_in(request, entry);
        if (to.call == "version") return json_answer(json::object{{"Result", "12.0.5"}});
        if (to.call == "document") return describe(request);
        if (to.call == "unknown") return failure(404, "No resource was found.");
        if (!signed_in(request)) return failure(401, "Authorization has been denied for this request.");
        if (to.call == "logout") return log_out(request);
        if (to.call == "list") return list(request, fault, entry);
        return decide(request, to.path, entry);
    }

    asio::awaitable<net::HttpResponse> api(net::HttpRequest request) {
        const auto to = addressed(instance.options.profile, request);
        auto fault = instance.faults.take(to.call);
        const auto number = instance.journal.begin(to.call, request.method, instance.clock.wall_ms());
        if (!fault) co_return run(to, request, fault, number);
        instance.journal.at(number).fault = name_of(fault->kind);
        net::HttpResponse response;
        switch (fault->kind) {
            case FaultKind::http:
                response = failure(fault->status, fault->message);
                if (fault->retry_after_s) response.headers.set("Retry-After", fmt::to_string(*fault->retry_after_s));
                break;
            case FaultKind::error_envelope: response = failure(200, fault->message); break;
            case FaultKind::html: response = login_page(); break;
            case FaultKind::drop_before: response.delivery = net::Delivery::drop; break;
            case FaultKind::hang: response.delivery = net::Delivery::hang; break;
            case FaultKind::truncated:
                response = run(to, request, fault, number);
                response.delivery = net::Delivery::truncate;
                break;
            case FaultKind::drop_after:
                response = run(to, request, fault, number);
                response.delivery = net::Delivery::drop;
                break;
            case FaultKind::huge:
                response = run(to, request, fault, number);
                response.body.append(32u << 20, ' ');
                break;
            case FaultKind::late:
                response = run(to, request, fault, number);
                co_await instance.clock.sleep_for(fault->late_ms);
                break;
            case FaultKind::execute_late:
                instance.tasks.start(
                    [this, to, request, ms = fault->late_ms, number] { return run_late(to, request, ms, number); });
                response.delivery = net::Delivery::hang;
                break;
            case FaultKind::wrong_total:
            case FaultKind::unknown_status: response = run(to, request, fault, number); break;
        }
        const bool answers = response.delivery == net::Delivery::answer || response.delivery == net::Delivery::truncate;
        instance.journal.at(number).status = answers ? response.status : 0;
        co_return response;
    }

    net::HttpResponse run(const Addressed& to, const net::HttpRequest& request, const std::optional<Fault>& fault,
                          std::uint64_t number) {
        auto& entry = instance.journal.at(number);
        auto response = execute(to, request, fault, entry);
        entry.executed = true;
        entry.status = response.status;
        return response;
    }

    asio::awaitable<void> run_late(Addressed to, net::HttpRequest request, std::int64_t ms, std::uint64_t number) {
        co_await instance.clock.sleep_for(ms);
        run(to, request, std::nullopt, number);
        instance.journal.at(number).status = 0;  // nobody was told
    }
};

PrivilegeManagerService::PrivilegeManagerService(asio::any_io_executor loop, Clock& clock,
                                                 PrivilegeManagerOptions options)
    : parts_{std::make_unique<Parts>(std::move(loop), clock, std::move(options))} {}

PrivilegeManagerService::~PrivilegeManagerService() = default;

asio::awaitable<net::HttpResponse> PrivilegeManagerService::api(net::HttpRequest request) {
    return parts_->api(std::move(request));
}

asio::awaitable<net::HttpResponse> PrivilegeManagerService::control(net::HttpRequest request) {
    co_return parts_->console.answer(request);
}

void PrivilegeManagerService::stop() { parts_->instance.tasks.cancel(); }

}  // namespace privman::sandbox
