#include "bench/rig/clicking.hpp"

#include <algorithm>
#include <cmath>

namespace privman::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto to_finish = 1800s;

double ms_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

/// Spread over the channels, one card of each request.
void click_one(Round& round, std::size_t request) {
    auto& slack = round.slack();
    if (const auto card = slack.card(request, request % slack.channels())) slack.click(*card);
}

asio::awaitable<Clicked> gather(Round& round, Clock::time_point begun, std::size_t settled_before, std::size_t count) {
    auto& slack = round.slack();
    co_await round.until([&] { return slack.finished() >= count; }, to_finish, "all clicks were finished");
    co_await round.until([&] { return slack.settled() - settled_before >= count * slack.channels(); }, to_finish,
                         "all cards of what was clicked were settled");
    Clicked clicked;
    for (const auto& click : slack.clicks()) {
        clicked.ack_ms.push_back(ms_between(click.sent, *click.acked));
        clicked.card_ms.push_back(ms_between(click.sent, *click.edited));
        clicked.seconds = std::max(clicked.seconds, ms_between(begun, std::max(*click.acked, *click.edited)) / 1000);
    }
    co_return clicked;
}

}  // namespace

Clicked& Clicked::operator+=(const Clicked& other) {
    ack_ms.insert(ack_ms.end(), other.ack_ms.begin(), other.ack_ms.end());
    card_ms.insert(card_ms.end(), other.card_ms.begin(), other.card_ms.end());
    seconds += other.seconds;
    return *this;
}

asio::awaitable<Clicked> click_at_rate(Round& round, std::size_t first, std::size_t count, double per_second) {
    auto& slack = round.slack();
    slack.forget_clicks();
    const auto settled = slack.settled();
    const auto begun = Clock::now();
    for (std::size_t sent = 0; sent < count;) {
        const auto due = std::chrono::duration<double>(Clock::now() - begun).count() * per_second;
        for (; sent < count && static_cast<double>(sent) <= due; ++sent) click_one(round, first + sent);
        co_await round.pause(1ms);
    }
    co_return co_await gather(round, begun, settled, count);
}

asio::awaitable<Clicked> click_abreast(Round& round, std::size_t first, std::size_t count, std::size_t unacked) {
    auto& slack = round.slack();
    slack.forget_clicks();
    const auto settled = slack.settled();
    const auto begun = Clock::now();
    std::size_t sent = 0;
    slack.on_ack = [&] {
        if (sent < count) click_one(round, first + sent++);
    };
    while (sent < std::min(count, unacked)) click_one(round, first + sent++);
    // `sent` is referred to until the last click is out.
    co_await round.until([&] { return sent >= count && slack.unacked() == 0; }, to_finish,
                         "all clicks were acknowledged");
    slack.on_ack = nullptr;
    co_return co_await gather(round, begun, settled, count);
}

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(rank, 1, values.size()) - 1);
    std::ranges::nth_element(values, at);
    return *at;
}

}  // namespace privman::bench
