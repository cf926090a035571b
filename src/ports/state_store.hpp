// The bot's memory between two starts.
#pragma once

#include "domain/board.hpp"
#include "domain/known_person.hpp"
#include "domain/request_life.hpp"
#include "ports/outcome.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace privman {

/// A place in the order of what one store has stored. What it says is that store's business: others keep it and give it
/// back.
class Mark {
public:
    Mark() = default;  ///< before everything
    explicit Mark(std::string token) : token_{std::move(token)} {}
    [[nodiscard]] const std::string& token() const { return token_; }
    friend auto operator<=>(const Mark&, const Mark&) = default;

private:
    std::string token_;
};

/// Where a change was stored: right after `before`, as `after`. Whoever knows everything up to the one and this change
/// knows everything up to the other; nobody need read back what this process has written.
struct Stored {
    Mark before;
    Mark after;
};

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
    std::vector<RequestId> forgotten;  ///< lives that were removed since the mark that was asked about
    std::size_t set_aside = 0;         ///< records that were moved aside, ever
    bool holds_lives = false;          ///< some life is stored, at rest or not
    std::optional<Workspace> workspace;
    std::vector<Board> boards;
    std::vector<KnownPerson> people;
    std::optional<SealKey> seal_key;
    Mark mark;  ///< for `changed_since`
};

/// Stored when the stored version equals the record's `version`; then the stored version is one more. `Forget` removes
/// a life of exactly that version. A seal key is stored only while there is none.
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
using Change = std::variant<Life, Board, SealKey, Forget, SetAside, Rest, Trial, Workspace, KnownPerson>;

/// Lives, boards, names, and the two things that are made once: for one bot, or for several that share it.
class StateStore {
public:
    virtual ~StateStore() = default;

    /// Everything that is not at rest, and durable: it can be acted upon. A life that cannot be read is among the
    /// damaged; a board that cannot be read is begun anew. Both are named in the log by the store. What a newer version
    /// has written fails with `newer`. Read strongly.
    virtual Async<Outcome<Snapshot>> load() = 0;

    /// Durable when it returns: it survives the loss of power. `conflict`: the stored version is another one; nothing
    /// was changed. Any other failure: it may have been stored or not. Calls may overlap, and those that queue go
    /// together.
    virtual Async<Outcome<Stored>> commit(Change change) = 0;

    /// What has been stored since `mark` by anybody, this process included; read strongly. It settles what became of a
    /// commit that failed: either it is here, or it never comes back, not even when the process dies now.
    virtual Async<Outcome<Snapshot>> changed_since(Mark mark) = 0;

    /// One life, at rest or not; nothing when it is not stored. Read strongly; settles like `changed_since`.
    virtual Async<Outcome<Recalled>> recall(RequestId id) = 0;

    /// Those at rest that ended before `when`, the oldest first, at most `most`: as they would be forgotten. Need not
    /// be strong: what has changed meanwhile is not forgotten.
    virtual Async<Outcome<std::vector<Forget>>> at_rest_since_before(WallTime when, std::size_t most) = 0;

    /// How many are at rest. May look at each of them, and need not be strong: asked once an hour.
    virtual Async<Outcome<std::size_t>> count_at_rest() = 0;
};

}  // namespace privman
