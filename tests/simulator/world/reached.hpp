// What a run has tried, counted: a rule that nothing ever tempts is no rule that holds.
#pragma once

#include "domain/refusal.hpp"
#include "domain/request_life.hpp"
#include "tests/simulator/world/plan.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

namespace privman::simulator {

struct Reached {
    static constexpr std::size_t stages = std::variant_size_v<Stage>;
    static constexpr std::size_t reasons = static_cast<std::size_t>(WhyRefused::replaced) + 1;

    std::array<std::uint64_t, kinds> happened{};   ///< by `Kind`
    std::array<std::uint64_t, stages> stored{};    ///< by the stage that a life has come to, durably
    std::array<std::uint64_t, reasons> refused{};  ///< by why a click decided nothing
    std::uint64_t wrong_clocks = 0;                ///< runs on a machine whose clock is wrong for days

    void add(const Reached& other) {
        const auto sum = [](auto& mine, const auto& theirs) {
            for (std::size_t i = 0; i < mine.size(); ++i) mine[i] += theirs[i];
        };
        sum(happened, other.happened);
        sum(stored, other.stored);
        sum(refused, other.refused);
        wrong_clocks += other.wrong_clocks;
    }
};

}  // namespace privman::simulator
