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
                .should_say = should_say,
                .waits = is_waiting(life),
                .has_card = privman::has_card(life, channel_)};
    filed.wants_card = !filed.has_card && privman::wants_card(life, announced_from);
    for (const auto& copy : copies_in(life, channel_))
        if (copy.ts && !shows_its_end(copy, end) && copy.shown != should_say) filed.wrong.push_back(copy.attempt);
    if (!filed.waits && !filed.wants_card && filed.wrong.empty()) return forget(life.id);
    if (const auto known = filed_.find(life.id); known != filed_.end() && known->second == filed) return false;
    forget(life.id);

    waiting_ += filed.waits ? 1 : 0;
    waiting_with_card_ += filed.waits && filed.has_card ? 1 : 0;
    wrong_copies_ += filed.wrong.size();
    if (!filed.wrong.empty()) (filed.waits ? waiting_edits_ : decided_).insert(filed.order);
    if (filed.wants_card) (filed.waits ? uncarded_ : done_).insert(filed.order);
    if (filed.wants_card && filed.waits) longest_.emplace(filed.asked, life.id);
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
    for (auto* sorted : {&decided_, &waiting_edits_, &done_, &uncarded_}) sorted->erase(filed.order);
    longest_.erase({filed.asked, id});
    return true;
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
    auto next = uncarded_.begin();
    for (std::size_t place = 0; place < free; ++place, ++next)
        if (next->id == id) return true;
    return false;
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
