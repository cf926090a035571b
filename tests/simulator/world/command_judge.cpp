#include "tests/simulator/world/command_judge.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

/// From the arrival of what switches off to its being durable, when nothing is wrong: who is this?, and one commit.
constexpr Millis off_within = 2s;
/// What was said longer ago is read before a call of the schedule: five seconds of "just now", and the way.
constexpr Millis read_within{8'000};
/// From its arrival until it holds in this process: who is this?
constexpr Millis holds_within = 1'500ms;
constexpr Millis answered_within = 60s;
/// So long an answer is on its way after what it says was true, when nothing is wrong.
constexpr Millis words_may_be_old = 30s;
/// Rights count for half a minute after they were asked for; and some time to act.
constexpr Millis rights_may_be_old = 45s;

bool is_on(const Settings& settings) { return settings.schedule && settings.schedule->enabled; }

Millis back_from(Millis now, Millis length) { return now > length ? now - length : Millis{0}; }

}  // namespace

CommandJudge::Sense CommandJudge::sense_of(const std::string& text) {
    const auto is = [&text](std::initializer_list<std::string_view> all) {
        return std::ranges::find(all, std::string_view{text}) != all.end();
    };
    if (is({"autoapprove disable", "autoapprove off", "autoapprove stop", "autoapprove clear"})) return Sense::off;
    if (is({"autoapprove enable"})) return Sense::enable;
    if (text.starts_with("autoapprove set ")) return Sense::set;
    if (is({"", "hello", "register"})) return Sense::registers;
    return text.starts_with("autoapprove ") ? Sense::about_the_schedule : Sense::other;
}

template <class Fits>
const SaidCommand* CommandJudge::newest(Fits fits) const {
    const SaidCommand* best = nullptr;
    for (const auto& [envelope, command] : commands_)
        if (command.delivered && (!best || command.order > best->order) && fits(command)) best = &command;
    return best;
}

bool CommandJudge::may_switch_off(const SaidCommand& command) const {
    if (rights_.is_admin(command.who, world_.now())) return true;
    return rights_.is_approver(command.who, world_.now()) &&
           (!channel_decides_ || is_registered(settings_, command.channel));
}

bool CommandJudge::overruled(const SaidCommand& off) const {
    return newest([&](const SaidCommand& command) {
               return sense_of(command.text) == Sense::enable && command.order > off.order &&
                      *command.delivered >= *off.delivered;
           }) != nullptr;
}

/// From the arrival of what switches off on, whatever the store says.
void CommandJudge::check_latch() {
    const auto now = world_.now();
    // What lies in the socket of a process that stood still was said all the same.
    for (const auto& [envelope, off] : commands_)
        if (!off.delivered && sense_of(off.text) == Sense::off && now - off.said > read_within && is_on_its_way &&
            is_on_its_way(envelope) && may_switch_off(off) && weather_.people_are_known(off.said, now))
            return world_.violate("S1", "a call of the schedule leaves while what " + off.who.value + " has said (" +
                                            off.text + ") lies unread");
    for (const auto& [envelope, off] : commands_)
        if (off.delivered && sense_of(off.text) == Sense::off && now - *off.delivered > holds_within &&
            may_switch_off(off) && !overruled(off) && weather_.people_are_known(*off.delivered, now))
            return world_.violate("S1",
                                  "a call of the schedule leaves after " + off.who.value + " has said " + off.text);
}

/// Further commands of the same person, or of one who is served at the same time, may be turned away.
bool CommandJudge::alone(const SaidCommand& command) const {
    return std::ranges::none_of(commands_, [&](const auto& entry) {
        const auto& other = entry.second;
        return other.who == command.who && other.envelope != command.envelope && other.delivered &&
               *other.delivered > *command.delivered - answered_within &&
               *other.delivered < *command.delivered + answered_within;
    });
}

void CommandJudge::said(SaidCommand command) {
    const auto envelope = command.envelope;
    commands_[envelope] = std::move(command);
}

void CommandJudge::delivered(const std::string& envelope) {
    const auto found = commands_.find(envelope);
    if (found == commands_.end() || found->second.delivered) return;
    auto& command = found->second;
    const auto now = world_.now();
    command.delivered = now;
    world_.tell([&] { return "bot       reads of " + command.who.value + ": " + command.text; });
    const auto sense = sense_of(command.text);
    if (sense == Sense::off && may_switch_off(command)) {
        last_off_said_ = now;
        command.seen_off = !is_on(settings_);
        world_.in(off_within, nobody, [this, &command, now] {
            // A life that ended meanwhile, or that could not ask who this is, may not have heard it.
            if (!is_on(settings_) && weather_.calm(now, now + off_within)) command.took_effect = true;
            if (!command.seen_off && may_switch_off(command) && !overruled(command) &&
                weather_.calm(now, now + off_within))
                world_.violate("S1", command.who.value + " said " + command.text + ", and " +
                                         std::to_string(off_within.count()) + " ms later it is not off");
        });
    }
    const bool about_the_schedule =
        sense == Sense::off || sense == Sense::enable || sense == Sense::set || sense == Sense::about_the_schedule;
    if (about_the_schedule && rights_.is_admin(command.who, now))
        world_.in(answered_within, nobody, [this, &command, now] {
            if (!command.answered && rights_.is_admin(command.who, world_.now()) && alone(command) &&
                weather_.answers_go(now, now + answered_within))
                world_.violate("S2", command.who.value + " said " + command.text +
                                         ", and no answer began with the state of the schedule");
        });
}

