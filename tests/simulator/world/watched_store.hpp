// Stands before the real store and tells the witness what became durable and what was read.
#pragma once

#include "ports/clock.hpp"
#include "ports/settings_store.hpp"
#include "ports/state_store.hpp"
#include "tests/simulator/disk/disk.hpp"
#include "tests/simulator/world/witness.hpp"

#include <utility>

namespace privman::simulator {

class WatchedStore final : public StateStore {
public:
    WatchedStore(StateStore& behind, Disk& disk, Witness& witness) : behind_{behind}, disk_{disk}, witness_{witness} {}

    Async<Outcome<Snapshot>> load() override {
        auto snapshot = co_await behind_.load();
        if (snapshot && !disk_.dark()) witness_.loaded(*snapshot);
        co_return snapshot;
    }
    Async<Outcome<Stored>> commit(Change change) override {
        auto stored = co_await behind_.commit(change);
        if (disk_.dark()) co_return stored;
        if (stored)
            witness_.stored(change);
        else if (stored.error().kind != Trouble::conflict)
            witness_.not_stored(change);
        co_return stored;
    }
    Async<Outcome<Snapshot>> changed_since(Mark mark) override {
        auto snapshot = co_await behind_.changed_since(std::move(mark));
        // The simulated file is so small that SQLite holds all of it in its cache; a real one is not.
        if (snapshot && disk_.read_fails()) snapshot = std::unexpected{Failure{Trouble::unreachable, "disk I/O error"}};
        if (!disk_.dark()) witness_.read(snapshot);
        co_return snapshot;
    }
    Async<Outcome<Recalled>> recall(RequestId id) override {
        auto life = co_await behind_.recall(id);
        if (life && disk_.read_fails()) life = std::unexpected{Failure{Trouble::unreachable, "disk I/O error"}};
        if (!life && !disk_.dark()) witness_.not_recalled(id);
        co_return life;
    }
    Async<Outcome<std::vector<Forget>>> at_rest_since_before(WallTime when, std::size_t most) override {
        return behind_.at_rest_since_before(when, most);
    }
    Async<Outcome<std::size_t>> count_at_rest() override { return behind_.count_at_rest(); }

private:
    StateStore& behind_;
    Disk& disk_;
    Witness& witness_;
};

class WatchedSettings final : public SettingsStore {
public:
    WatchedSettings(SettingsStore& behind, Disk& disk, Clock& clock, Witness& witness)
        : behind_{behind}, disk_{disk}, clock_{clock}, witness_{witness} {}

    Async<Outcome<KeptSettings>> load() override {
        auto kept = co_await behind_.load();
        if (kept && !disk_.dark()) witness_.loaded(kept->settings);
        co_return kept;
    }
    Async<Outcome<KeptSettings>> read() override {
        auto kept = co_await behind_.read();
        if (kept && disk_.read_fails()) kept = std::unexpected{Failure{Trouble::unreachable, "disk I/O error"}};
        if (!disk_.dark()) witness_.read(kept);
        co_return kept;
    }
    Async<SettingsSet> change(Settings wanted) override {
        if (disk_.settings_take > Millis{0}) co_await clock_.sleep_for(disk_.settings_take);
        auto stored = co_await behind_.change(std::move(wanted));
        if (disk_.dark()) co_return stored;
        if (stored)
            witness_.stored(*stored);
        else if (stored.error().kind != Trouble::conflict)
            witness_.settings_not_stored();
        co_return stored;
    }

private:
    SettingsStore& behind_;
    Disk& disk_;
    Clock& clock_;
    Witness& witness_;
};

}  // namespace privman::simulator
