// A store that stands before another one and is slow, refuses, or loses its answers when a test says so.
#pragma once

#include "ports/clock.hpp"
#include "ports/settings_store.hpp"
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

    Async<Outcome<Snapshot>> load() override;

    Async<Outcome<Stored>> commit(Change change) override;

    Async<Outcome<Snapshot>> changed_since(Mark mark) override;

    Async<Outcome<Recalled>> recall(RequestId id) override;
    Async<Outcome<std::vector<Forget>>> at_rest_since_before(WallTime when, std::size_t most) override {
        return behind_.at_rest_since_before(when, most);
    }
    Async<Outcome<std::size_t>> count_at_rest() override { return behind_.count_at_rest(); }

    /// How many are at rest.
    [[nodiscard]] std::size_t count_now();

    Millis commit_takes{0};
    std::deque<Mishap> mishaps;                                  ///< for the next commits
    std::function<std::optional<Mishap>(const Change&)> choose;  ///< asked for every commit
    std::optional<Failure> refuses;                              ///< every commit fails, nothing is stored
    std::optional<Failure> unreadable;                           ///< every strong read fails
    std::set<RequestId> damaged;                                 ///< their records cannot be read
    unsigned commits = 0;
    std::uint64_t lives_read = 0;
    std::set<std::string> clicks_stored;  ///< keys of all clicks that were ever durable

    /// The next thing that goes wrong for whatever is stored.
    std::optional<Mishap> next_mishap();

private:
    void note(const Change& change);
    Outcome<Snapshot> counted(Outcome<Snapshot> snapshot);
    [[nodiscard]] Outcome<Snapshot> as_readable(Outcome<Snapshot> snapshot) const;

    StateStore& behind_;
    Clock& clock_;
};

/// Settings on the same disk: as slow and as ill as it is.
class TroubledSettings final : public SettingsStore {
public:
    TroubledSettings(SettingsStore& behind, TroubledStore& disk, Clock& clock)
        : behind_{behind}, disk_{disk}, clock_{clock} {}

    Async<Outcome<KeptSettings>> load() override;
    Async<Outcome<KeptSettings>> read() override;
    Async<SettingsSet> change(Settings wanted) override;

    std::function<std::optional<TroubledStore::Mishap>(const Settings&)> choose;  ///< asked for every change

private:
    SettingsStore& behind_;
    TroubledStore& disk_;
    Clock& clock_;
};

}  // namespace privman::testing
