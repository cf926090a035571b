#include "tests/support/troubled_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace privman::testing {

Async<Outcome<Snapshot>> TroubledStore::load() { co_return counted(as_readable(co_await behind_.load())); }

Outcome<Snapshot> TroubledStore::counted(Outcome<Snapshot> snapshot) {
    if (snapshot) lives_read += snapshot->lives.size();
    return snapshot;
}

Outcome<Snapshot> TroubledStore::as_readable(Outcome<Snapshot> snapshot) const {
    if (!snapshot) return snapshot;
    auto& lives = snapshot->lives;
    for (const auto& life : lives)
        if (damaged.contains(life.id))
            snapshot->damaged.push_back(
                {life.id, life.version, life.cards, life.ledger, "life.stage.kind is no stage"});
    std::erase_if(lives, [this](const Life& life) { return damaged.contains(life.id); });
    return snapshot;
}

Async<Outcome<Stored>> TroubledStore::commit(Change change) {
    ++commits;
    if (commit_takes > Millis{0}) co_await clock_.sleep_for(commit_takes);
    std::optional<Mishap> mishap;
    if (choose) mishap = choose(change);
    if (!mishap) mishap = next_mishap();
    if (mishap && !mishap->stored) co_return std::unexpected{mishap->failure};
    auto* anew = std::get_if<SetAside>(&change);
    const auto whose = anew ? std::optional{anew->life.id} : std::nullopt;
    auto stored = co_await behind_.commit(anew ? Change{anew->life} : change);
    if (stored && whose) damaged.erase(*whose);
    if (stored) note(change);
    if (mishap) co_return std::unexpected{mishap->failure};
    co_return stored;
}

std::optional<TroubledStore::Mishap> TroubledStore::next_mishap() {
    if (mishaps.empty()) return refuses ? std::optional{Mishap{false, *refuses}} : std::nullopt;
    auto next = std::move(mishaps.front());
    mishaps.pop_front();
    return next;
}

Async<Outcome<KeptSettings>> TroubledSettings::load() { return behind_.load(); }

Async<Outcome<KeptSettings>> TroubledSettings::read() {
    if (disk_.unreadable) co_return std::unexpected{*disk_.unreadable};
    co_return co_await behind_.read();
}

Async<SettingsSet> TroubledSettings::change(Settings wanted) {
    ++disk_.commits;
    if (disk_.commit_takes > Millis{0}) co_await clock_.sleep_for(disk_.commit_takes);
    std::optional<TroubledStore::Mishap> mishap;
    if (choose) mishap = choose(wanted);
    if (!mishap) mishap = disk_.next_mishap();
    if (mishap && !mishap->stored) co_return std::unexpected{NotSet{mishap->failure}};
    auto stored = co_await behind_.change(std::move(wanted));
    if (mishap) co_return std::unexpected{NotSet{mishap->failure}};
    co_return stored;
}

Async<Outcome<Snapshot>> TroubledStore::changed_since(Mark mark) {
    if (unreadable) co_return std::unexpected{*unreadable};
    co_return counted(as_readable(co_await behind_.changed_since(std::move(mark))));
}

Async<Outcome<Recalled>> TroubledStore::recall(RequestId id) {
    if (unreadable) co_return std::unexpected{*unreadable};
    auto found = co_await behind_.recall(id);
    if (found && found->life && damaged.contains(id)) {
        const auto life = std::move(*found->life);
        *found = {{}, DamagedLife{id, life.version, life.cards, life.ledger, "life.stage.kind is no stage"}};
    }
    co_return found;
}

void TroubledStore::note(const Change& change) {
    if (const auto* life = std::get_if<Life>(&change))
        for (const auto& click : life->clicks) clicks_stored.insert(click.key.value);
}

std::size_t TroubledStore::count_now() {
    boost::asio::io_context loop{1};
    std::size_t count = 0;
    boost::asio::co_spawn(
        loop, behind_.count_at_rest(),
        [&count](const std::exception_ptr&, const Outcome<std::size_t>& all) { count = all.value(); });
    loop.run();
    return count;
}

}  // namespace privman::testing
