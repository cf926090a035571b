// What the world does to the bot, as far as a rule with a time limit must excuse it.
#pragma once

#include "domain/moment.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace privman::simulator {

class Weather {
public:
    /// Who somebody is cannot be asked, or takes long; or nobody is there to ask.
    void people_unknown(Millis from, Millis until) { people_.emplace_back(from, until); }
    /// The store may fail or take long.
    void store_fails(Millis from, Millis until) { store_.emplace_back(from, until); }
    /// Only the answers may.
    void answers_wait(Millis from, Millis until) { answers_.emplace_back(from, until); }

    [[nodiscard]] bool people_are_known(Millis from, Millis until) const { return is_clear(people_, from, until); }
    [[nodiscard]] bool calm(Millis from, Millis until) const {
        return people_are_known(from, until) && is_clear(store_, from, until);
    }
    [[nodiscard]] bool answers_go(Millis from, Millis until) const {
        return calm(from, until) && is_clear(answers_, from, until);
    }

private:
    using Times = std::vector<std::pair<Millis, Millis>>;
    static bool is_clear(const Times& times, Millis from, Millis until) {
        return std::ranges::none_of(times, [&](const auto& one) { return one.first <= until && one.second >= from; });
    }
    Times people_;
    Times store_;
    Times answers_;
};

}  // namespace privman::simulator
