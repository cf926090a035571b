// A memory that ends with the process: `memory:`, and tests.
#pragma once

#include "ports/settings_store.hpp"
#include "ports/state_store.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace privman::stores {

/// Completes through the caller's loop, never inline, like the stores that have a disk to wait for.
class MemoryStore final : public StateStore {
public:
    Async<Outcome<Snapshot>> load() override;
    Async<Outcome<Stored>> commit(Change change) override;
    Async<Outcome<Snapshot>> changed_since(Mark mark) override;
    Async<Outcome<Recalled>> recall(RequestId id) override;
    Async<Outcome<std::vector<Forget>>> at_rest_since_before(WallTime when, std::size_t most) override;
    Async<Outcome<std::size_t>> count_at_rest() override;

private:
    template <class Record>
    struct Kept {
        Record record;
        std::uint64_t mark = 0;  ///< the commit that stored it
    };

    Outcome<void> apply(Life life);
    Outcome<void> apply(Board board);
    Outcome<void> apply(KnownPerson person);
    Outcome<void> apply(SealKey key);
    Outcome<void> apply(const Forget& forget);
    Outcome<void> apply(const SetAside& anew);
    Outcome<void> apply(Workspace workspace);
    Outcome<void> apply(const Rest& rest);
    Outcome<void> apply(const Trial&) { return {}; }
    [[nodiscard]] Snapshot stored_after(std::uint64_t mark) const;

    std::map<RequestId, Kept<Life>> lives_;
    std::map<RequestId, Rest::One> resting_;
    std::map<ChannelId, Kept<Board>> boards_;
    std::map<UserId, Kept<KnownPerson>> people_;
    std::map<RequestId, std::uint64_t> forgotten_;
    std::optional<SealKey> seal_key_;
    std::optional<Workspace> workspace_;
    std::uint64_t mark_ = 0;
};

/// The same for settings.
class MemorySettings final : public SettingsStore {
public:
    Async<Outcome<KeptSettings>> load() override { return read(); }
    Async<Outcome<KeptSettings>> read() override;
    Async<SettingsSet> change(Settings wanted) override;

private:
    Settings settings_;
};

}  // namespace privman::stores
