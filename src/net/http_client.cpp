#include "net/http_client.hpp"

#include "net/coroutine.hpp"
#include "net/http_wire.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace privman::net {

namespace {

namespace http = boost::beast::http;
using std::chrono::steady_clock;

constexpr std::uint32_t max_head = 64u << 10;
constexpr std::size_t read_buffer = 128u << 10;
constexpr std::uint64_t long_body = 4096;
constexpr int max_interim_answers = 8;
/// After a reset on reuse. What is in the way stays there for longer than that; a connection more per decision is
/// cheap.
constexpr std::chrono::minutes distrust_for{10};

struct Connection {
    explicit Connection(AnyStream connected) : stream{std::move(connected)} {}

    AnyStream stream;
    boost::beast::flat_buffer buffer{read_buffer};
    bool reusable = false;
};

/// How far an exchange has come, kept by whoever set the limit: a cancelled coroutine cannot tell any more.
struct Progress {
    bool sent = false;
    bool answering = false;
};

/// What to send and how; the same for every attempt.
struct Errand {
    Url url;
    std::string head_and_body;
    bool head_only = false;
    bool repeatable = false;
    std::chrono::milliseconds connect{};
    std::size_t max_body = 0;
    steady_clock::time_point end;
};

bool may_be_sent_twice(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
}

NetResult<std::string> spell(const HttpRequest& request, const Url& url, const std::string& user_agent) {
    const auto refuse = [&](std::string_view why) {
        return std::unexpected{
            NetError{NetTrouble::protocol, false, authority_of(url.origin) + ": " + std::string{why}}};
    };
    if (!is_token(request.method)) return refuse("not an HTTP method");
    std::string out = request.method + " " + url.target + " HTTP/1.1\r\nHost: " + host_header_of(url.origin) +
                      "\r\nUser-Agent: " + user_agent + "\r\n";
    if (!append_headers(
            out, request.headers,
            {"Host", "User-Agent", "Content-Length", "Transfer-Encoding", "Accept-Encoding", "Connection"})) {
        return refuse("a request header cannot be sent as it is");
    }
    const bool has_body =
        !request.body.empty() || (request.method != "GET" && request.method != "HEAD" && request.method != "DELETE");
    if (has_body) out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    // One buffer: TLS would make a record of each.
    return out.append("\r\n").append(request.body);
}

NetTrouble trouble_of(error_code ec) {
    if (ec == http::error::body_limit || ec == http::error::header_limit || ec == http::error::buffer_overflow) {
        return NetTrouble::too_large;
    }
    const bool ended = ec == http::error::end_of_stream || ec == http::error::partial_message;
    const bool misspelled = ec.category() == make_error_code(http::error::bad_version).category() && !ended;
    return misspelled ? NetTrouble::protocol : NetTrouble::closed;
}

HttpResponse as_response(http::response<http::string_body> message) {
    HttpResponse response{.status = message.result_int(), .headers = {}, .body = std::move(message.body())};
    for (const auto& field : message) {
        response.headers.add(std::string{field.name_string()}, std::string{field.value()});
    }
    return response;
}

error_code too_long() { return http::make_error_code(http::error::body_limit); }

/// A page that says what is wrong says it soon. Where it is cut it may be in the middle of a secret, half of which
/// nobody would know for one: the last word goes too, however long it is.
void cut_page(std::string& body) {
    constexpr std::size_t longest_word = 4096;
    if (body.size() <= HttpClient::longest_page) return;
    body.resize(HttpClient::longest_page);
    const auto blank = body.find_last_of(" \t\r\n");
    const bool near = blank != std::string::npos && body.size() - blank <= longest_word;
    body.resize(near ? blank : body.size() - longest_word);
}

/// One request and its answer on one connection.
asio::awaitable<NetResult<HttpResponse>> exchange(Connection& connection, const Errand& errand, Progress& progress) {
    const auto fail = [&](NetTrouble kind, std::string_view why) {
        return std::unexpected{
            NetError{kind, progress.sent, authority_of(errand.url.origin) + ": " + std::string{why}}};
    };
    connection.reusable = false;

    for (auto rest = asio::buffer(errand.head_and_body); rest.size() > 0;) {
        const auto [ec, count] = co_await connection.stream.async_write_some(rest, quiet);
        if (count > 0) progress.sent = true;
        if (ec) co_return fail(NetTrouble::closed, "the request could not be sent: " + ec.message());
        rest += count;
    }

    for (int interim = 0; interim <= max_interim_answers; ++interim) {
        http::response_parser<http::string_body> parser;
        parser.header_limit(max_head);
        parser.body_limit(boost::none);  // what is too long hangs on the status
        parser.skip(errand.head_only);
        auto [ec, count] = co_await http::async_read_header(connection.stream, connection.buffer, parser, quiet);
        progress.answering = progress.answering || parser.got_some();
        if (ec) co_return fail(trouble_of(ec), "no proper answer: " + ec.message());
        const auto status = parser.get().result_int();
        if (status == 101) co_return fail(NetTrouble::protocol, "switched protocols without being asked");
        if (status / 100 == 1) continue;

        // Beast never makes the buffer larger than a head needs, and would read a long list in pieces of 512 bytes.
        // Kept connections hold no more than a head's.
        const bool page = status / 100 != 2;
        const auto follows = parser.content_length().value_or(long_body);
        if (!page && parser.content_length() && follows > errand.max_body && !errand.head_only)
            co_return fail(NetTrouble::too_large, "no proper answer: " + too_long().message());
        if (!page) parser.body_limit(errand.max_body);
        if (follows >= long_body) connection.buffer.reserve(read_buffer);
        while (!ec && !parser.is_done() && !(page && parser.get().body().size() > HttpClient::longest_page))
            std::tie(ec, count) = co_await http::async_read_some(connection.stream, connection.buffer, parser, quiet);
        if (ec) co_return fail(trouble_of(ec), "the answer ended early: " + ec.message());
        if (follows >= long_body) connection.buffer.shrink_to_fit();
        connection.reusable = parser.is_done() && parser.keep_alive() && connection.buffer.size() == 0;
        auto message = parser.release();
        if (page) cut_page(message.body());
        co_return as_response(std::move(message));
    }
    co_return fail(NetTrouble::protocol, "only interim answers");
}

}  // namespace

