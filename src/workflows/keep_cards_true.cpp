// The loop of one channel: what is due, what may be begun now, how long to wait.
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

/// A store that refuses is asked again after this long.
constexpr Millis store_pause{1'000};

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
    : deps_{std::move(deps)}, policy_{std::move(policy)}, pacing_{pacing} {
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
        co_await async::within(deps_.clock.deadline_at(wake), deps_.records.changed().wait());
        for (const auto& channel : std::exchange(holding_back_, {})) keepers_.at(channel)->stir();
    }
}

Async<void> KeepCardsTrue::keep(KeepCardsTrue& self, OneKeeper keeper) {
    auto& clock = self.deps_.clock;
    for (;;) {
        self.catch_up();
        keeper->stirred = false;
        auto wake = clock.now() + at_rest;
        self.start_what_is_due(keeper, wake);
        if (!keeper->stirred) co_await async::within(clock.deadline_at(wake), keeper->news.wait());
    }
}

/// The most urgent first: cards of what is decided, new cards, other edits, the digest.
void KeepCardsTrue::start_what_is_due(const OneKeeper& keeper, BootTime& wake) {
    const auto now = deps_.clock.now();
    for (const auto pause : {keeper->not_before, keeper->next_post, keeper->next_edit})
        if (pause > now) wake = std::min(wake, pause);
    drop_unwanted_intents(keeper);
    if (keeper->not_before > now) return give_back_place(*keeper);
    start_edits(keeper, true, wake);
    start_posts(keeper, wake);
    start_edits(keeper, false, wake);
    give_back_place(*keeper);
    start_digest(keeper, wake);
}

/// This one must be left alone still.
bool KeepCardsTrue::may_wait(const Keeper& keeper, const Repair& repair, BootTime& wake) {
    const auto from = allowed_from(keeper, repair);
    if (from <= deps_.clock.now()) return false;
    wake = std::min(wake, from);
    return true;
}

void KeepCardsTrue::start_edits(const OneKeeper& keeper, bool of_decided, BootTime& wake) {
    if (keeper->next_edit > deps_.clock.now()) return;
    const auto start = [&](const EditCard& wanted) {
        if (keeper->edit_calls >= edits_in_a_channel) return true;
        // What is owed to a message that is being edited is decided when that has ended, from the life as it then is.
        const DoubtedMessage message{wanted.request, wanted.attempt};
        if (keeper->editing.contains(message) || may_wait(*keeper, wanted, wake)) return false;
        if (!take_place(*keeper, of_decided)) return true;
        keeper->editing.insert(message);
        ++keeper->edit_calls;
        deps_.tasks.start([this, keeper, wanted] { return edit(*this, keeper, wanted); });
        return false;
    };
    if (of_decided)
        keeper->dues.decided_edits(start);
    else
        keeper->dues.other_edits(start);
}

/// There are fewer places than edits where many channels are: each channel gets one in its turn, lest the first of them
/// takes all.
bool KeepCardsTrue::take_place(Keeper& keeper, bool for_decided) {
    if (std::exchange(keeper.may_edit, false)) return true;
    if (edits_under_way_ < edits_in_all) {
        ++edits_under_way_;
        return true;
    }
    (for_decided ? want_to_show_ends_ : want_to_edit_).join(keeper.channel);
    return false;
}

void KeepCardsTrue::give_places_away() {
    while (edits_under_way_ < edits_in_all) {
        auto next = want_to_show_ends_.next();
        if (!next) next = want_to_edit_.next();
        if (!next) return;
        auto& keeper = *keepers_.at(*next);
        if (!std::exchange(keeper.may_edit, true)) ++edits_under_way_;
        keeper.stir();
    }
}

void KeepCardsTrue::give_back_place(Keeper& keeper) {
    if (!std::exchange(keeper.may_edit, false)) return;
    --edits_under_way_;
    give_places_away();
}

/// One post at a time; the next one while it is being stored where the last one stands, but not two ahead, so that a
/// crash leaves no more than two cards of which nobody knows whether they stand.
void KeepCardsTrue::start_posts(const OneKeeper& keeper, BootTime& wake) {
    if (!keeper->registered || keeper->next_post > deps_.clock.now()) return;
    bool may_post = !keeper->post_under_way && keeper->posting.size() < 2;
    const std::size_t ahead = pacing_.posts_per_second > 0 ? 1 : intended_at_once;
    std::vector<RequestId> next;
    keeper->dues.posts(places(deps_.records.board(keeper->channel), policy_), [&](const PostCard& wanted) {
        const auto& request = wanted.request;
        if (keeper->posting.contains(request)) return false;
        // What is stored already is on its way, whatever would speak against beginning it.
        const bool is_stored = keeper->intended.contains(request) || keeper->intending.contains(request);
        if (is_stored || !may_wait(*keeper, wanted, wake)) next.push_back(request);
        return next.size() == ahead;
    });
    const auto unstored = [&](const RequestId& request) {
        return !keeper->intended.contains(request) && !keeper->intending.contains(request);
    };
    // Many are stored together, so not each as soon as there is room for it.
    const auto missing = static_cast<std::size_t>(std::ranges::count_if(next, unstored));
    const bool refill = 2 * missing >= next.size();
    for (const auto& request : next) {
        if (refill && unstored(request)) start_intending(keeper, request);
        if (!may_post) continue;
        const auto intent = keeper->intended.extract(request);
        if (!intent) continue;
        may_post = false;
        keeper->post_under_way = true;
        keeper->posting.insert(request);
        deps_.tasks.start(
            [this, keeper, request, intent = intent.mapped()] { return post(*this, keeper, request, intent); });
    }
}

