// A store that stands before another one and is slow, refuses, or loses its answers when a test says so.
#pragma once

#include "ports/clock.hpp"
#include "ports/state_store.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace privman::testing {

class TroubledStore final : public StateStore {
public:
    TroubledStore(StateStore& behind, Clock& clock) : behind_{behind}, clock_{clock} {}

    /// How the next commit goes wrong; `stored`: it was stored all the same.
    struct Mishap {
        bool stored = false;
        Failure failure{Trouble::unreachable, "the disk is ill"};
    };

    Async<Outcome<Snapshot>> load() override { co_return co_await behind_.load(); }

    Async<Outcome<void>> commit(Change change) override {
        ++commits;
        if (commit_takes > Millis{0}) co_await clock_.sleep_for(commit_takes);
        std::optional<Mishap> mishap;
        if (choose) mishap = choose(change);
        if (!mishap && !mishaps.empty()) {
            mishap = mishaps.front();
            mishaps.pop_front();
        }
        if (!mishap && refuses) mishap = Mishap{false, *refuses};
        if (mishap && !mishap->stored) co_return std::unexpected{mishap->failure};
        auto stored = co_await behind_.commit(change);
        if (stored) note(change);
        if (mishap) co_return std::unexpected{mishap->failure};
        co_return stored;
    }

    Async<Outcome<Snapshot>> changed_since(std::uint64_t mark) override {
        if (unreadable) co_return std::unexpected{*unreadable};
        co_return co_await behind_.changed_since(mark);
    }

    Millis commit_takes{0};
    std::deque<Mishap> mishaps;                                  ///< for the next commits
    std::function<std::optional<Mishap>(const Change&)> choose;  ///< asked for every commit
    std::optional<Failure> refuses;                              ///< every commit fails, nothing is stored
    std::optional<Failure> unreadable;                           ///< every strong read fails
    unsigned commits = 0;
    std::set<std::string> clicks_stored;  ///< keys of all clicks that were ever durable

private:
    void note(const Change& change) {
        if (const auto* life = std::get_if<Life>(&change))
            for (const auto& click : life->clicks) clicks_stored.insert(click.key.value);
    }

    StateStore& behind_;
    Clock& clock_;
};

}  // namespace privman::testing
