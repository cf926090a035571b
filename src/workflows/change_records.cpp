// Changing what is stored: read, change, store, and once more when somebody else was faster.
#include "async/within.hpp"
#include "workflows/records.hpp"

#include <utility>

namespace privman {

namespace {
/// Each retry means that somebody else's change went through, so this bound is met only when something is badly wrong.
constexpr int most_tries = 16;
}  // namespace

struct Records::OneChange {
    std::function<Life(Life)> change;  ///< empty: whoever asked for it has gone
    bool wants_life = true;
    std::optional<Changed<void>> result;
    std::optional<Life> life;  ///< as this change has left it
};

/// The changes of one life that came while an earlier one was being stored. They are stored together after it: ten
/// cards of one request that were edited side by side are one change, not ten that overtake each other.
struct Records::Abreast {
    std::vector<std::shared_ptr<OneChange>> waiting;
    bool storing = false;
    async::WaitList stored;

    Async<void> until_stored(const OneChange& mine) {
        while (!mine.result) co_await stored.wait();
    }
};

/// What memory holds of one record. Lives are large: they are compared where they lie, and copied only to be changed.
struct Records::HeldLife {
    Records& records;
    RequestId id;

    [[nodiscard]] Outcome<Life> copy() const {
        if (const auto* life = records.find(id)) return *life;
        return std::unexpected{Failure{Trouble::not_found, "no such request is known"}};
    }
    [[nodiscard]] bool is(const Life& other) const {
        const auto* life = records.find(id);
        return life && *life == other;
    }
    /// Nothing: it is not there any more.
    [[nodiscard]] std::optional<std::uint64_t> version() const {
        const auto* life = records.find(id);
        return life ? std::optional{life->version} : std::nullopt;
    }
    void put(const Life& life) const { records.hold(life); }
};

struct Records::HeldBoard {
    Records& records;
    ChannelId channel;

    [[nodiscard]] Outcome<Board> copy() const { return records.board(channel); }
    [[nodiscard]] bool is(const Board& other) const { return records.board(channel) == other; }
    [[nodiscard]] std::optional<std::uint64_t> version() const { return records.board(channel).version; }
    void put(const Board& board) const { records.hold(board); }
};

struct Records::HeldPerson {
    Records& records;
    UserId id;

