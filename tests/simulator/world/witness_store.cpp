// What is made durable, held against what may become of a life.
#include "domain/match.hpp"
#include "tests/simulator/people/spellings.hpp"
#include "tests/simulator/world/witness.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace privman::simulator {

namespace {

/// A call that was sent may be worked on for 180 s; nothing new is begun before that is over.
constexpr Millis works_at_most = std::chrono::seconds{180};

/// Rights count for half a minute after they were asked for; a claim takes a moment more.
constexpr Millis rights_may_be_old = std::chrono::seconds{35};

/// A response URL works for half an hour; later nobody waits for the answer any more.
constexpr Millis worth_answering = std::chrono::minutes{30};

const char* name_of_stage(const Life& life) {
    static constexpr const char* names[] = {"waiting", "submitting", "settled", "gone", "unconfirmed"};
    return names[life.stage.index()];
}

/// Changes that came while another was being stored are stored together: a claim that came to nothing and the next one
/// may be one step on the disk. The ledger tells what was between.
bool given_back_between(const Life& before, const Life& after) {
    const auto fresh = std::span{after.ledger}.subspan(std::min(before.ledger.size(), after.ledger.size()));
    const auto claimed = std::ranges::find(fresh, "claimed", &LedgerFact::kind);
    return claimed != fresh.end() &&
           std::any_of(fresh.begin(), claimed, [](const LedgerFact& fact) { return fact.kind == "refused"; });
}

bool same_claim(const Claim& a, const Claim& b) {
    return a.by == b.by && a.choice == b.choice && a.click == b.click && a.since == b.since && a.channel == b.channel;
}

bool holds(const std::vector<KeptClick>& clicks, const ClickKey& key) {
    return std::ranges::any_of(clicks, [&](const KeptClick& one) { return one.key == key; });
}

}  // namespace

const Life* Witness::durable(const RequestId& id) const {
    const auto found = lives_.find(id);
    return found == lives_.end() ? nullptr : &found->second;
}

Press* Witness::press_of(const ClickKey& key) {
    const auto found = by_key_.find(key.value);
    return found == by_key_.end() ? nullptr : &presses_.at(found->second);
}

void Witness::adopt(const Life& life) {
    const auto known = lives_.find(life.id);
    const auto* before = known == lives_.end() ? nullptr : &known->second;
    remember(before, life);
    note_clicks(before, life);
    check(before, life);
    lives_[life.id] = life;
    changed_at_[life.id] = world_.now();
}

void Witness::stored(const Change& change) {
    std::visit(match{
                   [&](const Life& life) {
                       const auto* before = durable(life.id);
                       auto after = life;
                       after.version += 1;
                       if (before && *before == after) return;  // a strong read was quicker to say so
                       if ((before ? before->version : 0) != life.version)
                           world_.violate("versions", life.id.value + " was stored over another version than expected");
                       adopt(after);
                   },
                   [&](const Board& board) {
                       boards_[board.channel] = board;
                       boards_[board.channel].version += 1;
                   },
                   [](const KnownPerson&) {}, [&](const SealKey& key) { key_ = key; },
                   [&](const Forget& forget) {
                       const auto* life = durable(forget.id);
                       if (clock_is_wrong())
                           world_.violate("C12", forget.id.value + " was forgotten by a clock that is wrong");
                       if (!life || !life->ended || bot_wall() - *life->ended < rules_.keep_decided)
                           world_.violate("ledger", forget.id.value + " was forgotten too early");
                       lives_.erase(forget.id);
                   },
                   [](const auto&) {},  // nothing that a rule looks at
               },
               change);
}

void Witness::not_stored(const Change& change) {
    note_read(false);  // what was read before says nothing any more
    if (const auto* life = std::get_if<Life>(&change))
        for (const auto& click : life->clicks)
            if (auto* press = press_of(click.key)) press->disk_refused = true;
}

void Witness::note_read(bool worked) {
    reads_.emplace_back(world_.now(), worked);
    if (reads_.size() > 200) reads_.pop_front();
}

