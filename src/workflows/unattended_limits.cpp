// The limits of automatic approval, said once in each closed period.
#include "workflows/approve_unattended.hpp"

#include <utility>

namespace privman {

unsigned ApproveUnattended::limit_now(unsigned limit, const ClosedPeriod& period) const {
    return memory_is_missing(period, remembers_since()) ? limit_without_memory(limit) : limit;
}

std::string ApproveUnattended::limit_key(const ElevationRequest& request, LimitReached which) const {
    return which == LimitReached::computer ? "computer " + past_.computer_key(request)
                                           : "requester " + past_.requester_key(request);
}

/// What an earlier process has said is not said again.
void ApproveUnattended::mind_limits_reached_before(WallTime now) {
    const auto& [hours, span_at] = read_schedule();
    const auto period = hours ? closed_period_around(*hours, now, span_at) : std::nullopt;
    if (!period) return;
    const auto since = limit_counts_from(*period, now);
    for (const auto& key : past_.requesters_with(limit_now(policy_.limit, *period), since))
        limits_said_["requester " + key] = {period->begins, key};
    for (const auto& key : past_.computers_with(limit_now(policy_.limit_computer, *period), since))
        limits_said_["computer " + key] = {period->begins, key};
}

std::vector<std::string> ApproveUnattended::limits_reached() const {
    std::vector<std::string> all;
    const auto period = period_now();
    for (const auto& [key, said] : limits_said_)
        if (period && said.period == period->begins) all.push_back(said.who);
    return all;
}

/// An automatic approval was confirmed: was it the last one that its limits allow?
void ApproveUnattended::note_approval(const Life& life) {
    if (!approved_by_schedule(life)) return;
    const auto now = clock_.wall();
    const auto period = period_now();
    if (!period) return;
    const auto since = limit_counts_from(*period, now);
    if (past_.approved_for_requester(life.facts, since) + 1 >= limit_now(policy_.limit, *period))
        say_limit(life, LimitReached::requester, *period);
    if (past_.approved_on_computer(life.facts, since) + 1 >= limit_now(policy_.limit_computer, *period))
        say_limit(life, LimitReached::computer, *period);
}

void ApproveUnattended::say_limit(const Life& life, LimitReached which, const ClosedPeriod& period) {
    const bool computer = which == LimitReached::computer;
    const auto limit = limit_now(computer ? policy_.limit_computer : policy_.limit, period);
    if (limit == 0) return;  // that is no limit to be reached, but how it was set
    std::erase_if(limits_said_, [&](const auto& said) { return said.second.period != period.begins; });
    const auto& who = computer ? life.facts.computer : life.facts.user;
    if (!limits_said_.emplace(limit_key(life.facts, which), LimitSaid{period.begins, who}).second) return;
    log_.warning("unattended.limit_reached", "A limit of automatic approvals is reached",
                 {{computer ? "computer" : "user", who}, {"limit", limit}});
    auto words = Words{computer ? "The computer " : "The requester "}
                 << Code{who} << " has reached the limit of " << std::to_string(limit)
                 << " automatic approvals in 24 hours: what it asks for from now on waits for people";
    if (period.ends) words << ", at the latest until " << At{*period.ends};
    announcer_.everywhere(std::move(words) << ".");
}

}  // namespace privman
