#include "workflows/announcer.hpp"

namespace privman {

namespace {

constexpr Millis first_pause = std::chrono::seconds{1};
constexpr Millis longest_pause = std::chrono::minutes{1};

/// Calls `attempt` until it succeeds, fails for good, or patience ends.
template <class Attempt>
Async<void> persist(Clock& clock, observe::Log& log, const std::string& where, Attempt attempt) {
    const auto until = clock.now() + Announcer::patience;
    for (auto pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
        const auto failure = co_await attempt();
        if (!failure) co_return;
        const bool may_pass = failure->kind == Trouble::unreachable || failure->kind == Trouble::throttled;
        const auto wait = std::max(pause, failure->retry_after.value_or(Millis{0}));
        if (!may_pass || clock.now() + wait > until) {
            log.error("announcement.lost", "Could not say something that should have been said",
                      {{"where", where}, {"why", failure->what}});
            co_return;
        }
        co_await clock.sleep_for(wait);
    }
}

}  // namespace

void Announcer::everywhere(const Words& words, const std::string& topic) {
    const auto number = ++said_;
    if (!topic.empty()) latest_[topic] = number;
    for (const auto& channel : records_.channels())
        tasks_.start(
            [this, channel, words, topic, number] { return keep_saying(*this, channel, words, topic, number); });
}

void Announcer::to_admins(const Words& words) {
    for (const auto& admin : records_.settings().admins_met)
        tasks_.start([this, admin, words] { return keep_telling(*this, admin, words); });
}

Async<void> Announcer::keep_saying(Announcer& self, ChannelId channel, Words words, std::string topic,
                                   std::uint64_t number) {
    auto turn = self.lines_[channel].queue();
    co_await turn.mine();
    const auto outdated = [&] { return !topic.empty() && self.latest_[topic] != number; };
    const auto attempt = [&]() -> Async<std::optional<Failure>> {
        if (outdated()) co_return std::nullopt;
        auto said = co_await self.board_.say(channel, words, {});
        if (said) co_return std::nullopt;
        // Said twice is better than not at all, so an unknown outcome counts as a failure.
        co_return std::move(said.error());
    };
    co_await persist(self.clock_, self.log_, channel.value, attempt);
}

Async<void> Announcer::keep_telling(Announcer& self, UserId admin, Words words) {
    const auto attempt = [&]() -> Async<std::optional<Failure>> {
        auto told = co_await self.board_.tell(ReplyTo{.who = admin}, words);
        if (told) co_return std::nullopt;
        co_return std::move(told.error());
    };
    co_await persist(self.clock_, self.log_, admin.value, attempt);
}

}  // namespace privman