struct HttpClient::State {
    struct Idle {
        std::unique_ptr<Connection> connection;
        steady_clock::time_point since;
    };

    State(Dialer& by, HttpClientOptions given) : dialer{by}, options{std::move(given)} {}

    Dialer& dialer;
    HttpClientOptions options;
    std::map<Origin, std::deque<Idle>> idle;
    /// Until when nothing that may be said only once is said over a kept connection, by origin.
    std::map<Origin, steady_clock::time_point> distrusted;
    std::unique_ptr<asio::steady_timer> sweep;  ///< set while anything is idle
    bool open = true;

    void drop_expired() {
        const auto oldest = steady_clock::now() - options.idle;
        for (auto& [origin, kept] : idle) {
            std::erase_if(kept, [&](const Idle& one) { return one.since <= oldest; });
        }
        std::erase_if(idle, [](const auto& entry) { return entry.second.empty(); });
    }

    void drop_all() {
        idle.clear();
        sweep.reset();
    }

    /// Boxes in the middle forget a connection without a word, and the other end gives up on it: it is closed on time,
    /// not when somebody asks again.
    static void sweep_when_due(const std::shared_ptr<State>& state, const asio::any_io_executor& loop) {
        auto first = steady_clock::time_point::max();
        for (const auto& [origin, kept] : state->idle)
            if (!kept.empty()) first = std::min(first, kept.front().since);
        if (first == steady_clock::time_point::max()) return state->sweep.reset();
        state->sweep = std::make_unique<asio::steady_timer>(loop, first + state->options.idle);
        state->sweep->async_wait([weak = std::weak_ptr{state}, loop](const error_code& ec) {
            const auto still = weak.lock();
            if (ec || !still) return;
            still->drop_expired();
            sweep_when_due(still, loop);
        });
    }

    bool trusts_kept_ones(const Origin& origin) {
        std::erase_if(distrusted, [now = steady_clock::now()](const auto& entry) { return entry.second <= now; });
        return !distrusted.contains(origin);
    }

