#include "stores/memory_store.hpp"

#include "stores/mark_number.hpp"
#include "stores/version_check.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace privman::stores {

namespace asio = boost::asio;

namespace {

/// Stores `record` under `key` when `known` holds it in exactly the version that the record names.
template <class Known, class Key, class Record>
Outcome<void> replace(Known& known, const Key& key, Record record, std::uint64_t& mark, const std::string& name) {
    const auto found = known.find(key);
    const auto stored = found == known.end() ? 0 : found->second.record.version;
    if (stored != record.version) return changed_meanwhile(name);
    ++record.version;
    known[key] = {std::move(record), ++mark};
    return {};
}

}  // namespace

Async<Outcome<KeptSettings>> MemorySettings::read() {
    co_await asio::post(asio::use_awaitable);
    co_return KeptSettings{settings_, {}};
}

Async<SettingsSet> MemorySettings::change(Settings wanted) {
    co_await asio::post(asio::use_awaitable);
    if (settings_.version != wanted.version)
        co_return std::unexpected{NotSet{changed_meanwhile("the settings").error()}};
    settings_ = std::move(wanted);
    ++settings_.version;
    co_return settings_;
}

Async<Outcome<Snapshot>> MemoryStore::load() {
    co_await asio::post(asio::use_awaitable);
    auto snapshot = stored_after(0);
    std::erase_if(snapshot.lives, [this](const Life& life) {
        const auto rests = resting_.find(life.id);
        return rests != resting_.end() && !rests->second.may_count;
    });
    co_return snapshot;
}

Async<Outcome<Recalled>> MemoryStore::recall(RequestId id) {
    co_await asio::post(asio::use_awaitable);
    const auto found = lives_.find(id);
    co_return found == lives_.end() ? Recalled{} : Recalled{found->second.record, {}};
}

Async<Outcome<std::vector<Forget>>> MemoryStore::at_rest_since_before(WallTime when, std::size_t most) {
    co_await asio::post(asio::use_awaitable);
    std::vector<Rest::One> old;
    for (const auto& [id, one] : resting_)
        if (one.ended < when) old.push_back(one);
    std::ranges::sort(old, {}, [](const Rest::One& one) { return std::pair{one.ended, one.id}; });
    std::vector<Forget> all;
    for (const auto& one : old)
        if (all.size() < most) all.push_back({one.id, one.version});
    co_return all;
}

Async<Outcome<std::size_t>> MemoryStore::count_at_rest() {
    co_await asio::post(asio::use_awaitable);
    co_return resting_.size();
}

Async<Outcome<Stored>> MemoryStore::commit(Change change) {
    co_await asio::post(asio::use_awaitable);
    const auto before = mark_of(mark_);
    const auto stored =
        std::visit([this](auto&& record) { return apply(std::forward<decltype(record)>(record)); }, std::move(change));
    if (!stored) co_return std::unexpected{stored.error()};
    co_return Stored{before, mark_of(mark_)};
}

Async<Outcome<Snapshot>> MemoryStore::changed_since(Mark mark) {
    co_await asio::post(asio::use_awaitable);
    co_return stored_after(number_of(mark));
}

Outcome<void> MemoryStore::apply(Life life) {
    const auto id = life.id;
    auto done = replace(lives_, id, std::move(life), mark_, name_of(id));
    if (done) {
        resting_.erase(id);
        forgotten_.erase(id);
    }
    return done;
}

Outcome<void> MemoryStore::apply(const Rest& rest) {
    for (const auto& one : rest.lives) {
        const auto found = lives_.find(one.id);
        if (found != lives_.end() && found->second.record.version == one.version)
            resting_.insert_or_assign(one.id, one);
    }
    ++mark_;
    return {};
}

Outcome<void> MemoryStore::apply(Board board) {
    const auto channel = board.channel;
    return replace(boards_, channel, std::move(board), mark_, name_of(channel));
}

Outcome<void> MemoryStore::apply(KnownPerson person) {
    const auto id = person.id;
    return replace(people_, id, std::move(person), mark_, name_of(id));
}

Outcome<void> MemoryStore::apply(SealKey key) {
    if (seal_key_) return changed_meanwhile("the seal key");
    seal_key_ = std::move(key);
    ++mark_;
    return {};
}

Outcome<void> MemoryStore::apply(const Forget& forget) {
    const auto found = lives_.find(forget.id);
    if (found == lives_.end() || found->second.record.version != forget.version)
        return changed_meanwhile(name_of(forget.id));
    lives_.erase(found);
    resting_.erase(forget.id);
    forgotten_[forget.id] = ++mark_;
    return {};
}

/// Nothing here can be damaged.
Outcome<void> MemoryStore::apply(const SetAside& anew) { return changed_meanwhile(name_of(anew.life.id)); }

Outcome<void> MemoryStore::apply(Workspace workspace) {
    workspace_ = std::move(workspace);
    ++mark_;
    return {};
}

Snapshot MemoryStore::stored_after(std::uint64_t mark) const {
    Snapshot snapshot{.workspace = workspace_, .seal_key = seal_key_, .mark = mark_of(mark_)};
    snapshot.holds_lives = !lives_.empty();
    for (const auto& [id, kept] : lives_)
        if (kept.mark > mark) snapshot.lives.push_back(kept.record);
    for (const auto& [id, when] : forgotten_)
        if (when > mark) snapshot.forgotten.push_back(id);
    for (const auto& [channel, kept] : boards_)
        if (kept.mark > mark) snapshot.boards.push_back(kept.record);
    for (const auto& [id, kept] : people_)
        if (kept.mark > mark) snapshot.people.push_back(kept.record);
    return snapshot;
}

}  // namespace privman::stores
