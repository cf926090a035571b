// off_rounds --bot FILE --sandbox FILE [--rounds N] [--commands N] [--within MS] [--seed S]: switches the schedule off
// again and again while Slack throttles every answer and somebody keeps the bot busy, and reads from the sandbox's
// records and the bot's file whether it was off.
#include "tests/off_rounds/round.hpp"

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <random>
#include <string>

namespace {

using namespace privman;
using namespace privman::off_rounds;

int run(const Options& options) {
    int bad = 0;
    for (int round = 0; round < options.rounds; ++round) {
        const auto seed = options.seed + static_cast<std::uint64_t>(round);
        Result result;
        try {
            result = play(options, seed);
        } catch (const std::exception& failure) {
            result.broken.emplace_back(failure.what());
        }
        std::printf("seed %llu: %s: %s\n", static_cast<unsigned long long>(seed), result.played.c_str(),
                    result.broken.empty() ? "kept" : "BROKEN");
        for (const auto& promise : result.broken) std::printf("    %s\n", promise.c_str());
        std::fflush(stdout);
        bad += result.broken.empty() ? 0 : 1;
    }
    std::printf("%d rounds, %d with a broken promise\n", options.rounds, bad);
    return bad == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::map<std::string, std::string> given;
    for (int i = 1; i + 1 < argc; i += 2) given[argv[i]] = argv[i + 1];
    if (given["--bot"].empty() || given["--sandbox"].empty()) {
        std::fputs("usage: off_rounds --bot FILE --sandbox FILE [--rounds N] [--commands N] [--within MS] [--seed S]\n",
                   stderr);
        return 2;
    }
    try {
        Options options{.programs = {.bot = std::filesystem::absolute(given["--bot"]).string(),
                                     .sandbox = std::filesystem::absolute(given["--sandbox"]).string()}};
        if (!given["--rounds"].empty()) options.rounds = std::stoi(given["--rounds"]);
        if (!given["--commands"].empty()) options.commands = std::stoi(given["--commands"]);
        if (!given["--within"].empty()) options.within = std::chrono::milliseconds{std::stoi(given["--within"])};
        options.seed = given["--seed"].empty() ? std::random_device{}() : std::stoull(given["--seed"]);
        return run(options);
    } catch (const std::exception& failure) {
        std::printf("off_rounds: %s\n", failure.what());
        return 1;
    }
}
