// A registered channel that another company can read: found, said for the last time, and let go.
#pragma once

#include "domain/words.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/directory.hpp"
#include "workflows/announcer.hpp"
#include "workflows/settings_keeper.hpp"

#include <optional>
#include <set>
#include <vector>

namespace privman {

class WatchSharing {
public:
    struct Deps {
        SettingsKeeper& settings;
        Directory& directory;
        Announcer& announcer;
        Clock& clock;
        observe::Log& log;
    };

    explicit WatchSharing(Deps deps) : deps_{deps} {}

    /// Asks about every registered channel, once. What may not be asked stays "not checked".
    Async<void> look_at_all();

    /// An event told that this channel is shared, or `stranger`, who is not of our workspace, has clicked there. A
    /// channel that was registered with `register shared` is left alone.
    Async<void> seen(ChannelId channel, std::optional<UserId> stranger);

    /// "Sharing not checked: …", for `status`; nothing when every channel was asked about, or may be shared.
    [[nodiscard]] std::vector<Words> in_words() const;

private:
    Async<void> let_go(ChannelId channel);
    [[nodiscard]] bool is_minded(const ChannelId& channel) const;

    Deps deps_;
    std::set<ChannelId> checked_;     ///< asked about, and of this company alone
    std::set<ChannelId> letting_go_;  ///< one who is at it is enough
};

}  // namespace privman
