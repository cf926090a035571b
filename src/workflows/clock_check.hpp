// Can this machine's clock be believed? It is held against what the chat product and Privilege Manager say in their
// answers.
#pragma once

#include "domain/moment.hpp"

#include <functional>
#include <optional>
#include <string>

namespace privman {

struct ClockCheck {
    /// By how much this machine's clock is ahead of theirs (behind: negative); nothing: they have not said yet.
    std::function<std::optional<Millis>()> ahead_of_chat{};
    std::function<std::optional<Millis>()> ahead_of_source{};

    static constexpr Millis tolerated = std::chrono::minutes{5};

    /// In whole sentences, with what to do; nothing while nobody disagrees by more than is tolerated.
    [[nodiscard]] std::optional<std::string> disagreement() const;
    /// The same of the chat product's clock alone, as a clause.
    [[nodiscard]] std::optional<std::string> disagreement_with_chat() const;
    /// Somebody has said what time it is, and nobody disagrees.
    [[nodiscard]] bool is_confirmed() const;
};

}  // namespace privman
