// Name lookups that can be abandoned although getaddrinfo cannot.
#include "async/wait_list.hpp"
#include "net/dial.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace privman::net {

namespace {

using asio::ip::tcp;

/// Shared by the waiter and the lookup, since either may be the last to leave.
struct Lookup {
    explicit Lookup(const asio::any_io_executor& loop) : resolver{loop} {}

    tcp::resolver resolver;
    async::WaitList done;
    std::optional<std::pair<error_code, tcp::resolver::results_type>> answer;
};

asio::awaitable<NetResult<std::vector<asio::ip::address>>> look_up(std::string host) {
    const auto lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor);
    lookup->resolver.async_resolve(host, "", [lookup](error_code ec, tcp::resolver::results_type found) {
        lookup->answer.emplace(ec, std::move(found));
        lookup->done.wake_all();
    });
    while (!lookup->answer) co_await lookup->done.wait();

    const auto& [ec, found] = *lookup->answer;
    std::vector<asio::ip::address> addresses;
    for (const auto& entry : found) addresses.push_back(entry.endpoint().address());
    if (ec || addresses.empty()) {
        co_return std::unexpected{
            NetError{NetTrouble::dns, false, host + ": no address: " + (ec ? ec.message() : "empty answer")}};
    }
    co_return addresses;
}

}  // namespace

Resolve system_resolver() { return look_up; }

}  // namespace privman::net
