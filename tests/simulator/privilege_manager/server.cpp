#include "tests/simulator/privilege_manager/server.hpp"

#include "tests/support/shared_list.hpp"

#include <algorithm>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

/// What the bot's client waits for an answer (PRIVMAN_TIMEOUT).
constexpr Millis client_waits = 30s;
/// What the server may still work on a decision whose caller has left.
constexpr Millis server_works = 180s;

Failure unreachable_because(std::string why) { return {Trouble::unreachable, std::move(why)}; }

/// Rows that share their id with another one: the first stays, as with the real adapter.
template <class List>
void mark_twice(List& list, const std::set<RequestId>& twice) {
    if constexpr (requires { list.twice; })
        list.twice = twice;
    else
        for (const auto& id : twice) list.remarks.push_back("two rows with the id " + id.value);
}

}  // namespace

Server::Server(World& world, Witness& witness, std::uint64_t seed, bool lenient)
    : world_{world}, witness_{witness}, chance_{Chance::of(seed, "privilege manager")}, lenient_{lenient} {}

void Server::raise(ElevationRequest request) {
    world_.tell(
        [&] { return "console   " + request.user + " asks for " + request.path + " (" + request.id.value + ")"; });
    witness_.raised(request);
    auto& entry = entries_[request.id];
    entry.raised = world_.now();
    entry.facts.emplace(world_.now(), std::move(request));
}

void Server::edit(const RequestId& id, const std::function<void(ElevationRequest&)>& change) {
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.ended != Millis::max()) return;
    auto edited = found->second.facts.rbegin()->second;
    change(edited);
    world_.tell([&] {
        return "console   " + id.value + " is listed now as " + edited.user + " on " + edited.computer + " for " +
               edited.path + ", reason " + edited.reason + (edited.rating.empty() ? "" : ", rated " + edited.rating) +
               (edited.company.empty() ? "" : ", by " + edited.company);
    });
    found->second.facts.insert_or_assign(world_.now(), std::move(edited));
}

void Server::list_twice(const RequestId& id, ElevationRequest other, Millis length) {
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.ended != Millis::max() || found->second.twin) return;
    world_.tell([&] { return "console   " + id.value + " is listed twice, once for " + other.path; });
    found->second.twin = Twin{std::move(other), world_.now(), world_.now() + length};
}

void Server::decided_in_console(const RequestId& id, bool withdrawn) {
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.ended != Millis::max()) return;
    found->second.ended = world_.now();
    world_.tell(
        [&] { return "console   " + id.value + (withdrawn ? " is withdrawn" : " is decided by somebody else"); });
    witness_.ended_elsewhere(id);
}

std::vector<RequestId> Server::pending() const {
    std::vector<RequestId> ids;
    for (const auto& [id, entry] : entries_)
        if (entry.ended == Millis::max()) ids.push_back(id);
    return ids;
}

const ElevationRequest* Server::find(const RequestId& id) const {
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.ended != Millis::max()) return nullptr;
    return &found->second.facts.rbegin()->second;
}

bool Server::is_listed_twice(const RequestId& id) const {
    const auto found = entries_.find(id);
    if (found == entries_.end() || !found->second.twin) return false;
    return found->second.twin->from <= world_.now() && found->second.twin->until > world_.now();
}

Server::Page Server::snapshot(Millis as_of) {
    std::vector<ElevationRequest> requests;
    std::set<RequestId> twice;
    for (const auto& [id, entry] : entries_) {
        if (entry.raised > as_of || entry.ended <= as_of) continue;
        requests.push_back(std::prev(entry.facts.upper_bound(as_of))->second);
        if (entry.twin && entry.twin->from <= as_of && entry.twin->until > as_of) twice.insert(id);
    }
    std::ranges::sort(requests, [](const auto& a, const auto& b) {
        return std::tuple{a.requested, a.id} < std::tuple{b.requested, b.id};
    });
    if (next_list_lies && !lied_) {
        const auto honest = requests.size();
        const auto luck = chance_.below(3);
        std::erase_if(requests, [&](const auto&) { return luck == 0 || chance_.per_cent(50); });
        lied_ = requests.size() != honest;
        next_list_lies = false;
        if (lied_) world_.tell([&] { return std::string{"server    a list lacks rows that are pending"}; });
    } else {
        lied_ = false;
    }
    std::erase_if(twice, [&](const RequestId& id) {
        return std::ranges::find(requests, id, &ElevationRequest::id) == requests.end();
    });
    PendingList list{.requests = RequestList{std::move(requests)}, .twice = {}, .remarks = {}};
    mark_twice(list, twice);
    return {std::move(list), std::move(twice)};
}

