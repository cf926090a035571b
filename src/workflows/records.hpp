// What is remembered, in memory and in the store at once: read it here, change it here, and the change is durable when
// the call returns.
#pragma once

#include "async/wait_list.hpp"
#include "domain/board.hpp"
#include "domain/request_life.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/state_store.hpp"
#include "workflows/journal.hpp"

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace privman {

/// Why a change was not made.
struct NotChanged : Failure {
    NotChanged(Failure why, bool maybe = false) : Failure{std::move(why)}, maybe_stored{maybe} {}

    bool maybe_stored;  ///< nobody could find out yet whether it was stored all the same
};
template <class T>
using Changed = std::expected<T, NotChanged>;

/// The one owner of lives and boards. Readers see only what has been stored. Two changes of one record at the
/// same time are both made, one after the other, each on the result of the other: changes are functions, not values.
class Records {
public:
    Records(StateStore& store, Clock& clock, observe::Log& log) : store_{store}, clock_{clock}, log_{log} {}

    /// Reads everything. To be called once, before anything else.
    Async<Outcome<void>> open();

    /// Those in memory: all that are not at rest.
    [[nodiscard]] const std::map<RequestId, Life>& lives() const {
        looked_at_ += lives_.size();
        return lives_;
    }
    [[nodiscard]] std::size_t in_memory() const { return lives_.size(); }
    /// Of what is in memory; null for a life at rest, too.
    [[nodiscard]] const Life* find(const RequestId& id) const;
    /// Whoever has an id from outside (a click, a list) asks so: reads a life at rest into memory. Null: it is not
    /// known.
    Async<Outcome<const Life*>> recall(RequestId id);
    /// How often a life was looked at, ever; whoever asks for all of them looks at each. What must not grow with all
    /// that is remembered is held against this.
    [[nodiscard]] std::uint64_t looked_at() const { return looked_at_; }
    /// Some life was ever known, as far as the store remembers.
    [[nodiscard]] bool remembers_lives() const { return holds_lives_ || !lives_.empty(); }
    /// These have come to rest, and leave memory, unless they have changed meanwhile. `may_count`: a rule may look at
    /// them still.
    struct AtRest {
        RequestId id;
        bool may_count = false;
    };
    Async<Changed<void>> put_to_rest(std::vector<AtRest> lives);
    /// A life is leaving memory, and stays stored: to be asked by whoever watches lives.
    [[nodiscard]] bool evicting() const { return evicting_; }
    /// Lives at rest that ended before `when`, the oldest first, at most `most`.
    Async<Outcome<std::vector<Forget>>> at_rest_since_before(WallTime when, std::size_t most);
    Async<Outcome<std::size_t>> count_at_rest();
    /// Forgets one of these; `conflict` when somebody has changed it.
    Async<Changed<void>> forget_at_rest(Forget which);
    [[nodiscard]] Board board(const ChannelId& channel) const;
    /// Those whose names were seen.
    [[nodiscard]] const std::map<UserId, KnownPerson>& people() const { return people_; }
    [[nodiscard]] const std::optional<SealKey>& seal_key() const { return seal_key_; }
    /// Where the bot was told to be at home by the chat product; nothing: it never was.
    [[nodiscard]] const std::optional<Workspace>& workspace() const { return workspace_; }
    /// Stored lives that cannot be read and whose requests no list has held since. They are not among the lives.
    [[nodiscard]] const std::map<RequestId, DamagedLife>& damaged() const { return damaged_; }
    /// Records that were moved aside because they could not be read, ever.
    [[nodiscard]] std::size_t set_aside() const { return set_aside_; }

    /// When a change is stored. `soon` is for what nobody waits for: a moment later, or with the next change of its
    /// life, so that what is noted of one life in that moment (ten cards that were edited, and whoever was answered)
    /// is stored at once.
    enum class When { now, soon };
    static constexpr Millis soon{25};

    /// Stores a life that is not known yet; `conflict` when it is, at rest or not: then `recall` it. When a stored one
    /// cannot be read, that is moved aside in the same step, and what could be saved of it goes into this one.
    Async<Changed<void>> begin(Life life);
    /// Applies `happening` (react, at the moment of the change); the life as it then is. `not_found` for an unknown
    /// one.
    Async<Changed<Life>> tell(RequestId id, Happening happening, When when = When::now);
    /// Any other change. The function may run more than once; returning its argument unchanged stores nothing. Changes
    /// of one life that come while an earlier one is being stored become one after it, each applied to what the ones
    /// before it have made; each hears the life as its own change has left it. They are stored together or not at all.
    Async<Changed<Life>> amend(RequestId id, std::function<Life(Life)> change, When when = When::now);
    /// The same for whoever need not hear what has become of the life.
    Async<Changed<void>> note(RequestId id, std::function<Life(Life)> change, When when = When::now);
    Async<Changed<void>> forget(RequestId id);
    Async<Changed<Board>> amend_board(ChannelId channel, std::function<Board(Board)> change);
    Async<Changed<KnownPerson>> amend_person(UserId id, std::function<KnownPerson(KnownPerson)> change);
    Async<Changed<void>> store_seal_key(SealKey key);
    Async<Changed<void>> store_workspace(Workspace workspace);

    /// Takes over what somebody else has stored, read strongly. Fails when the store cannot be read now.
    Async<Outcome<void>> refresh();

    /// Why the store took no change the last time; nothing when it did. That it can be read says nothing about that.
    [[nodiscard]] const std::optional<Failure>& refusal() const { return refusal_; }
    /// The same; or that it has not answered for too long; or why it could not be read the last time.
    [[nodiscard]] std::optional<Failure> trouble() const;
    /// For how long the oldest change under way has been waiting to be stored, when that is longer than a disk takes:
    /// it hangs. Nothing: it does not.
    [[nodiscard]] std::optional<Millis> stalled_for() const;
    static constexpr Millis stalled_after{3'000};
    /// When the oldest change under way began; nothing while none is.
    [[nodiscard]] std::optional<BootTime> storing_since() const;
    /// Wakes when a change begins to be stored while none was, and when one was refused.
    async::WaitList& storing() { return storing_news_; }
    /// A commit has failed, and nobody knows yet whether it was stored.
    [[nodiscard]] bool in_doubt() const { return doubtful_; }
    /// While the store refuses, tries every two seconds whether it still does: nobody else may have anything to store,
    /// and it would stay refused for hours after somebody has mended it. Until cancelled.
    Async<void> try_while_refused();
    /// Whether it takes a change now: somebody else who stores on the same disk could not. What comes of it is in
    /// `refusal`.
    Async<void> try_to_write();
    /// How often writing or reading failed.
    [[nodiscard]] std::uint64_t failures() const { return failures_; }

    /// What keeps a sum of the lives up to date: called with each life before and after a change (null: not known
    /// before, forgotten after), first with all that are known. Until the answer is destroyed.
    using LifeWatcher = std::function<void(const Life* before, const Life* after)>;
    [[nodiscard]] std::shared_ptr<const LifeWatcher> watch_lives(LifeWatcher watcher);
    /// Called with whoever gets a new name, first with all whose names are known. Until the answer is destroyed.
    using PersonWatcher = std::function<void(const KnownPerson&)>;
    [[nodiscard]] std::shared_ptr<const PersonWatcher> watch_people(PersonWatcher watcher);

    /// Which lives and boards changed, in order; a life that was forgotten is among them.
    [[nodiscard]] const Journal<RequestId>& changed_lives() const { return changed_lives_; }
    [[nodiscard]] const Journal<ChannelId>& changed_boards() const { return changed_boards_; }

    /// Wakes whoever derives something from the records. `nudge` says that time alone has changed what is to be
    /// derived.
    async::WaitList& changed() { return changed_; }
    void nudge() { changed_.wake_all(); }
    /// What every card depends on besides its life has changed: who is left to decide.
    void derive_anew() {
        ++derived_anew_;
        changed_.wake_all();
    }
    /// Grows with that.
    [[nodiscard]] std::uint64_t derivation() const { return derived_anew_; }

private:
    void announce_change() { changed_.wake_all(); }
    void doubt() {
        doubtful_ = true;
        ++doubts_;
    }
    struct Abreast;
    Async<Changed<Life>> amend_alone(RequestId id, std::function<Life(Life)> change);
    struct OneChange;
    /// What became of it, and of the life when that is asked for, is then in `mine`.
    Async<void> amend_abreast(RequestId id, std::shared_ptr<OneChange> mine, When when);
    struct HeldLife;
    struct HeldBoard;
    struct HeldPerson;
    template <class Record, class Held>
    Async<Changed<Record>> change_stored(Held held, std::function<Record(Record)> change);
    bool take(Snapshot snapshot);  ///< whether it held anything new
    bool hold(Life life);          ///< whether it is newer than what was held
    void let_go(const RequestId& id);
    bool hold(Board board);
    void hold(KnownPerson person);
    void tell_watchers(const Life* before, const Life* after);
    /// Remembers how the store fared, and says it once for each trouble and once when that is over. A conflict is an
    /// answer, not trouble.
    void note_commit(const Outcome<Stored>& stored);
    void follow_marks();
    void note_recovery();
    /// Every change goes through here.
    Async<Outcome<Stored>> commit(Change change);
    template <class Result>
    void note_reading(const Result& result) {
        unread_ = result ? std::nullopt : std::optional{result.error()};
        failures_ += result ? 0 : 1;
    }

    StateStore& store_;
    Clock& clock_;
    observe::Log& log_;
    std::map<RequestId, Life> lives_;
    std::map<RequestId, std::shared_ptr<Abreast>> abreast_;  ///< of lives that are being changed now
    std::map<ChannelId, Board> boards_;
    std::map<UserId, KnownPerson> people_;
    std::optional<SealKey> seal_key_;
    std::optional<Workspace> workspace_;
    std::map<RequestId, DamagedLife> damaged_;
    bool holds_lives_ = false;
    mutable std::uint64_t looked_at_ = 0;
    bool evicting_ = false;
    std::size_t set_aside_ = 0;
    Mark mark_;  ///< everything up to it is known
    std::map<Mark, Mark>
        further_;               ///< what this process stored beyond a change that it does not know: after what, as what
    bool doubtful_ = false;     ///< a commit failed without saying whether it was stored: read before the next change
    std::uint64_t doubts_ = 0;  ///< of that kind, ever: a read that began before the last one says nothing about it
    std::optional<Failure> refusal_;
    std::optional<Failure> unread_;
    std::multiset<BootTime> under_way_;  ///< when each change that is being stored began
    async::WaitList storing_news_;
    BootTime leave_alone_until_{};  ///< a read that failed is left alone for as long as it took
    std::uint64_t refused_ = 0;     ///< changes, since it refuses
    std::uint64_t failures_ = 0;
    std::uint64_t derived_anew_ = 0;
    Journal<RequestId> changed_lives_;
    Journal<ChannelId> changed_boards_;
    async::WaitList changed_;
    std::vector<std::weak_ptr<const LifeWatcher>> watchers_;
    std::vector<std::weak_ptr<const PersonWatcher>> people_watchers_;
};

}  // namespace privman
