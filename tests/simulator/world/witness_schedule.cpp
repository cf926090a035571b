// The schedule: what it approves, what it must not, and what it leaves waiting although every rule allows it.
#include "tests/simulator/people/spellings.hpp"
#include "tests/simulator/world/same_facts.hpp"
#include "tests/simulator/world/witness.hpp"

#include <algorithm>
#include <utility>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

/// A missing rating is waited for until a list comes that was asked for so long after the first sight.
constexpr Millis rating_after = 60s;
/// What the bot was told of just now, it may have judged without.
constexpr Millis just_now = 5s;
/// When nothing is wrong, the schedule has approved by the third list what it has to.
constexpr unsigned lists_enough = 3;
/// So long after the trouble it may take until the bot knows that it is the only one.
constexpr Millis doubts_end_after = 18min;

bool by_schedule(const Decider& by) { return std::holds_alternative<BySchedule>(by); }

}  // namespace

/// What outlives every record: who was denied what, what went away by itself, and what the schedule said yes to.
void Witness::remember(const Life* before, const Life& after) {
    auto& sight = sights_[after.id];
    const bool new_facts = !before || what_changed(before->facts, after.facts).has_value();
    if (sight.facts.id.value.empty()) sight = {after.facts, bot_wall(), world_.now(), {}};
    if (new_facts || !sight.stored) sight.stored = bot_wall();
    auto& asks = truth_[after.id].asks;
    asks = meaning_of(after.facts.user, after.facts.computer, after.facts.path);
    const auto* was = before ? std::get_if<Submitting>(&before->stage) : nullptr;
    const auto* is = std::get_if<Submitting>(&after.stage);
    if (is && !was && by_schedule(is->claim.by))
        past_.yeses.push_back({after.id, asks.person, asks.computer, is->claim.since.wall});
    if (is_waiting(after) || std::holds_alternative<Gone>(after.stage))
        std::erase_if(past_.yeses, [&](const PastYes& yes) { return yes.id == after.id; });
    if (const auto* open = std::get_if<Unconfirmed>(&after.stage); open && open->gone)
        truth_[after.id].went_away = true;
    if (before && before->stage.index() == after.stage.index()) return;
    std::erase_if(past_.noes, [&](const PastNo& no) { return no.id == after.id; });
    if (const auto* settled = std::get_if<Settled>(&after.stage); settled && !settled->verdict.choice.approve)
        past_.noes.push_back({after.id, asks.person, asks.file, settled->verdict.at});
    if (const auto* gone = std::get_if<Gone>(&after.stage)) {
        past_.noes.push_back({after.id, asks.person, asks.file, gone->at, true});
        truth_[after.id].went_away = true;
    }
}

/// N8: by somebody who may decide. Where rights are about to end, that is left open.
bool Witness::was_clicked(const RequestId& id, Reading reading) const {
    return std::ranges::any_of(presses_, [&](const auto& entry) {
        const auto& press = entry.second;
        if (press.request != id) return false;
        const auto asks = meaning_of(press.shown.user, {}, {}).person;
        // Whom nobody could ask about is nobody who may decide; nor is anybody in a channel that is not registered.
        if (reading == Reading::must_not)
            return press.kept && rights_.may_decide(press.by, asks, press.kept_at) &&
                   is_registered(settings_, press.channel) && weather_.calm(press.kept_at, press.kept_at + 10s);
        return press.delivered && rights_.is_approver(press.by, press.pressed - 1min);
    });
}

Question Witness::question_about(const Life& life, Reading reading, WallTime now, WallTime sighted) const {
    Question question{
        .id = life.id, .facts = life.facts, .first_seen = life.first_seen.wall, .sighted = sighted, .now = now};
    question.clicked = was_clicked(life.id, reading);
    question.rated_instance = first_rating_ && *first_rating_ < world_.now() - just_now;
    const auto sight = sights_.find(life.id);
    question.rating_waited = sight != sights_.end() && lists_.asked_since(sight->second.listed_at + rating_after);
    return question;
}

/// By what was durable when the schedule decided; what was stored while its claim was on the way to the disk comes
/// after.
std::optional<std::string> Witness::objection_to(const Life& life, WallTime since) const {
    const auto sight = sights_.find(life.id);
    const auto sighted = sight != sights_.end() ? sight->second.stored.value_or(since) : since;
    const auto question = question_about(life, Reading::must_not, since, std::min(sighted, since));
    const auto judged_by = [&](const Settings& settings) {
        return objection_to_schedule(question, Reading::must_not, settings, rules_.unattended, past_);
    };
    auto why = judged_by(settings_);
    for (auto before = settings_before_.rbegin(); why && before != settings_before_.rend() && before->first >= since;
         ++before)
        why = judged_by(before->second);
    return why;
}