    /// One kept connection was dead, so the others are suspect, and so is what will be kept after them: a box that
    /// forgets connections forgets the next one too.
    void distrust(const Origin& origin) {
        idle.erase(origin);
        distrusted[origin] = steady_clock::now() + distrust_for;
    }

    /// The connection used last, since it is the least likely to have been closed at the other end.
    std::unique_ptr<Connection> take(const Origin& origin) {
        drop_expired();
        const auto found = idle.find(origin);
        while (found != idle.end() && !found->second.empty()) {
            auto connection = std::move(found->second.back().connection);
            found->second.pop_back();
            if (connection->stream.quiet()) return connection;
        }
        return nullptr;
    }

    static void keep(const std::shared_ptr<State>& state, const asio::any_io_executor& loop, const Origin& origin,
                     std::unique_ptr<Connection> connection) {
        if (!state->open || !connection->reusable || state->options.max_idle_per_origin == 0) return;
        auto& kept = state->idle[origin];
        if (kept.size() >= state->options.max_idle_per_origin) kept.pop_front();
        kept.push_back({std::move(connection), steady_clock::now()});
        if (!state->sweep) sweep_when_due(state, loop);
    }

    static asio::awaitable<NetResult<HttpResponse>> run(std::shared_ptr<State> state, const Errand& errand,
                                                        Progress& progress) {
        const auto& origin = errand.url.origin;
        const auto loop = co_await asio::this_coro::executor;
        auto kept = errand.repeatable || state->trusts_kept_ones(origin) ? state->take(origin) : nullptr;
        if (kept) {
            auto response = co_await exchange(*kept, errand, progress);
            if (response) keep(state, loop, origin, std::move(kept));
            const bool was_dead = !response && response.error().kind == NetTrouble::closed && !progress.answering;
            if (was_dead) state->distrust(origin);
            if (!was_dead || (progress.sent && !errand.repeatable)) co_return response;
        }
        auto stream = co_await state->dialer.dial(origin, std::min(errand.connect, time_left(errand.end)));
        if (!stream) co_return std::unexpected{std::move(stream.error())};
        auto fresh = std::make_unique<Connection>(std::move(*stream));
        auto response = co_await exchange(*fresh, errand, progress);
        if (response) keep(state, loop, origin, std::move(fresh));
        co_return response;
    }

    static asio::awaitable<NetResult<HttpResponse>> send(std::shared_ptr<State> state, std::string text,
                                                         HttpRequest request, HttpLimits limits) {
        auto url = parse_url(text);
        if (!url) co_return std::unexpected{std::move(url.error())};
        auto spelled = spell(request, *url, state->options.user_agent);
        if (!spelled) co_return std::unexpected{std::move(spelled.error())};
        const Errand errand{.url = std::move(*url),
                            .head_and_body = std::move(*spelled),
                            .head_only = request.method == "HEAD",
                            .repeatable = limits.repeat == Repeat::always ||
                                          (limits.repeat == Repeat::by_method && may_be_sent_twice(request.method)),
                            .connect = limits.connect,
                            .max_body = limits.max_body,
                            .end = steady_clock::now() + limits.total};
        Progress progress;
        auto response = co_await limited(limits.total, run(std::move(state), errand, progress));
        if (response && *response) co_return std::move(*response);
        co_await throw_if_cancelled();
        auto error = response ? std::move(response->error())
                              : NetError{NetTrouble::timeout, false,
                                         authority_of(errand.url.origin) +
                                             (progress.sent ? ": no whole answer in time" : ": not connected in time")};
        error.sent = progress.sent;  // over all attempts
        co_return std::unexpected{std::move(error)};
    }
};

HttpClient::HttpClient(Dialer& dialer, HttpClientOptions options)
    : state_{std::make_shared<State>(dialer, std::move(options))} {}

HttpClient::~HttpClient() {
    state_->open = false;
    state_->drop_all();
}

asio::awaitable<NetResult<HttpResponse>> HttpClient::send(std::string url, HttpRequest request, HttpLimits limits) {
    return State::send(state_, std::move(url), std::move(request), limits);
}

void HttpClient::close_idle() { state_->drop_all(); }

std::size_t HttpClient::idle_connections() const {
    std::size_t count = 0;
    for (const auto& [origin, kept] : state_->idle) count += kept.size();
    return count;
}

}  // namespace privman::net