    [[nodiscard]] Outcome<KnownPerson> copy() const {
        const auto found = records.people_.find(id);
        return found == records.people_.end() ? KnownPerson{.id = id} : found->second;
    }
    [[nodiscard]] bool is(const KnownPerson& other) const { return *copy() == other; }
    [[nodiscard]] std::optional<std::uint64_t> version() const { return copy()->version; }
    void put(const KnownPerson& person) const { records.hold(person); }
};

template <class Record, class Held>
Async<Changed<Record>> Records::change_stored(Held held, std::function<Record(Record)> change) {
    for (int tries = 0; tries < most_tries; ++tries) {
        if (doubtful_) {
            // A disk that hangs before it fails is not asked anew by each of a thousand changes that wait for it.
            if (unread_ && clock_.now() < leave_alone_until_) co_return std::unexpected{NotChanged{*unread_}};
            if (auto fresh = co_await refresh(); !fresh)
                co_return std::unexpected{NotChanged{std::move(fresh.error())}};
        }
        auto before = held.copy();
        if (!before) co_return std::unexpected{NotChanged{std::move(before.error())}};
        const auto version = before->version;
        Record after = change(std::move(*before));
        if (held.is(after)) co_return after;
        auto stored = co_await commit(after);
        if (stored) {
            after.version += 1;
            held.put(after);
            announce_change();
            co_return after;
        }
        if (stored.error().kind != Trouble::conflict) {
            doubt();
            NotChanged failure{std::move(stored.error())};
            bool certain = (co_await refresh()).has_value();
            if (certain) {
                after.version += 1;
                if (held.is(after)) co_return after;  // stored all the same
                const auto now = held.version();
                certain = !now || *now == version;
            }
            failure.maybe_stored = !certain;
            co_return std::unexpected{std::move(failure)};
        }
        // Either a change of our own overtook this one, and memory knows it by now, or another process made it.
        if (held.version() == version) {
            if (auto fresh = co_await refresh(); !fresh)
                co_return std::unexpected{NotChanged{std::move(fresh.error())}};
        }
    }
    co_return std::unexpected{NotChanged{Failure{Trouble::conflict, "a record keeps changing under our hands"}}};
}

Async<Changed<Life>> Records::amend_alone(RequestId id, std::function<Life(Life)> change) {
    return change_stored<Life>(HeldLife{*this, std::move(id)}, std::move(change));
}

Async<Changed<Life>> Records::amend(RequestId id, std::function<Life(Life)> change, When when) {
    const auto mine = std::make_shared<OneChange>(std::move(change));
    co_await amend_abreast(std::move(id), mine, when);
    if (!*mine->result) co_return std::unexpected{std::move(mine->result->error())};
    co_return std::move(*mine->life);
}

Async<Changed<void>> Records::note(RequestId id, std::function<Life(Life)> change, When when) {
    const auto mine = std::make_shared<OneChange>(std::move(change), false);
    co_await amend_abreast(std::move(id), mine, when);
    co_return std::move(*mine->result);
}

Async<void> Records::amend_abreast(RequestId id, std::shared_ptr<OneChange> mine, When when) {
    auto& place = abreast_[id];
    if (!place) place = std::make_shared<Abreast>();
    const auto all = place;
    struct Leaving {
        Records& records;
        const RequestId& id;
        const std::shared_ptr<Abreast>& all;
        const std::shared_ptr<OneChange>& mine;
        ~Leaving() {
            mine->change = nullptr;
            std::erase(all->waiting, mine);
            if (all->storing || !all->waiting.empty()) return;
            const auto place = records.abreast_.find(id);
            if (place != records.abreast_.end() && place->second == all) records.abreast_.erase(place);
        }
    } const leaving{*this, id, all, mine};
    all->waiting.push_back(mine);
    if (when == When::soon) co_await async::within(clock_.deadline_in(soon), all->until_stored(*mine));
    while (all->storing && !mine->result) co_await all->stored.wait();
    if (mine->result) co_return;

    const auto batch = std::exchange(all->waiting, {});
    struct Stored {
        Abreast& all;
        const std::vector<std::shared_ptr<OneChange>>& batch;
        ~Stored() {
            // Cancelled in the middle: nobody knows whether it was stored.
            for (const auto& one : batch)
                if (!one->result)
                    one->result = std::unexpected{NotChanged{
                        Failure{Trouble::unreachable, "it was interrupted while it was being stored"}, true}};
            all.storing = false;
            all.stored.wake_all();
        }
    } const stored_now{*all, batch};
    all->storing = true;
    auto stored = co_await amend_alone(id, [&batch](Life life) {
        for (const auto& one : batch) {
            if (one->change) life = one->change(std::move(life));
            if (one->wants_life && one != batch.back()) one->life = life;
        }
        return life;
    });
    for (const auto& one : batch) {
        if (!stored) {
            one->result = std::unexpected{stored.error()};
            continue;
        }
        if (one->wants_life && one != batch.back()) one->life->version = stored->version;
        one->result = Changed<void>{};
    }
    if (stored && batch.back()->wants_life) batch.back()->life = std::move(*stored);
}

Async<Changed<Life>> Records::tell(RequestId id, Happening happening, When when) {
    auto change = [this, happening = std::move(happening)](Life life) {
        return react(std::move(life), happening, clock_.moment());
    };
    co_return co_await amend(std::move(id), std::move(change), when);
}

Async<Changed<Board>> Records::amend_board(ChannelId channel, std::function<Board(Board)> change) {
    return change_stored<Board>(HeldBoard{*this, std::move(channel)}, std::move(change));
}

Async<Changed<KnownPerson>> Records::amend_person(UserId id, std::function<KnownPerson(KnownPerson)> change) {
    return change_stored<KnownPerson>(HeldPerson{*this, std::move(id)}, std::move(change));
}

}  // namespace privman
