// scenario_runner BOT SANDBOX FILE: plays one scenario; exit 0 when everything in it holds.
#include "tests/scenarios/sentences.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iterator>
#include <string>

namespace {

using namespace privman;

void print_tail(const char* title, const std::string& text) {
    constexpr std::ptrdiff_t most_lines = 40;
    auto from = text.end();
    for (std::ptrdiff_t lines = 0; from != text.begin() && lines <= most_lines; --from)
        if (*std::prev(from) == '\n') ++lines;
    std::printf("--- the end of %s:\n%s\n", title, std::string(from, text.end()).c_str());
}

int run(const tools::Programs& programs, const std::string& file) {
    const auto steps = scenarios::read_scenario(tools::content_of(file));
    if (!steps) {
        std::printf("%s: %s\n", file.c_str(), steps.error().c_str());
        return 2;
    }
    scenarios::Play play{programs};
    for (const auto& step : *steps) {
        try {
            play.play(step);
        } catch (const std::exception& failure) {
            std::printf("%s:%zu: %s\n  %s\n", file.c_str(), step.line, step.words.c_str(), failure.what());
            print_tail("the bot's log", play.rig().log());
            print_tail("the sandbox's output", tools::content_of(play.rig().directory() / "sandbox.log"));
            return 1;
        }
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: scenario_runner BOT SANDBOX FILE\n", stderr);
        return 2;
    }
    try {
        const auto absolute = [](const char* path) { return std::filesystem::absolute(path).string(); };
        return run({.bot = absolute(argv[1]), .sandbox = absolute(argv[2])}, absolute(argv[3]));
    } catch (const std::exception& failure) {
        std::printf("%s: %s\n", argv[3], failure.what());
        return 1;
    }
}
