#include "workflows/announcer.hpp"

#include <algorithm>
#include <optional>

namespace privman {

namespace {

constexpr Millis first_pause = std::chrono::seconds{1};
constexpr Millis longest_pause = std::chrono::minutes{1};

/// How long one message is worth trying.
class Patience {
public:
    explicit Patience(const Clock& clock) : clock_{clock}, until_{clock.now() + Announcer::patience} {}

    /// The wait before the next try; nothing when another try is not worth it.
    std::optional<Millis> after(const Failure& failure) {
        const bool may_pass = failure.kind == Trouble::unreachable || failure.kind == Trouble::throttled;
        const auto wait = std::max(pause_, failure.retry_after.value_or(Millis{0}));
        pause_ = std::min(pause_ * 2, longest_pause);
        if (!may_pass || clock_.now() + wait > until_) return std::nullopt;
        return wait;
    }

private:
    const Clock& clock_;
    BootTime until_;
    Millis pause_ = first_pause;
};

/// Counts a message for as long as it waits, however that ends.
class InLine {
public:
    explicit InLine(std::size_t& count) : count_{count} { ++count_; }
    InLine(const InLine&) = delete;
    InLine& operator=(const InLine&) = delete;
    ~InLine() { --count_; }

private:
    std::size_t& count_;
};

}  // namespace

void Announcer::everywhere(const Words& words, const std::string& topic) {
    const auto number = ++said_;
    if (!topic.empty()) latest_[topic] = number;
    for (const auto& channel : settings_.channels())
        tasks_.start(
            [this, channel, words, topic, number] { return keep_saying(*this, channel, words, topic, number); });
}

void Announcer::everywhere_but(const ChannelId& channel, const Words& words) {
    for (const auto& other : settings_.channels())
        if (other != channel) in_channel(other, words);
}

void Announcer::in_channel(const ChannelId& channel, const Words& words) {
    const auto number = ++said_;
    tasks_.start([this, channel, words, number] { return keep_saying(*this, channel, words, {}, number); });
}

void Announcer::to_admins(const Words& words) {
    for (const auto& admin : settings_.now().admins_met)
        tasks_.start([this, admin, words] { return keep_telling(*this, admin, words); });
}

Async<void> Announcer::keep_saying(Announcer& self, ChannelId channel, Words words, std::string topic,
                                   std::uint64_t number) {
    const InLine counted{self.waiting_};
    auto turn = self.lines_[channel].queue();
    co_await turn.mine();
    Patience trying{self.clock_};
    while (topic.empty() || self.latest_[topic] == number) {
        const auto said = co_await self.board_.say(channel, words, {});
        // Said twice is better than not at all, so an unknown outcome counts as a failure.
        if (said) co_return;
        const auto wait = trying.after(said.error());
        if (!wait) co_return self.give_up(channel.value, said.error());
        co_await self.clock_.sleep_for(*wait);
    }
}

Async<void> Announcer::keep_telling(Announcer& self, UserId admin, Words words) {
    const InLine counted{self.waiting_};
    if (self.still_admin_ && !co_await self.still_admin_(admin)) co_return;
    Patience trying{self.clock_};
    for (;;) {
        const auto told = co_await self.board_.tell(ReplyTo{.who = admin}, words);
        if (told) co_return;
        const auto wait = trying.after(told.error());
        if (!wait) co_return self.give_up(admin.value, told.error());
        co_await self.clock_.sleep_for(*wait);
    }
}

void Announcer::give_up(const std::string& where, const Failure& why) {
    tally_.announcements_lost.add();
    log_.error("announcement.lost", "Could not say something that should have been said",
               {{"where", where}, {"why", why.what}});
}

}  // namespace privman
