// What every store must do. A store passes by being instantiated: INSTANTIATE_TEST_SUITE_P(Mine, StateStoreContract,
// ...).
#pragma once

#include "ports/state_store.hpp"
#include "tests/async/loop.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

namespace privman::testing {

/// Opens a store on a loop: each call another one, over memory that lives as long as the returned function's copy.
using OpenStore = std::function<std::unique_ptr<StateStore>(Loop&)>;

struct StoreUnderTest {
    std::string name;
    std::function<OpenStore()> fresh_home;  ///< a place for a store that nobody has used yet
    friend void PrintTo(const StoreUnderTest& store, std::ostream* out) { *out << store.name; }
};

/// Without what only a store with documents outside keeps in them.
inline Settings without_documents(Settings settings) {
    settings.channels_document = {};
    settings.schedule_document = {};
    settings.hand_edits.clear();
    return settings;
}

class StoreFixture : public ::testing::TestWithParam<StoreUnderTest> {
protected:
    Loop loop;
    OpenStore open = GetParam().fresh_home();
    std::unique_ptr<StateStore> store = open(loop);  // after the loop: gone before it

    Snapshot everything() { return since(0, true); }
    Snapshot since(std::uint64_t mark, bool all = false);
    Outcome<Mark> commit(Change change);
    /// Commits what must be accepted.
    void keep(Change change);
};

/// For all of them.
class StateStoreContract : public StoreFixture {};
/// For all of them, about what people set from within the chat.
class SettingsContract : public StoreFixture {};
/// For those that outlive their process.
class DurableStoreContract : public StoreFixture {};

}  // namespace privman::testing
