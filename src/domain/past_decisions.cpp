#include "domain/past_decisions.hpp"

#include "domain/person_key.hpp"
#include "domain/ratings.hpp"

#include <algorithm>

namespace privman {

namespace {

bool by_a_person(const LedgerFact& fact) { return fact.by != "schedule" && fact.by != "bot"; }

void take_later(std::optional<WallTime>& latest, WallTime at) { latest = std::max(latest.value_or(at), at); }

using Dated = std::set<std::pair<WallTime, RequestId>>;

auto first_since(const Dated& dated, WallTime since) { return dated.lower_bound({since, RequestId{}}); }

unsigned count_since(const Dated& dated, WallTime since, const RequestId& but) {
    return static_cast<unsigned>(
        std::count_if(first_since(dated, since), dated.end(), [&](const auto& entry) { return entry.second != but; }));
}

}  // namespace

std::optional<WallTime> approved_by_schedule(const Life& life) {
    if (const auto* settled = std::get_if<Settled>(&life.stage)) {
        const auto& verdict = settled->verdict;
        if (verdict.choice.approve && std::holds_alternative<BySchedule>(verdict.by)) return verdict.at;
    } else if (const auto* claim = claim_of(life)) {
        if (claim->choice.approve && std::holds_alternative<BySchedule>(claim->by)) return claim->since.wall;
    }
    return std::nullopt;
}

std::optional<WallTime> denied_by_person(const Life& life) {
    std::optional<WallTime> latest;
    for (const auto& fact : life.ledger)
        if (by_a_person(fact) && fact.detail.starts_with("deny")) take_later(latest, fact.at);
    const auto* settled = std::get_if<Settled>(&life.stage);
    if (settled && !settled->verdict.choice.approve && std::holds_alternative<ByPerson>(settled->verdict.by))
        take_later(latest, settled->verdict.at);
    return latest;
}

std::optional<WallTime> went_away(const Life& life) {
    std::optional<WallTime> latest;
    for (const auto& fact : life.ledger)
        if (fact.kind == "gone") take_later(latest, fact.at);
    if (const auto* gone = std::get_if<Gone>(&life.stage)) take_later(latest, gone->at);
    const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage);
    if (unconfirmed && unconfirmed->gone && life.ended) take_later(latest, *life.ended);
    return latest;
}

PastDecisions::Share PastDecisions::share_of(const Life& life) const {
    const auto file = file_of(life.facts);
    return {.requester_key = requester_key(life.facts),
            .computer_key = computer_key(life.facts),
            .file = file,
            .approved = approved_by_schedule(life),
            .denied = denied_by_person(life),
            .denied_file = file,
            .gone = went_away(life),
            .gone_file = file,
            .waiting = is_waiting(life)};
}

void PastDecisions::learn(const Life& life) {
    rated_ = rated_ || is_rated(life.facts, fold_);
    auto share = share_of(life);
    if (const auto known = shares_.find(life.id); known != shares_.end()) {
        // A request that goes on as another one leaves behind what people said about the first.
        if (share.denied == known->second.denied) share.denied_file = known->second.denied_file;
        if (share.gone == known->second.gone) share.gone_file = known->second.gone_file;
        if (known->second == share) return;
        take(life.id, known->second);
    }
    put(life.id, share);
    shares_[life.id] = std::move(share);
}

void PastDecisions::forget(const RequestId& id) {
    const auto known = shares_.find(id);
    if (known == shares_.end()) return;
    take(id, known->second);
    shares_.erase(known);
}

void PastDecisions::put(const RequestId& id, const Share& share) {
    if (share.approved) by_computer_[share.computer_key].emplace(*share.approved, id);
    if (!share.approved && !share.denied && !share.gone && !share.waiting) return;
    auto& shelf = by_requester_[share.requester_key];
    if (share.approved) shelf.approved.emplace(*share.approved, id);
    if (share.denied) shelf.denied.emplace(*share.denied, id);
    if (share.gone) shelf.gone.emplace(*share.gone, id);
    if (share.waiting) shelf.waiting.insert(id);
}

void PastDecisions::take(const RequestId& id, const Share& share) {
    if (const auto found = by_computer_.find(share.computer_key); share.approved && found != by_computer_.end()) {
        found->second.erase({*share.approved, id});
        if (found->second.empty()) by_computer_.erase(found);
    }
    const auto found = by_requester_.find(share.requester_key);
    if (found == by_requester_.end()) return;
    auto& shelf = found->second;
    if (share.approved) shelf.approved.erase({*share.approved, id});
    if (share.denied) shelf.denied.erase({*share.denied, id});
    if (share.gone) shelf.gone.erase({*share.gone, id});
    if (share.waiting) shelf.waiting.erase(id);
    if (shelf.empty()) by_requester_.erase(found);
}

std::string PastDecisions::requester_key(const ElevationRequest& request) const {
    return person_key(request.user, fold_);
}

std::string PastDecisions::computer_key(const ElevationRequest& request) const {
    return privman::computer_key(request.computer, fold_);
}

unsigned PastDecisions::approved_for_requester(const ElevationRequest& request, WallTime since) const {
    const auto found = by_requester_.find(requester_key(request));
    return found == by_requester_.end() ? 0 : count_since(found->second.approved, since, request.id);
}

unsigned PastDecisions::approved_on_computer(const ElevationRequest& request, WallTime since) const {
    const auto found = by_computer_.find(computer_key(request));
    return found == by_computer_.end() ? 0 : count_since(found->second, since, request.id);
}

std::optional<WallTime> PastDecisions::latest_of_same_file(Dated Shelf::* which, FileNamed Share::* its_file,
                                                           const ElevationRequest& request, WallTime since) const {
    const auto file = file_of(request);
    std::optional<WallTime> latest;
    // Whoever cannot be named may have been anybody.
    for (const auto& key : {requester_key(request), std::string{}}) {
        const auto found = by_requester_.find(key);
        if (found == by_requester_.end()) continue;
        const auto& dated = found->second.*which;
        for (auto entry = first_since(dated, since); entry != dated.end(); ++entry)
            if (could_be_same_file(shares_.at(entry->second).*its_file, file, fold_)) take_later(latest, entry->first);
    }
    return latest;
}

std::optional<WallTime> PastDecisions::denied(const ElevationRequest& request, WallTime since) const {
    return latest_of_same_file(&Shelf::denied, &Share::denied_file, request, since);
}

std::optional<WallTime> PastDecisions::gone(const ElevationRequest& request, WallTime since) const {
    return latest_of_same_file(&Shelf::gone, &Share::gone_file, request, since);
}

bool PastDecisions::going(const ElevationRequest& request, const std::set<RequestId>& listed) const {
    const auto found = by_requester_.find(requester_key(request));
    if (found == by_requester_.end()) return false;
    return std::ranges::any_of(found->second.waiting, [&](const RequestId& id) {
        return id != request.id && !listed.contains(id) &&
               could_be_same_file(shares_.at(id).file, file_of(request), fold_);
    });
}

std::set<std::string> PastDecisions::requesters_with(unsigned approved, WallTime since) const {
    std::set<std::string> keys;
    for (const auto& [key, shelf] : by_requester_)
        if (count_since(shelf.approved, since, {}) >= approved) keys.insert(key);
    return keys;
}

std::set<std::string> PastDecisions::computers_with(unsigned approved, WallTime since) const {
    std::set<std::string> keys;
    for (const auto& [key, dated] : by_computer_)
        if (count_since(dated, since, {}) >= approved) keys.insert(key);
    return keys;
}

}  // namespace privman
