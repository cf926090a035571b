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
        return client_.send(std::move(url), std::move(request), limits);
    }

private:
    net::HttpClient& client_;
};

}  // namespace privman::pm
