// A memory that ends with the process: `memory:`, and tests.
#pragma once

#include "ports/state_store.hpp"

#include <map>

namespace privman::stores {

/// Completes through the caller's loop, never inline, like the stores that have a disk to wait for.
class MemoryStore final : public StateStore {
public:
    Async<Outcome<Snapshot>> load() override;
    Async<Outcome<void>> commit(Change change) override;
    Async<Outcome<Snapshot>> changed_since(std::uint64_t mark) override;

private:
    template <class Record>
    struct Kept {
        Record record;
        std::uint64_t mark = 0;  ///< the commit that stored it
    };

    Outcome<void> apply(Life life);
    Outcome<void> apply(Settings settings);
    Outcome<void> apply(Board board);
    Outcome<void> apply(KnownPerson person);
    Outcome<void> apply(SealKey key);
    Outcome<void> apply(const Forget& forget);
    [[nodiscard]] Snapshot stored_after(std::uint64_t mark) const;

    std::map<RequestId, Kept<Life>> lives_;
    std::map<ChannelId, Kept<Board>> boards_;
    std::map<UserId, Kept<KnownPerson>> people_;
    Settings settings_;
    std::optional<SealKey> seal_key_;
    std::uint64_t mark_ = 0;
};

}  // namespace privman::stores
