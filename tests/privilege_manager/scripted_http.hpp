// An instance that says what a test tells it to say, and remembers what it was asked.
#pragma once

#include "async/wait_list.hpp"
#include "contract/profile.hpp"
#include "net/http_client.hpp"
#include "privilege_manager/client.hpp"
#include "tests/support/fake_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <deque>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace privman::pm::testing {

inline const std::string base = "https://pm.example/Tms";

struct Asked {
    std::string method;
    std::string path;  ///< below the base URL
    net::Headers headers;
    std::string body;
    net::HttpLimits limits;
};

inline net::HttpResponse answer(unsigned status, std::string body, std::string type = "application/json") {
    return {.status = status, .headers = {{"Content-Type", std::move(type)}}, .body = std::move(body)};
}

class ScriptedHttp final : public net::Http {
public:
    using Reply = net::NetResult<net::HttpResponse>;

    Async<Reply> send(std::string url, net::HttpRequest request, net::HttpLimits limits) override {
        const auto path = url.starts_with(base) ? url.substr(base.size()) : url;
        asked.push_back({request.method, path, request.headers, request.body, limits});
        co_await boost::asio::post(boost::asio::use_awaitable);
        while (closed) co_await gate.wait();
        const auto place = request.method + " " + path;
        auto& script = scripts[place];
        if (script.empty()) {
            ADD_FAILURE() << "nobody expected " << place;
            co_return answer(500, "");
        }
        auto reply = script.front();
        if (script.size() > 1) script.pop_front();
        co_return reply;
    }

    /// The answers to one call, in turn; the last one is repeated.
    void will_answer(const std::string& place, std::deque<Reply> replies) { scripts[place] = std::move(replies); }

    [[nodiscard]] std::size_t times(const std::string& place) const {
        std::size_t count = 0;
        for (const auto& one : asked) count += one.method + " " + one.path == place ? 1 : 0;
        return count;
    }

    std::map<std::string, std::deque<Reply>> scripts;
    std::vector<Asked> asked;
    bool closed = false;  ///< answers wait until `open`
    async::WaitList gate;

    void open() {
        closed = false;
        gate.wake_all();
    }
};

inline const std::string logon = "POST /services/api/logon/token";
inline const std::string logoff = "DELETE /services/api/logon/token";
inline const std::string list = "GET /services/api/v1/approval/pending";
inline const std::string decide = "POST /services/api/v1/approval/approve";

inline net::NetError dropped(bool sent) {
    return {.kind = net::NetTrouble::closed, .sent = sent, .what = "the connection to pm.example was dropped"};
}

/// A client over a scripted instance and a clock that stands still until told otherwise.
struct Bench {
    ScriptedHttp http;
    boost::asio::io_context loop;
    privman::testing::FakeClock clock{loop};
    Client client;

    explicit Bench(contract::Profile profile = contract::builtin())
        : client{http,
                 clock,
                 std::move(profile),
                 {.base_url = base, .username = "client-id", .password = "s3cret-s3cret"}} {
        http.will_answer(logon, {answer(200, R"("token-one")"), answer(200, R"("token-two")")});
    }

    template <class T>
    T run(Async<T> work) {
        std::optional<T> result;
        start(std::move(work), result);
        clock.run();
        if (!result) throw std::logic_error{"the work did not end"};
        return std::move(*result);
    }
    void run(Async<void> work) {
        boost::asio::co_spawn(loop, std::move(work), [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        });
        clock.run();
    }

    /// Fills `result` once the work ends; `result` must outlive the bench's loop.
    template <class T>
    void start(Async<T> work, std::optional<T>& result) {
        boost::asio::co_spawn(loop, std::move(work), [&result](std::exception_ptr error, T value) {
            if (error) std::rethrow_exception(error);
            result = std::move(value);
        });
    }

    Submission approve(Grant grant = Grant::one_time()) {
        return run(client.approve(RequestId{"r1"}, grant, "Approved in Slack by @sam", "@sam"));
    }
    Submission deny() { return run(client.deny(RequestId{"r1"}, "Denied in Slack by @sam", "@sam")); }
};

inline contract::Profile profile_of(std::string_view json) {
    auto profile = contract::parse_profile(json, contract::builtin());
    if (!profile) throw std::invalid_argument{contract::text_of(profile.error())};
    return *profile;
}

}  // namespace privman::pm::testing
