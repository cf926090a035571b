#include "bench/rig/round.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace privman::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto between_looks = 2ms;
constexpr auto to_start = 30s;
constexpr auto to_end = 10s;
constexpr auto for_cards = 1800s;
/// At most so much processor time in a tenth of a second counts as nothing.
constexpr double next_to_nothing = 0.003;
constexpr int quiet_looks = 3;
constexpr int most_looks = 100;

void replace(std::string& text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

}  // namespace

Round::Round(asio::io_context& loop, RoundOptions options)
    : loop_{loop}, options_{std::move(options)}, server_{loop}, slack_{loop, manager_, options_.channels} {
    const auto base = fmt::format("http://127.0.0.1:{}", server_.port());
    slack_.set_base(base);
    server_.on_request = [this](const Request& request) { return answer(request); };
    server_.on_upgrade = [this](std::shared_ptr<Connection> socket) { slack_.connected(std::move(socket)); };
    server_.on_text = [this](std::string_view frame) { slack_.take_text(frame); };
    std::string channels;
    for (std::size_t i = 0; i < options_.channels; ++i) channels += (i > 0 ? "," : "") + slack_.channel_id(i);
    for (auto& setting : options_.environment) {
        replace(setting, "{url}", base);
        replace(setting, "{channels}", channels);
    }
}

Reply Round::answer(const Request& request) {
    const auto path = request.target.substr(0, request.target.find('?'));
    if (path.starts_with("/api/")) return slack_.answer(request, path.substr(5));
    if (path.starts_with("/response/")) return slack_.answer_response_url();
    if (path.starts_with("/Tms/")) {
        std::string lower{path.substr(4)};
        std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
        return manager_.answer(request, lower);
    }
    return {.body = "{}", .more_headers = {}, .delay = {}, .status = 404};
}

asio::awaitable<void> Round::pause(std::chrono::milliseconds time) {
    asio::steady_timer timer{co_await asio::this_coro::executor, time};
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> Round::until(std::function<bool()> condition, std::chrono::seconds limit, std::string what) {
    const auto end = Clock::now() + limit;
    while (!condition()) {
        if (!contestant_->running())
            throw std::runtime_error{"the contestant ended before " + what + ": " + contestant_->last_words()};
        if (Clock::now() > end) throw std::runtime_error{"it took too long until " + what};
        co_await pause(between_looks);
    }
}

asio::awaitable<void> Round::until_quiet() {
    int quiet = 0;
    for (int look = 0; look < most_looks && quiet < quiet_looks; ++look) {
        const auto before = spent();
        co_await pause(100ms);
        const auto cost = spent() - before;
        quiet = cost.contestant <= next_to_nothing && cost.written_bytes == 0 ? quiet + 1 : 0;
    }
}

asio::awaitable<void> Round::start() {
    const auto lists = manager_.lists_asked();
    contestant_ = std::make_unique<Contestant>(loop_, options_.words, options_.environment, options_.directory);
    co_await until([&] { return slack_.is_connected() && manager_.lists_asked() > lists; }, to_start,
                   "it was connected and had asked for a list");
}

asio::awaitable<void> Round::register_channels() {
    if (!options_.asks_for_channels) co_return;
    for (std::size_t i = 0; i < options_.channels; ++i) {
        const auto before = slack_.registered();
        slack_.mention(i, "register");
        co_await until([&] { return slack_.registered() > before; }, to_start,
                       "channel " + std::to_string(i) + " was registered");
    }
    co_await until_quiet();
}

asio::awaitable<void> Round::start_with_channels() {
    co_await start();
    co_await register_channels();
}

asio::awaitable<void> Round::stop_and_remember() {
    if (options_.between.empty()) co_return co_await stop();
    const auto request = co_await raise_and_wait(1);
    const auto settled = slack_.settled();
    slack_.forget_clicks();
    slack_.click(slack_.card(request, 0).value());
    co_await until([&] { return slack_.settled() - settled >= options_.channels; }, to_start,
                   "one request was decided");
    co_await until_quiet();
    co_await stop();
    if (std::system(options_.between.c_str()) != 0) throw std::runtime_error{"failed: " + options_.between};
}

asio::awaitable<std::size_t> Round::raise_and_wait(std::size_t count) {
    const auto wanted = slack_.cards() + count * options_.channels;
    const auto first = manager_.raise(count);
    co_await until([&] { return slack_.cards() >= wanted; }, for_cards, "all cards stood");
    co_return first;
}

std::optional<std::size_t> Round::syncs() const {
    if (options_.syncs_file.empty()) return std::nullopt;
    std::ifstream in{options_.syncs_file};
    std::size_t count = 0;
    for (std::string line; std::getline(in, line);) count += line.find("sync(") != std::string::npos ? 1 : 0;
    return count;
}

asio::awaitable<void> Round::stop() {
    if (!contestant_) co_return;
    contestant_->terminate();
    const auto end = Clock::now() + to_end;
    while (contestant_->running() && Clock::now() < end) co_await pause(between_looks);
    contestant_.reset();
}

}  // namespace privman::bench
