// What people have set from within the chat: channels, schedule, admins met.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace privman {

struct RegisteredChannel {
    ChannelId id;
    UserId by;  ///< empty when it came from channels.json
    WallTime since{};
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

struct Settings {
    std::uint64_t version = 0;  ///< 0: never stored
    std::vector<RegisteredChannel> channels;
    bool ever_had_channels = false;  ///< channels.json is read, and anybody may register, only while this is false
    std::optional<StoredSchedule> schedule;
    std::vector<UserId> admins_met;  ///< who has used an admin's right: whom the bot can tell about trouble

    friend bool operator==(const Settings&, const Settings&) = default;
};

inline bool is_registered(const Settings& settings, const ChannelId& channel) {
    for (const auto& known : settings.channels)
        if (known.id == channel) return true;
    return false;
}

}  // namespace privman
