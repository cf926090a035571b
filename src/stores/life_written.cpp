#include "domain/match.hpp"
#include "stores/kept_members.hpp"
#include "stores/record.hpp"
#include "stores/record_parts.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/storage_ptr.hpp>

#include <array>

namespace privman::stores {

namespace json = boost::json;
using parts::encoded;

namespace {

json::object encoded_facts(const ElevationRequest& facts, const json::storage_ptr& memory) {
    json::object out{text_facts.size() + 2, memory};
    out["id"] = facts.id.value;
    for (std::size_t n = 0; n < text_facts.size(); ++n)
        if ((facts.unheard_of >> n & 1U) == 0) out[text_facts[n].name] = facts.*text_facts[n].text;
    if (facts.requested) out["requested"] = encoded(*facts.requested);
    return out;
}

json::object encoded_decider(const Decider& by, const json::storage_ptr& memory) {
    return std::visit(
        match{
            [&](const ByPerson& p) {
                return json::object{{{"kind", "person"}, {"who", p.who.value}, {"name", p.name}}, memory};
            },
            [&](const BySchedule& s) { return json::object{{{"kind", "schedule"}, {"because", s.because}}, memory}; },
        },
        by);
}

json::object encoded_claim(const Claim& claim, const json::storage_ptr& memory) {
    json::object out{{{"by", encoded_decider(claim.by, memory)},
                      {"choice", encoded(claim.choice, memory)},
                      {"since", encoded(claim.since, memory)},
                      {"channel", claim.channel.value},
                      {"click", claim.click.value},
                      {"calls", claim.calls}},
                     memory};
    if (claim.last_call) out["last_call"] = encoded(*claim.last_call, memory);
    if (claim.call_ended) out["call_ended"] = encoded(*claim.call_ended, memory);
    if (claim.click_age > Millis{0}) out["click_age"] = claim.click_age.count();
    return out;
}

json::object encoded_verdict(const Verdict& verdict, const json::storage_ptr& memory) {
    return {{{"choice", encoded(verdict.choice, memory)},
             {"by", encoded_decider(verdict.by, memory)},
             {"at", encoded(verdict.at)}},
            memory};
}

json::object encoded_stage(const Stage& stage, const json::storage_ptr& memory) {
    return std::visit(
        match{
            [&](const Waiting&) { return json::object{{{"kind", "waiting"}}, memory}; },
            [&](const Submitting& s) {
                return json::object{{{"kind", "submitting"}, {"claim", encoded_claim(s.claim, memory)}}, memory};
            },
            [&](const Settled& s) {
                return json::object{{{"kind", "settled"},
                                     {"verdict", encoded_verdict(s.verdict, memory)},
                                     {"listed_again", s.listed_again}},
                                    memory};
            },
            [&](const Gone& g) { return json::object{{{"kind", "gone"}, {"at", encoded(g.at)}}, memory}; },
            [&](const Unconfirmed& u) {
                return json::object{{{"kind", "unconfirmed"},
                                     {"claim", encoded_claim(u.claim, memory)},
                                     {"gone", u.gone},
                                     {"listed_again", u.listed_again}},
                                    memory};
            },
        },
        stage);
}

json::object encoded_click(const KeptClick& click, const json::storage_ptr& memory) {
    json::object out{{{"key", click.key.value},
                      {"by", click.by.value},
                      {"team", click.team.value},
                      {"choice", encoded(click.choice, memory)},
                      {"channel", click.channel.value},
                      {"ts", click.ts.value},
                      {"attempt", click.attempt.value},
                      {"seal", click.seal},
                      {"response_url", click.response_url},
                      {"at", encoded(click.at, memory)},
                      {"won", click.won},
                      {"turned_down", click.turned_down}},
                     memory};
    if (click.outlived) out["outlived"] = true;
    if (click.replaced) out["replaced"] = true;
    if (click.age > Millis{0}) out["age"] = click.age.count();
    return out;
}

json::object encoded_fact(const LedgerFact& fact, const json::storage_ptr& memory) {
    return {{{"id", fact.id}, {"kind", fact.kind}, {"at", encoded(fact.at)}, {"by", fact.by}, {"detail", fact.detail}},
            memory};
}

json::object encoded_turned_away(const TurnedAway& no, const json::storage_ptr& memory) {
    return {{{"by_person", no.by_person},
             {"at", encoded(no.at)},
             {"user", no.user},
             {"path", no.file.path},
             {"hash", no.file.hash},
             {"computer", no.file.computer}},
            memory};
}

template <class Items, class Encode>
json::array list_of(const Items& items, Encode encode_one, const json::storage_ptr& memory) {
    json::array list(memory);
    list.reserve(items.size());
    for (const auto& item : items) list.push_back(encode_one(item, memory));
    return list;
}

}  // namespace

std::string encode(const Life& life) {
    // In one piece of memory that is dropped as a whole: a record is written several times for each click.
    std::array<unsigned char, 16u << 10> first_piece;
    json::monotonic_resource pieces{first_piece.data(), first_piece.size()};
    const json::storage_ptr memory{&pieces};
    json::object cards(memory);
    for (const auto& [channel, copies] : life.cards)
        cards[channel.value] = list_of(
            copies, [](const CardCopy& copy, const json::storage_ptr& in) { return encoded(copy, in); }, memory);
    const auto facts = written(encoded_facts(life.facts, memory), {life.unknown_facts});
    json::object out{{{"format", life.damage ? life_format_with_damage : life_format},
                      {"id", life.id.value},
                      {"version", life.version},
                      {"first_seen", encoded(life.first_seen, memory)},
                      {"stage", encoded_stage(life.stage, memory)},
                      {"clicked", life.clicked},
                      {"cards", std::move(cards)},
                      {"clicks", list_of(life.clicks, encoded_click, memory)},
                      {"ledger", list_of(life.ledger, encoded_fact, memory)}},
                     memory};
    if (life.facts_before) out["facts_before"] = encoded_facts(*life.facts_before, memory);
    if (!life.facts_alike.empty()) out["facts_alike"] = list_of(life.facts_alike, encoded_facts, memory);
    if (!life.turned_away.empty()) out["turned_away"] = list_of(life.turned_away, encoded_turned_away, memory);
    if (life.twice_listed) out["twice_listed"] = true;
    if (!life.to_be_told.empty()) out["to_be_told"] = list_of(life.to_be_told, encoded_click, memory);
    if (life.not_taken)
        out["not_taken"] =
            json::object{{{"by", encoded_decider(life.not_taken->by, memory)}, {"why", life.not_taken->why}}, memory};
    if (life.without_effect) out["without_effect"] = encoded_claim(*life.without_effect, memory);
    if (life.facts_since) out["facts_since"] = encoded(*life.facts_since, memory);
    if (!life.left_because.empty()) out["left_because"] = life.left_because;
    if (life.reminded) out["reminded"] = encoded(*life.reminded);
    if (life.ended) out["ended"] = encoded(*life.ended);
    if (life.damage)
        out["damage"] =
            json::object{{{"since", encoded(life.damage->since, memory)}, {"held", life.damage->held}}, memory};
    return written(out, {"{\"facts\":" + facts + "}", life.unknown});
}

}  // namespace privman::stores
