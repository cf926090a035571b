#include "aws/retry.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace privman::aws {

namespace {

using namespace std::chrono_literals;

constexpr Millis longest_pause = 20s;
constexpr Millis most_on_demand = 5s;

int cost_of(Remedy remedy) { return remedy == Remedy::wait_longer ? 5 : 14; }

}  // namespace

Millis pause_after(int attempt, Remedy remedy, double chance, std::string_view asked_for) {
    const Millis base = remedy == Remedy::wait_longer ? 1000ms : 50ms;
    const auto widest = std::min(longest_pause, base * (1 << std::clamp(attempt - 1, 0, 16)));
    const Millis pause{static_cast<Millis::rep>(chance * static_cast<double>(widest.count()))};

    Millis::rep asked = 0;
    const auto* end = asked_for.data() + asked_for.size();
    if (asked_for.empty() || std::from_chars(asked_for.data(), end, asked).ptr != end) return pause;
    return std::clamp(Millis{asked}, pause, pause + most_on_demand);
}

bool RetryBudget::take(Remedy remedy) {
    if (tokens_ < cost_of(remedy)) return false;
    tokens_ -= cost_of(remedy);
    return true;
}

void RetryBudget::give_back(Remedy last) {
    tokens_ = std::min(most, tokens_ + (last == Remedy::none ? 1 : cost_of(last)));
}

}  // namespace privman::aws
