// One seed, from its beginning to its verdict.
#pragma once

#include "tests/simulator/world/plan.hpp"
#include "tests/simulator/world/reached.hpp"
#include "tests/simulator/world/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace privman::simulator {

struct Verdict {
    std::optional<Violation> violation;
    std::vector<std::string> story;  ///< only when it was asked for
    Millis simulated{};
    std::uint64_t steps = 0;  ///< handlers of the bot that ran
    unsigned lives = 0;
    unsigned claims = 0;
    unsigned settled = 0;
    unsigned unattended = 0;
    std::size_t presses = 0;
    std::uint64_t syncs = 0;
    Reached reached;
    std::uint64_t fingerprint = 0;  ///< of everything that was observed: equal runs, equal fingerprints
};

Verdict simulate(const Plan& plan, bool with_story);

/// The shortest plan found that breaks the same rule, with at most `tries` simulations.
Plan shrunk(const Plan& plan, const std::string& rule, unsigned tries);

}  // namespace privman::simulator