void Witness::check_schedule(const Life& judged, const Life& after, const Claim& claim) {
    ++unattended_;
    if (clock_is_wrong()) world_.violate("C12", after.id.value + " was approved by a clock that is wrong");
    auto life = judged;
    life.facts = after.facts;
    if (const auto why = objection_to(life, claim.since.wall))
        world_.violate("unattended", after.id.value + " was approved by the schedule although " + *why);
    // By every list that it may have gone by.
    const auto is_recent = [this](const GivenList& list) {
        return list.came > world_.now() - rules_.poll_interval - just_now;
    };
    const auto holds_one = [&](const GivenList& list) { return is_recent(list) && !list.twice.contains(after.id); };
    if (std::ranges::any_of(lists_.all(), is_recent) && std::ranges::none_of(lists_.all(), holds_one))
        world_.violate("C2", after.id.value + " was approved by the schedule although its id is listed twice");
    if (!had_read(world_.now() - (bot_wall() - claim.since.wall)))
        world_.violate("unattended", after.id.value + " was approved by the schedule on what was not read just now");
    const auto grant = claim.choice.grant.is_one_time() ? 0min : claim.choice.grant.length();
    if (!claim.choice.approve || grant != rules_.unattended.grant)
        world_.violate("unattended", after.id.value + " was approved for another time than AUTO_APPROVE_DURATION");
}

/// N5: what was true when the schedule decided must be true when the call leaves.
void Witness::check_schedule_before_call(const Life& life) {
    const auto now = bot_wall();
    const auto why = objection_to(life, now);
    if (!why) return;
    // Business hours may begin, and a click come, in the moment between judging and sending.
    if (!objection_to(life, now - 1s)) return;
    world_.violate("N5", life.id.value + " is sent by the schedule although " + *why);
}

/// The same person's request for the same file went away once, or somebody pressed Deny on it: whatever came of that,
/// nobody may complain that this one is left to people.
bool Witness::may_have_been_turned_down(const RequestId& id) const {
    const auto& asks = truth_.at(id).asks;
    // Of somebody, or for something, that nobody knows: it may be the same.
    const auto alike = [&](const Meaning& other) {
        return (other.person.empty() || other.person == asks.person) && (other.file.empty() || other.file == asks.file);
    };
    return std::ranges::any_of(truth_,
                               [&](const auto& one) { return one.second.went_away && alike(one.second.asks); }) ||
           std::ranges::any_of(truth_,
                               [&](const auto& one) { return one.second.absent > 0 && alike(one.second.asks); }) ||
           std::ranges::any_of(presses_, [&](const auto& one) {
               const auto& shown = one.second.shown;
               // Whoever may not say no has not said it.
               return !one.second.choice.approve && rights_.is_approver(one.second.by, one.second.pressed - 1min) &&
                      alike(meaning_of(shown.user, shown.computer, shown.path));
           });
}

/// When nothing is wrong any more: what every reading of the rules allows is approved.
void Witness::count_left_waiting(const GivenList& list) {
    if (clock_is_wrong()) return;
    if (!quiet_since_ || list.asked < *quiet_since_ + doubts_end_after) return;
    for (const auto& [id, life] : lives_) {
        auto& truth = truth_[id];
        const auto sight = sights_.find(id);
        const bool known = sight != sights_.end() && sight->second.stored && list.rows.contains(id);
        const bool tried =
            std::ranges::any_of(life.ledger, [](const LedgerFact& fact) { return fact.by == "schedule"; });
        const bool excused =
            !known || !is_waiting(life) || tried || list.twice.contains(id) || may_have_been_turned_down(id);
        const auto has_to = [&](WallTime sighted) {
            return !objection_to_schedule(question_about(life, Reading::has_to, bot_wall(), sighted), Reading::has_to,
                                          settings_, rules_.unattended, past_);
        };
        const bool has = !excused && has_to(sight->second.listed) && has_to(*sight->second.stored);
        truth.left_waiting = has ? truth.left_waiting + 1 : 0;
        if (truth.left_waiting > lists_enough)
            world_.violate("left waiting", id.value + " waits although nothing speaks against approving it");
    }
}

}  // namespace privman::simulator
