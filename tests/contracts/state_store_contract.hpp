// What every store must do, behind each of the two ports. A store passes by being instantiated:
// INSTANTIATE_TEST_SUITE_P(Mine, StateStoreContract, ...).
#pragma once

#include "ports/settings_store.hpp"
#include "ports/state_store.hpp"
#include "tests/async/loop.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

namespace privman::testing {

/// What one place holds. Of a kind that a store does not keep: none.
struct OpenStores {
    std::unique_ptr<StateStore> state;
    std::unique_ptr<SettingsStore> settings;
};

/// Opens them on a loop: each call anew, over memory that lives as long as the returned function's copy.
using OpenThem = std::function<OpenStores(Loop&)>;

struct StoreUnderTest {
    std::string name;
    std::function<OpenThem()> fresh_home;  ///< a place that nobody has used yet
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
    OpenThem open = GetParam().fresh_home();
    OpenStores stores = open(loop);  // after the loop: gone before it
    StateStore* store = stores.state.get();

    void close() { stores = {}; }
    /// As the next process.
    void reopen() {
        close();
        stores = open(loop);
        store = stores.state.get();
    }
    Snapshot everything() { return since({}, true); }
    Snapshot since(const Mark& mark, bool all = false);
    Outcome<Stored> commit(Change change);
    /// Commits what must be accepted.
    void keep(Change change);

    Settings settings();
    void set(Settings wanted);
};

/// For all of them.
class StateStoreContract : public StoreFixture {};
/// For all of them, about what people set from within the chat.
class SettingsContract : public StoreFixture {};
/// For those that outlive their process.
class DurableStoreContract : public StoreFixture {};
class DurableSettingsContract : public StoreFixture {};

}  // namespace privman::testing
