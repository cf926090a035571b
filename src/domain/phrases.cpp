#include "domain/phrases.hpp"

#include "domain/match.hpp"

#include <algorithm>

namespace privman {

namespace {

/// Of each value people are told so many bytes around the first difference.
constexpr std::size_t before_it = 40;
constexpr std::size_t shown_bytes = 120;
constexpr std::size_t most_changes = 5;

bool begins_char(const std::string& text, std::size_t at) {
    return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

/// What `text` says from a little before `differs` on; a cut is marked, and splits no character.
std::string excerpt(const std::string& text, std::size_t differs) {
    if (text.empty()) return "(nothing)";
    auto from = differs > before_it ? differs - before_it : 0;
    while (from > 0 && !begins_char(text, from)) --from;
    auto to = std::min(text.size(), from + shown_bytes);
    while (to < text.size() && to > from + 1 && !begins_char(text, to)) --to;
    return (from > 0 ? "…" : "") + text.substr(from, to - from) + (to < text.size() ? "…" : "");
}

std::pair<std::string, std::string> excerpts(const FactChange& change) {
    const auto& [name, before, now] = change;
    const auto differs = static_cast<std::size_t>(std::ranges::mismatch(before, now).in1 - before.begin());
    return {excerpt(before, differs), excerpt(now, differs)};
}

}  // namespace

Words changes_in_words(const std::vector<FactChange>& changes) {
    Words words;
    std::size_t said = 0;
    for (const auto& change : changes) {
        if (said == most_changes) return std::move(words) << "; and more";
        const auto [before, now] = excerpts(change);
        if (said++ > 0) words << "; ";
        words << change.name + ": " << Code{before} << " → " << Code{now};
    }
    return words;
}

Words twice_listed_in_words() {
    return Words{
        "Privilege Manager lists two different requests under this id, so nobody can tell which one a decision "
        "would be about. Decide in its console."};
}

Words damaged_in_words() {
    return Words{
        "My record of this request was damaged, so I do not know whether somebody has decided it already. The buttons "
        "come back in about four minutes if Privilege Manager still lists it; if it cannot wait, decide in its "
        "console."};
}

Words why_undecidable(const Life& life) {
    if (life.twice_listed) return twice_listed_in_words();
    return life.damage ? damaged_in_words() : Words{};
}

std::string why_not_as_shown(const ElevationRequest& shown, const NotAsShown& found) {
    if (found.twice) return plain_text(twice_listed_in_words());
    if (!found.listed)
        return "Privilege Manager does not list it any more, so it was probably decided or withdrawn there. If the "
               "card "
               "keeps its buttons, click again";
    std::string all;
    std::size_t said = 0;
    for (const auto& change : differences(shown, *found.listed)) {
        if (said == most_changes) {
            all += "; and more";
            break;
        }
        const auto [before, now] = excerpts(change);
        if (said++ > 0) all += "; ";
        all.append(change.name).append(": \"").append(before).append("\" → \"").append(now).append("\"");
    }
    return "it changed after it was shown (" + all + "). Look at the card again: one more click decides";
}

std::string as_sentence_end(std::string text) {
    while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
    const bool ends = text.ends_with('?') || text.ends_with('!');
    return ends ? text : text + ".";
}

Words decider_in_words(const Decider& decider) {
    return std::visit(match{
                          [](const ByPerson& p) { return Words{} << Mention{p.who}; },
                          [](const BySchedule&) { return Words{"the schedule"}; },
                      },
                      decider);
}

std::string choice_in_words(const Choice& choice) {
    return choice.approve ? "Approve, " + as_label(choice.grant) : std::string{"Deny"};
}

Words verdict_in_words(const Verdict& verdict) {
    if (!verdict.choice.approve) return Words{"Denied by "} << decider_in_words(verdict.by) << ".";
    return std::visit(
        match{
            [&](const ByPerson& p) {
                return Words{"Approved by "} << Mention{p.who} << " " << in_words(verdict.choice.grant) << ".";
            },
            [&](const BySchedule& s) {
                return Words{"Approved automatically "} << in_words(verdict.choice.grant) << ": " << s.because << ".";
            },
        },
        verdict.by);
}

Words unconfirmed_in_words(const Unconfirmed& unconfirmed) {
    auto words = Words{"Outcome not confirmed: "} << decider_in_words(unconfirmed.claim.by) << " sent "
                                                  << choice_in_words(unconfirmed.claim.choice);
    return std::move(words)
           << (unconfirmed.gone ? "; no longer pending; check the console."
                                : "; Privilege Manager did not answer clearly. Nothing more is sent until it is known "
                                  "whether that took effect.");
}

Words why_not_yours(const Life& life, const UserId& clicker) {
    return std::visit(
        match{
            [&](const Waiting&) {
                return Words{"Your click decided nothing; the request still waits. Please try again."};
            },
            [&](const Submitting& s) {
                const auto* person = std::get_if<ByPerson>(&s.claim.by);
                if (person && person->who == clicker) return Words{"Your decision is on its way already."};
                return Words{"Your click decided nothing: "} << decider_in_words(s.claim.by)
                                                             << " is deciding this one.";
            },
            [&](const Settled& s) {
                return Words{"Your click decided nothing; it was decided before. "} << verdict_in_words(s.verdict);
            },
            [&](const Gone&) {
                return Words{"Your click decided nothing: the request is no longer pending in Privilege Manager."};
            },
            [&](const Unconfirmed& u) { return Words{"Your click decided nothing. "} << unconfirmed_in_words(u); },
        },
        life.stage);
}

Words how_it_ended(const Life& life, const Choice& choice) {
    return std::visit(
        match{
            [&](const Settled& s) { return Words{"Privilege Manager confirmed it. "} << verdict_in_words(s.verdict); },
            [&](const Gone&) {
                return Words{"Your "} << choice_in_words(choice)
                                      << " came too late: Privilege Manager says that the request had been decided or "
                                         "withdrawn before.";
            },
            [&](const Unconfirmed& u) { return unconfirmed_in_words(u); },
            [&](const Submitting&) { return Words{"Your decision is on its way."}; },
            [&](const Waiting&) {
                const bool said = life.not_taken && !life.not_taken->why.empty();
                const auto why = said ? life.not_taken->why : std::string{"it did not say why"};
                return Words{"Nothing was decided; the request still waits. "}
                       << choice_in_words(choice) << " was not taken: " << as_sentence_end(why);
            },
        },
        life.stage);
}

Words what_became_of_it(const Life& life, const KeptClick& click) {
    if (std::holds_alternative<Gone>(life.stage))
        return Words{
            "You were told that this request was being decided: nothing came of that. It is no longer pending "
            "in Privilege Manager; it had been decided or withdrawn before."};
    if (const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) return unconfirmed_in_words(*unconfirmed);
    if (const auto* settled = std::get_if<Settled>(&life.stage)) {
        const auto* winner = std::get_if<ByPerson>(&settled->verdict.by);
        // Whoever decided was told; of a claim that everybody can see on the card nobody needs to hear.
        if (!click.outlived || (winner && winner->who == click.by)) return {};
        return Words{"What was being decided when you clicked did not take effect. The request was decided later. "}
               << verdict_in_words(settled->verdict);
    }
    if (!is_waiting(life)) return {};
    if (const auto& claim = life.without_effect)
        return (claim->click == click.key ? Words{"Your "} : Words{} << decider_in_words(claim->by) << "'s ")
               << choice_in_words(claim->choice)
               << " did not take effect: Privilege Manager still lists the request. The buttons are back; whoever "
                  "still "
                  "wants to decide clicks again.";
    if (!life.not_taken) return {};
    return Words{"Nothing was decided; the request still waits. What "}
           << decider_in_words(life.not_taken->by) << " chose was not taken: " << as_sentence_end(life.not_taken->why);
}

}  // namespace privman
