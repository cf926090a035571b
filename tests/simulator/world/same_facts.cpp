#include "tests/simulator/world/same_facts.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace privman::simulator {

namespace {

/// The words that occur in this world, from good to bad.
int badness(std::string_view rating) {
    static constexpr std::array<std::string_view, 6> words{"Clean", "Good", "", "Unknown", "Suspect", "Malicious"};
    static constexpr std::array<int, 6> levels{0, 0, 1, 1, 2, 3};
    const auto* word = std::ranges::find(words, rating);
    return word == words.end() ? 9 : levels[static_cast<std::size_t>(word - words.begin())];
}

}  // namespace

std::optional<std::string> what_changed(const ElevationRequest& shown, const ElevationRequest& listed) {
    if (shown.user != listed.user) return "its account";
    if (shown.computer != listed.computer) return "its computer";
    if (shown.path != listed.path) return "its path";
    if (shown.command_line != listed.command_line) return "its command line";
    // What newly appears, and is no warning, is no difference.
    if (!shown.hash.empty() && shown.hash != listed.hash) return "its hash";
    if (!shown.policy.empty() && shown.policy != listed.policy) return "its policy";
    if (!shown.reason.empty() && shown.reason != listed.reason) return "its reason";
    if (shown.requested && shown.requested != listed.requested) return "its time";
    if (badness(listed.rating) > badness(shown.rating)) return "its rating";
    if (!shown.company.empty() && shown.company != listed.company) return "its company";
    return std::nullopt;
}

}  // namespace privman::simulator
