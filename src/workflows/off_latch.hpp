// Automatic approval is off in this process from the moment at which somebody who may said so, whatever the store does.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"
#include "domain/said_order.hpp"
#include "domain/settings.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace privman {

/// Set when an authorised switching off arrives, before the store answers. Nothing that is read undoes it: until it is
/// stored it holds whatever the settings say, afterwards it still holds against a schedule that is on since before.
class OffLatch {
public:
    /// Tells one switching off from the next.
    using Number = std::uint64_t;

    /// Somebody said off in the message `said`.
    Number set(const MessageTs& said, WallTime now) {
        held_ = Held{.since = now, .number = ++last_};
        said_ = later_of(said_, said);
        return last_;
    }
    /// It is durable now.
    void stored(Number number) {
        if (held_ && held_->number <= number) held_->stored = true;
    }
    /// An `enable` that was said later, in the message `said`, is durable.
    void release(const MessageTs& said) {
        held_.reset();
        released_ = last_;
        released_by_ = said;
        ++releases_;
    }
    /// How often it was released, and by which message the last time: whoever was being looked up meanwhile has been
    /// overtaken by somebody who spoke later.
    [[nodiscard]] std::uint64_t releases() const { return releases_; }
    [[nodiscard]] const MessageTs& released_by() const { return released_by_; }

    /// Does it hold against this schedule?
    [[nodiscard]] bool holds(const std::optional<StoredSchedule>& schedule) const {
        if (!held_) return false;
        if (!held_->stored) return true;
        return schedule && schedule->enabled && (!schedule->enabled_at || *schedule->enabled_at <= held_->since);
    }
    /// Somebody may be saying off: held until it is known whether they may. Meanwhile nothing is claimed or sent.
    [[nodiscard]] std::shared_ptr<const void> stand_still() {
        if (auto held = standing_still_.lock()) return held;
        auto fresh = std::make_shared<const int>(0);
        standing_still_ = fresh;
        return fresh;
    }
    [[nodiscard]] bool stands_still() const { return !standing_still_.expired(); }
    /// It is not durable yet.
    [[nodiscard]] bool waits() const { return held_ && !held_->stored; }
    /// An `enable` was stored after this switching off was taken: there is nothing left to be switched off.
    [[nodiscard]] bool overruled(Number number) const { return number <= released_; }
    /// The latest message that said off; empty when none did in this process.
    [[nodiscard]] const MessageTs& said() const { return said_; }

private:
    struct Held {
        WallTime since{};
        Number number = 0;
        bool stored = false;
    };
    std::optional<Held> held_;
    MessageTs said_;
    Number last_ = 0;
    Number released_ = 0;
    MessageTs released_by_;
    std::uint64_t releases_ = 0;
    std::weak_ptr<const void> standing_still_;
};

}  // namespace privman
