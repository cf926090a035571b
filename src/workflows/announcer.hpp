// What the workflows say to everybody, and how they keep trying until it was said.
#pragma once

#include "async/task_scope.hpp"
#include "async/turnstile.hpp"
#include "domain/words.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/message_board.hpp"
#include "workflows/settings_keeper.hpp"
#include "workflows/tally.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace privman {

/// Announcements to every registered channel, in order within each; a channel that cannot be reached is tried for
/// `patience`, then given up with a line in the log.
class Announcer {
public:
    static constexpr Millis patience = std::chrono::minutes{10};

    Announcer(SettingsKeeper& settings, MessageBoard& board, Clock& clock, async::TaskScope& tasks, Tally& tally,
              observe::Log& log)
        : settings_{settings}, board_{board}, clock_{clock}, tasks_{tasks}, tally_{tally}, log_{log} {}

    /// Says it everywhere, in the background. Of several that wait to be said about the same `topic`, only the latest
    /// is: what is not so any more is not said.
    void everywhere(const Words& words, const std::string& topic = {});
    /// Everywhere but in `channel`, where it is said already.
    void everywhere_but(const ChannelId& channel, const Words& words);
    /// In one channel, registered or not, after whatever waits to be said there.
    void in_channel(const ChannelId& channel, const Words& words);
    /// Says it to everybody who may administer and has been met, privately.
    void to_admins(const Words& words);
    /// Whether somebody who was met still may administer is asked before he is told anything. Once, before anything is
    /// said.
    void ask_about_admins(std::function<Async<bool>(UserId)> still_admin) { still_admin_ = std::move(still_admin); }

    /// Messages not said yet and not given up.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }

private:
    static Async<void> keep_saying(Announcer& self, ChannelId channel, Words words, std::string topic,
                                   std::uint64_t number);
    static Async<void> keep_telling(Announcer& self, UserId admin, Words words);
    void give_up(const std::string& where, const Failure& why);

    SettingsKeeper& settings_;
    MessageBoard& board_;
    Clock& clock_;
    async::TaskScope& tasks_;
    Tally& tally_;
    observe::Log& log_;
    std::function<Async<bool>(UserId)> still_admin_;
    std::size_t waiting_ = 0;
    std::map<ChannelId, async::Turnstile> lines_;
    std::map<std::string, std::uint64_t> latest_;  ///< by topic
    std::uint64_t said_ = 0;
};

}  // namespace privman
