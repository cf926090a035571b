// This machine's time, corrected by what AWS says its own is.
#pragma once

#include "aws/failure.hpp"
#include "net/http_message.hpp"

namespace privman::aws {

/// One for all services: it is this machine's clock that is wrong, not theirs.
class ServerClock {
public:
    /// `wall` is this machine's time.
    explicit ServerClock(std::function<WallTime()> wall) : wall_{std::move(wall)} {}

    [[nodiscard]] WallTime now() const { return wall_() + offset_; }

    /// What is added to this machine's time: negative when it is fast.
    [[nodiscard]] Millis offset() const { return offset_; }

    /// Learns from the `Date` of an answer that came `took` after its question. True when the time so far was wrong by
    /// four minutes or more, and is right now. A cached answer (`Age`) or a slow one proves nothing.
    bool correct(const net::Headers& answer, Millis took);

private:
    std::function<WallTime()> wall_;
    Millis offset_{0};
};

}  // namespace privman::aws
