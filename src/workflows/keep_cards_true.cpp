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

KeepCardsTrue::KeepCardsTrue(Deps deps, ShowingPolicy policy, Pacing pacing)
    : deps_{deps}, policy_{std::move(policy)}, pacing_{pacing} {
    policy_.cards.channel_is_registered = true;
    unregistered_policy_ = policy_.cards;
    unregistered_policy_.channel_is_registered = false;
}

Async<void> KeepCardsTrue::run() {
    for (;;) {
        catch_up();
        while (!newcomers_.empty()) {
            const auto keeper = newcomers_.back();
            newcomers_.pop_back();
            keeper->started = true;
            deps_.tasks.start([this, keeper] { return keep(*this, keeper); });
        }
        const auto wake = slow_.empty() ? deps_.clock.now() + at_rest : slow_.begin()->first;
        co_await async::within(deps_.clock.sleep_until(wake), deps_.records.changed().wait());
    }
}

Async<void> KeepCardsTrue::keep(KeepCardsTrue& self, std::shared_ptr<Keeper> keeper) {
    auto& clock = self.deps_.clock;
    for (;;) {
        self.catch_up();
        const auto now = clock.now();
        auto wake = now + at_rest;
        auto next = self.next_repair(*keeper, now, wake);
        if (next)
            co_await self.repair(*keeper, std::move(*next));
        else
            co_await async::within(clock.sleep_until(wake), keeper->news.wait());
    }
}

/// The most urgent one that may be made now. Otherwise `wake` becomes the moment at which another may be.
std::optional<Repair> KeepCardsTrue::next_repair(Keeper& keeper, BootTime now, BootTime& wake) {
    for (const auto pause : {keeper.not_before, keeper.next_post, keeper.next_edit})
        if (pause > now) wake = std::min(wake, pause);
    if (keeper.not_before > now) return std::nullopt;
    const Allowed allowed{.posts = keeper.registered && keeper.next_post <= now,
                          .edits = keeper.next_edit <= now,
                          .digest = keeper.registered};
    std::optional<Repair> next;
    const auto& records = deps_.records;
    visit_repairs(
        keeper.dues, records.board(keeper.channel), policy_, allowed,
        [&records](const RequestId& id) { return records.find(id); },
        [&](const Repair& repair) {
            const auto from = allowed_from(keeper, repair);
            if (from <= now)
                next = repair;
            else
                wake = std::min(wake, from);
            return next.has_value();
        });
    return next;
}

/// When this one may be made at the earliest: a card that was not taken is left alone, and what is in doubt already
/// says what it should.
BootTime KeepCardsTrue::allowed_from(const Keeper& keeper, const Repair& repair) {
    const auto now = deps_.clock.now();
    auto allowed = BootTime{};
    if (const auto* card = card_of(repair))
        if (const auto spared = keeper.spared.find(*card); spared != keeper.spared.end()) allowed = spared->second;
    std::optional<BootTime> left;
    if (const auto* edit = std::get_if<EditCard>(&repair)) {
        left = keeper.doubts.leave_until({edit->request, edit->attempt}, edit->should_say, now);
    } else if (const auto* digest = std::get_if<EditDigest>(&repair)) {
        const auto known = deps_.records.board(keeper.channel).digest;
        left = keeper.doubts.leave_until({{}, known->attempt}, hash_of(digest->view), now);
    }
    return std::max(allowed, left.value_or(allowed));
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
    catch_up();
    Backlog all;
    const auto& records = deps_.records;
    for (const auto& [channel, keeper] : keepers_) {
        const auto board = records.board(channel);
        all.edits += keeper->dues.edits_due();
        if (!keeper->registered) continue;
        all.posts += keeper->dues.posts_due(places(board, policy_));
        const auto digest =
            digest_due(keeper->dues, board, policy_, [&records](const RequestId& id) { return records.find(id); });
        if (digest) ++(is_post(*digest) ? all.posts : all.edits);
    }
    return all;
}

void KeepCardsTrue::try_again(const ChannelId& channel) {
    const auto found = keepers_.find(channel);
    if (found == keepers_.end()) return;
    found->second->not_before = {};
    found->second->news.wake_all();
}

void KeepCardsTrue::look_again() {
    const auto now = deps_.clock.now();
    if ((looked_again_ && now - *looked_again_ < look_again_after) || backlog().edits > 0) return;
    looked_again_ = now;
    deps_.tasks.start([this] { return forget_what_is_shown(*this); });
}

/// Those that have not been looked at for longest, within what the chat product's limit of edits leaves over.
std::vector<RequestId> KeepCardsTrue::next_to_look_at() {
    catch_up();
    auto next = looked_until_ ? to_look_at_.upper_bound(*looked_until_) : to_look_at_.begin();
    if (next == to_look_at_.end()) next = to_look_at_.begin();
    std::vector<RequestId> chosen;
    std::size_t cards = 0;
    for (; next != to_look_at_.end(); ++next) {
        cards += deps_.records.find(next->second)->cards.size();
        if (!chosen.empty() && cards > looked_at_once) break;
        chosen.push_back(next->second);
        looked_until_ = *next;
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
