#include "doctor/reading_http.hpp"

#include "net/http_date.hpp"

#include <algorithm>

namespace privman::doctor {

Async<net::NetResult<net::HttpResponse>> ReadingHttp::send(std::string url, net::HttpRequest request,
                                                           net::HttpLimits limits) {
    const Question asked{request.method, url.substr(0, url.find('?'))};
    if (std::ranges::find(allowed_, asked) == allowed_.end()) {
        error_ = net::NetError{.kind = net::NetTrouble::protocol,
                               .what = "doctor only looks, and this call may do something; it was not sent"};
        co_return std::unexpected{*error_};
    }
    const auto begun = clock_.now();
    auto answer = co_await under_.send(std::move(url), std::move(request), limits);
    took_ = clock_.now() - begun;
    error_.reset();
    if (!answer) {
        error_ = answer.error();
        co_return answer;
    }
    status_ = answer->status;
    if (const auto header = answer->headers.find("Date"))
        if (const auto date = net::parse_http_date(*header))
            ahead_ = std::chrono::duration_cast<Millis>(*date - clock_.wall());
    co_return answer;
}

}  // namespace privman::doctor
