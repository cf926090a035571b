// Slack's two wires as a test would write them: answers queued by hand, requests kept for looking at.
#pragma once

#include "async/mailbox.hpp"
#include "async/wait_list.hpp"
#include "net/url.hpp"
#include "ports/randomness.hpp"
#include "slack/transport.hpp"
#include "tests/support/fake_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <deque>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace privman::slack::testing {

namespace json = boost::json;

/// Runs `work` until it is done; the loop must not have to wait for time.
template <class T>
T finish(boost::asio::io_context& loop, Async<T> work) {
    std::optional<T> result;
    std::exception_ptr failure;
    boost::asio::co_spawn(loop, std::move(work), [&](std::exception_ptr error, T value) {
        failure = std::move(error);
        result.emplace(std::move(value));
    });
    loop.restart();
    loop.poll();
    if (failure) std::rethrow_exception(failure);
    if (!result) throw std::logic_error{"the work waits for something"};
    return std::move(*result);
}

/// Starts `work`; its result appears in the returned box.
template <class T>
std::shared_ptr<std::optional<T>> begin(boost::asio::io_context& loop, Async<T> work) {
    auto box = std::make_shared<std::optional<T>>();
    boost::asio::co_spawn(loop, std::move(work), [box](const std::exception_ptr& error, T value) {
        if (!error) box->emplace(std::move(value));
    });
    loop.restart();
    loop.poll();
    return box;
}

struct Sent {
    std::string url;
    net::HttpRequest request;
    net::HttpLimits limits;

    [[nodiscard]] std::string method() const { return url.substr(url.rfind('/') + 1); }
    [[nodiscard]] json::object json() const { return json::parse(request.body).as_object(); }
    [[nodiscard]] std::string form(const std::string& key) const {
        for (const auto& [name, value] : net::parse_form(request.body))
            if (name == key) return value;
        return {};
    }
};

class FakeHttp final : public net::Http {
public:
    Async<net::NetResult<net::HttpResponse>> send(std::string url, net::HttpRequest request,
                                                  net::HttpLimits limits) override {
        sent.push_back({std::move(url), std::move(request), limits});
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        if (answers.empty()) throw std::logic_error{"no answer was prepared for " + sent.back().method()};
        auto answer = std::move(answers.front());
        answers.pop_front();
        co_return answer;
    }

    FakeHttp& answer(unsigned status, std::string body, net::Headers headers = {}) {
        answers.push_back(net::HttpResponse{status, std::move(headers), std::move(body)});
        return *this;
    }
    FakeHttp& ok(std::string body = R"({"ok":true,"ts":"1722506400.000200"})") { return answer(200, std::move(body)); }
    FakeHttp& error(const std::string& code) { return answer(200, R"({"ok":false,"error":")" + code + "\"}"); }
    FakeHttp& fails(net::NetTrouble kind, bool was_sent) {
        answers.push_back(std::unexpected{net::NetError{kind, was_sent, "slack.com:443: broken"}});
        return *this;
    }

    std::deque<net::NetResult<net::HttpResponse>> answers;
    std::vector<Sent> sent;
};

/// What a test sees of one connection: it pushes frames in and reads acks.
struct Wire {
    async::Mailbox<net::NetResult<net::Frame>> inbound{256};
    std::vector<std::string> written;
    std::vector<std::string> pings;
    bool open = true;
    bool writes_fail = false;
    std::optional<std::uint16_t> closed_with;
    OnControl on_control;

    void push(std::string text) { static_cast<void>(inbound.send(net::Frame{true, std::move(text)})); }
    void lose() {
        if (!std::exchange(open, false)) return;
        static_cast<void>(inbound.send(std::unexpected{net::NetError{net::NetTrouble::closed, true, "gone"}}));
    }
};

class FakeSocket final : public Socket {
public:
    explicit FakeSocket(std::shared_ptr<Wire> wire) : wire_{std::move(wire)} {}
    Async<net::NetResult<net::Frame>> read() override { co_return co_await wire_->inbound.receive(); }
    Async<net::NetResult<void>> write(std::string text) override {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        if (!wire_->open || wire_->writes_fail)
            co_return std::unexpected{net::NetError{net::NetTrouble::closed, false, "gone"}};
        wire_->written.push_back(std::move(text));
        co_return net::NetResult<void>{};
    }
    Async<net::NetResult<void>> ping(std::string payload) override {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        if (!wire_->open) co_return std::unexpected{net::NetError{net::NetTrouble::closed, false, "gone"}};
        wire_->pings.push_back(std::move(payload));
        co_return net::NetResult<void>{};
    }
    Async<void> close(std::uint16_t code, Millis) override {
        wire_->closed_with = code;
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        wire_->lose();
    }
    void abort() override { wire_->lose(); }

private:
    std::shared_ptr<Wire> wire_;
};

class FakeSockets final : public Sockets {
public:
    Async<net::NetResult<std::shared_ptr<Socket>>> connect(std::string url, OnControl on_control) override {
        urls.push_back(std::move(url));
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        if (refuse) co_return std::unexpected{net::NetError{net::NetTrouble::connect, false, "refused"}};
        auto wire = std::make_shared<Wire>();
        wire->on_control = std::move(on_control);
        wires.push_back(wire);
        co_return std::make_shared<FakeSocket>(wire);
    }

    bool refuse = false;
    std::vector<std::string> urls;
    std::vector<std::shared_ptr<Wire>> wires;
};

/// The largest value every time, or a fixed share of it.
class FixedChance final : public Randomness {
public:
    std::uint64_t below(std::uint64_t limit) override {
        return static_cast<std::uint64_t>(static_cast<double>(limit - 1) * share);
    }
    std::string bytes(std::size_t count) override { return std::string(count, 'r'); }
    double share = 1.0;
};

}  // namespace privman::slack::testing
