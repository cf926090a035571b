// What people said to the bot, held against what became of the schedule and the channels, and against what it answered.
#pragma once

#include "domain/settings.hpp"
#include "tests/simulator/people/rights.hpp"
#include "tests/simulator/world/weather.hpp"
#include "tests/simulator/world/world.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace privman::simulator {

/// One thing said, as the world knows it.
struct SaidCommand {
    std::string envelope;
    UserId who;
    ChannelId channel;
    std::string text;
    std::uint64_t order = 0;  ///< as the chat product's own time stamps order what was said
    Millis said{};
    std::optional<Millis> delivered{};  ///< a life of the bot has read it
    bool seen_off = false;              ///< of what switches off: it was off, durably, at some moment since
    bool took_effect = false;           ///< and whatever was said before it must not undo that
    bool answered = false;              ///< with the state of the schedule as the first words
};

class CommandJudge {
public:
    CommandJudge(World& world, const Rights& rights, const Weather& weather, const Settings& settings,
                 bool channel_decides)
        : world_{world}, rights_{rights}, weather_{weather}, settings_{settings}, channel_decides_{channel_decides} {}

    void said(SaidCommand command);
    void delivered(const std::string& envelope);
    /// Durable from now on; `after` is what `settings` says already.
    void changed(const Settings& before, const Settings& after);
    /// Everybody in a channel, or one person alone, was told something.
    void announced(const ChannelId& channel, const std::string& text);
    void told(const UserId& who, const std::string& text);
    /// A call of the schedule leaves.
    void check_latch();
    /// Whether this was sent to the bot and has not arrived.
    std::function<bool(const std::string& envelope)> is_on_its_way;

private:
    enum class Sense { off, enable, set, registers, about_the_schedule, other };
    static Sense sense_of(const std::string& text);

    void check_enabled(const Settings& after);
    void check_schedule(const Settings& after);
    void check_channel(const RegisteredChannel& channel);
    void check_overtaken(const SaidCommand& by, const std::string& what);
    void check_words(const std::string& text);
    [[nodiscard]] bool may_switch_off(const SaidCommand& command) const;
    /// Somebody who may has said `enable` after it, and that has arrived after it, too.
    [[nodiscard]] bool overruled(const SaidCommand& off) const;
    [[nodiscard]] bool alone(const SaidCommand& command) const;
    template <class Fits>
    const SaidCommand* newest(Fits fits) const;

    World& world_;
    const Rights& rights_;
    const Weather& weather_;
    const Settings& settings_;
    bool channel_decides_;
    std::map<std::string, SaidCommand> commands_;  ///< by envelope
    std::optional<Millis> last_on_;                ///< when it was on the last time, durably
    std::optional<Millis> last_off_{Millis{0}};
    std::optional<Millis> last_off_said_;  ///< by somebody who may, and delivered
};

}  // namespace privman::simulator
