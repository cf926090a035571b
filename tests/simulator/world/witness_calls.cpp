// Every call to Privilege Manager, held against the claim behind it, the lists before it and the calls before it.
#include "tests/simulator/people/spellings.hpp"
#include "tests/simulator/world/witness.hpp"

#include <algorithm>
#include <utility>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

/// A list serves the first call for a click when it was asked for no earlier than so long before.
constexpr Millis may_precede = 5s;
/// A call leaves so soon after it was compared with a list, which may be as old by then.
constexpr Millis leaves_within = 1s;
constexpr Millis compared_within = 1s;
/// Another decision than one whose answer told nothing has to wait so long.
constexpr Millis change_of_mind_after = 200s;
constexpr Millis repeats_apart = 10s;
constexpr std::size_t most_calls = 3;

/// Whom Privilege Manager is told about, as decision workflows spell it: "@ada (UADA)".
bool names(const std::string& approver, const Decider& by) {
    const auto* person = std::get_if<ByPerson>(&by);
    return person ? approver.contains("(" + person->who.value + ")") : approver == "the schedule";
}

bool same_decision(const Instruction& a, const Instruction& b) {
    return a.choice == b.choice && a.approver == b.approver;
}

}  // namespace

void Witness::raised(const ElevationRequest& request) { truth_[request.id]; }
void Witness::ended_elsewhere(const RequestId& id) { truth_[id].ended_elsewhere = true; }

std::optional<Millis> Witness::last_sent(const RequestId& id) const {
    const auto found = truth_.find(id);
    if (found == truth_.end()) return std::nullopt;
    const auto& calls = found->second.calls;
    const auto last = std::find_if(calls.rbegin(), calls.rend(), [](const Call& call) { return call.told_nothing; });
    return last == calls.rend() ? std::nullopt : std::optional{last->sent};
}

void Witness::submitted(const Instruction& said) {
    auto& truth = truth_[said.request];
    const auto* life = durable(said.request);
    const auto* submitting = life ? std::get_if<Submitting>(&life->stage) : nullptr;
    if (!submitting || submitting->claim.calls == 0) {
        world_.violate("intent first", said.request.value + " was sent before its claim was durable");
    } else {
        const auto& claim = submitting->claim;
        if (claim.choice != said.choice || !names(said.approver, claim.by))
            world_.violate("exactly that",
                           said.request.value + ": Privilege Manager was told something else than was claimed");
        if (const auto* press = press_of(claim.click);
            press && press->delivered && world_.now() - *press->delivered > rules_.decision_limit)
            world_.violate("decision limit", said.request.value + " was sent too late after the click");
        // The chat product's clock is known to the second.
        if (const auto* press = press_of(claim.click);
            press && world_.now() - press->pressed > rules_.decision_limit + 1s)
            world_.violate("C10", said.request.value + " was sent " +
                                      std::to_string((world_.now() - press->pressed).count()) +
                                      " ms after the button was pressed");
        check_change_of_mind(said, truth);
        check_repeat(said.request, truth);
        check_list(*life, claim, truth);
        if (std::holds_alternative<BySchedule>(claim.by)) {
            check_schedule_before_call(*life);
            commands_.check_latch();
        }
    }
    truth.calls.push_back({said, world_.now()});
    if (on_submit) on_submit();
}

/// A place is taken before it is stored that the call is being made.
void Witness::count_calls(const Life* before, const Life& after) {
    const auto* was = before ? std::get_if<Submitting>(&before->stage) : nullptr;
    const auto* is = std::get_if<Submitting>(&after.stage);
    const auto calls_before = was ? was->claim.calls : 0;
    if (!is || is->claim.call_ended || is->claim.calls < calls_before) {
        intended_.erase(after.id);
    } else if (is->claim.calls > calls_before) {
        intended_.insert(after.id);
        if (intended_.size() > rules_.calls.all)
            world_.violate("slots",
                           "so many calls are said to be under way at once: " + std::to_string(intended_.size()));
    }
}