void Server::list(LifeNumber whose, const LetterTo<Outcome<PendingList>>& answer) {
    const auto there = Millis{chance_.between(5, slow ? 4'000 : 120)};
    const auto back = Millis{chance_.between(5, slow ? 40'000 : 400)};
    const auto fate = chance_.below(1000);
    const auto asked = world_.now();
    const auto say = [this, whose, answer, asked](Millis after, Outcome<PendingList> list,
                                                  std::set<RequestId> twice = {}) {
        world_.in(after, whose, [this, answer, asked, list = std::move(list), twice = std::move(twice)]() mutable {
            witness_.list_arrived(list, twice, asked);
            answer->put(std::move(list));
        });
    };
    if (unreachable) return say(there, std::unexpected{unreachable_because("connection refused")});
    if (refuses_login) return say(there, std::unexpected{Failure{Trouble::rejected, "the credential is refused"}});
    if (fate < errors) return say(there + back, std::unexpected{unreachable_because("HTTP 503")});
    if (fate < errors + lost) return say(client_waits, std::unexpected{unreachable_because("no answer in time")});
    if (fate < errors + lost + malformed)
        return say(there + back, std::unexpected{Failure{Trouble::malformed, "the list is not complete"}});
    world_.in(there, nobody, [this, say, there, back] {
        auto page = snapshot(world_.now() - lag);
        if (there + back >= client_waits) {
            lied_ = false;
            return say(client_waits - there, std::unexpected{unreachable_because("no answer in time")});
        }
        say(back, std::move(page.list), std::move(page.twice));
    });
}

void Server::execute(const Instruction& said, bool& accepted) {
    const auto found = entries_.find(said.request);
    accepted = found != entries_.end() && (lenient_ || found->second.ended == Millis::max());
    world_.tell([&] {
        return "server    " + said.request.value + ": " + (said.choice.approve ? "approve " : "deny ") +
               (said.choice.approve ? spelling(said.choice.grant) : "") + " by " + said.approver +
               (accepted ? " takes effect" : " comes too late");
    });
    if (!accepted) return;
    found->second.ended = std::min(found->second.ended, world_.now());
    witness_.took_effect(said);
}

void Server::submit(LifeNumber whose, const Instruction& said, const LetterTo<Submission>& answer) {
    witness_.submitted(said);
    const auto there = Millis{chance_.between(5, slow ? 6'000 : 150)};
    const auto back = Millis{chance_.between(5, slow ? 36'000 : 500)};
    const auto fate = chance_.below(1000);
    const auto kind = chance_.below(4);
    const auto late = Millis{chance_.between(1'000, server_works.count())};
    const auto say = [this, whose, answer, said](Millis after, Submission submission) {
        world_.in(after, whose, [this, answer, said, submission = std::move(submission)]() mutable {
            witness_.answered(said, submission);
            answer->put(std::move(submission));
        });
    };
    if (unreachable) return say(there, NotDelivered{unreachable_because("connection refused")});
    if (refuses_login) return say(there, NotDelivered{{Trouble::rejected, "the credential is refused"}});
    if (turns_away) return say(there, NotDelivered{{Trouble::throttled, "HTTP 429", Millis{2'000}}});
    if (error_pages) return say(there + back, OutcomeUnknown{unreachable_because("HTTP 500")});
    if (fate < errors) {
        if (kind == 0) return say(there + back, Declined{"HTTP 400: try later"});
        if (kind == 1) return say(there, NotDelivered{{Trouble::throttled, "HTTP 429", Millis{2'000}}});
        // An error page, whatever was done behind it.
        world_.in(there, nobody, [this, said, effect = kind == 2] {
            bool accepted = false;
            if (effect) execute(said, accepted);
        });
        return say(there + std::min(back, client_waits - there), OutcomeUnknown{unreachable_because("HTTP 500")});
    }
    if (fate < errors + lost) {
        const auto cut = kind % 2 == 0 ? there + Millis{1} : client_waits;
        if (kind < 3)
            world_.in(kind == 2 ? late : there, nobody, [this, said] {
                bool accepted = false;
                execute(said, accepted);
            });
        return say(cut, OutcomeUnknown{unreachable_because("no answer in time")});
    }
    world_.in(there, nobody, [this, say, said, there, back] {
        bool accepted = false;
        execute(said, accepted);
        if (there + back >= client_waits)
            return say(client_waits - there, OutcomeUnknown{unreachable_because("no answer in time")});
        say(back, accepted ? Submission{Accepted{}} : Submission{AlreadyDecided{"HTTP 409: already decided"}});
    });
}

Async<Outcome<SharedList>> ServerSource::pending() {
    auto letter = std::make_shared<Letter<Outcome<PendingList>>>();
    server_.list(whose_, letter);
    auto list = co_await opened(letter);
    if (!list) co_return std::unexpected{list.error()};
    co_return testing::shared(last_, std::move(*list));
}

Async<Submission> ServerSource::submit(Instruction instruction) {
    auto letter = std::make_shared<Letter<Submission>>();
    server_.submit(whose_, instruction, letter);
    co_return co_await opened(letter);
}

}  // namespace privman::simulator
