// The loop of one channel: what is needed, what may be done now, how long to wait.
#include "workflows/keep_cards_true.hpp"

#include "async/within.hpp"
#include "domain/backoff.hpp"

#include <algorithm>
#include <tuple>

namespace privman {

namespace {

constexpr Millis at_rest = std::chrono::minutes{1};
constexpr Backoff usual{.base = Millis{1'000}, .cap = Millis{60'000}};
constexpr Backoff refused{.base = Millis{30'000}, .cap = Millis{600'000}};

/// A card that is not taken as it is will not be taken a moment later either.
constexpr Millis leave_alone_for = std::chrono::minutes{5};

constexpr Millis look_again_after = std::chrono::minutes{1};
constexpr std::size_t looked_at_once = 20;

const RequestId* card_of(const Repair& repair) {
    if (const auto* post = std::get_if<PostCard>(&repair)) return &post->request;
    if (const auto* edit = std::get_if<EditCard>(&repair)) return &edit->request;
    return nullptr;
}

CardTrouble trouble_of(const Failure& failure) {
    switch (failure.kind) {
        case Trouble::malformed: return CardTrouble::not_taken;
        case Trouble::throttled: return CardTrouble::throttled;
        case Trouble::rejected: return CardTrouble::token_refused;
        case Trouble::forbidden:
        case Trouble::not_found: return CardTrouble::refused;
        default: return CardTrouble::unreachable;
    }
}

bool is_post(const Repair& repair) {
    return std::holds_alternative<PostCard>(repair) || std::holds_alternative<PostDigest>(repair);
}

}  // namespace

Async<void> KeepCardsTrue::run() {
    for (;;) {
        std::set<ChannelId> channels;
        for (const auto& channel : deps_.records.channels()) channels.insert(channel);
        for (const auto* life : unfinished())
            for (const auto& [channel, copies] : life->cards) channels.insert(channel);
        for (const auto& channel : channels) {
            auto& keeper = keepers_[channel];
            if (keeper) continue;
            keeper = new_keeper(channel);
            deps_.tasks.start([this, started = keeper] { return keep(*this, started); });
        }
        co_await deps_.records.changed().wait();
    }
}

Async<void> KeepCardsTrue::keep(KeepCardsTrue& self, std::shared_ptr<Keeper> keeper) {
    auto& clock = self.deps_.clock;
    for (;;) {
        const auto now = clock.now();
        auto wake = std::min(now + at_rest, self.next_change_by_time());
        std::optional<Repair> next;
        if (keeper->not_before > now) {
            wake = std::min(wake, keeper->not_before);
        } else {
            for (auto& repair : self.needed(keeper->channel)) {
                const auto allowed = self.allowed_from(*keeper, repair);
                if (allowed <= now) {
                    next = std::move(repair);
                    break;
                }
                wake = std::min(wake, allowed);
            }
        }
        if (next)
            co_await self.repair(*keeper, std::move(*next));
        else
            co_await async::within(clock.sleep_until(wake), self.deps_.records.changed().wait());
    }
}

/// What was being edited when the last life ended may still land.
std::shared_ptr<KeepCardsTrue::Keeper> KeepCardsTrue::new_keeper(const ChannelId& channel) {
    auto keeper = std::make_shared<Keeper>(Keeper{.channel = channel});
    const auto until = deps_.clock.now() + may_land_within;
    for (const auto* life : unfinished())
        if (const auto copies = life->cards.find(channel); copies != life->cards.end())
            for (const auto& copy : copies->second)
                if (copy.ts && copy.shown == 0) keeper->doubts.raise({life->id, copy.attempt}, until);
    if (const auto digest = deps_.records.board(channel).digest; digest && digest->ts && digest->shown == 0)
        keeper->doubts.raise({{}, digest->attempt}, until);
    return keeper;
}

/// When this may be done at the earliest: what the chat product asked for, our own pace, and what is in doubt already
/// says what it should.
BootTime KeepCardsTrue::allowed_from(const Keeper& keeper, const Repair& repair) {
    auto allowed = is_post(repair) ? keeper.next_post : keeper.next_edit;
    if (const auto* card = card_of(repair))
        if (const auto spared = keeper.spared.find(*card); spared != keeper.spared.end())
            allowed = std::max(allowed, spared->second);
    std::optional<BootTime> left;
    const auto now = deps_.clock.moment();
    if (const auto* edit = std::get_if<EditCard>(&repair)) {
        const auto view =
            card_view(*deps_.records.find(edit->request), keeper.channel, policy_for(keeper.channel).cards, now);
        left = keeper.doubts.leave_until({edit->request, edit->attempt}, hash_of(view), now.boot);
    } else if (const auto* digest = std::get_if<EditDigest>(&repair)) {
        const auto known = deps_.records.board(keeper.channel).digest;
        left = keeper.doubts.leave_until({{}, known->attempt}, hash_of(digest->view), now.boot);
    }
    return std::max(allowed, left.value_or(allowed));
}

/// A card that is being decided says so when the answer takes long: a change that no record tells of.
BootTime KeepCardsTrue::next_change_by_time() {
    const auto now = deps_.clock.moment();
    auto soonest = BootTime::max();
    for (const auto* life : unfinished()) {
        const auto* submitting = std::get_if<Submitting>(&life->stage);
        if (!submitting) continue;
        const auto age = elapsed(submitting->claim.since, now);
        if (age && *age < slow_after) soonest = std::min(soonest, now.boot + (slow_after - *age));
    }
    return soonest;
}

ShowingPolicy KeepCardsTrue::policy_for(const ChannelId& channel) const {
    auto policy = policy_;
    policy.cards.channel_is_registered = false;
    for (const auto& known : deps_.records.settings().channels)
        if (known.id == channel) {
            policy.cards.channel_is_registered = true;
            policy.announced_from = known.since;
        }
    return policy;
}

/// Found anew after each change, once for all channels: months of decided requests must not be drawn again for every
/// click.
const std::vector<const Life*>& KeepCardsTrue::unfinished() {
    const auto& records = deps_.records;
    if (seen_changes_ == records.changes()) return unfinished_;
    seen_changes_ = records.changes();
    unfinished_.clear();
    std::erase_if(finished_, [&](const auto& entry) { return !records.find(entry.first); });
    for (const auto& [id, life] : records.lives()) {
        const auto known = finished_.find(id);
        if (known != finished_.end() && known->second == life.version) continue;
        if (shows_the_end_everywhere(life, records.settings()))
            finished_[id] = life.version;
        else
            unfinished_.push_back(&life);
    }
    return unfinished_;
}

std::vector<Repair> KeepCardsTrue::needed(const ChannelId& channel) {
    auto all = repairs(channel, unfinished(), deps_.records.board(channel), policy_for(channel), deps_.clock.moment());
    // A channel that was unregistered gets nothing new; what stands there is brought to its end.
    if (!is_registered(deps_.records.settings(), channel))
        std::erase_if(all, [](const Repair& repair) { return !std::holds_alternative<EditCard>(repair); });
    return all;
}

Async<Outcome<void>> KeepCardsTrue::show_more(ChannelId channel) {
    const auto more = static_cast<unsigned>(policy_.cards_at_once);
    const auto changed = co_await deps_.records.amend_board(channel, [more](Board board) {
        board.extra_places += more;
        return board;
    });
    if (!changed) co_return std::unexpected{changed.error()};
    co_return Outcome<void>{};
}

std::map<ChannelId, std::string> KeepCardsTrue::parked() const {
    std::map<ChannelId, std::string> all;
    for (const auto& [channel, keeper] : keepers_)
        if (!keeper->parked_because.empty()) all.emplace(channel, keeper->parked_because);
    return all;
}

KeepCardsTrue::Backlog KeepCardsTrue::backlog() {
    Backlog all;
    for (const auto& [channel, keeper] : keepers_)
        for (const auto& repair : needed(channel)) ++(is_post(repair) ? all.posts : all.edits);
    return all;
}

void KeepCardsTrue::try_again(const ChannelId& channel) {
    const auto found = keepers_.find(channel);
    if (found == keepers_.end()) return;
    found->second->not_before = {};
    deps_.records.nudge();
}

void KeepCardsTrue::look_again() {
    const auto now = deps_.clock.now();
    if ((looked_again_ && now - *looked_again_ < look_again_after) || backlog().edits > 0) return;
    looked_again_ = now;
    deps_.tasks.start([this] { return forget_what_is_shown(*this); });
}

/// Those that have not been looked at for longest, within what the chat product's limit of edits leaves over.
std::vector<RequestId> KeepCardsTrue::next_to_look_at() {
    std::vector<const Life*> waiting;
    for (const auto* life : unfinished())
        if (is_waiting(*life) && !life->cards.empty()) waiting.push_back(life);
    std::ranges::sort(waiting, {}, [](const Life* life) { return std::tuple{life->first_seen.wall, life->id}; });
    if (std::ranges::all_of(waiting, [&](const Life* life) { return looked_at_.contains(life->id); }))
        looked_at_.clear();
    std::vector<RequestId> chosen;
    std::size_t cards = 0;
    for (const auto* life : waiting) {
        if (looked_at_.contains(life->id)) continue;
        cards += life->cards.size();
        if (!chosen.empty() && cards > looked_at_once) break;
        chosen.push_back(life->id);
        looked_at_.insert(life->id);
    }
    return chosen;
}

Async<void> KeepCardsTrue::forget_what_is_shown(KeepCardsTrue& self) {
    for (const auto& id : self.next_to_look_at())
        co_await self.deps_.records.amend(id, [&self](Life life) {
            for (auto& [channel, copies] : life.cards)
                for (auto& copy : copies)
                    if (is_registered(self.deps_.records.settings(), channel)) copy.shown = 0;
            return life;
        });
}

void KeepCardsTrue::posted(Keeper& keeper) {
    if (pacing_.posts_per_second <= 0) return;
    const Millis gap{static_cast<std::int64_t>(1000.0 / pacing_.posts_per_second)};
    keeper.next_post = deps_.clock.now() + gap;
}

void KeepCardsTrue::succeeded(Keeper& keeper) {
    if (!keeper.parked_because.empty())
        deps_.log.info("channel.resumed", "A channel takes cards again", {{"channel", keeper.channel.value}});
    keeper.failures = 0;
    keeper.parked_because.clear();
    keeper.complained = false;
}

void KeepCardsTrue::failed(Keeper& keeper, const Failure& failure, bool posting, const std::optional<RequestId>& card) {
    const auto now = deps_.clock.now();
    deps_.tally.card_failures(trouble_of(failure)).add();
    if (failure.kind == Trouble::malformed && card) {  // this card is at fault, not the channel: the others go on
        std::erase_if(keeper.spared, [&](const auto& entry) { return entry.second <= now; });
        keeper.spared[*card] = now + leave_alone_for;
        auto& allowed = posting ? keeper.next_post : keeper.next_edit;
        allowed = std::max(allowed, now + Millis{250});
        deps_.log.error("card.not_taken", "A card is not taken as it is; it is tried again later",
                        {{"request", card->value}, {"channel", keeper.channel.value}, {"why", failure.what}});
        return;
    }
    ++keeper.failures;
    const auto chance = fraction(deps_.randomness.below(chance_steps));
    if (failure.kind == Trouble::throttled) {
        auto& allowed = posting ? keeper.next_post : keeper.next_edit;
        allowed = now + std::max(failure.retry_after.value_or(Millis{1'000}), Millis{100});
        return;
    }
    const bool refuses = failure.kind == Trouble::forbidden || failure.kind == Trouble::not_found;
    keeper.not_before =
        now + std::max(wait_after(keeper.failures, refuses ? refused : usual, chance, failure.retry_after),
                       refuses ? Millis{10'000} : Millis{250});
    deps_.log.warning(
        refuses ? "channel.parked" : "card.failed",
        refuses ? "A channel refuses cards; it is tried again later" : "A card could not be brought up to date",
        {{"channel", keeper.channel.value}, {"why", failure.what}});
    if (!refuses) return;
    keeper.parked_because = failure.what;
    if (!std::exchange(keeper.complained, true))
        deps_.announcer.to_admins(Words{"I cannot show cards in "}
                                  << ChannelRef{keeper.channel} << ": " << failure.what
                                  << ". I keep trying; a mention there makes me try at once.");
}

}  // namespace privman
