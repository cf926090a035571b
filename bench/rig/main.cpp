// privman-bench-rig: measures one row of one contestant and prints it as one line of JSON.
#include "bench/rig/rows.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace privman::bench;

boost::asio::awaitable<void> measure(Round& round, const Row& row, Amounts amounts, boost::json::object& line) {
    for (const auto& [key, value] : co_await row.measure(round, amounts)) line[key] = value;
    co_await round.stop();
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"One row of the comparison, for one contestant"};
    std::string name;
    Amounts amounts;
    RoundOptions options;
    app.add_option("--row", name, "cards, polls, pending, distance, abreast, rate, remembering or start")->required();
    app.add_option("--requests", amounts.requests, "raised, known or pending");
    app.add_option("--clicks", amounts.clicks, "in all");
    app.add_option("--per-second", amounts.per_second, "clicks at a rate");
    app.add_option("--unacked", amounts.unacked, "clicks under way at a time");
    app.add_option("--seconds", amounts.seconds, "of watching");
    app.add_option("--channels", options.channels, "that get every card");
    app.add_flag("--register", options.asks_for_channels, "the contestant must be told its channels in chat");
    app.add_option("--directory", options.directory, "an empty one, where the contestant runs")->required();
    app.add_option("--env", options.environment, "NAME=VALUE; {url} and {channels} are filled in");
    app.add_option("--between", options.between, "run while the contestant is stopped, after one request was decided");
    app.add_option("--syncs-file", options.syncs_file, "grows by a line with each sync; it is for the rig to count");
    app.footer("Behind -- come the contestant's program and arguments.");
    // What stands there is the contestant's, also where it looks like an option of ours.
    char** const end = std::find(argv, argv + argc, std::string_view{"--"});
    if (end != argv + argc) options.words.assign(end + 1, argv + argc);
    CLI11_PARSE(app, static_cast<int>(end - argv), argv);

    const auto row = std::ranges::find(rows(), name, &Row::name);
    if (row == rows().end() || options.channels == 0 || options.channels > 9999 || options.words.empty()) {
        fmt::print(stderr, "no such row, a number of channels that is not 1 to 9999, or no program behind --\n");
        return 2;
    }
    boost::asio::io_context loop{1};
    boost::json::object line{{"row", name}};
    int code = 0;
    try {
        Round round{loop, std::move(options)};
        boost::asio::co_spawn(loop, measure(round, *row, amounts, line), [&](const std::exception_ptr& failure) {
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
