#include "domain/channel_dues.hpp"

#include <algorithm>

namespace privman {

namespace {

const std::vector<CardCopy>& copies_in(const Life& life, const ChannelId& channel) {
    static const std::vector<CardCopy> none;
    const auto found = life.cards.find(channel);
    return found == life.cards.end() ? none : found->second;
}

bool is_by_schedule(const Decider& by) { return std::holds_alternative<BySchedule>(by); }

}  // namespace

bool shows_its_end(const CardCopy& copy, std::uint64_t end) { return end != 0 && copy.end_shown == end; }

bool has_card(const Life& life, const ChannelId& channel) {
    return std::ranges::any_of(copies_in(life, channel),
                               [&](const CardCopy& copy) { return copy.ts && !(copy.uneditable && is_waiting(life)); });
}

bool wants_card(const Life& life, WallTime announced_from) {
    if (is_waiting(life)) return true;
    const bool is_announced = life.ended.value_or(WallTime::max()) >= announced_from;
    if (const auto* settled = std::get_if<Settled>(&life.stage))
        return is_by_schedule(settled->verdict.by) && is_announced;
    const auto* claim = claim_of(life);
    const bool claimed_by_schedule = claim && is_by_schedule(claim->by);
    if (const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage))
        return !unconfirmed->gone || (claimed_by_schedule && is_announced);
    return std::holds_alternative<Submitting>(life.stage) && !claimed_by_schedule;
}

bool ChannelDues::file(const Life& life, std::uint64_t should_say, WallTime announced_from) {
    const auto end = end_of(life);
    Filed filed{.order = {life.first_seen.wall, life.facts.requested, life.id},
                .asked = life.facts.requested.value_or(life.first_seen.wall),
                .requester = life.facts.user,
                .should_say = should_say,
                .waits = is_waiting(life),
                .has_card = privman::has_card(life, channel_)};
    filed.wants_card = !filed.has_card && privman::wants_card(life, announced_from);
    for (const auto& copy : copies_in(life, channel_))
        if (copy.ts && !shows_its_end(copy, end) && copy.shown != should_say) filed.wrong.push_back(copy.attempt);
    if (!filed.waits && !filed.wants_card && filed.wrong.empty()) return forget(life.id);
    const auto known = filed_.find(life.id);
    filed.clicked = (known != filed_.end() && known->second.clicked) ||
                    std::ranges::any_of(life.clicks, [&](const auto& click) { return click.channel == channel_; });
    if (known != filed_.end() && known->second == filed) return false;
    // It has got its card: the next one is another kind's.
    if (known != filed_.end() && known->second.waits && known->second.wants_card && filed.has_card)
        longest_is_next_ = !longest_is_next_;
    forget(life.id);

    waiting_ += filed.waits ? 1 : 0;
    waiting_with_card_ += filed.waits && filed.has_card ? 1 : 0;
    wrong_copies_ += filed.wrong.size();
    if (!filed.wrong.empty() && filed.waits) waiting_edits_.insert(filed.order);
    if (!filed.wrong.empty() && !filed.waits) decided_.insert({filed.clicked, filed.order});
    if (filed.wants_card) (filed.waits ? uncarded_ : done_).insert(filed.order);
    if (filed.wants_card && filed.waits) longest_.emplace(filed.asked, life.id);
    if (filed.waits && (filed.has_card || filed.wants_card))
        rank(filed.requester, [&](Requester& requester) {
            if (filed.has_card) {
                ++requester.carded;
            } else {
                requester.uncarded.insert(filed.order);
                requester.longest.emplace(filed.asked, life.id);
            }
        });
    filed_.emplace(life.id, std::move(filed));
    return true;
}

bool ChannelDues::forget(const RequestId& id) {
    const auto known = filed_.extract(id);
    if (!known) return false;
    const auto& filed = known.mapped();
    waiting_ -= filed.waits ? 1 : 0;
    waiting_with_card_ -= filed.waits && filed.has_card ? 1 : 0;
    wrong_copies_ -= filed.wrong.size();
    decided_.erase({filed.clicked, filed.order});
    for (auto* sorted : {&waiting_edits_, &done_, &uncarded_}) sorted->erase(filed.order);
    longest_.erase({filed.asked, id});
    if (filed.waits && (filed.has_card || filed.wants_card))
        rank(filed.requester, [&](Requester& requester) {
            if (filed.has_card) {
                --requester.carded;
            } else {
                requester.uncarded.erase(filed.order);
                requester.longest.erase({filed.asked, id});
            }
        });
    return true;
}

void ChannelDues::rank(const std::string& requester, const std::function<void(Requester&)>& change) {
    auto& known = requesters_[requester];
    if (!known.uncarded.empty()) {
        rank_newest_.erase({known.carded, *known.uncarded.begin(), requester});
        rank_longest_.erase({known.carded, *known.longest.begin(), requester});
    }
    change(known);
    if (!known.uncarded.empty()) {
        rank_newest_.emplace(known.carded, *known.uncarded.begin(), requester);
        rank_longest_.emplace(known.carded, *known.longest.begin(), requester);
    } else if (known.carded == 0) {
        requesters_.erase(requester);
    }
}

