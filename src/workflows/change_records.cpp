// Changing what is stored: read, change, store, and once more when somebody else was faster.
#include "workflows/records.hpp"

#include <utility>

namespace privman {

namespace {
/// Each retry means that somebody else's change went through, so this bound is met only when something is badly wrong.
constexpr int most_tries = 16;
}  // namespace

/// The changes of one life that came while an earlier one was being stored. They are stored together after it: ten
/// cards of one request that were edited side by side are one change, not ten that overtake each other.
struct Records::Abreast {
    struct One {
        std::function<Life(Life)> change;  ///< empty: whoever asked for it has gone
        std::optional<Outcome<Life>> result;
    };
    std::vector<std::shared_ptr<One>> waiting;
    bool storing = false;
    async::WaitList stored;
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

struct Records::HeldSettings {
    Records& records;

    [[nodiscard]] Outcome<Settings> copy() const { return records.settings_; }
    [[nodiscard]] bool is(const Settings& other) const { return records.settings_ == other; }
    [[nodiscard]] std::optional<std::uint64_t> version() const { return records.settings_.version; }
    void put(const Settings& settings) const {
        if (settings.version > records.settings_.version) records.settings_ = settings;
    }
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
    void put(const KnownPerson& person) const {
        auto& mine = records.people_[id];
        if (person.version > mine.version) mine = person;
        ++records.changes_of_people_;
    }
};

template <class Record, class Held>
Async<Outcome<Record>> Records::change_stored(Held held, std::function<Record(Record)> change) {
    for (int tries = 0; tries < most_tries; ++tries) {
        if (doubtful_) {
            // A disk that hangs before it fails is not asked anew by each of a thousand changes that wait for it.
            if (unread_ && clock_.now() < leave_alone_until_) co_return std::unexpected{*unread_};
            if (auto fresh = co_await refresh(); !fresh) co_return std::unexpected{std::move(fresh.error())};
        }
        auto before = held.copy();
        if (!before) co_return before;
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
            auto failure = std::move(stored.error());
            bool certain = (co_await refresh()).has_value();
            if (certain) {
                after.version += 1;
                if (held.is(after)) co_return after;  // stored all the same
                const auto now = held.version();
                certain = !now || *now == version;
            }
            if (!certain && failure.code != settings_refused) failure.code = maybe_stored;
            co_return std::unexpected{std::move(failure)};
        }
        // Either a change of our own overtook this one, and memory knows it by now, or another process made it.
        if (held.version() == version) {
            if (auto fresh = co_await refresh(); !fresh) co_return std::unexpected{std::move(fresh.error())};
        }
    }
    co_return std::unexpected{Failure{Trouble::conflict, "a record keeps changing under our hands"}};
}

Async<Outcome<Life>> Records::amend_alone(RequestId id, std::function<Life(Life)> change) {
    return change_stored<Life>(HeldLife{*this, std::move(id)}, std::move(change));
}

Async<Outcome<Life>> Records::amend(RequestId id, std::function<Life(Life)> change) {
    auto& place = abreast_[id];
    if (!place) place = std::make_shared<Abreast>();
    const auto all = place;
    const auto mine = std::make_shared<Abreast::One>(std::move(change), std::nullopt);
    struct Leaving {
        Records& records;
        const RequestId& id;
        const std::shared_ptr<Abreast>& all;
        const std::shared_ptr<Abreast::One>& mine;
        ~Leaving() {
            mine->change = nullptr;
            std::erase(all->waiting, mine);
            if (all->storing || !all->waiting.empty()) return;
            const auto place = records.abreast_.find(id);
            if (place != records.abreast_.end() && place->second == all) records.abreast_.erase(place);
        }
    } const leaving{*this, id, all, mine};
    all->waiting.push_back(mine);
    while (all->storing && !mine->result) co_await all->stored.wait();
    if (mine->result) co_return std::move(*mine->result);

    const auto batch = std::exchange(all->waiting, {});
    struct Stored {
        Abreast& all;
        const std::vector<std::shared_ptr<Abreast::One>>& batch;
        ~Stored() {
            // Cancelled in the middle: nobody knows whether it was stored.
            for (const auto& one : batch)
                if (!one->result)
                    one->result =
                        std::unexpected{Failure{Trouble::unreachable, "it was interrupted while it was being stored",
                                                std::nullopt, maybe_stored}};
            all.storing = false;
            all.stored.wake_all();
        }
    } const stored_now{*all, batch};
    all->storing = true;
    if (batch.size() == 1) {
        mine->result = co_await amend_alone(id, mine->change);
        co_return std::move(*mine->result);
    }
    std::vector<Life> after_each;
    const auto stored = co_await amend_alone(id, [&batch, &after_each](Life life) {
        after_each.clear();
        for (const auto& one : batch) {
            if (one->change) life = one->change(std::move(life));
            after_each.push_back(life);
        }
        return life;
    });
    for (std::size_t n = 0; n < batch.size(); ++n) {
        if (stored) after_each[n].version = stored->version;
        batch[n]->result = stored ? Outcome<Life>{std::move(after_each[n])} : std::unexpected{stored.error()};
    }
    co_return std::move(*mine->result);
}

Async<Outcome<Life>> Records::tell(RequestId id, Happening happening) {
    co_return co_await amend(std::move(id), [this, happening = std::move(happening)](Life life) {
        return react(std::move(life), happening, clock_.moment());
    });
}

Async<Outcome<Settings>> Records::amend_settings(std::function<Settings(Settings)> change) {
    return change_stored<Settings>(HeldSettings{*this}, std::move(change));
}

Async<Outcome<Board>> Records::amend_board(ChannelId channel, std::function<Board(Board)> change) {
    return change_stored<Board>(HeldBoard{*this, std::move(channel)}, std::move(change));
}

Async<Outcome<KnownPerson>> Records::amend_person(UserId id, std::function<KnownPerson(KnownPerson)> change) {
    return change_stored<KnownPerson>(HeldPerson{*this, std::move(id)}, std::move(change));
}

}  // namespace privman
