// The one thing this folder needs of HTTP, narrow enough to be scripted by a test.
#pragma once

#include "net/error.hpp"
#include "net/http_client.hpp"
#include "net/http_message.hpp"
#include "ports/outcome.hpp"

#include <string>
#include <utility>

namespace privman::pm {

class Http {
public:
    virtual ~Http() = default;

    /// One request, one answer; never follows a redirect. Any status is a success.
    virtual Async<net::NetResult<net::HttpResponse>> send(std::string url, net::HttpRequest request,
                                                          net::HttpLimits limits) = 0;
};

/// The real one. The client must outlive it.
class HttpOverNet final : public Http {
public:
    explicit HttpOverNet(net::HttpClient& client) : client_{client} {}

    Async<net::NetResult<net::HttpResponse>> send(std::string url, net::HttpRequest request,
                                                  net::HttpLimits limits) override {
        // The client sends PUT and DELETE again when a kept connection turns out dead. A decision is said once: on a
        // connection of its own nothing is repeated.
        if (!limits.idempotent && (request.method == "PUT" || request.method == "DELETE")) client_.close_idle();
        return client_.send(std::move(url), std::move(request), limits);
    }

private:
    net::HttpClient& client_;
};

}  // namespace privman::pm
