// The Web API's front door: token, method, content type, scope, rate, then the method itself; and the answer's headers.
// https://docs.slack.dev/apis/web-api
#pragma once

#include "net/http_message.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/slack/api_call.hpp"
#include "sandbox/slack/call_log.hpp"
#include "sandbox/slack/faults.hpp"
#include "sandbox/slack/rate_limits.hpp"
#include "sandbox/slack/tokens.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace privman::sandbox::slack {

namespace asio = boost::asio;

struct Method {
    TokenKind token = TokenKind::bot;
    std::string_view scope;  ///< needed in any case; empty: none, or the method looks itself
    Pace pace = tier_3;
    bool form_only = false;  ///< JSON bodies are not read
    std::function<Answer(const ApiCall&)> run;
};

class WebApi {
public:
    WebApi(Clock& clock, const Installation& app, RateLimits& limits, Faults& faults, CallLog& log)
        : clock_{clock}, app_{app}, limits_{limits}, faults_{faults}, log_{log} {}

    void add(std::string_view name, Method method) { methods_.emplace(name, std::move(method)); }

    /// One call of the method called `name`, faults included.
    asio::awaitable<net::HttpResponse> answer(std::string name, net::HttpRequest request);

private:
    [[nodiscard]] net::HttpResponse execute(const std::string& name, const net::HttpRequest& request);
    [[nodiscard]] std::optional<Refusal> gate(const Method& method, const net::HttpRequest& request) const;
    [[nodiscard]] std::optional<int> seconds_to_wait(const std::string& name, const Method& method,
                                                     const ApiCall& call);
    [[nodiscard]] net::HttpResponse response(const Method* method, const Answer& answer,
                                             const std::vector<std::string>& warnings) const;
    void log(const ApiCall& call, const Answer& answer);
    void log_fault(const std::string& name, const net::HttpRequest& request, std::string_view what);

    Clock& clock_;
    const Installation& app_;
    RateLimits& limits_;
    Faults& faults_;
    CallLog& log_;
    std::map<std::string, Method, std::less<>> methods_;
};

/// 429 as Slack sends it.
[[nodiscard]] net::HttpResponse too_many_requests(int retry_after_s);

}  // namespace privman::sandbox::slack
