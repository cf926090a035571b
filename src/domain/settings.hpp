// What people have set from within the chat: channels, schedule, admins met.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace privman {

/// Each request gets a card in each of them.
inline constexpr std::size_t most_channels = 300;

struct RegisteredChannel {
    ChannelId id;
    UserId by;  ///< empty when it came from channels.json
    WallTime since{};
    bool shared = false;  ///< registered with `register shared`: another company may read along
    /// The newest of the changed defaults that was said here; see `newest_default`.
    unsigned defaults_told = 0;
    friend bool operator==(const RegisteredChannel&, const RegisteredChannel&) = default;
};

/// The stored schedule: the text as a person typed it (parsed again at each use: what cannot be read approves nothing).
struct StoredSchedule {
    std::string text;  ///< `mon-fri 08:00-17:00 America/Chicago`
    bool enabled = false;
    std::optional<WallTime> enabled_at;  ///< of the last `enable`: only requests first seen after it are approved
    UserId by;
    WallTime changed_at{};
    friend bool operator==(const StoredSchedule&, const StoredSchedule&) = default;
};

/// The newest version seen of a document that people may also edit outside of the chat.
struct DocumentMark {
    std::uint64_t version = 0;         ///< 0: there is none, as far as is known
    std::optional<WallTime> modified;  ///< by its keeper's clock; with version 0: it was deleted after this
    bool unread = false;               ///< that version could not be read: what the settings say is older
    bool unproven = false;             ///< the first sight of it: may be an old copy, so it switches nothing on yet
    std::string of;                    ///< which document this is about: its full name, and where it stands
    friend bool operator==(const DocumentMark&, const DocumentMark&) = default;
};

enum class SettingsDocument { channels, schedule };

/// Automatic approval was switched off here, and its document may not know. Off it stays, whatever the document said
/// then, until `autoapprove enable`, or until somebody switches it on by hand in a later version.
struct OffHere {
    WallTime since{};
    std::string why;  ///< in a clause, why the document may not know
    friend bool operator==(const OffHere&, const OffHere&) = default;
};

/// Channels were unregistered here, and their document may not know. They get no cards, whatever the document said
/// then, until somebody registers them, or lists them by hand in a later version.
struct RemovedHere {
    std::vector<ChannelId> channels;
    WallTime since{};
    std::string why;  ///< in a clause, why the document may not know
    friend bool operator==(const RemovedHere&, const RemovedHere&) = default;
};

/// A change of a document that no command was known to have made when it was made. Kept until people were told.
struct HandEdit {
    SettingsDocument document = SettingsDocument::channels;
    std::uint64_t version = 0;  ///< 0: it was deleted
    std::string before;         ///< for people: the channels' ids, or the schedule and whether it was on
    std::string after;
    std::vector<ChannelId> removed;  ///< channels that get no cards any more because of it
    bool overwritten = false;        ///< a command was carried out at the same moment and replaced it
    bool moved = false;              ///< it is kept in another document from now on, so it was switched off
    bool ours = false;               ///< a command asked for just this, and its outcome was not known until now
    WallTime noticed{};
    friend bool operator==(const HandEdit&, const HandEdit&) = default;
};

/// Numbers the changes of defaults that people have to be told after an upgrade. 1: AUTO_APPROVE_DURATION is `one-time`
/// where it was `4h`.
inline constexpr unsigned newest_default = 1;

struct Settings {
    std::uint64_t version = 0;  ///< 0: never stored
    std::vector<RegisteredChannel> channels;
    bool ever_had_channels = false;  ///< channels.json is read only while this is false
    std::optional<StoredSchedule> schedule;
    std::vector<UserId> admins_met;  ///< who has used an admin's right: whom the bot can tell about trouble
    std::vector<std::string>
        readings_named;  ///< settings whose reading changed with a version, as far as that was said
    /// The latest message that switched automatic approval off: what could make more be approved and was said before it
    /// does not count. Empty: nobody ever has.
    MessageTs last_off;
    /// Up to this one everybody was told of changed defaults. Nothing has to be said of a new installation; a record of
    /// an earlier release has none.
    unsigned defaults_told = newest_default;
    std::optional<WallTime> remembers_since;  ///< what happened since then is remembered; absent: not found out yet
    bool rated = false;                       ///< some request of this Privilege Manager carried a rating once

    // Only where channels and schedule are kept in documents outside of the state store.
    DocumentMark channels_document;
    DocumentMark schedule_document;
    std::optional<OffHere> off_here;
    std::optional<RemovedHere> removed_here;
    std::vector<HandEdit> hand_edits;  ///< still to be told, the oldest first
    std::string unknown;               ///< fields that a newer version has stored; kept as they are

    friend bool operator==(const Settings&, const Settings&) = default;
};

/// Why what the settings say may not be what their documents say now, in sentences for people that name the mend. Not
/// stored: it is found out anew with each read.
struct SettingsDoubt {
    std::optional<std::string> channels;
    std::optional<std::string> schedule;
    friend bool operator==(const SettingsDoubt&, const SettingsDoubt&) = default;
};

inline bool is_registered(const Settings& settings, const ChannelId& channel) {
    for (const auto& known : settings.channels)
        if (known.id == channel) return true;
    return false;
}

}  // namespace privman
