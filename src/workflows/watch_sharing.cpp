#include "workflows/watch_sharing.hpp"

#include "async/within.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {

constexpr Millis answer_within{15'000};
constexpr Millis ask_again{60'000};
constexpr int most_tries = 5;

}  // namespace

bool WatchSharing::is_minded(const ChannelId& channel) const {
    const auto& channels = deps_.settings.now().channels;
    const auto known = std::ranges::find(channels, channel, &RegisteredChannel::id);
    return known != channels.end() && !known->shared;
}

Async<void> WatchSharing::look_at_all() {
    for (int tries = 0; tries < most_tries; ++tries) {
        bool all_answered = true;
        for (const auto& channel : deps_.settings.channels()) {
            if (!is_minded(channel) || checked_.contains(channel)) continue;
            const auto info =
                co_await async::within(deps_.clock.deadline_in(answer_within), deps_.directory.channel(channel));
            const bool may_pass =
                !info ||
                (!*info && (info->error().kind == Trouble::unreachable || info->error().kind == Trouble::throttled));
            all_answered = all_answered && !may_pass;
            if (!info || !*info) continue;
            if ((*info)->shared_outside)
                co_await let_go(channel);
            else
                checked_.insert(channel);
        }
        if (all_answered) co_return;
        co_await deps_.clock.sleep_for(ask_again);
    }
}

Async<void> WatchSharing::seen(ChannelId channel, std::optional<UserId> stranger) {
    if (!is_minded(channel)) co_return;
    if (!stranger) co_return co_await let_go(std::move(channel));
    // Somebody of another team is not always of another company: the channel knows, else the person.
    const auto info = co_await async::within(deps_.clock.deadline_in(answer_within), deps_.directory.channel(channel));
    if (info && *info) {
        if ((*info)->shared_outside) co_await let_go(std::move(channel));
        co_return;
    }
    const auto who = co_await async::within(deps_.clock.deadline_in(answer_within),
                                            deps_.directory.person(*stranger, rights_are_fresh_for));
    if (who && *who && (*who)->stranger) co_await let_go(std::move(channel));
}

/// First it gets no cards any more, then it is told why: what is said there afterwards another company reads.
Async<void> WatchSharing::let_go(ChannelId channel) {
    if (!is_minded(channel) || !letting_go_.insert(channel).second) co_return;
    struct Leave {
        std::set<ChannelId>& all;
        const ChannelId& channel;
        ~Leave() { all.erase(channel); }
    } leave{letting_go_, channel};
    checked_.erase(channel);
    bool removed = false;
    const auto stored = co_await deps_.settings.amend([&](Settings settings) {
        removed = std::erase_if(settings.channels, [&](const RegisteredChannel& known) {
                      return known.id == channel && !known.shared;
                  }) > 0;
        return settings;
    });
    if (!stored) {
        deps_.log.error("channel.shared_not_stored",
                        "A registered channel is shared with another company, and that "
                        "could not be stored; it is tried again when it is seen again",
                        {{"channel", channel.value}, {"why", stored.error().what}});
        co_return;
    }
    if (!removed) co_return;
    deps_.log.warning("channel.shared", "A registered channel is shared with another company: no cards go there",
                      {{"channel", channel.value}});
    deps_.announcer.in_channel(
        channel, Words{"This channel is shared with another company now, so nothing more is shown here, and the cards "
                       "that stand here lose their buttons. If that company may see every request, an admin says "}
                     << Code{"register shared"} << ".");
    deps_.announcer.to_admins(Words{} << ChannelRef{channel}
                                      << " is shared with another company now: it gets no cards any more. If that "
                                         "company may see every request, say "
                                      << Code{"register shared"} << " there.");
}

std::vector<Words> WatchSharing::in_words() const {
    Words words;
    bool any = false;
    for (const auto& channel : deps_.settings.now().channels) {
        if (channel.shared || checked_.contains(channel.id)) continue;
        words << (any ? ", " : "") << ChannelRef{channel.id};
        any = true;
    }
    if (!any) return {};
    return {Words{"Sharing not checked: "} << words
                                           << " (whether another company reads along is known from events alone)"};
}

}  // namespace privman
