// privman-bench-rig: measures one row of one contestant and prints it as one line of JSON.
#include "bench/rig/rows.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    using namespace privman::bench;
    CLI::App app{"One row of the comparison, for one contestant"};
    std::string name;
    Amounts amounts;
    RoundOptions options;
    app.add_option("--row", name, "cards, polls, pending, distance, abreast, rate or start")->required();
    app.add_option("--requests", amounts.requests, "raised, known or pending");
    app.add_option("--clicks", amounts.clicks, "in all");
    app.add_option("--per-second", amounts.per_second, "clicks at a rate");
    app.add_option("--unacked", amounts.unacked, "clicks under way at a time");
    app.add_option("--seconds", amounts.seconds, "of watching");
    app.add_option("--channels", options.channels, "that get every card");
    app.add_flag("--register", options.asks_for_channels, "the contestant must be told its channels in chat");
    app.add_option("--directory", options.directory, "an empty one, where the contestant runs")->required();
    app.add_option("--env", options.environment, "NAME=VALUE; {url} and {channels} are filled in");
    app.add_option("command", options.words, "program and arguments, after --")->required();
    CLI11_PARSE(app, argc, argv);

    const auto row = std::ranges::find(rows(), name, &Row::name);
    if (row == rows().end() || options.channels == 0 || options.channels > 9999) {
        fmt::print(stderr, "no such row, or a number of channels that is not 1 to 9999\n");
        return 2;
    }
    boost::asio::io_context loop{1};
    boost::json::object line{{"row", name}};
    int code = 0;
    try {
        Round round{loop, std::move(options)};
        boost::asio::co_spawn(
            loop,
            [&]() -> boost::asio::awaitable<void> {
                for (auto& [key, value] : co_await row->measure(round, amounts)) line[key] = value;
                co_await round.stop();
            },
            [&](const std::exception_ptr& failure) {
                loop.stop();
                if (failure) std::rethrow_exception(failure);
            });
        loop.run();
    } catch (const std::exception& failure) {
        line["failed"] = failure.what();
        code = 1;
    }
    fmt::print("{}\n", boost::json::serialize(line));
    return code;
}
