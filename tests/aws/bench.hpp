// An AWS that says what a test tells it to say, on a clock that stands still until told otherwise.
#pragma once

#include "async/wait_list.hpp"
#include "aws/credentials.hpp"
#include "aws/environment.hpp"
#include "net/http_client.hpp"
#include "observe/log.hpp"
#include "tests/support/fake_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <deque>
#include <exception>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace privman::aws::testing {

struct Asked {
    std::string place;  ///< "POST https://ssm.eu-central-1.amazonaws.com/"
    net::HttpRequest request;
    net::HttpLimits limits;
};

using Reply = net::NetResult<net::HttpResponse>;

inline Reply answer(unsigned status, std::string body, net::Headers headers = {}) {
    return net::HttpResponse{.status = status, .headers = std::move(headers), .body = std::move(body)};
}

inline Reply broken(net::NetTrouble kind = net::NetTrouble::connect) {
    return std::unexpected{net::NetError{.kind = kind, .sent = false, .what = "the host: no connection"}};
}

class ScriptedHttp final : public net::Http {
public:
    Async<Reply> send(std::string url, net::HttpRequest request, net::HttpLimits limits) override {
        const auto place = request.method + " " + url;
        asked.push_back({place, std::move(request), limits});
        co_await boost::asio::post(boost::asio::use_awaitable);
        while (closed) co_await gate.wait();
        auto& script = scripts[place];
        if (script.empty()) {
            ADD_FAILURE() << "nobody expected " << place;
            co_return answer(500, "");
        }
        auto reply = script.front();
        if (script.size() > 1) script.pop_front();
        co_return reply;
    }

    /// The answers of one place, in turn; the last one is repeated.
    void will_answer(const std::string& place, std::deque<Reply> replies) { scripts[place] = std::move(replies); }

    void open() {
        closed = false;
        gate.wake_all();
    }

    std::map<std::string, std::deque<Reply>> scripts;
    std::vector<Asked> asked;
    bool closed = false;  ///< answers wait until `open`
    async::WaitList gate;
};

struct Bench {
    ScriptedHttp http;
    ScriptedHttp direct;
    boost::asio::io_context loop;
    privman::testing::FakeClock clock{loop};
    std::vector<std::string> lines;
    observe::Log log{[this](std::string_view line) { lines.emplace_back(line); }, [] { return 0; },
                     observe::Log::Format::json, observe::Level::debug};
    std::vector<std::string> forgotten;
    Forget forget = [this](std::string secret) { forgotten.push_back(std::move(secret)); };
    double chance = 0.5;
    std::map<std::string, std::string> files;
    ReadFile read = [this](const std::string& path) -> std::optional<std::string> {
        const auto found = files.find(path);
        if (found == files.end()) return std::nullopt;
        return found->second;
    };
    Ambient ambient{.wall = [this] { return clock.wall(); },
                    .boot = [this] { return clock.now().time_since_epoch(); },
                    .sleep = [this](Millis length) { return clock.sleep_for(length); },
                    .chance = [this] { return chance; }};

    /// Fills `result` once the work ends; `result` must outlive the bench's loop.
    template <class T>
    void start(Async<T> work, std::optional<T>& result) {
        boost::asio::co_spawn(loop, std::move(work), [&result](const std::exception_ptr& error, T value) {
            if (error) std::rethrow_exception(error);
            result = std::move(value);
        });
        clock.run();
    }

    /// Time passes until the work ends; half a minute at most.
    template <class T>
    T run(Async<T> work) {
        std::optional<T> result;
        start(std::move(work), result);
        for (int step = 0; !result && step < 300; ++step) clock.advance(Millis{100});
        if (!result) throw std::logic_error{"the work did not end"};
        return std::move(*result);
    }

    [[nodiscard]] std::string all_lines() const {
        std::string all;
        for (const auto& line : lines) all += line + "\n";
        return all;
    }
};

inline std::string header(const net::HttpRequest& request, std::string_view name) {
    return std::string{request.headers.find(name).value_or("(none)")};
}

}  // namespace privman::aws::testing
