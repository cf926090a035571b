#include "domain/phrases.hpp"

#include "domain/match.hpp"

#include <algorithm>

namespace privman {

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
                std::string why = "it did not say why";
                for (const auto& fact : life.ledger)
                    if (fact.kind == "refused")  // `approve one-time: reason`
                        why = fact.detail.substr(std::min(fact.detail.find(": ") + 2, fact.detail.size()));
                return Words{"Nothing was decided; the request still waits. "}
                       << choice_in_words(choice) << " was not taken: " << as_sentence_end(why);
            },
        },
        life.stage);
}

}  // namespace privman
