#include "workflows/remind.hpp"

#include "async/within.hpp"
#include "domain/repairs.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace privman {

namespace {

constexpr Millis first_pause = std::chrono::seconds{1};
constexpr Millis longest_pause = std::chrono::minutes{1};
constexpr Millis patience = std::chrono::minutes{10};
constexpr std::size_t most_named = 10;

/// The card that stands in this channel; nothing when the request waits no more, or has none there.
std::optional<MessageTs> card_that_waits(const Records& records, const RequestId& id, const ChannelId& channel) {
    const auto* life = records.find(id);
    if (!life || !is_waiting(*life)) return std::nullopt;
    const auto copies = life->cards.find(channel);
    if (copies == life->cards.end()) return std::nullopt;
    const auto card = std::ranges::find_if(copies->second, [](const CardCopy& copy) { return copy.ts.has_value(); });
    return card == copies->second.end() ? std::nullopt : card->ts;
}

Words words_for_several(const Records& records, const std::vector<RequestId>& ids) {
    auto words = Words{std::to_string(ids.size()) + " requests still wait:"};
    for (std::size_t i = 0; i < std::min(ids.size(), most_named); ++i)
        words << NewLine{} << digest_row(*records.find(ids[i]));
    if (ids.size() > most_named) words << NewLine{} << "and " << std::to_string(ids.size() - most_named) << " more";
    return words;
}

/// One message, however many they are. What is decided while the channel does not take it is not said any more.
Async<void> remind_in(Reminding with, ChannelId channel, std::vector<RequestId> ids) {
    const auto until = with.clock.now() + patience;
    for (auto pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
        std::erase_if(ids, [&](const RequestId& id) { return !card_that_waits(with.records, id, channel); });
        if (ids.empty() || !is_registered(with.settings.now(), channel)) co_return;
        const bool one = ids.size() == 1;
        auto words = one ? Words{"Still waiting since "} << At{with.records.find(ids.front())->first_seen.wall} << "."
                         : words_for_several(with.records, ids);
        const auto thread = one ? card_that_waits(with.records, ids.front(), channel) : std::nullopt;
        const auto said = co_await with.board.say(channel, std::move(words), thread.value_or(MessageTs{}));
        if (said) co_return;
        const auto& why = said.error();
        const bool may_pass = why.kind == Trouble::unreachable || why.kind == Trouble::throttled;
        const auto wait = std::max(pause, why.retry_after.value_or(Millis{0}));
        if (!may_pass || with.clock.now() + wait > until) {
            with.log.warning("reminder.lost", "A reminder could not be said",
                             {{"channel", channel.value}, {"requests", ids.size()}, {"why", why.what}});
            co_return;
        }
        co_await with.clock.sleep_for(wait);
    }
}

bool has_card(const Life& life) {
    return std::ranges::any_of(life.cards, [](const auto& in_channel) {
        return std::ranges::any_of(in_channel.second, [](const CardCopy& copy) { return copy.ts.has_value(); });
    });
}

}  // namespace

namespace {

/// Who waits to be reminded of, the longest waiting first. Kept up to date with each change of a life.
class Unreminded {
public:
    explicit Unreminded(Records& records)
        : watching_{records.watch_lives([this](const Life* before, const Life* after) {
              if (before && is_due(*before)) all_.erase({before->first_seen.wall, before->id});
              if (after && is_due(*after)) all_.emplace(after->first_seen.wall, after->id);
          })} {}
    Unreminded(const Unreminded&) = delete;
    Unreminded& operator=(const Unreminded&) = delete;

    /// Those that were first seen until then.
    [[nodiscard]] std::vector<RequestId> seen_until(WallTime then) const {
        std::vector<RequestId> ids;
        for (const auto& [seen, id] : all_) {
            if (seen > then) break;
            ids.push_back(id);
        }
        return ids;
    }
    /// When the next one was first seen, after `then`.
    [[nodiscard]] std::optional<WallTime> seen_after(WallTime then) const {
        const auto next = all_.upper_bound({then + Millis{1}, RequestId{}});
        return next == all_.end() ? std::nullopt : std::optional{next->first};
    }

private:
    static bool is_due(const Life& life) { return is_waiting(life) && !life.reminded && has_card(life); }

    std::set<std::pair<WallTime, RequestId>> all_;
    std::shared_ptr<const Records::LifeWatcher> watching_;
};

}  // namespace

Async<void> remind(Reminding with, Millis after) {
    if (after <= Millis{0}) co_return;
    const Unreminded unreminded{with.records};
    for (;;) {
        const auto now = with.clock.wall();
        std::map<ChannelId, std::vector<RequestId>> in_channel;
        for (const auto& id : unreminded.seen_until(now - after)) {
            // Noted before it is said: a reminder that is lost with a crash is better than one that is said at every
            // start.
            const auto life = co_await with.records.amend(id, [now](Life changed) {
                if (is_waiting(changed)) changed.reminded = now;
                return changed;
            });
            if (!life || life->reminded != now) continue;
            for (const auto& [channel, copies] : life->cards)
                if (is_registered(with.settings.now(), channel)) in_channel[channel].push_back(id);
        }
        for (auto& [channel, ids] : in_channel)
            with.tasks.start([with, channel, ids] { return remind_in(with, channel, ids); });
        const auto next = unreminded.seen_after(now - after);
        const auto left = next ? *next + after - now : Millis{std::chrono::minutes{1}};
        co_await async::within(with.clock.deadline_in(std::clamp<Millis>(left, Millis{1}, std::chrono::minutes{1})),
                               with.records.changed().wait());
    }
}

}  // namespace privman
