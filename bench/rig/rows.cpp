#include "bench/rig/rows.hpp"

#include "bench/rig/clicking.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace privman::bench {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using Measured = asio::awaitable<json::object>;

std::chrono::milliseconds milliseconds_of(double seconds) {
    return std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
}

void write_clicks(json::object& row, const Clicked& clicked, const Spent& spent) {
    const auto count = static_cast<double>(clicked.ack_ms.size());
    row["clicks"] = clicked.ack_ms.size();
    row["finished_per_s"] = count / clicked.seconds;
    row["cpu_s_per_1000"] = spent.contestant * 1000 / count;
    row["log_bytes_per_click"] = static_cast<double>(spent.log_bytes) / count;
    row["written_bytes_per_click"] = static_cast<double>(spent.written_bytes) / count;
    row["ack_p50_ms"] = percentile(clicked.ack_ms, 0.5);
    row["ack_p99_ms"] = percentile(clicked.ack_ms, 0.99);
    row["ack_max_ms"] = percentile(clicked.ack_ms, 1);
    row["card_p50_ms"] = percentile(clicked.card_ms, 0.5);
    row["card_p99_ms"] = percentile(clicked.card_ms, 0.99);
}

/// Requests arrive all at once; over when all cards stand.
Measured cards(Round& round, Amounts amounts) {
    co_await round.start_with_channels();
    const auto lists = round.manager().lists_asked();
    co_await round.until([&] { return round.manager().lists_asked() > lists; }, 60s, "it had asked for a list");
    const auto before = round.spent();
    const auto cards_before = round.slack().cards();
    const auto first = round.manager().raise(amounts.requests);
    // The wait for the next poll says nothing about the bot: its clock begins with the first card.
    co_await round.until([&] { return round.slack().cards() > cards_before; }, 90s, "the first card stood");
    const auto begun = Clock::now();
    const auto wanted = cards_before + amounts.requests * round.slack().channels();
    co_await round.until([&] { return round.slack().cards() >= wanted; }, 1800s, "all cards stood");
    const auto seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    co_await round.until_quiet();
    const auto spent = round.spent() - before;
    json::object row{{"first", first},
                     {"cards", wanted - cards_before},
                     {"cards_per_s", static_cast<double>(wanted - cards_before) / std::max(seconds, 0.001)}};
    spent.write_into(row);
    co_return row;
}

/// Nothing changes, and the list is read again and again.
Measured polls(Round& round, Amounts amounts) {
    co_await round.start_with_channels();
    co_await round.raise_and_wait(amounts.requests);
    co_await round.until_quiet();
    const auto next = [&round](std::size_t after) {
        return round.until([&round, after] { return round.manager().lists_asked() > after; }, 60s,
                           "the next poll came");
    };
    co_await next(round.manager().lists_asked());
    const auto before = round.spent();
    const auto lists = round.manager().lists_asked();
    co_await round.pause(milliseconds_of(amounts.seconds));
    co_await next(round.manager().lists_asked());
    const auto spent = round.spent() - before;
    const auto count = static_cast<double>(round.manager().lists_asked() - lists);
    json::object row{
        {"requests", amounts.requests}, {"polls", count}, {"cpu_ms_per_poll", spent.contestant * 1000 / count}};
    spent.write_into(row);
    co_return row;
}

/// A stock of requests stays pending; on top of it small batches are raised and clicked, and only their clicking
/// counts.
Measured clicks_while_pending(Round& round, Amounts amounts) {
    co_await round.start_with_channels();
    co_await round.raise_and_wait(amounts.requests);
    const auto batch = std::min<std::size_t>(std::max<std::size_t>(amounts.requests / 2, 1), 200);
    Clicked clicked;
    Spent spent;
    for (std::size_t done = 0; done < amounts.clicks;) {
        const auto count = std::min(batch, amounts.clicks - done);
        const auto first = co_await round.raise_and_wait(count);
        co_await round.until_quiet();
        const auto before = round.spent();
        clicked += co_await click_at_rate(round, first, count, amounts.per_second);
        co_await round.until_quiet();
        spent += round.spent() - before;
        done += count;
    }
    json::object row{{"pending", amounts.requests}};
    write_clicks(row, clicked, spent);
    spent.write_into(row);
    co_return row;
}

