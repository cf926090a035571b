// HTTP/1.1 requests with deadlines, size caps and connections that are kept for the next one.
#pragma once

#include "net/dial.hpp"
#include "net/error.hpp"
#include "net/http_message.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace privman::net {

/// May a request be sent again when a kept connection turns out dead before a byte of answer?
enum class Repeat {
    by_method,  ///< GET, HEAD, PUT and DELETE only
    always,     ///< sending twice does no harm although the method alone does not say so
    never,      ///< it is said once, whatever the method
};

struct HttpLimits {
    std::chrono::milliseconds total{30'000};    ///< from the call to the last byte, name lookup included
    std::chrono::milliseconds connect{30'000};  ///< of these, for a new connection: lookup, proxy and TLS included
    std::size_t max_body = 8u << 20;
    Repeat repeat = Repeat::by_method;
};

struct HttpClientOptions {
    std::string user_agent = "privman";
    std::chrono::milliseconds idle{30'000};  ///< after that, an unused connection is closed
    std::size_t max_idle_per_origin = 4;
};

/// One HTTP exchange: what everybody needs who speaks HTTP, and all that a test has to stand in for.
class Http {
public:
    virtual ~Http() = default;

    /// Sends `request` to `url`, whose path and query replace `request.target`. Any status is a success; redirects are
    /// never followed.
    virtual asio::awaitable<NetResult<HttpResponse>> send(std::string url, HttpRequest request, HttpLimits limits) = 0;
};

/// Never follows redirects, never asks for compressed bodies. Lives on one loop; the dialer must outlive it. Calls in
/// flight may outlive the client.
class HttpClient final : public Http {
public:
    /// An answer that is no success is a page about what is wrong: no more of it is kept, and the rest is not read.
    static constexpr std::size_t longest_page = 64u << 10;

    explicit HttpClient(Dialer& dialer, HttpClientOptions options = {});
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient() override;

    /// Sends `request` to `url`, whose path and query replace `request.target`; Host, Content-Length and User-Agent are
    /// set here. Any status is a success; of
    /// what is not 2xx at most `longest_page` bytes are kept, whatever the limits say. A kept connection that turns out
    /// dead before a byte of response is replaced once, when the method (GET, HEAD, PUT, DELETE) or the limits allow
    /// sending twice. After such a death, whoever may not send twice gets a new connection each time, for some minutes.
    /// Cancelling drops the connection.
    asio::awaitable<NetResult<HttpResponse>> send(std::string url, HttpRequest request,
                                                  HttpLimits limits = {}) override;

    /// Closes the connections nobody uses at the moment.
    void close_idle();

    [[nodiscard]] std::size_t idle_connections() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace privman::net