void CommandJudge::changed(const Settings& before, const Settings& after) {
    (is_on(before) ? last_on_ : last_off_) = world_.now();
    (is_on(after) ? last_on_ : last_off_) = world_.now();
    if (is_on(after) && !is_on(before)) check_enabled(after);
    const auto text_of = [](const Settings& settings) { return settings.schedule ? settings.schedule->text : ""; };
    if (after.schedule && text_of(after) != text_of(before)) check_schedule(after);
    for (const auto& channel : after.channels)
        if (!is_registered(before, channel.id)) check_channel(channel);
    // Last: what has just arrived, while this change was being stored, has not taken effect before it.
    if (!is_on(after))
        for (auto& [envelope, command] : commands_)
            if (command.delivered && sense_of(command.text) == Sense::off && may_switch_off(command)) {
                command.seen_off = true;
                if (weather_.people_are_known(*command.delivered, world_.now())) command.took_effect = true;
            }
}

/// Of two that contradict each other the later one counts, in whatever order they arrive.
void CommandJudge::check_overtaken(const SaidCommand& by, const std::string& what) {
    for (const auto& [envelope, off] : commands_)
        if (off.delivered && off.took_effect && off.order > by.order && sense_of(off.text) == Sense::off &&
            may_switch_off(off))
            return world_.violate(
                "S1", what + " by what " + by.who.value + " had said before " + off.who.value + " said " + off.text);
}

void CommandJudge::check_enabled(const Settings&) {
    const auto* by = newest([this](const SaidCommand& command) {
        return sense_of(command.text) == Sense::enable &&
               rights_.is_admin(command.who, back_from(*command.delivered, rights_may_be_old));
    });
    if (!by) return world_.violate("S1", "the schedule was enabled, and nobody who may had said so");
    check_overtaken(*by, "the schedule was enabled");
}

void CommandJudge::check_schedule(const Settings& after) {
    const auto typed = "autoapprove set " + after.schedule->text;
    const auto* by = newest([&](const SaidCommand& command) {
        return command.text == typed && rights_.is_admin(command.who, back_from(*command.delivered, rights_may_be_old));
    });
    if (!by) return world_.violate("S3", "a schedule is set that nobody who may has typed: " + after.schedule->text);
    check_overtaken(*by, "the schedule was set");
}

void CommandJudge::check_channel(const RegisteredChannel& channel) {
    const auto* by = newest([&](const SaidCommand& command) {
        return command.channel == channel.id && sense_of(command.text) == Sense::registers &&
               rights_.may_register(command.who, back_from(*command.delivered, rights_may_be_old));
    });
    if (by) return check_overtaken(*by, channel.id.value + " was registered");
    const bool meant = newest([&](const SaidCommand& command) {
                           return command.channel == channel.id && sense_of(command.text) == Sense::registers;
                       }) != nullptr;
    world_.violate(meant ? "A1" : "A3", channel.id.value + (meant ? " was registered by somebody who may not"
                                                                  : " was registered, and nobody meant that"));
}

void CommandJudge::check_words(const std::string& text) {
    const bool on = text.starts_with("Auto-approve is ON.");
    if (!on && !text.starts_with("Auto-approve is OFF.")) return;
    const auto now = world_.now();
    const auto from = back_from(now, words_may_be_old);
    if (!weather_.answers_go(from, now) || is_on(settings_) == on) return;
    const auto& last = on ? last_on_ : last_off_;
    if (last && *last >= from) return;
    if (!on && last_off_said_ && *last_off_said_ >= from) return;  // it holds in this process, and says so
    world_.violate("S2", "somebody is told that it is " + std::string{on ? "on" : "off"} + ", and it is not");
}

void CommandJudge::announced(const ChannelId& channel, const std::string& text) {
    world_.tell([&] { return "slack     " + channel.value + ": " + text; });
    check_words(text);
    if (!text.starts_with("Auto-approve is ")) return;
    for (auto& [envelope, command] : commands_)
        if (command.delivered && command.channel == channel) command.answered = true;
}

void CommandJudge::told(const UserId& who, const std::string& text) {
    check_words(text);
    if (!text.starts_with("Auto-approve is ")) return;
    for (auto& [envelope, command] : commands_)
        if (command.delivered && command.who == who) command.answered = true;
}

}  // namespace privman::simulator