Measured click_all(Round& round, Amounts amounts, bool abreast) {
    const auto first = co_await round.raise_and_wait(amounts.clicks);
    co_await round.until_quiet();
    const auto syncs_before = round.syncs();
    const auto before = round.spent();
    const auto clicked = abreast ? co_await click_abreast(round, first, amounts.clicks, amounts.unacked)
                                 : co_await click_at_rate(round, first, amounts.clicks, amounts.per_second);
    co_await round.until_quiet();
    const auto spent = round.spent() - before;
    json::object row{{"decided_twice", round.manager().decided_twice()}};
    if (const auto syncs = round.syncs())
        row["syncs_per_click"] =
            static_cast<double>(*syncs - syncs_before.value_or(0)) / static_cast<double>(amounts.clicks);
    write_clicks(row, clicked, spent);
    spent.write_into(row);
    co_return row;
}

Measured clicks_at_distance(Round& round, Amounts amounts) {
    co_await round.start_with_channels();
    // Cards may come at once: only the clicks are to see the distance, so it is there from the first of them on.
    const auto first = co_await round.raise_and_wait(amounts.clicks);
    co_await round.until_quiet();
    round.manager().delay = 150ms;
    round.slack().delay = 80ms;
    const auto before = round.spent();
    const auto clicked = co_await click_at_rate(round, first, amounts.clicks, amounts.per_second);
    co_await round.until_quiet();
    const auto spent = round.spent() - before;
    json::object row;
    write_clicks(row, clicked, spent);
    spent.write_into(row);
    co_return row;
}

Measured clicks_abreast(Round& round, Amounts amounts) {
    co_await round.start_with_channels();
    co_return co_await click_all(round, amounts, true);
}

Measured clicks_at_rate(Round& round, Amounts amounts) {
    co_await round.start_with_channels();
    co_return co_await click_all(round, amounts, false);
}

Measured clicks_remembering(Round& round, Amounts amounts) {
    co_await round.start_with_channels();
    co_await round.stop_and_remember();
    co_await round.start();
    auto row = co_await click_all(round, amounts, true);
    row["resident_kb"] = round.contestant().resident_kilobytes();
    co_return row;
}

/// The second start counts: the first one is there to learn the channels.
Measured start_and_idle(Round& round, Amounts amounts) {
    co_await round.start_with_channels();
    co_await round.stop_and_remember();
    round.manager().raise(1);
    const auto cards_before = round.slack().cards();
    const auto begun = Clock::now();
    co_await round.start();
    co_await round.until([&] { return round.slack().cards() > cards_before; }, 60s, "the first card stood");
    const auto first_card = std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
    co_await round.until_quiet();
    const auto before = round.spent();
    co_await round.pause(milliseconds_of(amounts.seconds));
    const auto spent = round.spent() - before;
    json::object row{{"first_card_ms", first_card},
                     {"resident_kb", round.contestant().resident_kilobytes()},
                     {"cpu_ms_per_minute", spent.contestant * 1000 * 60 / spent.seconds}};
    spent.write_into(row);
    co_return row;
}

constexpr std::array<Row, 8> all{{
    {"cards", cards},
    {"polls", polls},
    {"pending", clicks_while_pending},
    {"distance", clicks_at_distance},
    {"abreast", clicks_abreast},
    {"rate", clicks_at_rate},
    {"remembering", clicks_remembering},
    {"start", start_and_idle},
}};

}  // namespace

std::span<const Row> rows() { return all; }

}  // namespace privman::bench
