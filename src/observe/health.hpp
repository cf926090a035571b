// What a supervisor and an operator want to know: does it live, and can it work?
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace privman::observe {

/// Does the event loop turn? Says nothing about the rest of the world: a restart would not mend that.
class Liveness {
public:
    using Millis = std::chrono::milliseconds;

    /// Dead after `limit` without a turn.
    explicit Liveness(Millis limit) : limit_{limit} {}

    /// The loop turned at `now`, on any clock that never jumps.
    void turned(Millis now) { last_ = now; }
    /// Not before the first turn.
    [[nodiscard]] bool alive(Millis now) const { return last_ && now - *last_ <= limit_; }
    [[nodiscard]] std::optional<Millis> silent_for(Millis now) const {
        return last_ ? std::optional{now - *last_} : std::nullopt;
    }

private:
    Millis limit_;
    std::optional<Millis> last_;
};

/// One thing without which the work cannot be done.
struct Missing {
    std::string what;  ///< a stable name for machines: `slack_connection`
    std::string why;   ///< for people: what is wrong and what to do; never a secret
};

struct Readiness {
    std::vector<Missing> missing;       ///< empty: ready
    std::vector<std::string> warnings;  ///< it works, and somebody should know this all the same

    [[nodiscard]] bool ready() const { return missing.empty(); }
};

/// `{"ready":false,"missing":[{"what":…,"why":…}],"warnings":[…]}`
std::string as_json(const Readiness& readiness);

}  // namespace privman::observe