/// R1: after an answer that told nothing, another decision waits.
void Witness::check_change_of_mind(const Instruction& said, const Truth& truth) {
    for (const auto& call : truth.calls)
        if (call.told_nothing && !same_decision(call.said, said) && world_.now() - call.sent < change_of_mind_after)
            world_.violate("R1", said.request.value + " is decided otherwise " +
                                     std::to_string((world_.now() - call.sent).count()) +
                                     " ms after a call whose answer told nothing");
}

/// R1: the same decision is sent again only when two lists, both asked for since and ten seconds apart, still hold it.
void Witness::check_repeat(const RequestId& id, const Truth& truth) {
    std::size_t silent = 0;
    for (auto call = truth.calls_before_claim; call < truth.calls.size(); ++call)
        silent += truth.calls[call].told_nothing ? 1 : 0;
    if (silent == 0) return;
    if (silent >= most_calls)
        world_.violate("R1", id.value + " is sent once more after " + std::to_string(silent) +
                                 " calls whose answers told nothing");
    if (!lists_.held_twice_since(id, truth.calls.back().ended, repeats_apart, world_.now()))
        world_.violate("R1", id.value + " is sent again without two lists since the last call that still hold it");
}

/// C1: what was shown is what is decided, by a list that is new enough; and nothing has spoken against it since.
void Witness::check_list(const Life& life, const Claim& claim, const Truth& truth) {
    const auto now = world_.now();
    const auto* press = press_of(claim.click);
    const auto& shown = press ? press->shown : life.facts;
    const bool first = truth.calls.size() == truth.calls_before_claim;
    const auto kept = press && press->delivered ? *press->delivered : truth.claimed_at.value_or(now);
    const auto asked_since = first ? kept - may_precede : truth.calls.back().ended;
    const GivenList* serving = nullptr;
    for (const auto& list : lists_.all()) {
        if (list.asked < asked_since) continue;
        const bool counts = list.came <= now - leaves_within - compared_within || !serving;
        if (counts) serving = &list;
    }
    const auto about = life.id.value + " is sent ";
    if (!serving)
        return world_.violate("C1", about + "without a list that was asked for since its click or its last call");
    const auto tells_against = [&](const GivenList& list) { return list.objection(life.id, shown); };
    // The one compared is this one, or a newer one.
    std::optional<std::string> why = "nothing";
    for (const auto& list : lists_.all())
        if (why && list.asked >= asked_since && list.came >= serving->came) why = tells_against(list);
    if (why) {
        const bool double_row = serving->twice.contains(life.id);
        return world_.violate(double_row ? "C2" : "C1", about + "although " + *why);
    }
    const auto* newest = lists_.newest();
    const bool fresh = std::ranges::any_of(lists_.all(), [&](const GivenList& list) {
        return list.asked >= asked_since && list.came >= now - leaves_within - compared_within && !tells_against(list);
    });
    if (!fresh && weather_.calm(now - 10s, now))
        world_.violate("C1", about + std::to_string((now - newest->came).count()) + " ms after the last list came");
}

void Witness::took_effect(const Instruction& said) {
    auto& truth = truth_[said.request];
    for (const auto& earlier : truth.effects)
        if (!same_decision(earlier, said))
            world_.violate("one decision", said.request.value + " was decided twice: by " + earlier.approver +
                                               " and by " + said.approver);
    truth.effects.push_back(said);
}

void Witness::answered(const Instruction& said, const Submission& answer) {
    intended_.erase(said.request);
    auto& truth = truth_[said.request];
    const bool told_nothing = std::holds_alternative<OutcomeUnknown>(answer);
    if (!truth.calls.empty()) {
        truth.calls.back().ended = world_.now();
        truth.calls.back().told_nothing = told_nothing;
    }
    if (on_answer) on_answer();
    if (std::holds_alternative<Accepted>(answer)) truth.confirmed.push_back(said);
    if (told_nothing) truth.unknown = true;
    world_.tell([&] {
        static constexpr const char* words[] = {"accepted", "declined", "already decided", "not delivered", "unknown"};
        return "bot       hears about " + said.request.value + ": " + words[answer.index()];
    });
}

}  // namespace privman::simulator
