// Follows what people change by hand where channels and schedule are kept: looks often, tells everybody, keeps record.
#pragma once

#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/message_board.hpp"
#include "workflows/announcer.hpp"
#include "workflows/settings_keeper.hpp"

#include <optional>
#include <string>
#include <vector>

namespace privman::settings {

class FollowSettings {
public:
    /// Also while polls back off, so that a hand edit counts within a minute.
    static constexpr Millis interval{20'000};

    struct Deps {
        SettingsKeeper& settings;
        MessageBoard& board;
        Announcer& announcer;
        Clock& clock;
        observe::Log& log;
    };

    explicit FollowSettings(Deps deps) : deps_{deps} {}

    /// Until cancelled.
    Async<void> run();

private:
    /// One document in doubt.
    struct Doubt {
        std::optional<std::string> why;
        unsigned passes = 0;  ///< for so long
        bool said = false;    ///< to everybody
    };

    Async<void> tell_edits();
    Async<void> tell(const HandEdit& edit);
    /// Logs a doubt that begins, changes or ends; true when it has lasted long enough to be said.
    void mind(Doubt& doubt, const std::optional<std::string>& why, const char* document);
    void say_pauses();

    Deps deps_;
    std::vector<HandEdit> told_;
    Doubt channels_;
    Doubt schedule_;
};

/// "Channels are kept in AWS, in /privman/CHANNELS, version 7": for `status`.
Words in_words(const DocumentMark& mark, const std::string& what, const std::string& name);

}  // namespace privman::settings
