#include "workflows/approve_unattended.hpp"

#include "domain/auto_approval.hpp"
#include "domain/next_switch.hpp"
#include "domain/schedule_text.hpp"

#include <algorithm>
#include <string_view>

namespace privman {

namespace {

/// What Privilege Manager has declined or not carried out so often is for people to look at.
constexpr unsigned most_attempts = 3;

/// The schedule has had its chances: refused too often, or once with an outcome that nobody knows. Nothing of the kind
/// is sent again silently.
bool had_its_chances(const Life& life) {
    unsigned claims = 0;
    for (const auto& fact : life.ledger) {
        if (fact.by != "schedule") continue;
        if (fact.kind == "unconfirmed") return true;
        claims += fact.kind == "claimed" ? 1 : 0;
    }
    return claims >= most_attempts;
}

/// Account names do not distinguish case. ASCII only: other letters are compared as they are.
bool same_account(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

unsigned ApproveUnattended::approved_since(const std::string& requester, WallTime since, const RequestId& but) const {
    unsigned count = 0;
    for (const auto& [id, life] : records_.lives()) {
        if (id == but) continue;  // its own claim, which is judged once more
        if (!same_account(life.facts.user, requester)) continue;
        if (const auto* settled = std::get_if<Settled>(&life.stage)) {
            count += std::holds_alternative<BySchedule>(settled->verdict.by) && settled->verdict.at >= since ? 1 : 0;
        } else if (const auto* claim = claim_of(life)) {
            // Not confirmed is not "did not happen": what may have been approved counts against the limit.
            count += std::holds_alternative<BySchedule>(claim->by) && claim->since.wall >= since ? 1 : 0;
        }
    }
    return count;
}

bool ApproveUnattended::is_on() const {
    const auto& schedule = records_.settings().schedule;
    return schedule && schedule->enabled && !records_.settings_doubt().schedule && !off_latch_.holds(schedule);
}

std::optional<Claim> ApproveUnattended::claim_for(const Life& life, const Moment& now, bool read_just_now) const {
    const auto& schedule = records_.settings().schedule;
    // Said before anything else, so that a bot without a schedule says nothing about every request of every list.
    if (!is_waiting(life) || !schedule || !schedule->enabled) return std::nullopt;
    if (had_its_chances(life)) return std::nullopt;
    const auto answer = judged(life, now, read_just_now);
    if (const auto* yes = std::get_if<ApproveAutomatically>(&answer))
        return Claim{.by = BySchedule{yes->because}, .choice = {true, policy_.grant}, .since = now};
    log_.debug("unattended.left_to_people", "The schedule leaves a request to people",
               {{"request", life.id.value}, {"why", std::get<LeaveToPeople>(answer).why}});
    return std::nullopt;
}

std::optional<std::string> ApproveUnattended::objection(const Life& life, const Moment& now, bool read_just_now) const {
    const auto answer = judged(life, now, read_just_now);
    if (const auto* no = std::get_if<LeaveToPeople>(&answer)) return no->why;
    return std::nullopt;
}

Unattended ApproveUnattended::judged(const Life& life, const Moment& now, bool read_just_now) const {
    const auto& schedule = records_.settings().schedule;
    if (off_latch_.holds(schedule)) return LeaveToPeople{"somebody has switched automatic approval off"};
    std::optional<BusinessHours> hours;
    if (schedule)
        if (auto parsed = parse_schedule(schedule->text)) hours = std::move(*parsed);
    const SpanAt span_at = [this, &hours](WallTime when) -> std::optional<ZoneSpan> {
        if (!hours) return std::nullopt;
        const auto span = zones_.span_at(hours->zone, when);
        if (!span) return std::nullopt;
        return *span;
    };
    // Without a known beginning of the closed period everything ever approved counts: the limit errs on the side of
    // people.
    const auto period = hours ? closed_period_start(*hours, now.wall, span_at) : std::nullopt;
    return may_approve_unattended({
        .request = life.facts,
        .first_seen = life.first_seen.wall,
        .now = now.wall,
        .fold = fold_,
        .schedule = schedule ? &*schedule : nullptr,
        .schedule_in_doubt = records_.settings_doubt().schedule.has_value(),
        .hours = hours ? &*hours : nullptr,
        .span_at = span_at,
        .clicked = life.clicked,
        .except = policy_.except,
        .approved_in_period = approved_since(life.facts.user, period.value_or(WallTime{}), life.id),
        .limit = policy_.limit,
        .read_just_now = read_just_now,
        .holds_lease = holds_lease_(),
    });
}

}  // namespace privman
