// What becomes of the settings when their documents outside are read: something new, nothing new, or a doubt.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"
#include "domain/settings.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace privman::settings {

/// A document that is not seen any more may only be late; seen nowhere for so long it was deleted.
inline constexpr Millis missing_means_deleted{2 * 60'000};

/// Nor is it empty because one read does not show it, where nothing was ever known.
inline constexpr Millis missing_means_empty{3'000};

/// What is found enabled where nothing is remembered may be an old copy. It may approve when it was shown for so long.
inline constexpr Millis first_sight{30'000};

/// Hand edits kept for telling; of more, the oldest are dropped.
inline constexpr std::size_t most_hand_edits = 50;

using ChannelList = std::vector<ChannelId>;           ///< what the document of the channels says
using MaybeSchedule = std::optional<StoredSchedule>;  ///< what the document of the schedule says; nothing: none is set

template <class Content>
struct DocumentFound {
    Content content;
    std::uint64_t version = 0;         ///< from 1; begins again when deleted and made anew
    std::optional<WallTime> modified;  ///< by its keeper's clock
    Millis length{};                   ///< every read has shown just this version for so long
};
struct DocumentMissing {
    Millis length{};  ///< not seen by any read for so long
};
struct DocumentUnreadable {
    std::string why;            ///< sentences for people, with the mend
    std::uint64_t version = 0;  ///< 0: the keeper could not be asked
    std::optional<WallTime> modified;
};

template <class Content>
struct DocumentRead {
    std::string name;  ///< as people find it
    std::variant<DocumentFound<Content>, DocumentMissing, DocumentUnreadable> what;
    std::string of{};  ///< as `DocumentMark::of`
};

/// One reading of both. Reads may show what stood there a while ago.
struct DocumentsRead {
    DocumentRead<ChannelList> channels;
    DocumentRead<MaybeSchedule> schedule;
};

struct AdoptedSettings {
    Settings settings;  ///< with the same `version`: it is for the caller to store them
    SettingsDoubt doubt;
};

/// `known` with everything taken over that is newer. What cannot be read, is older than what is known, or is missing
/// without having been so for long leaves the settings as they are, in doubt; so does another content under the version
/// that is known. A schedule that is found enabled counts as enabled now: nobody can tell since when it was meant, and
/// what was asked for before is left to people. Of another document than before nothing is known: what was read from
/// the old one stays, but for automatic approval, which is off until the new one switches it on.
AdoptedSettings adopt(Settings known, const DocumentsRead& read, WallTime now);

// The records of a change that no command made. `version` 0: deleted.
HandEdit hand_edit(const ChannelList& before, const ChannelList& after, std::uint64_t version, WallTime now);
HandEdit hand_edit(const MaybeSchedule& before, const MaybeSchedule& after, std::uint64_t version, WallTime now);
void keep(Settings& settings, HandEdit edit);

// For people: the channels' ids, or the schedule and whether it is on.
std::string in_words(const ChannelList& channels);
std::string in_words(const MaybeSchedule& schedule);
/// The same schedule, on or off.
bool says_the_same(const MaybeSchedule& one, const MaybeSchedule& other);

/// Whether `after` does no more than to end automatic approval, as far as that goes on.
bool switches_off(const MaybeSchedule& before, const MaybeSchedule& after);

/// The ids of the registered channels, in their order.
ChannelList ids_of(const std::vector<RegisteredChannel>& channels);

/// These channels; those that were registered already keep by whom and since when.
std::vector<RegisteredChannel> registered(const ChannelList& ids, const std::vector<RegisteredChannel>& before,
                                          WallTime now);

}  // namespace privman::settings
