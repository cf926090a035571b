// What each sentence does, or finds out.
#pragma once

#include "tests/scenarios/language.hpp"
#include "tests/tools/rig.hpp"

#include <optional>
#include <string>

namespace privman::scenarios {

/// One scenario being played. The bot starts with the first sentence that needs it.
class Play {
public:
    explicit Play(const tools::Programs& programs) : rig_{programs} {}

    /// Throws what went wrong, in words.
    void play(const Step& step);

    [[nodiscard]] tools::Rig& rig() { return rig_; }

    /// Starts the bot unless it was started before.
    void need_bot();
    void bot_was_started() { started_ = true; }
    [[nodiscard]] bool started() const { return started_; }

private:
    tools::Rig rig_;
    bool started_ = false;
};

/// Why a sentence of `then` does not hold; nothing when it does.
using Complaint = std::optional<std::string>;

}  // namespace privman::scenarios
