#include "net/http_server.hpp"

#include "async/cancellation.hpp"
#include "async/task_scope.hpp"
#include "net/coroutine.hpp"
#include "net/http_session.hpp"
#include "net/tcp_stream.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <exception>
#include <list>
#include <utility>
#include <vector>

namespace privman::net {

namespace {

using asio::ip::tcp;

/// After an accept that failed, which mostly means: out of descriptors.
constexpr milliseconds accept_pause{100};

}  // namespace

struct HttpServer::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor on, HttpHandler handler, HttpServerOptions given)
        : loop{std::move(on)},
          rules{std::make_shared<SessionRules>()},
          tasks{loop, [this](const std::exception_ptr& error) { report(error); }} {
        rules->handler = std::move(handler);
        rules->options = std::move(given);
    }

    void report(const std::exception_ptr& error) const {
        if (rules->options.on_exception && !async::is_cancellation(error)) {
            rules->options.on_exception(async::what_of(error));
        }
    }

    void serve(AnyStream stream) {
        if (rules->stopping || !has_room()) {
            stream.close();
            return;
        }
        auto session = std::make_shared<Session>(std::move(stream));
        sessions.push_back(session);
        tasks.start([self = shared_from_this(), session] { return serve_one(self, session); });
    }

    /// Makes some, if need be: a crowd that only sits there must not shut out whoever has something to ask.
    bool has_room() {
        if (sessions.size() < rules->options.max_connections) return true;
        const auto oldest = std::ranges::find_if(sessions, [](const auto& session) { return session->waits_for_peer; });
        if (oldest == sessions.end()) return false;
        (*oldest)->stream.close();  // its task notices and ends; the place is free from now on
        sessions.erase(oldest);
        return true;
    }

    static asio::awaitable<void> serve_one(std::shared_ptr<State> state, std::shared_ptr<Session> session) {
        const Removal removal{*state, session};
        try {
            co_await run_session(session, state->rules);
        } catch (...) {  // whatever befell one connection is not the other connections' business
            state->report(std::current_exception());
        }
    }

    static asio::awaitable<void> accept_all(std::shared_ptr<State> state, std::shared_ptr<tcp::acceptor> acceptor) {
        while (acceptor->is_open()) {
            auto [ec, socket] = co_await acceptor->async_accept(quiet);
            if (!ec) state->serve(make_tcp_stream(std::move(socket)));
            if (ec && acceptor->is_open()) co_await sleep_for(accept_pause);
        }
    }

    void close_acceptors() {
        rules->stopping = true;
        for (const auto& acceptor : acceptors) {
            error_code ignored;
            acceptor->close(ignored);
        }
        acceptors.clear();
    }

    /// However a connection ends, also when its frame is destroyed, it stops counting.
    class Removal {
    public:
        Removal(State& state, std::shared_ptr<Session> session) : state_{state}, session_{std::move(session)} {}
        Removal(const Removal&) = delete;
        Removal& operator=(const Removal&) = delete;
        ~Removal() { std::erase(state_.sessions, session_); }

    private:
        State& state_;
        std::shared_ptr<Session> session_;
    };

    asio::any_io_executor loop;
    std::shared_ptr<SessionRules> rules;
    std::vector<std::shared_ptr<tcp::acceptor>> acceptors;
    std::list<std::shared_ptr<Session>> sessions;
    async::TaskScope tasks;
};

HttpServer::HttpServer(asio::any_io_executor loop, HttpHandler handler, HttpServerOptions options)
    : state_{std::make_shared<State>(std::move(loop), std::move(handler), std::move(options))} {}

HttpServer::~HttpServer() {
    state_->close_acceptors();
    state_->tasks.cancel();
}

void HttpServer::on_websocket(WebSocketHandler handler, UpgradeDecision decide) {
    state_->rules->on_websocket = std::move(handler);
    state_->rules->decide = std::move(decide);
}

NetResult<std::uint16_t> HttpServer::listen(const std::string& address, std::uint16_t port) {
    const auto fail = [&](error_code ec) {
        return std::unexpected{
            NetError{NetTrouble::connect, false,
                     "cannot listen on " + address + " port " + std::to_string(port) + ": " + ec.message()}};
    };
    error_code ec;
    const auto literal = asio::ip::make_address(address, ec);
    if (ec) return fail(ec);
    const tcp::endpoint endpoint{literal, port};
    auto acceptor = std::make_shared<tcp::acceptor>(state_->loop);
    acceptor->open(endpoint.protocol(), ec);
    if (!ec) acceptor->set_option(asio::socket_base::reuse_address{true}, ec);
    if (!ec) acceptor->bind(endpoint, ec);
    if (!ec) acceptor->listen(asio::socket_base::max_listen_connections, ec);
    const auto taken = ec ? tcp::endpoint{} : acceptor->local_endpoint(ec);
    if (ec) return fail(ec);
    state_->acceptors.push_back(acceptor);
    state_->tasks.start([state = state_, acceptor] { return State::accept_all(state, acceptor); });
    return taken.port();
}

void HttpServer::serve(AnyStream stream) { state_->serve(std::move(stream)); }

asio::awaitable<void> HttpServer::stop(std::chrono::milliseconds limit) {
    const auto state = state_;
    state->close_acceptors();
    for (const auto& session : state->sessions) {
        if (session->between_requests) session->stream.close();
    }
    bool expired = false;
    const bool calm = co_await async::within(deadline_after(limit, expired), state->tasks.join());
    if (!calm) state->tasks.cancel();
    co_await state->tasks.join();
}

std::size_t HttpServer::connections() const { return state_->sessions.size(); }

}  // namespace privman::net
