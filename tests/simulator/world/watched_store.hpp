// Stands before the real store and tells the witness what became durable and what was read.
#pragma once

#include "ports/state_store.hpp"
#include "tests/simulator/world/witness.hpp"

#include <utility>

namespace privman::simulator {

class WatchedStore final : public StateStore {
public:
    WatchedStore(StateStore& behind, Witness& witness) : behind_{behind}, witness_{witness} {}

    Async<Outcome<Snapshot>> load() override {
        auto snapshot = co_await behind_.load();
        if (snapshot) witness_.loaded(*snapshot);
        co_return snapshot;
    }
    Async<Outcome<void>> commit(Change change) override {
        auto stored = co_await behind_.commit(change);
        if (stored)
            witness_.stored(change);
        else if (stored.error().kind != Trouble::conflict)
            witness_.not_stored(change);
        co_return stored;
    }
    Async<Outcome<Snapshot>> changed_since(std::uint64_t mark) override {
        auto snapshot = co_await behind_.changed_since(mark);
        witness_.read(snapshot);
        co_return snapshot;
    }

private:
    StateStore& behind_;
    Witness& witness_;
};

}  // namespace privman::simulator
