#include "tests/simulator/world/schedule_oracle.hpp"

#include "tests/simulator/people/spellings.hpp"

#include <algorithm>

namespace privman::simulator {

namespace {

using namespace std::chrono_literals;

using Objection = std::optional<std::string>;

bool blank(const std::string& text) { return text.find_first_not_of(" \t") == std::string::npos; }

struct Case {
    const Question& question;
    bool strict;  ///< whatever may speak against it does
    Meaning meaning;
    const StoredSchedule& schedule;
    const Timetable& table;
    const UnattendedRules& rules;
    const Past& past;
    ClosedPeriod period{};
};

Objection what_is_asked(const Case& c) {
    const auto& facts = c.question.facts;
    if (blank(facts.user) || blank(facts.computer) || blank(facts.path)) return "account, computer or path is missing";
    if (c.meaning.fenced) return "its path always waits for people";
    if (c.question.clicked) return "somebody who may decide has clicked on it";
    return std::nullopt;
}

/// One closed period: it was submitted, and these facts were first seen, in the one that holds now.
Objection when_it_came(const Case& c) {
    const auto& submitted = c.question.facts.requested;
    const auto latest = c.question.now + 5min;
    if (c.question.sighted <= *c.schedule.enabled_at) return "it was first seen before the schedule was enabled";
    // What new facts mean for a request that was there before is said nowhere; and its own time is that of its first.
    if (c.strict && c.question.first_seen <= *c.schedule.enabled_at) return "it was there before the last enable";
    if (c.strict && !submitted && somebody_is_there(c.table, c.question.first_seen)) return "it came in open hours";
    if (c.strict && submitted && *submitted < *c.schedule.enabled_at + 1s) return "it is older than the last enable";
    if (submitted && *submitted > latest) return "it is dated in the future";
    if (submitted && somebody_is_there(c.table, *submitted)) return "somebody was there when it was submitted";
    if (somebody_is_there(c.table, c.question.sighted)) return "somebody was there when these facts were first seen";
    if (submitted && !c.period.holds(*submitted)) return "people have been there since it was submitted";
    if (!c.period.holds(c.question.sighted)) return "people have been there since it was first seen";
    return std::nullopt;
}

Objection what_was_denied(const Case& c) {
    for (const auto& no : c.past.noes) {
        if (no.person != c.meaning.person || no.file != c.meaning.file) continue;
        // What a request's own absence means once it is back is nowhere said.
        if (no.id == c.question.id && !c.strict) continue;
        if (no.went_away ? closed_from(c.table, no.at) == c.period : c.question.now - no.at < 7 * 24h)
            return no.id.value + (no.went_away ? " went away without us, for the same person and file"
                                               : " was denied, for the same person and file");
    }
    return std::nullopt;
}

Objection how_it_is_rated(const Case& c) {
    const auto& rating = c.question.facts.rating;
    if (!rating.empty()) {
        const bool good = c.rules.ratings.contains(rating) || (c.rules.takes_unknown && rating == "Unknown");
        return good ? Objection{} : "it is rated " + rating;
    }
    if (!c.question.rated_instance) return std::nullopt;
    if (!c.question.rating_waited) return "its rating is not waited for";
    return c.rules.takes_unknown ? Objection{} : "its rating is unknown";
}

/// Of a period of which the store may not remember everything, a quarter.
unsigned limit_in(const Case& c, unsigned limit) {
    // A store that is new has begun to remember somewhere in its first minute.
    if (c.period.from >= c.rules.remembers_since + (c.strict ? 1min : 0min)) return limit;
    return c.strict ? limit / 4 : (limit + 3) / 4;
}

Objection how_often(const Case& c) {
    const auto since = std::max(c.period.from, c.question.now - 24h);
    unsigned person = 0;
    unsigned computer = 0;
    for (const auto& yes : c.past.yeses) {
        if (yes.id == c.question.id || yes.at < since) continue;
        person += yes.person == c.meaning.person ? 1 : 0;
        computer += yes.computer == c.meaning.computer ? 1 : 0;
    }
    if (person >= limit_in(c, c.rules.limit))
        return c.meaning.person + " has had " + std::to_string(person) + " automatic approvals";
    if (computer >= limit_in(c, c.rules.limit_computer))
        return c.meaning.computer + " has had " + std::to_string(computer) + " automatic approvals";
    return std::nullopt;
}

}  // namespace

Objection objection_to_schedule(const Question& question, Reading reading, const Settings& settings,
                                const UnattendedRules& rules, const Past& past) {
    const auto& schedule = settings.schedule;
    if (!schedule || !schedule->enabled || !schedule->enabled_at) return "the schedule is not enabled";
    const auto* table = timetable_of(schedule->text);
    if (!table) return "nobody has set this schedule: " + schedule->text;
    const auto& facts = question.facts;
    Case judged{question,
                reading == Reading::has_to,
                meaning_of(facts.user, facts.computer, facts.path),
                *schedule,
                *table,
                rules,
                past};
    if (auto why = what_is_asked(judged)) return why;
    const auto period = closed_at(*table, question.now);
    if (!period) return "somebody is there now";
    judged.period = *period;
    for (const auto rule : {when_it_came, what_was_denied, how_it_is_rated, how_often})
        if (auto why = rule(judged)) return why;
    return std::nullopt;
}

}  // namespace privman::simulator
