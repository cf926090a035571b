// The complete lists that reach the bot: what they tell about each request, and how long each is missing.
#include "tests/simulator/world/same_facts.hpp"
#include "tests/simulator/world/witness.hpp"

#include <algorithm>
#include <utility>

namespace privman::simulator {

using namespace std::chrono_literals;

void Witness::list_arrived(const Outcome<PendingList>& list, const std::set<RequestId>& twice, Millis asked) {
    if (!list) {
        // Whether the bot knows of it is left to the bot: whoever has asked for it may have given up waiting.
        for (auto& [id, truth] : truth_) {
            if (truth.absent > 0) truth.unbroken = {truth.absent, truth.absent_at};
            truth.absent = 0;
        }
        return;
    }
    lists_.add(*list, twice, asked, world_.now());
    const auto& given = *lists_.newest();
    note_sights(given);
    count_absent(given);
    count_left_waiting(given);
    count_polls(asked);
}

/// N2: new facts are seen for the first time.
void Witness::note_sights(const GivenList& list) {
    for (const auto& [id, facts] : list.rows) {
        if (!facts.rating.empty() && !first_rating_) first_rating_ = world_.now();
        if (list.twice.contains(id)) continue;  // which of them is meant is not known
        const auto known = sights_.find(id);
        if (known == sights_.end() || what_changed(known->second.facts, facts))
            sights_.insert_or_assign(id, Sight{facts, bot_wall(), world_.now(), {}});
        else
            known->second.facts = facts;
    }
}

void Witness::count_absent(const GivenList& list) {
    std::size_t watched = 0;
    std::vector<Truth*> missing;
    std::size_t fresh = 0;
    // C3: a list that was asked for too soon after the last one that lacked it is not another one.
    const auto is_another = [&](const std::optional<Millis>& last) { return !last || list.asked >= *last + apart(); };
    const auto count = [&](Truth& truth) {
        if (auto& [lists, last] = truth.unbroken; lists > 0 && is_another(last)) {
            ++lists;
            last = list.came;
        }
        const bool first = truth.absent == 0;
        if (first) {
            truth.again = 0;
            truth.again_at.reset();
            truth.absent_at.reset();
        } else if (is_another(truth.again_at)) {
            ++truth.again;
            truth.again_at = list.came;
        }
        if (!is_another(truth.absent_at)) return;
        ++truth.absent;
        truth.absent_at = list.came;
    };
    for (auto& [id, truth] : truth_) {
        if (list.rows.contains(id)) {
            truth.unbroken = {};
            truth.absent = 0;
            continue;
        }
        const auto* life = durable(id);
        // It may wait again before the bot comes to the end of this list, and then the list counts; nothing was sent.
        if (const auto* claim = life ? claim_of(*life) : nullptr; claim && claim->calls == 0) {
            if (truth.absent == 0) truth.needed = 2;
            count(truth);
            continue;
        }
        const bool counts = life && !has_ended(*life) && !std::holds_alternative<Submitting>(life->stage);
        if (!counts) {
            truth.absent = 0;
            continue;
        }
        missing.push_back(&truth);
        fresh += truth.absent == 0 ? 1 : 0;
    }
    for (const auto& [id, life] : lives_)
        watched += !has_ended(life) && !std::holds_alternative<Submitting>(life.stage) ? 1 : 0;
    for (auto* truth : missing) {
        // Whether those count that this very list brings is left to the bot: only what is certain is asked for.
        const bool landslide = watched >= 5 && fresh * 2 > missing.size() + list.rows.size();
        if (truth->absent == 0) truth->needed = landslide ? 3 : 2;
        count(*truth);
    }
}

}  // namespace privman::simulator