void KeepCardsTrue::start_digest(const OneKeeper& keeper, BootTime& wake) {
    if (!keeper->registered || keeper->at_digest) return;
    const auto& records = deps_.records;
    auto due = digest_due(keeper->dues, records.board(keeper->channel), policy_,
                          [&records](const RequestId& id) { return records.find(id); });
    if (!due || may_wait(*keeper, *due, wake)) return;
    if ((is_post(*due) ? keeper->next_post : keeper->next_edit) > deps_.clock.now()) return;
    keeper->at_digest = true;
    deps_.tasks.start([this, keeper, due = std::move(*due)] { return digest(*this, keeper, due); });
}

CardView KeepCardsTrue::draw(const Keeper& keeper, const Life& life) {
    ++drawn_;
    return card_view(life, keeper.channel, policy_for(keeper), deps_.clock.moment());
}

/// When this one may be made at the earliest: a card that was not taken is left alone, and what is in doubt already
/// says what it should.
BootTime KeepCardsTrue::allowed_from(const Keeper& keeper, const Repair& repair) {
    const auto now = deps_.clock.now();
    auto allowed = BootTime{};
    if (const auto* post = std::get_if<PostCard>(&repair); post && deps_.answers_until)
        if (const auto until = deps_.answers_until(*deps_.records.find(post->request))) {
            holding_back_.insert(keeper.channel);
            allowed = *until;
        }
    if (const auto* card = card_of(repair))
        if (const auto spared = keeper.spared.find(*card); spared != keeper.spared.end())
            allowed = std::max(allowed, spared->second);
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

bool KeepCardsTrue::in_doubt(const Life& life) const {
    for (const auto& [channel, copies] : life.cards) {
        const auto found = keepers_.find(channel);
        if (found == keepers_.end()) continue;
        const auto& keeper = *found->second;
        if (keeper.posting.contains(life.id) || keeper.intending.contains(life.id) || keeper.intended.contains(life.id))
            return true;
        for (const auto& copy : copies)
            if (const DoubtedMessage message{life.id, copy.attempt};
                keeper.editing.contains(message) || keeper.doubts.holds(message))
                return true;
    }
    return false;
}

void KeepCardsTrue::try_again(const ChannelId& channel) {
    const auto found = keepers_.find(channel);
    if (found == keepers_.end()) return;
    found->second->not_before = {};
    found->second->stir();
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
                    if (is_registered(self.deps_.settings.now(), channel)) forget_what_it_shows(copy);
            return life;
        });
}

void KeepCardsTrue::posted(Keeper& keeper) {
    if (pacing_.posts_per_second <= 0) return;
    const Millis gap{static_cast<std::int64_t>(1000.0 / pacing_.posts_per_second)};
    keeper.next_post = deps_.clock.now() + gap;
}

void KeepCardsTrue::succeeded(Keeper& keeper, BootTime begun) {
    // What was begun before a failure says nothing about what came after it.
    if (keeper.failures > 0 && begun <= keeper.failed_at) return;
    if (!keeper.parked_because.empty())
        deps_.log.info("channel.resumed", "A channel takes cards again", {{"channel", keeper.channel.value}});
    keeper.failures = 0;
    keeper.parked_because.clear();
    keeper.complained = false;
}

void KeepCardsTrue::wait_for_store(Keeper& keeper) {
    for (auto* allowed : {&keeper.next_post, &keeper.next_edit})
        *allowed = std::max(*allowed, deps_.clock.now() + store_pause);
}

void KeepCardsTrue::failed(Keeper& keeper, const Failed& what) {
    const auto& [failure, posting, begun, card] = what;
    const auto now = deps_.clock.now();
    deps_.tally.card_failures(trouble_of(failure)).add();
    auto& allowed = posting ? keeper.next_post : keeper.next_edit;
    if (failure.kind == Trouble::malformed && card) {  // this card is at fault, not the channel: the others go on
        std::erase_if(keeper.spared, [&](const auto& entry) { return entry.second <= now; });
        keeper.spared[*card] = now + leave_alone_for;
        allowed = std::max(allowed, now + Millis{250});
        deps_.log.error("card.not_taken", "A card is not taken as it is; it is tried again later",
                        {{"request", card->value}, {"channel", keeper.channel.value}, {"why", failure.what}});
        return;
    }
    if (failure.kind == Trouble::throttled) {
        allowed = std::max(allowed, now + std::max(failure.retry_after.value_or(Millis{1'000}), Millis{100}));
        return;
    }
    // Calls that were under way together when the first of them failed are one failure.
    if (keeper.failures > 0 && begun <= keeper.failed_at) return;
    keeper.failed_at = now;
    ++keeper.failures;
    const auto chance = fraction(deps_.randomness.below(chance_steps));
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
