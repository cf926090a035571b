// The bot's memory between two starts: three calls.
#pragma once

#include "domain/board.hpp"
#include "domain/known_person.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"
#include "ports/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace privman {

/// The key of the seals, made at first start.
struct SealKey {
    std::string id;
    std::string secret;  ///< 32 bytes
    friend bool operator==(const SealKey&, const SealKey&) = default;
};

/// Everything that lives.
struct Snapshot {
    std::vector<Life> lives;
    Settings settings;
    SettingsDoubt settings_doubt;  ///< never a reason for a read to fail: lives go on without it
    std::vector<Board> boards;
    std::vector<KnownPerson> people;
    std::optional<SealKey> seal_key;
    std::uint64_t mark = 0;  ///< for `changed_since`
};

/// Stored when the stored version equals the record's `version`; then the stored version is one more (of settings that
/// are kept elsewhere too: one more or a few, because what takes a right away is stored before it is told elsewhere).
/// `Forget` removes a life of exactly that version. A seal key is stored only while there is none.
struct Forget {
    RequestId id;
    std::uint64_t version = 0;
};
using Change = std::variant<Life, Settings, Board, SealKey, Forget, KnownPerson>;

/// The `code` of a commit that failed when nobody could find out yet whether it was stored all the same.
inline constexpr const char* maybe_stored = "maybe_stored";

/// The `code` of a refused change of settings whose `what` is whole sentences for people, with the mend.
inline constexpr const char* settings_refused = "settings_refused";

class StateStore {
public:
    virtual ~StateStore() = default;

    /// Everything live, and durable: it can be acted upon. Rows that cannot be read are left out and named in the log
    /// by the store; a store written by a newer version fails with `newer`.
    virtual Async<Outcome<Snapshot>> load() = 0;

    /// Durable when it returns: it survives the loss of power. `conflict`: the stored version is another one; nothing
    /// was changed. Any other failure: it may have been stored or not. Calls may overlap, and those that queue go
    /// together.
    virtual Async<Outcome<void>> commit(Change change) = 0;

    /// What has been stored since `mark` by anybody, this process included; read strongly. It settles what became of a
    /// commit that failed: either it is here, or it never comes back, not even when the process dies now.
    virtual Async<Outcome<Snapshot>> changed_since(std::uint64_t mark) = 0;
};

}  // namespace privman
