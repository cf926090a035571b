#include "domain/card_view.hpp"

#include "domain/digest.hpp"
#include "domain/digest_view.hpp"
#include "domain/match.hpp"
#include "domain/phrases.hpp"
#include "domain/same_request.hpp"

namespace privman {

namespace {

/// In the order of what an approver asks himself: what, who, where, why; then the evidence.
std::vector<CardField> fields_of(const ElevationRequest& r) {
    std::vector<CardField> fields;
    const auto add = [&fields](const char* label, std::string value, bool wide = false) {
        if (!value.empty()) fields.push_back({label, std::move(value), wide});
    };
    add("Application", r.version.empty() || r.application.empty() ? r.application : r.application + " " + r.version);
    const bool named = !r.user_full_name.empty() && r.user_full_name != r.user && !r.user.empty();
    add("User", named ? r.user + " (" + r.user_full_name + ")" : r.user.empty() ? r.user_full_name : r.user);
    add("Computer", r.computer);
    add("Reason", r.reason, true);
    add("Path", r.path, true);
    add("Command line", r.command_line, true);
    add("Company (claimed)", r.company);
    add("Signer", r.signer);
    add("Rating", r.rating);
    add("Hash", r.hash, true);
    add("Policy", r.policy);
    if (!r.requested) add("Requested", r.requested_text);
    return fields;
}

std::string one_line(const ElevationRequest& r) {
    std::string line;
    line += r.user.empty() ? "somebody" : r.user;
    if (!r.computer.empty()) line += " on " + r.computer;
    line += ": ";
    line += !r.application.empty() ? r.application : !r.path.empty() ? r.path : "request " + r.id.value;
    return line;
}

/// What whoever looked at it before must not miss: it is another request by now, or a decision did nothing.
void say_what_happened(CardView& view, const Life& life) {
    if (life.facts_before)
        if (const auto changes = differences(*life.facts_before, life.facts); !changes.empty())
            view.status.push_back(Words{} << Strong{"Changed while it waited."} << " " << changes_in_words(changes));
    if (const auto& claim = life.without_effect)
        view.status.push_back(Words{} << decider_in_words(claim->by) << " chose " << choice_in_words(claim->choice)
                                      << ". That did not take effect: Privilege Manager still lists the request.");
}

void say_waiting(CardView& view, const Life& life, const CardPolicy& policy) {
    view.tone = Tone::waiting;
    view.title = "Elevation request";
    say_what_happened(view, life);
    if (!may_be_decided(life)) {
        view.status.push_back(Words{"No buttons: "} << why_undecidable(life));
    } else if (!policy.channel_is_registered) {
        view.status.push_back(Words{"No buttons: this channel is not registered for approvals any more."});
    } else if (policy.somebody_may_decide) {
        view.controls = Controls{policy.offered, policy.preselected};
        // The buttons stay: rights may have changed by the time that somebody presses one.
        if (policy.nobody_left && policy.nobody_left(view.facts))
            view.status.push_back(Words{"Nobody is left who may decide this here: everybody named in "}
                                  << Code{"APPROVERS"}
                                  << " looks like the requester, or is no full member any more. Decide in the console, "
                                     "or have another approver named.");
    } else {
        view.status.push_back(Words{"No buttons: nobody may decide here yet. Whoever runs this bot must set "}
                              << Code{"APPROVERS"} << ". Until then, decide in the console.");
    }
    if (!life.left_because.empty())
        view.status.push_back(Words{"Not approved automatically: " + as_sentence_end(life.left_because)});
}

void say_submitting(CardView& view, const Life& life, const Submitting& s, const ChannelId& channel,
                    const CardPolicy& policy, const Moment& now) {
    const auto since = elapsed(s.claim.since, now);
    const bool slow = !since || *since >= slow_after;
    const bool clicked_here = s.claim.channel == channel;
    // Only the clicked card says so, and only when it takes long: every other edit would be one of the few that the
    // chat product allows in a minute, spent on news that is old in a second.
    if (!slow || !clicked_here) {
        say_waiting(view, life, policy);
        // Nobody has seen this card yet: it need not offer what cannot be had.
        const auto copies = life.cards.find(channel);
        const bool posted = copies != life.cards.end() && !copies->second.empty();
        if (!posted && view.controls) view.controls.reset();
        return;
    }
    view.tone = Tone::deciding;
    view.title = s.claim.choice.approve ? "Approving…" : "Denying…";
    view.status.push_back(decider_in_words(s.claim.by) << " chose " << choice_in_words(s.claim.choice)
                                                       << "; waiting for Privilege Manager to confirm.");
}

void say_settled(CardView& view, const Settled& s) {
    view.tone = s.verdict.choice.approve ? Tone::approved : Tone::denied;
    view.title = s.verdict.choice.approve ? "Approved" : "Denied";
    view.status.push_back(verdict_in_words(s.verdict) << " " << At{s.verdict.at});
    if (s.listed_again >= 2) {
        view.tone = Tone::alarm;
        view.status.push_back(
            Words{"Privilege Manager confirmed this and still lists the request as pending. Nothing is "
                  "sent again by itself; check the console."});
    }
}

void say_unconfirmed(CardView& view, const Unconfirmed& u) {
    view.tone = Tone::alarm;
    view.title = "Outcome not confirmed";
    view.status.push_back(unconfirmed_in_words(u));
}

}  // namespace

CardView card_view(const Life& life, const ChannelId& channel, const CardPolicy& policy, const Moment& now) {
    CardView view;
    view.facts = life.facts;
    view.fields = fields_of(life.facts);
    std::visit(match{
                   [&](const Waiting&) { say_waiting(view, life, policy); },
                   [&](const Submitting& s) { say_submitting(view, life, s, channel, policy, now); },
                   [&](const Settled& s) { say_settled(view, s); },
                   [&](const Gone& g) {
                       view.tone = Tone::closed;
                       view.title = "Closed";
                       view.status.push_back(Words{"No longer pending in Privilege Manager. "} << At{g.at});
                   },
                   [&](const Unconfirmed& u) { say_unconfirmed(view, u); },
               },
               life.stage);
    view.fallback = view.title + ": " + one_line(life.facts);
    return view;
}

namespace {

void add(Digest& digest, const Words& words) {
    digest << words.spans().size();
    for (const auto& span : words.spans()) {
        digest << static_cast<std::uint64_t>(span.index());
        std::visit(match{
                       [&](const Mention& s) { digest << s.who.value; },
                       [&](const ChannelRef& s) { digest << s.channel.value; },
                       [&](const At& s) { digest << static_cast<std::uint64_t>(s.when.time_since_epoch().count()); },
                       [&](const NewLine&) {},
                       [&](const auto& s) { digest << s.text; },
                   },
                   span);
    }
}

/// The facts behind a view. Not what its seal vouches for, though it is the same today: cards that show their end keep
/// the hash they were drawn with, whatever later seals cover.
std::string facts_of(const ElevationRequest& r) {
    const auto requested = r.requested ? std::to_string(r.requested->time_since_epoch().count()) : std::string{};
    return spelled_apart({&r.id.value, &r.application, &r.version, &r.user, &r.user_full_name, &r.computer, &r.path,
                          &r.command_line, &r.reason, &r.company, &r.signer, &r.rating, &r.hash, &r.policy,
                          &r.requested_text, &requested});
}

}  // namespace

std::uint64_t hash_of(const CardView& view) {
    Digest digest;
    digest << facts_of(view.facts) << view.facts.console_link << static_cast<std::uint64_t>(view.tone) << view.title;
    digest << view.fields.size();
    for (const auto& field : view.fields)
        digest << field.label << field.value << static_cast<std::uint64_t>(field.wide);
    digest << view.status.size();
    for (const auto& line : view.status) add(digest, line);
    digest << static_cast<std::uint64_t>(view.controls.has_value());
    if (view.controls) {
        digest << spelling(view.controls->preselected) << view.controls->offered.size();
        for (const auto& grant : view.controls->offered) digest << spelling(grant);
    }
    digest << view.fallback;
    return digest.value();
}

std::uint64_t hash_of(const DigestView& view) {
    Digest digest;
    digest << view.waiting << view.without_card << view.longest.size();
    for (const auto& line : view.longest) add(digest, line);
    return digest.value();
}

}  // namespace privman