ChannelDues::Line::Line(const ChannelDues& dues, std::size_t free)
    : dues_{dues},
      free_{std::min(free, dues.uncarded_.size())},
      scarce_{free < dues.uncarded_.size()},
      longest_next_{dues.longest_is_next_},
      newest_{dues.uncarded_.begin()},
      longest_{dues.longest_.begin()},
      rank_newest_{dues.rank_newest_.begin()},
      rank_longest_{dues.rank_longest_.begin()} {}

const RequestId* ChannelDues::Line::next() {
    if (free_ == 0) return nullptr;
    --free_;
    const auto* id = scarce_ ? next_of_fewest() : next_of_all();
    if (id) taken_.insert(*id);
    longest_next_ = !longest_next_;
    return id;
}

const RequestId* ChannelDues::Line::next_of_all() {
    if (longest_next_) {
        while (longest_ != dues_.longest_.end() && is_taken(longest_->second)) ++longest_;
        return longest_ == dues_.longest_.end() ? nullptr : &(longest_++)->second;
    }
    while (newest_ != dues_.uncarded_.end() && is_taken(newest_->id)) ++newest_;
    return newest_ == dues_.uncarded_.end() ? nullptr : &(newest_++)->id;
}

/// Of those who were served on this line already the next one is ranked anew, by what they would have then.
const RequestId* ChannelDues::Line::next_of_fewest() {
    const auto untouched = [this](const auto& rank) { return !taken_from_.contains(std::get<2>(rank)); };
    const auto& newest = dues_.rank_newest_;
    const auto& longest = dues_.rank_longest_;
    while (rank_newest_ != newest.end() && !untouched(*rank_newest_)) ++rank_newest_;
    while (rank_longest_ != longest.end() && !untouched(*rank_longest_)) ++rank_longest_;
    const auto best = [](auto fresh, auto end, const auto& again) -> const std::string* {
        if (fresh != end && (again.empty() || *fresh < *again.begin())) return &std::get<2>(*fresh);
        return again.empty() ? nullptr : &std::get<2>(*again.begin());
    };
    const auto* name = longest_next_ ? best(rank_longest_, longest.end(), again_longest_)
                                     : best(rank_newest_, newest.end(), again_newest_);
    if (!name) return nullptr;
    const auto requester = *name;
    const auto& waits = dues_.requesters_.at(requester);
    const auto first = [this, &waits](bool by_wait) -> const RequestId* {
        if (by_wait) {
            const auto one =
                std::ranges::find_if(waits.longest, [this](const auto& entry) { return !is_taken(entry.second); });
            return one == waits.longest.end() ? nullptr : &one->second;
        }
        const auto one =
            std::ranges::find_if(waits.uncarded, [this](const auto& entry) { return !is_taken(entry.id); });
        return one == waits.uncarded.end() ? nullptr : &one->id;
    };
    const auto* id = first(longest_next_);
    std::erase_if(again_newest_, [&](const auto& rank) { return std::get<2>(rank) == requester; });
    std::erase_if(again_longest_, [&](const auto& rank) { return std::get<2>(rank) == requester; });
    const auto carded = waits.carded + ++taken_from_[requester];
    taken_.insert(*id);
    if (const auto* next_newest = first(false)) {
        again_newest_.emplace(carded, dues_.filed_.at(*next_newest).order, requester);
        const auto* next_longest = first(true);
        again_longest_.emplace(carded, std::pair{dues_.filed_.at(*next_longest).asked, *next_longest}, requester);
    }
    return id;
}

std::size_t ChannelDues::free_places(std::optional<std::size_t> places) const {
    if (!places) return uncarded_.size();
    return *places > waiting_with_card_ ? *places - waiting_with_card_ : 0;
}

std::size_t ChannelDues::posts_due(std::optional<std::size_t> places) const {
    return done_.size() + std::min(uncarded_.size(), free_places(places));
}

bool ChannelDues::wants_card(const RequestId& id) const {
    const auto known = filed_.find(id);
    return known != filed_.end() && known->second.wants_card;
}

bool ChannelDues::posts_soon(const RequestId& id, std::optional<std::size_t> places) const {
    if (!wants_card(id)) return false;
    const auto free = free_places(places);
    if (!filed_.at(id).waits || free >= uncarded_.size()) return true;
    for (Line line{*this, free};;) {
        const auto* next = line.next();
        if (!next || *next == id) return next != nullptr;
    }
}

std::vector<RequestId> ChannelDues::longest_without_card(std::size_t most) const {
    std::vector<RequestId> ids;
    for (const auto& [asked, id] : longest_) {
        if (ids.size() == most) break;
        ids.push_back(id);
    }
    return ids;
}

}  // namespace privman
