#include "tests/support/troubled_store.hpp"

namespace privman::testing {

Async<Outcome<Snapshot>> TroubledStore::load() { co_return co_await behind_.load(); }

Async<Outcome<void>> TroubledStore::commit(Change change) {
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

Async<Outcome<Snapshot>> TroubledStore::changed_since(std::uint64_t mark) {
    if (unreadable) co_return std::unexpected{*unreadable};
    co_return co_await behind_.changed_since(mark);
}

void TroubledStore::note(const Change& change) {
    if (const auto* life = std::get_if<Life>(&change))
        for (const auto& click : life->clicks) clicks_stored.insert(click.key.value);
}

}  // namespace privman::testing
