// privman-bench-ceiling: a bot without logic on the real bot's network code. It posts a fixed card for each request,
// and on a click it acknowledges, approves and edits; it checks nothing, knows nobody, tells nobody and stores nothing.
// No bot that speaks these wires in this way can cost less, so it is the ceiling.
#include "net/dial.hpp"
#include "net/http_client.hpp"
#include "net/websocket.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace json = boost::json;
namespace net = privman::net;

/// As many posts at a time; edits come as clicks do.
constexpr std::size_t posts_at_a_time = 16;

std::string needed(const char* name) {
    const char* value = std::getenv(name);
    if (!value) throw std::runtime_error{std::string{name} + " is missing"};
    return value;
}

std::string text(const json::value& value) { return std::string{value.as_string()}; }

struct Card {
    std::string channel;
    std::string ts;
};

class Ceiling {
public:
    explicit Ceiling(asio::io_context& loop) : loop_{loop}, wake_{loop} {
        const auto list = needed("CHANNELS");
        for (std::size_t begin = 0; begin <= list.size();) {
            const auto end = std::min(list.find(',', begin), list.size());
            channels_.push_back(list.substr(begin, end - begin));
            begin = end + 1;
        }
        wake_.expires_at(asio::steady_timer::time_point::max());
    }

    void start() {
        for (std::size_t i = 0; i < posts_at_a_time; ++i) spawn(post());
        spawn(poll());
        spawn(listen());
    }

private:
    void spawn(asio::awaitable<void> work) {
        asio::co_spawn(loop_, std::move(work), [](const std::exception_ptr& failure) {
            if (failure) std::rethrow_exception(failure);
        });
    }

    asio::awaitable<std::string> call(std::string url, std::string body, bool get = false) {
        net::HttpRequest request;
        request.method = get ? "GET" : "POST";
        request.headers.add("Content-Type", "application/json; charset=utf-8");
        request.headers.add("Authorization", "Bearer " + bot_token_);
        request.body = std::move(body);
        auto answer = co_await http_.send(std::move(url), std::move(request),
                                          {.max_body = 64U << 20U, .repeat = net::Repeat::always});
        if (!answer) throw std::runtime_error{answer.error().what};
        co_return std::move(answer->body);
    }

    asio::awaitable<void> poll() {
        for (;;) {
            const auto list = json::parse(co_await call(manager_ + "/services/api/v1/approval/pending", {}, true));
            for (const auto& row : list.at("Result").as_array()) {
                auto id = text(row.at("ApprovalId"));
                if (!known_.insert(id).second) continue;
                for (const auto& channel : channels_) to_post_.emplace_back(id, channel);
            }
            wake_.cancel();
            asio::steady_timer timer{loop_, std::chrono::milliseconds{static_cast<long>(interval_ * 1000)}};
            co_await timer.async_wait(asio::use_awaitable);
        }
    }

    asio::awaitable<void> post() {
        for (;;) {
            while (to_post_.empty()) {
                boost::system::error_code woken;
                co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
            }
            const auto [id, channel] = std::move(to_post_.front());
            to_post_.pop_front();
            const auto answer = json::parse(co_await call(
                slack_ + "chat.postMessage",
                fmt::format(
                    R"({{"channel":"{0}","text":"A request","blocks":[{{"type":"section","text":{{)"
                    R"("type":"plain_text","text":"A request"}}}},{{"type":"actions","block_id":"decide","elements":[)"
                    R"({{"type":"button","action_id":"approve","value":"{1}","text":{{"type":"plain_text",)"
                    R"("text":"Approve"}}}}]}}]}})",
                    channel, id)));
            cards_[id].push_back({channel, text(answer.at("ts"))});
        }
    }

    asio::awaitable<void> listen() {
        const auto opened = json::parse(co_await call(slack_ + "apps.connections.open", {}));
        auto socket = co_await net::WebSocket::connect(*dialer_, text(opened.at("url")));
        if (!socket) throw std::runtime_error{socket.error().what};
        for (;;) {
            auto frame = co_await socket->read();
            if (!frame) throw std::runtime_error{frame.error().what};
            const auto envelope = json::parse(frame->data);
            const auto* id = envelope.as_object().if_contains("envelope_id");
            if (!id) continue;
            if (!co_await socket->write(json::serialize(json::object{{"envelope_id", *id}}))) co_return;
            spawn(decide(text(envelope.at("payload").at("actions").at(0).at("value"))));
        }
    }

    asio::awaitable<void> decide(std::string id) {
        co_await call(
            manager_ + "/services/api/v1/approval/approve",
            fmt::format(R"({{"RequestId":"{}","Response":"Approve","Duration":"One Time","Comment":""}})", id));
        for (const auto& card : cards_[id]) spawn(edit(card));
        cards_.erase(id);
    }

    asio::awaitable<void> edit(Card card) {
        co_await call(
            slack_ + "chat.update",
            fmt::format(R"({{"channel":"{}","ts":"{}","text":"Approved","blocks":[{{"type":"section","text":{{)"
                        R"("type":"plain_text","text":"Approved"}}}}]}})",
                        card.channel, card.ts));
    }

    asio::io_context& loop_;
    std::string slack_ = needed("SLACK_API_URL");
    std::string manager_ = needed("PRIVMAN_BASE_URL");
    std::string bot_token_ = needed("SLACK_BOT_TOKEN");
    double interval_ = std::strtod(needed("POLL_INTERVAL").c_str(), nullptr);
    std::vector<std::string> channels_;
    std::unique_ptr<net::Dialer> dialer_ = net::make_dialer({});
    net::HttpClient http_{*dialer_, {.max_idle_per_origin = 64}};
    std::set<std::string> known_;
    std::map<std::string, std::vector<Card>> cards_;
    std::deque<std::pair<std::string, std::string>> to_post_;
    asio::steady_timer wake_;
};

}  // namespace

int main() {
    try {
        asio::io_context loop{1};
        Ceiling ceiling{loop};
        ceiling.start();
        loop.run();
    } catch (const std::exception& failure) {
        fmt::print(stderr, "the ceiling fell in: {}\n", failure.what());
        return 1;
    }
}
