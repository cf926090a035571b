#include "workflows/records.hpp"

#include <utility>

namespace privman {

namespace {
constexpr Millis try_every{2'000};
constexpr std::size_t most_further = 1'000;
}  // namespace

Async<Outcome<void>> Records::open() {
    auto snapshot = co_await store_.load();
    note_reading(snapshot);
    if (!snapshot) co_return std::unexpected{std::move(snapshot.error())};
    take(std::move(*snapshot));
    log_.info("store.opened", "Read what was remembered", {{"requests", lives_.size()}});
    co_return Outcome<void>{};
}

bool Records::take(Snapshot snapshot) {
    bool news = false;
    // Before the lives: one that was forgotten may have begun anew.
    for (const auto& id : snapshot.forgotten) {
        if (!lives_.contains(id)) continue;
        let_go(id);
        news = true;
    }
    for (auto& life : snapshot.lives) news = hold(std::move(life)) || news;
    for (auto& board : snapshot.boards) news = hold(std::move(board)) || news;
    for (auto& person : snapshot.people) hold(std::move(person));
    if (snapshot.seal_key) seal_key_ = std::move(snapshot.seal_key);
    if (snapshot.workspace) workspace_ = std::move(snapshot.workspace);
    for (auto& life : snapshot.damaged)
        if (!lives_.contains(life.id)) damaged_.insert_or_assign(life.id, std::move(life));
    set_aside_ = std::max(set_aside_, snapshot.set_aside);
    holds_lives_ = holds_lives_ || snapshot.holds_lives;
    mark_ = std::move(snapshot.mark);
    follow_marks();
    return news;
}

bool Records::hold(Life life) {
    const auto [place, is_new] = lives_.try_emplace(life.id);
    auto& mine = place->second;
    if (!is_new && life.version <= mine.version) return false;
    const auto before = std::exchange(mine, std::move(life));
    changed_lives_.stamp(mine.id);
    tell_watchers(is_new ? nullptr : &before, &mine);
    return true;
}

void Records::let_go(const RequestId& id) {
    const auto life = lives_.extract(id);
    if (!life) return;
    changed_lives_.stamp(id);
    tell_watchers(&life.mapped(), nullptr);
}

bool Records::hold(Board board) {
    auto& mine = boards_[board.channel];
    if (board.version <= mine.version) return false;
    mine = std::move(board);
    changed_boards_.stamp(mine.channel);
    return true;
}

Async<Outcome<const Life*>> Records::recall(RequestId id) {
    if (const auto* life = find(id)) co_return life;
    if (damaged_.contains(id)) co_return nullptr;
    auto stored = co_await store_.recall(id);
    note_reading(stored);
    if (!stored) co_return std::unexpected{std::move(stored.error())};
    if (stored->damaged) damaged_.insert_or_assign(id, std::move(*stored->damaged));
    if (stored->life && hold(std::move(*stored->life))) announce_change();
    co_return find(id);
}

Async<Changed<void>> Records::put_to_rest(std::vector<AtRest> lives) {
    Rest rest;
    for (const auto& [id, may_count] : lives)
        if (const auto* life = find(id))
            rest.lives.push_back({id, life->version, life->ended.value_or(life->first_seen.wall), may_count});
    const auto ones = rest.lives;
    const auto stored = co_await commit(std::move(rest));
    if (!stored) {
        doubt();
        co_return std::unexpected{stored.error()};
    }
    for (const auto& one : ones) {
        const auto* life = find(one.id);
        if (!life || life->version != one.version) continue;
        const auto leaving = lives_.extract(one.id);
        evicting_ = true;
        tell_watchers(&leaving.mapped(), nullptr);
        evicting_ = false;
    }
    co_return Outcome<void>{};
}

Async<Outcome<std::vector<Forget>>> Records::at_rest_since_before(WallTime when, std::size_t most) {
    auto old = co_await store_.at_rest_since_before(when, most);
    note_reading(old);
    co_return old;
}

Async<Outcome<std::size_t>> Records::count_at_rest() {
    auto count = co_await store_.count_at_rest();
    note_reading(count);
    co_return count;
}

Async<Changed<void>> Records::forget_at_rest(Forget which) {
    if (find(which.id)) co_return std::unexpected{Failure{Trouble::conflict, "somebody has asked for it"}};
    const auto stored = co_await commit(which);
    if (!stored) {
        if (stored.error().kind != Trouble::conflict) doubt();
        co_return std::unexpected{stored.error()};
    }
    let_go(which.id);
    co_return Outcome<void>{};
}

void Records::hold(KnownPerson person) {
    auto& mine = people_[person.id];
    if (person.version <= mine.version) return;
    mine = std::move(person);
    std::erase_if(people_watchers_, [](const auto& watcher) { return watcher.expired(); });
    for (const auto& watcher : people_watchers_)
        if (const auto watching = watcher.lock()) (*watching)(mine);
}

std::shared_ptr<const Records::PersonWatcher> Records::watch_people(PersonWatcher watcher) {
    auto watching = std::make_shared<const PersonWatcher>(std::move(watcher));
    for (const auto& [id, person] : people_) (*watching)(person);
    people_watchers_.push_back(watching);
    return watching;
}

std::shared_ptr<const Records::LifeWatcher> Records::watch_lives(LifeWatcher watcher) {
    auto watching = std::make_shared<const LifeWatcher>(std::move(watcher));
    for (const auto& [id, life] : lives_) (*watching)(nullptr, &life);
    watchers_.push_back(watching);
    return watching;
}

void Records::tell_watchers(const Life* before, const Life* after) {
    std::erase_if(watchers_, [](const auto& watcher) { return watcher.expired(); });
    for (const auto& watcher : watchers_)
        if (const auto watching = watcher.lock()) (*watching)(before, after);
}

const Life* Records::find(const RequestId& id) const {
    ++looked_at_;
    const auto found = lives_.find(id);
    return found == lives_.end() ? nullptr : &found->second;
}

Board Records::board(const ChannelId& channel) const {
    const auto found = boards_.find(channel);
    return found == boards_.end() ? Board{.channel = channel} : found->second;
}

Async<Changed<void>> Records::begin(Life life) {
    if (lives_.contains(life.id))
        co_return std::unexpected{Failure{Trouble::conflict, "this request is known already"}};
    const auto damaged = damaged_.find(life.id);
    const bool anew = damaged != damaged_.end();
    if (anew) {
        const auto& [id, version, cards, ledger, why] = damaged->second;
        life = begun_anew(std::move(life), cards, ledger, why, clock_.moment());
        life.version = version;
    }
    auto stored = co_await commit(anew ? Change{SetAside{life}} : Change{life});
    if (!stored) {
        if (stored.error().kind != Trouble::conflict) doubt();
        co_return std::unexpected{std::move(stored.error())};
    }
    if (anew) {
        damaged_.erase(life.id);
        ++set_aside_;
    }
    life.version += 1;
    hold(std::move(life));
    announce_change();
    co_return Outcome<void>{};
}

Async<Changed<void>> Records::forget(RequestId id) {
    const auto* life = find(id);
    if (!life) co_return Outcome<void>{};
    auto stored = co_await commit(Forget{id, life->version});
    if (stored) {
        let_go(id);
        announce_change();
    } else if (stored.error().kind != Trouble::conflict) {
        doubt();
    }
    if (!stored) co_return std::unexpected{stored.error()};
    co_return Outcome<void>{};
}

Async<Changed<void>> Records::store_seal_key(SealKey key) {
    auto stored = co_await commit(key);
    if (stored)
        seal_key_ = std::move(key);
    else if (stored.error().kind != Trouble::conflict)
        doubt();
    if (!stored) co_return std::unexpected{stored.error()};
    co_return Outcome<void>{};
}

Async<Changed<void>> Records::store_workspace(Workspace workspace) {
    auto stored = co_await commit(workspace);
    if (!stored) {
        doubt();
        co_return std::unexpected{std::move(stored.error())};
    }
    workspace_ = std::move(workspace);
    co_return Outcome<void>{};
}

Async<Outcome<void>> Records::refresh() {
    const auto known = doubts_;
    const auto asked = clock_.now();
    auto changes = co_await store_.changed_since(mark_);
    note_reading(changes);
    leave_alone_until_ = clock_.now() + (clock_.now() - asked);
    if (!changes) co_return std::unexpected{std::move(changes.error())};
    if (doubts_ == known) doubtful_ = false;
    if (take(std::move(*changes))) announce_change();
    co_return Outcome<void>{};
}

Async<Outcome<Stored>> Records::commit(Change change) {
    struct UnderWay {
        std::multiset<BootTime>& all;
        std::multiset<BootTime>::iterator mine;
        ~UnderWay() { all.erase(mine); }
    };
    const bool is_first = under_way_.empty();
    std::optional<UnderWay> under_way;
    under_way.emplace(under_way_, under_way_.insert(clock_.now()));
    if (is_first && !storing_news_.empty()) storing_news_.wake_all();
    auto stored = co_await store_.commit(std::move(change));
    under_way.reset();
    note_commit(stored);
    co_return stored;
}

std::optional<BootTime> Records::storing_since() const {
    return under_way_.empty() ? std::nullopt : std::optional{*under_way_.begin()};
}

std::optional<Millis> Records::stalled_for() const {
    if (under_way_.empty()) return std::nullopt;
    const auto length = clock_.now() - *under_way_.begin();
    return length >= stalled_after ? std::optional<Millis>{length} : std::nullopt;
}

std::optional<Failure> Records::trouble() const {
    if (refusal_) return refusal_;
    if (const auto length = stalled_for())
        return Failure{Trouble::unreachable, "a change has been waiting to be stored for " +
                                                 std::to_string(length->count() / 1'000) +
                                                 " seconds: the disk does not answer"};
    return unread_;
}

/// Nobody need read back what this process has written: as long as nothing came in between.
void Records::follow_marks() {
    for (auto next = further_.find(mark_); next != further_.end(); next = further_.find(mark_)) {
        mark_ = std::move(next->second);
        further_.erase(next);
    }
}

void Records::note_commit(const Outcome<Stored>& stored) {
    if (stored) {
        // What somebody else has stored in between is never followed: it is read, and the rest of this is of no use.
        if (further_.size() >= most_further) further_.clear();
        further_.insert_or_assign(stored->before, stored->after);
        follow_marks();
        return note_recovery();
    }
    const auto& failure = stored.error();
    if (failure.kind == Trouble::conflict) return;
    ++failures_;
    ++refused_;
    if (!refusal_ || refusal_->what != failure.what)
        log_.error("store.commit_failed",
                   "The store does not take a change. It is said once; until it takes them again nothing is decided",
                   {{"why", failure.what}});
    refusal_ = failure;
    storing_news_.wake_all();
}

void Records::note_recovery() {
    if (!refusal_) return;
    refusal_.reset();
    log_.info("store.recovered", "The store takes changes again", {{"refused", std::exchange(refused_, 0)}});
}

Async<void> Records::try_while_refused() {
    for (;;) {
        co_await clock_.sleep_for(try_every);
        if (refusal_) co_await try_to_write();
    }
}

Async<void> Records::try_to_write() {
    const auto fresh = co_await refresh();
    if (!fresh) co_return;
    const auto stored = co_await commit(Trial{});
    if (!stored) doubt();
}

}  // namespace privman
