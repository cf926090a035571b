// The bot's memory between two starts.
#pragma once

#include "domain/board.hpp"
#include "domain/known_person.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"
#include "ports/outcome.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace privman {

/// Counts what was stored: the changes of one store have the marks 1, 2, 3 …, now and then with a gap.
using Mark = std::uint64_t;

/// The key of the seals, made at first start.
struct SealKey {
    std::string id;
    std::string secret;  ///< 32 bytes
    friend bool operator==(const SealKey&, const SealKey&) = default;
};

/// Which workspace the chat product said that it is, and who we are there: known again before it answers.
struct Workspace {
    TeamId team;
    UserId self;
    std::string bot_id;
    friend bool operator==(const Workspace&, const Workspace&) = default;
};

/// The record of a life that cannot be read, and what could be saved of it field by field.
struct DamagedLife {
    RequestId id;
    std::uint64_t version = 0;  ///< of the stored record
    std::map<ChannelId, std::vector<CardCopy>> cards;
    std::vector<LedgerFact> ledger;
    std::string why;  ///< it cannot be read: which field is at fault, never what it holds
};

/// What is stored under one id: a life, one that cannot be read, or nothing.
struct Recalled {
    std::optional<Life> life;
    std::optional<DamagedLife> damaged;
};

/// Everything that lives.
struct Snapshot {
    std::vector<Life> lives;
    std::vector<DamagedLife> damaged;  ///< left as they are until `SetAside` takes their place
    std::size_t set_aside = 0;         ///< records that were moved aside, ever
    bool holds_lives = false;          ///< some life is stored, at rest or not
    std::optional<Workspace> workspace;
    Settings settings;
    SettingsDoubt settings_doubt;  ///< never a reason for a read to fail: lives go on without it
    std::vector<Board> boards;
    std::vector<KnownPerson> people;
    std::optional<SealKey> seal_key;
    Mark mark = 0;  ///< for `changed_since`
};

/// Stored when the stored version equals the record's `version`; then the stored version is one more (of settings that
/// are kept elsewhere too: one more or a few, because what takes a right away is stored before it is told elsewhere).
/// `Forget` removes a life of exactly that version. A seal key is stored only while there is none.
struct Forget {
    RequestId id;
    std::uint64_t version = 0;
};
/// The stored record of this life cannot be read: it is moved aside, as it is, and `life`, whose version is that of the
/// damaged record, takes its place.
struct SetAside {
    Life life;
};
/// These lives have come to rest in exactly these versions: nothing of them needs to be looked at before somebody asks,
/// and `load` does not read them. What is stored in another version by then stays as it is; so does all that is written
/// later.
struct Rest {
    struct One {
        RequestId id;
        std::uint64_t version = 0;
        WallTime ended{};
        bool may_count = false;  ///< a rule may look at it: `load` reads it all the same
    };
    std::vector<One> lives;
};
/// Stores nothing that anybody reads. Whether it could be stored is the question.
struct Trial {};
/// A workspace is always stored: whoever answers to another one must not go on at all.
using Change = std::variant<Life, Settings, Board, SealKey, Forget, SetAside, Rest, Trial, Workspace, KnownPerson>;

/// The `code` of a commit that failed when nobody could find out yet whether it was stored all the same.
inline constexpr const char* maybe_stored = "maybe_stored";

/// The `code` of a refused change of settings whose `what` is whole sentences for people, with the mend.
inline constexpr const char* settings_refused = "settings_refused";

class StateStore {
public:
    virtual ~StateStore() = default;

    /// Everything that is not at rest, and durable: it can be acted upon. A life that cannot be read is among the
    /// damaged; a board that cannot be read is begun anew. Both are named in the log by the store. What a newer version
    /// has written fails with `newer`, settings that cannot be read with `malformed`.
    virtual Async<Outcome<Snapshot>> load() = 0;

    /// Durable when it returns: it survives the loss of power. Answers with the mark of this change, so that
    /// nobody need read it back; 0: it has none of its own. `conflict`: the stored version is another one; nothing
    /// was changed. Any other failure: it may have been stored or not. Calls may overlap, and those that queue go
    /// together.
    virtual Async<Outcome<Mark>> commit(Change change) = 0;

    /// What has been stored since `mark` by anybody, this process included; read strongly. It settles what became of a
    /// commit that failed: either it is here, or it never comes back, not even when the process dies now.
    virtual Async<Outcome<Snapshot>> changed_since(Mark mark) = 0;

    /// One life, at rest or not; nothing when it is not stored. Settles like `changed_since`.
    virtual Async<Outcome<Recalled>> recall(RequestId id) = 0;

    /// Those at rest that ended before `when`, the oldest first, at most `most`: as they would be forgotten.
    virtual Async<Outcome<std::vector<Forget>>> at_rest_since_before(WallTime when, std::size_t most) = 0;

    /// How many are at rest. May look at each of them: asked once an hour.
    virtual Async<Outcome<std::size_t>> count_at_rest() = 0;
};

}  // namespace privman
