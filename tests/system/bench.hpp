// What the system tests share: the programs under test, and one-shot runs of the bot.
#pragma once

#include "tests/tools/rig.hpp"
#include "tests/tools/slack_eyes.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace privman::system_tests {

inline const tools::Programs programs{.bot = PRIVMAN_BOT, .sandbox = PRIVMAN_SANDBOX};

struct Ended {
    int code = -1;  ///< -1: it did not end in time
    std::string output;
};

/// Runs `privman-slack words…` in `directory` with exactly this environment, and waits for its end.
inline Ended run_bot(std::vector<std::string> words, const std::filesystem::path& directory,
                     const std::map<std::string, std::string>& environment = {},
                     std::chrono::milliseconds limit = tools::patience) {
    words.insert(words.begin(), programs.bot);
    const auto output = directory / "once.log";
    std::filesystem::remove(output);
    tools::Process process{{.words = words, .environment = environment, .directory = directory, .output = output}};
    const auto code = process.wait(limit);
    return {code.value_or(-1), tools::content_of(output)};
}

inline bool holds(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

/// Every card of the request in the channel says it.
inline bool all_say(const tools::Rig& rig, const std::string& channel, const std::string& request,
                    const std::string& what) {
    const auto cards = rig.cards(channel, request);
    for (const auto& card : cards)
        if (!holds(tools::text_of(card), what)) return false;
    return !cards.empty();
}

}  // namespace privman::system_tests
