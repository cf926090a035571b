// What the world does to the bot, as far as a rule with a time limit must excuse it.
#pragma once

#include "domain/moment.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace privman::simulator {

class Weather {
public:
    /// What commands need (who is this?, the store) may fail or take long; so may the answers to them.
    void rough(Millis from, Millis until) { rough_.emplace_back(from, until); }
    /// Only the answers may.
    void answers_wait(Millis from, Millis until) { answers_.emplace_back(from, until); }

    [[nodiscard]] bool calm(Millis from, Millis until) const { return is_clear(rough_, from, until); }
    [[nodiscard]] bool answers_go(Millis from, Millis until) const {
        return calm(from, until) && is_clear(answers_, from, until);
    }

private:
    using Times = std::vector<std::pair<Millis, Millis>>;
    static bool is_clear(const Times& times, Millis from, Millis until) {
        return std::ranges::none_of(times, [&](const auto& one) { return one.first <= until && one.second >= from; });
    }
    Times rough_;
    Times answers_;
};

}  // namespace privman::simulator
