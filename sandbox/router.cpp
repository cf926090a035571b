#include "sandbox/router.hpp"

#include "net/http_date.hpp"
#include "sandbox/aws/service.hpp"
#include "sandbox/page/page.hpp"
#include "sandbox/privilege_manager/service.hpp"
#include "sandbox/slack/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <utility>

namespace privman::sandbox {

namespace {

bool below(std::string_view path, std::string_view root) {
    return path == root || (path.starts_with(root) && path[root.size()] == '/');
}

/// The product's own paths are not case-sensitive.
bool below_ignoring_case(std::string_view path, std::string_view root) {
    if (path.size() < root.size() || !net::equal_ignoring_case(path.substr(0, root.size()), root)) return false;
    return path.size() == root.size() || path[root.size()] == '/';
}

std::string_view host_of(std::string_view authority) {
    if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
    return authority.substr(0, authority.find(':'));
}

/// The sandbox obeys whoever can reach it, and a web page in a browser on this machine can: only our own page may.
std::optional<net::HttpResponse> refuse_foreign(const net::HttpRequest& request) {
    const auto host = request.headers.find("Host");
    if (host && !net::is_loopback(host_of(*host)))
        return error_answer(403, "the sandbox answers on loopback names only");
    const auto origin = request.headers.find("Origin");
    if (origin && (!host || *origin != fmt::format("http://{}", *host))) {
        return error_answer(403, "the sandbox does not serve pages of other origins");
    }
    return std::nullopt;
}

std::optional<net::HttpResponse> page_file(std::string_view path) {
    const auto files = page_files();
    const auto it = std::ranges::find(files, path, &PageFile::path);
    if (it == files.end()) return std::nullopt;
    net::HttpResponse response{.body = std::string{it->body}};
    response.headers.set("Content-Type", std::string{it->content_type});
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'");
    response.headers.set("X-Content-Type-Options", "nosniff");
    return response;
}

}  // namespace

asio::awaitable<net::HttpResponse> Router::answer(net::HttpRequest request) {
    auto response = co_await undated(std::move(request));
    // AWS's clock may be set apart from everybody else's.
    if (response.headers.contains("Date")) co_return response;
    // Whoever compares clocks with a server compares with ours.
    const std::chrono::sys_time<std::chrono::milliseconds> now{std::chrono::milliseconds{clock_.wall_ms()}};
    response.headers.set("Date", net::http_date(std::chrono::floor<std::chrono::seconds>(now)));
    co_return response;
}

asio::awaitable<net::HttpResponse> Router::undated(net::HttpRequest request) {
    if (auto refusal = refuse_foreign(request)) co_return std::move(*refusal);
    auto target = parse_target(request.target);
    std::optional<net::HttpResponse> mistake;
    try {
        co_return co_await route(std::move(request), std::move(target));
    } catch (const BadCall& bad) {
        mistake = error_answer(bad.status(), bad.what());
    }
    co_return std::move(*mistake);
}

asio::awaitable<net::HttpResponse> Router::route(net::HttpRequest request, Target target) {
    const auto& path = target.path;
    if (below(path, "/_sandbox/slack")) co_return co_await slack_.control(std::move(request));
    if (below(path, "/_sandbox/privilege-manager")) co_return co_await privilege_manager_.control(std::move(request));
    if (below(path, "/_sandbox/aws")) co_return aws_.control(request);
    if (path == "/_sandbox/clock") co_return co_await clock(std::move(request), std::move(target));
    if (path == "/_sandbox/health") co_return json_answer(json::object{{"ok", true}});
    if (below(path, "/api") || below(path, "/response")) co_return co_await slack_.api(std::move(request));
    if (below_ignoring_case(path, "/Tms")) co_return co_await privilege_manager_.api(std::move(request));
    if (below(path, "/aws") || below(path, "/latest")) co_return co_await aws_.api(std::move(request));
    if (auto file = page_file(path)) {
        if (request.method == "GET" || request.method == "HEAD") co_return std::move(*file);
        co_return error_answer(405, "pages are read with GET");
    }
    co_return error_answer(404, fmt::format("nothing is served at {}", path));
}

asio::awaitable<net::HttpResponse> Router::clock(net::HttpRequest request, Target target) {
    if (request.method == "GET") {
        const auto wait_ms = target.find_number("wait_ms").value_or(0);
        if (const auto after = target.find_number("after"); after && wait_ms > 0) {
            co_await clock_.changed_after(static_cast<std::uint64_t>(std::max<std::int64_t>(*after, 0)),
                                          std::chrono::milliseconds{std::min<std::int64_t>(wait_ms, 60'000)});
        }
    } else if (request.method == "POST") {
        Arguments arguments{request};
        const auto advance_ms = arguments.number("advance_ms");
        auto wall_ms = arguments.number("wall_ms");
        const auto wall = arguments.text("wall");
        arguments.nothing_else();
        if (int{advance_ms.has_value()} + int{wall_ms.has_value()} + int{wall.has_value()} != 1) {
            throw BadCall{"give exactly one of advance_ms, wall_ms, wall"};
        }
        constexpr std::int64_t a_century_ms = 100LL * 366 * 86'400'000;
        if (advance_ms && (*advance_ms < 0 || *advance_ms > a_century_ms)) {
            throw BadCall{"advance_ms must lie between 0 and a hundred years"};
        }
        if (wall) {
            wall_ms = parse_moment(*wall);
            if (!wall_ms)
                throw BadCall{fmt::format("wall is no moment with a zone, like 2026-03-08T02:30:00-05:00: {}", *wall)};
        }
        if (wall_ms && (*wall_ms < 0 || *wall_ms > 2 * a_century_ms)) throw BadCall{"wall_ms lies too far away"};
        if (advance_ms)
            clock_.advance(*advance_ms);
        else
            clock_.set_wall(*wall_ms);
    } else {
        co_return error_answer(405, "the clock knows GET and POST");
    }
    co_return json_answer(json::object{{"version", clock_.version()},
                                       {"wall_ms", clock_.wall_ms()},
                                       {"boot_ms", clock_.boot_ms()},
                                       {"wall", moment_text(clock_.wall_ms())}});
}

std::optional<net::HttpResponse> Router::refuse_upgrade(const net::HttpRequest& request) {
    if (auto refusal = refuse_foreign(request)) return refusal;
    if (!below(parse_target(request.target).path, "/socket")) return error_answer(404, "no WebSocket is served here");
    return slack_.refuse_upgrade(request);
}

asio::awaitable<void> Router::socket(net::HttpRequest request, net::WebSocket socket) {
    return slack_.socket(std::move(request), std::move(socket));
}

}  // namespace privman::sandbox
