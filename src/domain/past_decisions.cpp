#include "domain/past_decisions.hpp"

#include "domain/person_key.hpp"
#include "domain/ratings.hpp"

#include <algorithm>

namespace privman {

namespace {

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
        if (is_denial(fact)) take_later(latest, fact.at);
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
    Share share{.requester_key = requester_key(life.facts),
                .computer_key = computer_key(life.facts),
                .file = file_of(life.facts),
                .approved = approved_by_schedule(life),
                .waiting = is_waiting(life)};
    const std::optional<WallTime> of_kind[] = {went_away(life), denied_by_person(life)};
    for (const bool by_person : {false, true}) {
        auto latest = of_kind[by_person];
        for (const auto& no : life.turned_away) {
            if (no.by_person != by_person) continue;
            share.noes.push_back({by_person, no.at, person_key(no.user, fold_), no.file});
            if (latest && *latest <= no.at) latest.reset();
        }
        // What only its stage tells, or a record of the first releases: then it asked for what it asks for now.
        if (latest) share.noes.push_back({by_person, *latest, share.requester_key, share.file});
    }
    return share;
}

void PastDecisions::learn(const Life& life) {
    rated_ = rated_ || is_rated(life.facts, fold_);
    auto share = share_of(life);
    if (const auto known = shares_.find(life.id); known != shares_.end()) {
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

void PastDecisions::forget_those(const std::function<bool(const RequestId&, const Latest&)>& which) {
    std::vector<RequestId> all;
    for (const auto& [id, share] : shares_) {
        Latest latest{.approved = share.approved, .denied = {}, .gone = {}};
        for (const auto& no : share.noes) take_later(no.by_person ? latest.denied : latest.gone, no.at);
        if (which(id, latest)) all.push_back(id);
    }
    for (const auto& id : all) forget(id);
}

void PastDecisions::put(const RequestId& id, const Share& share) {
    if (share.approved) {
        by_computer_[share.computer_key].emplace(*share.approved, id);
        by_requester_[share.requester_key].approved.emplace(*share.approved, id);
    }
    if (share.waiting) by_requester_[share.requester_key].waiting.insert(id);
    for (std::size_t n = 0; n < share.noes.size(); ++n) {
        const auto& no = share.noes[n];
        auto& shelf = by_requester_[no.requester_key];
        (no.by_person ? shelf.denied : shelf.gone).emplace(std::tuple{no.at, id, n}, no.file);
    }
}

void PastDecisions::take(const RequestId& id, const Share& share) {
    if (const auto found = by_computer_.find(share.computer_key); share.approved && found != by_computer_.end()) {
        found->second.erase({*share.approved, id});
        if (found->second.empty()) by_computer_.erase(found);
    }
    if (const auto found = by_requester_.find(share.requester_key); found != by_requester_.end()) {
        if (share.approved) found->second.approved.erase({*share.approved, id});
        if (share.waiting) found->second.waiting.erase(id);
    }
    for (std::size_t n = 0; n < share.noes.size(); ++n) {
        const auto& no = share.noes[n];
        const auto found = by_requester_.find(no.requester_key);
        if (found == by_requester_.end()) continue;
        (no.by_person ? found->second.denied : found->second.gone).erase(std::tuple{no.at, id, n});
        drop_if_empty(no.requester_key);
    }
    drop_if_empty(share.requester_key);
}

void PastDecisions::drop_if_empty(const std::string& requester_key) {
    const auto found = by_requester_.find(requester_key);
    if (found != by_requester_.end() && found->second.empty()) by_requester_.erase(found);
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

std::optional<WallTime> PastDecisions::latest_of_same_file(Noes Shelf::* which, const ElevationRequest& request,
                                                           WallTime since) const {
    const auto file = file_of(request);
    std::optional<WallTime> latest;
    // Whoever cannot be named may have been anybody.
    for (const auto& key : {requester_key(request), std::string{}}) {
        const auto found = by_requester_.find(key);
        if (found == by_requester_.end()) continue;
        const auto& noes = found->second.*which;
        for (auto no = noes.lower_bound({since, RequestId{}, 0}); no != noes.end(); ++no)
            if (could_be_same_file(no->second, file, fold_)) take_later(latest, std::get<WallTime>(no->first));
    }
    return latest;
}

std::optional<WallTime> PastDecisions::denied(const ElevationRequest& request, WallTime since) const {
    return latest_of_same_file(&Shelf::denied, request, since);
}

std::optional<WallTime> PastDecisions::gone(const ElevationRequest& request, WallTime since) const {
    return latest_of_same_file(&Shelf::gone, request, since);
}

bool PastDecisions::going(const ElevationRequest& request, const IsListed& is_listed) const {
    const auto found = by_requester_.find(requester_key(request));
    if (found == by_requester_.end()) return false;
    return std::ranges::any_of(found->second.waiting, [&](const RequestId& id) {
        return id != request.id && !is_listed(id) && could_be_same_file(shares_.at(id).file, file_of(request), fold_);
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