void Witness::read(const Outcome<Snapshot>& snapshot) {
    if (snapshot) take(*snapshot);
    note_read(snapshot.has_value());
    if (snapshot) return;
    read_failed_at_ = world_.now();
    // Before it writes it may have to read, to know what became of the last write: what waits for that is not kept
    // either.
    for (auto& [url, press] : presses_)
        if (press.delivered && !press.kept && world_.now() - *press.delivered < Millis{3'000})
            press.disk_refused = true;
}

/// Nobody can keep a click on what cannot be read.
void Witness::not_recalled(const RequestId& id) {
    for (auto& [url, press] : presses_)
        if (press.request == id && press.delivered && !press.kept && world_.now() - *press.delivered < Millis{3'000})
            press.disk_refused = true;
}

void Witness::take(const Snapshot& snapshot) {
    for (const auto& life : snapshot.lives) {
        const auto* known = durable(life.id);
        if (!known || life.version > known->version) adopt(life);
    }
    for (const auto& board : snapshot.boards)
        if (board.version > boards_[board.channel].version) boards_[board.channel] = board;
}

void Witness::loaded(const Snapshot& snapshot) {
    std::set<RequestId> there;
    for (const auto& life : snapshot.lives) {
        there.insert(life.id);
        const auto* known = durable(life.id);
        if (known && life.version < known->version)
            world_.violate("durable", life.id.value + " has gone back in time over a restart");
        if (known && life.version == known->version && life != *known)
            world_.violate("durable", life.id.value + " is another one after the restart");
    }
    for (const auto& [id, life] : lives_)
        if (!there.contains(id) && !life.ended) world_.violate("durable", id.value + " was lost over a restart");
    // What has ended may be at rest: it is read again when somebody asks.
    std::erase_if(lives_, [&](const auto& entry) { return !there.contains(entry.first) && !entry.second.ended; });
    if (key_ && snapshot.seal_key != key_) world_.violate("durable", "the seal key is not the one that was stored");
    if (snapshot.seal_key) key_ = snapshot.seal_key;
    take(snapshot);
    life_began();
}

void Witness::stored(const Settings& settings) {
    if (settings.version > settings_.version) set_settings(settings);
}

void Witness::read(const Outcome<KeptSettings>& kept) {
    if (kept) stored(kept->settings);
    note_read(kept.has_value());
}

void Witness::loaded(const Settings& settings) {
    if (settings.version < settings_.version) world_.violate("durable", "the settings went back in time");
    stored(settings);
}

void Witness::note_clicks(const Life* before, const Life& after) {
    for (const auto& click : after.clicks) {
        if (before && holds(before->clicks, click.key)) continue;
        auto* press = press_of(click.key);
        if (!press) {
            world_.violate("clicks", after.id.value + " keeps a click that nobody made");
            continue;
        }
        press->kept = true;
        press->kept_at = world_.now();
        if (press->request != after.id || press->by != click.by || press->choice != click.choice ||
            press->channel != click.channel || press->ts != click.ts)
            world_.violate("clicks", "the click that was kept is not the one that was made");
    }
    const auto unjudged = [](const KeptClick& click) { return !click.won && !click.turned_down; };
    if (std::ranges::count_if(after.clicks, unjudged) > std::ptrdiff_t{most_unjudged})
        world_.violate("A3", after.id.value + " keeps more clicks than may wait to be judged");
    if (!before) return;
    for (const auto& click : before->clicks) {
        if (holds(after.clicks, click.key)) continue;
        auto* press = press_of(click.key);
        if (!press) continue;
        press->let_go = true;
        if (press->answers == 0 && world_.now() - press->kept_at < worth_answering)
            world_.violate("answered",
                           press->by.value + "'s click on " + after.id.value + " was dropped without an answer");
    }
}

void Witness::check(const Life* before, const Life& after) {
    if (before && before->version >= after.version) return;
    check_ledger(before, after);
    count_calls(before, after);
    const auto* submitting = std::get_if<Submitting>(&after.stage);
    const auto* was_submitting = before ? std::get_if<Submitting>(&before->stage) : nullptr;
    const auto allowed = [&] {
        if (!before) return after.stage.index() < 2;
        switch (before->stage.index()) {
            case 0: return after.stage.index() == 0 || after.stage.index() == 1 || after.stage.index() == 3;
            case 1: return true;
            case 2: return after.stage.index() == 2;
            case 3: return after.stage.index() == 3 || after.stage.index() == 0 || after.stage.index() == 1;
            default: return after.stage.index() == 4 || after.stage.index() == 0 || after.stage.index() == 1;
        }
    }();
    if (!allowed)
        world_.violate("life", after.id.value + " went from " + (before ? name_of_stage(*before) : "nothing") + " to " +
                                   name_of_stage(after));
    auto& truth = truth_[after.id];
    if (!before || before->stage.index() != after.stage.index()) ++stages_.at(after.stage.index());

    const bool may_still_work = truth.unknown;
    const bool next = was_submitting && submitting && !same_claim(was_submitting->claim, submitting->claim);
    if (next && !given_back_between(*before, after))
        world_.violate("one claim", after.id.value + " was claimed a second time while the first claim stood");
    if (submitting && (!was_submitting || next)) check_claim(before, after, submitting->claim);

    if (const auto* settled = std::get_if<Settled>(&after.stage)) {
        const auto* was = before ? std::get_if<Settled>(&before->stage) : nullptr;
        if (was && was->verdict != settled->verdict)
            world_.violate("one decision", after.id.value + " was settled twice, differently");
        if (!was) {
            ++settled_;
            settled_at_[after.id] = world_.now();
            if (!was_submitting || settled->verdict.by != was_submitting->claim.by ||
                settled->verdict.choice != was_submitting->claim.choice)
                world_.violate("recorded approver",
                               after.id.value + " is settled for somebody who did not hold the claim");
            if (!was_confirmed(after.id, settled->verdict.choice, name_of(settled->verdict.by)))
                world_.violate("not confirmed", after.id.value + " is settled, and Privilege Manager never said so");
        }
    }
    if (was_submitting && (next || std::holds_alternative<Waiting>(after.stage)) && may_still_work)
        world_.violate("back too early", after.id.value + " waits again while a call may still take effect");
    if (before && std::holds_alternative<Unconfirmed>(before->stage) && is_waiting(after)) {
        const auto sent = last_sent(after.id);
        if (sent && world_.now() - *sent < works_at_most)
            world_.violate("back too early", after.id.value + " waits again " +
                                                 std::to_string((world_.now() - *sent).count()) +
                                                 " ms after the last call");
        if (sent && !lists_.held_twice_since(after.id, *sent + works_at_most, apart(), world_.now()))
            world_.violate("C3", after.id.value + " waits again without two lists apart that hold it");
    }
    if (const auto* settled = std::get_if<Settled>(&after.stage); settled && settled->listed_again >= 2) {
        const auto* was = before ? std::get_if<Settled>(&before->stage) : nullptr;
        if (was && was->listed_again < 2 &&
            !lists_.held_twice_since(after.id, settled_at_[after.id], apart(), world_.now()))
            world_.violate("C3", after.id.value + " is said to be listed still, without two lists apart that hold it");
    }
    // A list that was read for a decision counts or does not: who does not count it saw no landslide in it either, and
    // counts from the next one.
    const bool missed = truth.absent >= truth.needed || truth.again >= 2 || truth.unbroken.first >= truth.needed;
    if (before && is_waiting(*before) && std::holds_alternative<Gone>(after.stage) && !missed)
        world_.violate("closed too early", after.id.value + " is closed after " + std::to_string(truth.absent) +
                                               " complete lists without it, of " + std::to_string(truth.needed));
}

void Witness::set_settings(Settings settings) {
    settings_before_.emplace_back(bot_wall(), std::exchange(settings_, std::move(settings)));
    commands_.changed(settings_before_.back().second, settings_);
}

/// Whether the last read before that worked. One that failed in the same moment may have been after it, if another had
/// worked just before.
bool Witness::had_read(Millis when) const {
    bool failed = false;
    for (auto read = reads_.rbegin(); read != reads_.rend(); ++read) {
        if (read->first > when) continue;
        if (read->second) return !failed || read->first > when - Millis{1'000};
        if (read->first < when) return false;
        failed = true;
    }
    return false;
}

void Witness::check_claim(const Life* before, const Life& after, const Claim& claim) {
    ++claims_;
    auto& truth = truth_[after.id];
    truth.unknown = false;
    truth.calls_before_claim = truth.calls.size();
    // Decided before it was stored; a clock that was set meanwhile says nothing about that.
    truth.claimed_at = std::min(world_.now(), world_.now() - (bot_wall() - claim.since.wall));
    if (std::holds_alternative<BySchedule>(claim.by))
        check_schedule(before ? *before : after, after, claim);
    else
        check_person(after, claim, std::get<ByPerson>(claim.by));
    // A denial that was kept before the approval got its claim takes its place; one that came in the same commit may
    // have come after.
    const auto* press = press_of(claim.click);
    const auto takes_its_place = [&](const KeptClick& other) {
        return claim.choice.approve && !other.choice.approve && other.by == press->by && other.ts == press->ts &&
               other.channel == press->channel && !other.turned_down && !other.won;
    };
    if (press && before && std::ranges::any_of(before->clicks, takes_its_place))
        world_.violate("A3", press->by.value + " approves " + after.id.value + ", whose card they have denied");
    if (on_claim) on_claim(after);
}

void Witness::check_person(const Life& after, const Claim& claim, const ByPerson& person) {
    const auto* press = press_of(claim.click);
    if (!press || press->by != person.who || press->choice != claim.choice || press->request != after.id)
        return world_.violate("exactly that", after.id.value + " was claimed with a choice that nobody made");
    if (press->told_nothing)
        world_.violate("true words", person.who.value + " was told that a click on " + after.id.value +
                                         " decided nothing, and it has claimed the request");
    if (!press->kept) world_.violate("exactly that", after.id.value + " was claimed by a click that is not kept");
    const auto asks = meaning_of(after.facts.user, {}, {}).person;
    if (!rights_.may_decide(person.who, asks, Millis{-1}))
        world_.violate("authority", person.who.value + " must not decide on " + after.id.value);
    // Asked at most half a minute before it counts; some time may pass until it is stored.
    const auto rights_were_fresh = world_.now() - rights_may_be_old;
    if (weather_.calm(rights_were_fresh, world_.now()) && !rights_.had_rights(person.who, rights_were_fresh))
        world_.violate("A2", person.who.value + " has had no rights for long, and has claimed " + after.id.value);
}

void Witness::check_ledger(const Life* before, const Life& after) {
    const auto old = before ? before->ledger.size() : 0;
    const auto& facts = after.ledger;
    if (facts.size() < old || (before && !std::equal(before->ledger.begin(), before->ledger.end(), facts.begin())))
        return world_.violate("ledger", after.id.value + " has lost facts of its ledger");
    std::set<std::string> ids;
    unsigned decisions = 0;
    for (const auto& fact : facts) {
        if (!ids.insert(fact.id).second) world_.violate("ledger", fact.id + " stands in the ledger twice");
        decisions += fact.kind == "approved" || fact.kind == "denied" ? 1 : 0;
    }
    const auto* settled = std::get_if<Settled>(&after.stage);
    if (decisions != (settled ? 1U : 0U))
        world_.violate("ledger", after.id.value + " has " + std::to_string(decisions) + " decisions in its ledger");
    if (!settled) return;
    const auto fact =
        std::ranges::find_if(facts, [](const auto& one) { return one.kind == "approved" || one.kind == "denied"; });
    if (fact->by != name_of(settled->verdict.by) || (fact->kind == "approved") != settled->verdict.choice.approve)
        world_.violate("ledger", after.id.value + ": the ledger names another decision than the verdict");
}

}  // namespace privman::simulator
