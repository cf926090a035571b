// What the checks need: a world that answers what a test scripted, and a look at what was found.
#pragma once

#include "doctor/report.hpp"
#include "net/http_client.hpp"
#include "ports/outcome.hpp"
#include "tests/support/fake_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace privman::doctor::testing {

using Reply = net::NetResult<net::HttpResponse>;

inline Reply answer(unsigned status, std::string body, net::Headers headers = {}) {
    headers.add("Content-Type", "application/json");
    return net::HttpResponse{.status = status, .headers = std::move(headers), .body = std::move(body)};
}
inline Reply fails(net::NetTrouble kind, std::string what = "pm.example:443: broken") {
    return std::unexpected{net::NetError{.kind = kind, .sent = false, .what = std::move(what)}};
}

/// Answers by method and address (without query); what nobody scripted is a 404. Remembers what was asked.
class World final : public net::Http {
public:
    Async<Reply> send(std::string url, net::HttpRequest request, net::HttpLimits) override {
        const auto place = request.method + " " + url.substr(0, url.find('?'));
        asked.push_back(place);
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        const auto found = answers.find(place);
        co_return found == answers.end() ? answer(404, "{}") : found->second;
    }
    [[nodiscard]] std::size_t times(const std::string& place) const {
        return static_cast<std::size_t>(std::ranges::count(asked, place));
    }

    std::map<std::string, Reply> answers;
    std::vector<std::string> asked;
};

struct Bench {
    boost::asio::io_context loop;
    privman::testing::FakeClock clock{loop};
    World world;
    Report report;

    void run(Async<void> work) {
        std::exception_ptr failure;
        bool ended = false;
        boost::asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& error) {
            failure = error;
            ended = true;
        });
        clock.run();
        if (failure) std::rethrow_exception(failure);
        if (!ended) throw std::logic_error{"the checks did not end"};
    }
    template <class T>
    T result_of(Async<T> work) {
        std::optional<T> result;
        boost::asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& error, T value) {
            if (error) std::rethrow_exception(error);
            result = std::move(value);
        });
        clock.run();
        if (!result) throw std::logic_error{"the checks did not end"};
        return std::move(*result);
    }
};

/// The first thing said of `id` with this verdict; a failed test when there is none.
inline Check the(const Report& report, Verdict verdict, std::string_view id) {
    for (const auto& check : report.checks())
        if (check.id == id && check.verdict == verdict) return check;
    ADD_FAILURE() << "nothing " << word_for(verdict) << " was said of " << id << ":\n" << as_text(report);
    return {};
}

inline bool holds(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

}  // namespace privman::doctor::testing
