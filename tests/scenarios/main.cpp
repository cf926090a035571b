// scenario_runner BOT SANDBOX [--profile FOLDER|FILE] [--bot-profile FILE] SCENARIO: plays one scenario; exit 0 when
// everything in it holds.
#include "tests/scenarios/sentences.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

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

/// `words` are what stands between the programs and the file. False when they are not understood.
bool read_options(const std::vector<std::string>& words, tools::Programs& programs) {
    namespace fs = std::filesystem;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        if (i + 1 == words.size()) return false;
        const auto file = fs::absolute(words[i + 1]);
        if (words[i] == "--bot-profile") {
            programs.bot_profile = file.string();
        } else if (words[i] == "--profile") {
            const bool folder = fs::is_directory(file);
            programs.sandbox_profile = folder ? (file / "profile.json").string() : file.string();
            if (programs.bot_profile.empty()) programs.bot_profile = programs.sandbox_profile;
            if (folder) programs.api_description = (file / "openapi.json").string();
        } else {
            return false;
        }
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    const auto absolute = [](const std::string& path) { return std::filesystem::absolute(path).string(); };
    tools::Programs programs;
    if (words.size() < 3 || !read_options({words.begin() + 2, words.end() - 1}, programs)) {
        std::fputs("usage: scenario_runner BOT SANDBOX [--profile FOLDER|FILE] [--bot-profile FILE] SCENARIO\n",
                   stderr);
        return 2;
    }
    try {
        programs.bot = absolute(words[0]);
        programs.sandbox = absolute(words[1]);
        return run(programs, absolute(words.back()));
    } catch (const std::exception& failure) {
        std::printf("%s: %s\n", words.back().c_str(), failure.what());
        return 1;
    }
}
