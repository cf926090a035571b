// Stands before an HTTP client and counts how its calls end.
#pragma once

#include "net/http_client.hpp"
#include "workflows/tally.hpp"

#include <utility>

namespace privman::app {

/// `http` and `tally` must outlive it and every call in flight.
class CountingHttp final : public net::Http {
public:
    CountingHttp(net::Http& http, Tally& tally, Peer peer) : http_{http}, tally_{tally}, peer_{peer} {}

    boost::asio::awaitable<net::NetResult<net::HttpResponse>> send(std::string url, net::HttpRequest request,
                                                                   net::HttpLimits limits) override {
        auto answer = co_await http_.send(std::move(url), std::move(request), limits);
        tally_.http_answers(peer_, answer ? class_of(answer->status) : HttpAnswer::none).add();
        co_return answer;
    }

private:
    static HttpAnswer class_of(unsigned status) {
        if (status == 429) return HttpAnswer::too_many_requests;
        if (status < 300) return HttpAnswer::success;
        if (status < 400) return HttpAnswer::redirect;
        return status < 500 ? HttpAnswer::client_error : HttpAnswer::server_error;
    }

    net::Http& http_;
    Tally& tally_;
    Peer peer_;
};

}  // namespace privman::app
