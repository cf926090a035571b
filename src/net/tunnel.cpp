#include "net/tunnel.hpp"

#include "net/coroutine.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <charconv>
#include <optional>
#include <string_view>

namespace privman::net {

namespace {

constexpr std::size_t max_answer = 16u << 10;

/// The status of "HTTP/1.x NNN reason".
std::optional<unsigned> status_of(std::string_view answer) {
    if (!answer.starts_with("HTTP/1.") || answer.size() < 12 || answer[8] != ' ') return std::nullopt;
    unsigned status = 0;
    const auto* digits = answer.data() + 9;
    if (const auto [stop, ec] = std::from_chars(digits, digits + 3, status); ec != std::errc{} || stop != digits + 3) {
        return std::nullopt;
    }
    return status;
}

}  // namespace

asio::awaitable<NetResult<AnyStream>> open_tunnel(AnyStream stream, const Origin& target, const Proxy& proxy) {
    const auto fail = [&](NetTrouble kind, std::string_view why) {
        return std::unexpected{NetError{kind, false, "proxy " + authority_of(proxy.origin) + ": " + std::string{why}}};
    };
    const auto authority = authority_of(target);
    std::string request = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
    if (!proxy.authorization.empty()) request += "Proxy-Authorization: " + proxy.authorization + "\r\n";
    request += "\r\n";
    if (const auto [ec, sent] = co_await asio::async_write(stream, asio::buffer(request), quiet); ec) {
        co_return fail(NetTrouble::proxy, ec.message());
    }

    std::string answer;
    const auto [ec, head] =
        co_await asio::async_read_until(stream, asio::dynamic_buffer(answer, max_answer), "\r\n\r\n", quiet);
    if (ec) co_return fail(NetTrouble::proxy, "no answer to CONNECT: " + ec.message());
    const auto status = status_of(answer);
    if (!status) co_return fail(NetTrouble::proxy, "what answered CONNECT is not an HTTP proxy");
    if (*status == 407) co_return fail(NetTrouble::proxy_refused, "wants other credentials (407)");
    if (*status / 100 != 2) co_return fail(NetTrouble::proxy, "refused the tunnel with " + std::to_string(*status));
    // We speak first in every protocol used here, so bytes behind the answer come from the proxy, not from the target.
    if (answer.size() != head) co_return fail(NetTrouble::proxy, "sent bytes before the tunnel was used");
    co_return std::move(stream);
}

}  // namespace privman::net
