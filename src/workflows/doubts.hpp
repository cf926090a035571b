// What is not certain about the messages of one channel: an edit whose answer was lost may still land, after a later
// edit that was confirmed, and the message shows the older words then. Such a message is drawn once more when nothing
// older can arrive any more; until then nobody believes to know what it shows.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace privman {

/// How long after its answer was lost an edit may still take effect. No vendor tells; gateways and the callers of this
/// program give up within 15 seconds, so this is four times as long.
inline constexpr Millis may_land_within = std::chrono::seconds{60};

/// One card of a request, or, with an empty request, the digest.
struct DoubtedMessage {
    RequestId request;
    Attempt attempt;
    friend auto operator<=>(const DoubtedMessage&, const DoubtedMessage&) = default;
};

class Doubts {
public:
    /// What it shows is not certain before `until`. Of several such moments the last counts.
    void raise(DoubtedMessage which, BootTime until);

    /// It was drawn, and that was confirmed. True: it shows this for certain, and there is no doubt any more.
    [[nodiscard]] bool drawn(const DoubtedMessage& which, std::uint64_t hash, BootTime now);

    /// The message shows this unless something older lands: there is nothing to do before that moment. Nothing: draw
    /// it.
    [[nodiscard]] std::optional<BootTime> leave_until(const DoubtedMessage& which, std::uint64_t hash,
                                                      BootTime now) const;

    /// The message is no more.
    void forget(const DoubtedMessage& which) { doubts_.erase(which); }

    [[nodiscard]] bool holds(const DoubtedMessage& which) const { return doubts_.contains(which); }
    [[nodiscard]] std::size_t size() const { return doubts_.size(); }

private:
    struct Doubt {
        BootTime until{};
        std::uint64_t drawn = 0;  ///< what was confirmed since; 0: nothing
    };
    std::map<DoubtedMessage, Doubt> doubts_;
};

}  // namespace privman
