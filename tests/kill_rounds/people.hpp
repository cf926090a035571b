// People who press buttons at the same moment, and the note of what each of them pressed.
#pragma once

#include "tests/tools/rig.hpp"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace privman::kill_rounds {

using Chance = std::mt19937_64;

inline std::uint64_t below(Chance& chance, std::uint64_t bound) { return chance() % bound; }

/// One press of a button, as far as Slack knows of it.
struct Press {
    std::string who;  ///< "ada"
    std::string request;
    bool approve = false;
    std::optional<std::int64_t> minutes;  ///< what the picker stood on; nothing: one time
    bool acked = false;
};

/// Everybody in `names` presses something on a card of one of `requests`, at once, each after a moment of his own.
/// Returns when all have; presses on cards without buttons, or without a card, are not in the answer.
std::vector<Press> press_at_once(const tools::Rig& rig, const std::vector<std::string>& requests,
                                 const std::vector<std::string>& names, Chance& chance);

}  // namespace privman::kill_rounds
