#include "stores/kept_members.hpp"
#include "stores/record.hpp"
#include "stores/record_parts.hpp"

#include <boost/json/parse.hpp>

namespace privman::stores {

namespace json = boost::json;

namespace {

ElevationRequest decoded_facts(const Fields& in) {
    ElevationRequest facts{.id = in.id<RequestId>("id")};
    for (std::size_t n = 0; n < text_facts.size(); ++n) {
        const auto& [name, text] = text_facts[n];
        if (in.has(name))
            facts.*text = in.text(name);
        else if (text != &ElevationRequest::user && text != &ElevationRequest::computer &&
                 text != &ElevationRequest::path)  // without these nothing was ever shown
            facts.unheard_of |= 1U << n;
    }
    facts.requested = in.maybe_wall("requested");
    return facts;
}

Decider decoded_decider(const Fields& in) {
    const auto kind = in.kind("kind");
    if (kind == "person") return ByPerson{.who = in.id<UserId>("who"), .name = in.text("name")};
    if (kind == "schedule") return BySchedule{.because = in.text("because")};
    in.wrong("kind", "is no kind of decider");
    return BySchedule{};
}

Claim decoded_claim(const Fields& in) {
    Claim claim{.by = decoded_decider(in.object("by")),
                .choice = parts::decoded_choice(in.object("choice")),
                .since = parts::decoded_moment(in.object("since")),
                .channel = in.id<ChannelId>("channel"),
                .click = in.id<ClickKey>("click"),
                .calls = in.count<unsigned>("calls"),
                .last_call = std::nullopt};
    if (in.has("last_call")) claim.last_call = parts::decoded_moment(in.object("last_call"));
    if (in.has("call_ended")) claim.call_ended = parts::decoded_moment(in.object("call_ended"));
    claim.click_age = Millis{in.count<std::uint32_t>("click_age")};
    return claim;
}

Verdict decoded_verdict(const Fields& in) {
    return {.choice = parts::decoded_choice(in.object("choice")),
            .by = decoded_decider(in.object("by")),
            .at = in.wall("at")};
}

Stage decoded_stage(const Fields& in) {
    const auto kind = in.kind("kind");
    if (kind == "waiting") return Waiting{};
    if (kind == "submitting") return Submitting{decoded_claim(in.object("claim"))};
    if (kind == "settled")
        return Settled{.verdict = decoded_verdict(in.object("verdict")),
                       .listed_again = in.count<unsigned>("listed_again")};
    if (kind == "gone") return Gone{in.wall("at")};
    if (kind == "unconfirmed")
        return Unconfirmed{.claim = decoded_claim(in.object("claim")),
                           .gone = in.flag("gone"),
                           .listed_again = in.count<unsigned>("listed_again")};
    in.wrong("kind", "is no stage");
    return Waiting{};
}

KeptClick decoded_click(const Fields& in) {
    return {.key = in.id<ClickKey>("key"),
            .by = in.id<UserId>("by"),
            .team = in.id<TeamId>("team"),
            .choice = parts::decoded_choice(in.object("choice")),
            .channel = in.id<ChannelId>("channel"),
            .ts = in.id<MessageTs>("ts"),
            .attempt = in.id<Attempt>("attempt"),
            .seal = in.text("seal"),
            .response_url = in.text("response_url"),
            .at = parts::decoded_moment(in.object("at")),
            .age = Millis{in.count<std::uint32_t>("age")},
            .won = in.flag("won"),
            .turned_down = in.flag("turned_down"),
            .outlived = in.flag("outlived"),
            .replaced = in.flag("replaced")};
}

LedgerFact decoded_fact(const Fields& in) {
    return {.id = in.text("id"),
            .kind = in.text("kind"),
            .at = in.wall("at"),
            .by = in.text("by"),
            .detail = in.text("detail")};
}

TurnedAway decoded_turned_away(const Fields& in) {
    return {.by_person = in.flag("by_person"),
            .at = in.wall("at"),
            .user = in.text("user"),
            .file = {.path = in.text("path"), .hash = in.text("hash"), .computer = in.text("computer")}};
}

std::map<ChannelId, std::vector<CardCopy>> decoded_cards(const Fields& in) {
    std::map<ChannelId, std::vector<CardCopy>> cards;
    in.each_name([&](const std::string& channel) {
        auto& copies = cards[ChannelId{channel}];
        in.each(channel, [&copies](const Fields& copy) { copies.push_back(parts::decoded_card(copy)); });
    });
    return cards;
}

/// Records of 0.1.0 say it in their ledger alone: `approve one-time: reason`.
std::optional<NotTaken> last_refusal(const Life& life) {
    if (!std::holds_alternative<Waiting>(life.stage)) return std::nullopt;
    const auto fact = std::ranges::find_if(life.ledger.rbegin(), life.ledger.rend(), [](const LedgerFact& line) {
        return line.kind == "refused" || line.kind == "claimed";
    });
    if (fact == life.ledger.rend() || fact->kind != "refused") return std::nullopt;
    const auto why = fact->detail.find(": ");
    if (why == std::string::npos) return std::nullopt;
    const auto by = fact->by == "schedule" ? Decider{BySchedule{}} : Decider{ByPerson{UserId{fact->by}, {}}};
    return NotTaken{by, fact->detail.substr(why + 2)};
}

}  // namespace

Outcome<Life> decode_life(std::string_view stored) {
    const auto value = parts::opened(stored, "life", life_format_with_damage);
    if (!value) return std::unexpected{value.error()};
    Fault fault;
    const Fields in{&*value, "life", fault};
    if (const auto format = in.needed_count<unsigned>("format");
        format != life_format && format != life_format_with_damage)
        return std::unexpected{Failure{Trouble::newer, "life has a format that this version does not know"}};
    const auto facts = in.object("facts");
    Life life{.id = in.id<RequestId>("id"),
              .version = in.count<std::uint64_t>("version"),
              .facts = decoded_facts(facts),
              .first_seen = parts::decoded_moment(in.object("first_seen")),
              .stage = decoded_stage(in.object("stage")),
              .clicked = in.flag("clicked")};
    if (life.facts.id.empty()) life.facts.id = life.id;
    life.cards = decoded_cards(in.object("cards"));
    in.each("clicks", [&life](const Fields& click) { life.clicks.push_back(decoded_click(click)); });
    in.each("ledger", [&life](const Fields& fact) { life.ledger.push_back(decoded_fact(fact)); });
    if (in.has("facts_before")) life.facts_before = decoded_facts(in.object("facts_before"));
    if (in.has("facts_alike"))
        in.each("facts_alike", [&life](const Fields& facts) { life.facts_alike.push_back(decoded_facts(facts)); });
    if (in.has("turned_away"))
        in.each("turned_away", [&life](const Fields& no) { life.turned_away.push_back(decoded_turned_away(no)); });
    life.twice_listed = in.has("twice_listed") && in.flag("twice_listed");
    if (in.has("to_be_told"))
        in.each("to_be_told", [&life](const Fields& click) { life.to_be_told.push_back(decoded_click(click)); });
    if (in.has("not_taken")) {
        const auto not_taken = in.object("not_taken");
        life.not_taken = NotTaken{decoded_decider(not_taken.object("by")), not_taken.text("why")};
    } else {
        life.not_taken = last_refusal(life);
    }
    if (in.has("without_effect")) life.without_effect = decoded_claim(in.object("without_effect"));
    if (in.has("facts_since")) life.facts_since = parts::decoded_moment(in.object("facts_since"));
    life.left_because = in.text("left_because");
    life.reminded = in.maybe_wall("reminded");
    life.ended = in.maybe_wall("ended");
    if (in.has("damage")) {
        const auto damage = in.object("damage");
        life.damage = Damage{.since = parts::decoded_moment(damage.object("since")), .held = damage.flag("held")};
    }
    life.unknown = parts::unknown_to(in, stored);
    if (!facts.asked_for_all()) life.unknown_facts = facts.never_asked_for(member_text(stored, "facts"));
    return parts::unless(fault, std::move(life));
}

DamagedLife salvaged(std::string_view stored) {
    DamagedLife left;
    json::parse_options options;
    options.allow_invalid_utf8 = true;
    boost::system::error_code error;
    const auto value = json::parse(stored, error, {}, options);
    if (error) return left;
    Fault ignored;
    const Fields in{&value, "life", ignored};
    const auto cards = in.object("cards");
    cards.each_name([&](const std::string& channel) {
        cards.each(channel, [&](const Fields& copy) {
            Fault fault;
            auto card = parts::decoded_card(copy.faulting(fault));
            if (!fault.found() && !card.attempt.empty()) left.cards[ChannelId{channel}].push_back(std::move(card));
        });
    });
    in.each("ledger", [&](const Fields& fact) {
        Fault fault;
        auto line = decoded_fact(fact.faulting(fault));
        if (!fault.found()) left.ledger.push_back(std::move(line));
    });
    return left;
}

}  // namespace privman::stores
