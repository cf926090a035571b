// What a complete list says about each life, stored. A list that says what the last one said costs only what has
// changed since: the rest of it is old news.
#include "workflows/watch_requests.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace privman {

namespace {

/// So many are stored at once: the store takes them together.
constexpr std::size_t told_at_once = 256;

bool should_be_listed(const Life& life) { return !has_ended(life) && !std::holds_alternative<Submitting>(life.stage); }

bool was_held_after_its_end(const Life& life) {
    const auto* settled = std::get_if<Settled>(&life.stage);
    return settled && settled->listed_again > 0;
}

unsigned times_listed_again(const Life& life) {
    if (const auto* settled = std::get_if<Settled>(&life.stage)) return settled->listed_again;
    if (const auto* unconfirmed = std::get_if<Unconfirmed>(&life.stage)) return unconfirmed->listed_again;
    return 0;
}

}  // namespace

struct WatchRequests::Telling {
    Read read;
    std::vector<const ElevationRequest*> requests;
    std::size_t next = 0;
    std::size_t at_work = 0;
    std::size_t not_stored = 0;
    std::string why;
    std::set<RequestId> restless;
    async::WaitList one_ended;
};

void WatchRequests::note_change(const Life* before, const Life* after) {
    const auto& id = after ? after->id : before->id;
    const auto keep = [&id](std::set<RequestId>& all, bool belongs) {
        if (belongs)
            all.insert(id);
        else
            all.erase(id);
    };
    keep(watched_, after && should_be_listed(*after));
    keep(held_after_end_, after && was_held_after_its_end(*after));
    // One that comes back into memory has ended long ago.
    if (before && !has_ended(*before) && after && has_ended(*after)) ended_meanwhile_.insert(id);
}

Async<void> WatchRequests::store(Read read) {
    co_await deps_.unattended.take_list(read);
    std::erase_if(learnt_, [&](const auto& entry) { return entry.second <= read->begun.boot; });
    const auto& journal = deps_.records.changed_lives();
    const auto before = journal.newest();
    const bool only_changes = stored_.read && stored_.read->list == read->list && journal.knows_since(stored_.lives);

    const auto telling = std::make_shared<Telling>();
    telling->read = read;
    telling->requests = to_tell(*read, only_changes);
    telling->at_work = std::min(told_at_once, telling->requests.size());
    for (auto workers = telling->at_work; workers > 0; --workers)
        deps_.tasks.start([this, telling] { return tell_the_next(*this, telling); });
    while (telling->at_work > 0) co_await telling->one_ended.wait();
    note_not_stored(telling->not_stored, telling->why);

    note_missing(*read, only_changes, stored_.lives);
    stored_.read = read;
    stored_.lives = before;
    stored_.restless = std::move(telling->restless);
    co_await close_the_gone(*read);
    deps_.unattended.list_is_stored();
    // What another bot has stored meanwhile.
    static_cast<void>(co_await deps_.records.refresh());
}

/// In the order of the list, but for those that are told of although it says nothing new.
std::vector<const ElevationRequest*> WatchRequests::to_tell(const ReadList& read, bool only_changes) const {
    std::vector<const ElevationRequest*> all;
    const auto add = [&](const ElevationRequest& request) {
        const auto* known = deps_.records.find(request.id);
        if (!known || !is_old_news(*known, request, read.list->twice.contains(request.id))) all.push_back(&request);
    };
    const auto& journal = deps_.records.changed_lives();
    if (!stored_.read || !journal.knows_since(stored_.lives)) {
        for (const auto& request : read.list->requests) add(request);
        return all;
    }
    auto again = stored_.restless;
    journal.since(stored_.lives, [&](const RequestId& id) { again.insert(id); });
    if (!only_changes) {
        const auto& before = *stored_.read->list;
        std::ranges::set_symmetric_difference(before.twice, read.list->twice, std::inserter(again, again.end()));
        // What both lists share says the same in both.
        std::unordered_set<const ElevationRequest*> shared;
        shared.reserve(before.requests.size());
        for (const auto& request : before.requests) shared.insert(&request);
        for (const auto& request : read.list->requests)
            if (!shared.contains(&request) || again.contains(request.id)) add(request);
        return all;
    }
    for (const auto& id : again)
        if (const auto* request = read.find(id)) add(*request);
    return all;
}

void WatchRequests::note_missing(const ReadList& read, bool only_changes, std::uint64_t since) {
    auto& missing = stored_.missing;
    const auto look = [&](const RequestId& id) {
        if (watched_.contains(id) && !read.find(id))
            missing.insert(id);
        else
            missing.erase(id);
    };
    if (only_changes && deps_.records.changed_lives().knows_since(since)) {
        deps_.records.changed_lives().since(since, look);
        return;
    }
    missing.clear();
    for (const auto& id : watched_) look(id);
}

Async<void> WatchRequests::tell_the_next(WatchRequests& self, std::shared_ptr<Telling> telling) {
    struct AtWork {
        Telling& telling;
        ~AtWork() {
            --telling.at_work;
            telling.one_ended.wake_all();
        }
    } at_work{*telling};
    while (telling->next < telling->requests.size()) {
        const auto& request = *telling->requests[telling->next++];
        const auto against = co_await self.tell(*telling->read, request);
        const auto* known = self.deps_.records.find(request.id);
        if (!known || !is_old_news(*known, request, telling->read->list->twice.contains(request.id)))
            telling->restless.insert(request.id);
        if (!against) continue;
        ++telling->not_stored;
        telling->why = against->what;
    }
}

/// Once for each trouble, not for each request of each list.
void WatchRequests::note_not_stored(std::size_t requests, const std::string& why) {
    if (requests > 0 && why != not_stored_)
        deps_.log.error("request.not_stored", "New requests could not be stored; it is tried again with every list",
                        {{"requests", requests}, {"why", why}});
    if (requests == 0 && !not_stored_.empty())
        deps_.log.info("request.stored_again", "Every request of the list is stored again");
    not_stored_ = why;
}

Async<std::optional<Failure>> WatchRequests::begin(const ElevationRequest& request, bool twice) {
    auto& records = deps_.records;
    auto seen_at = deps_.clock.moment();
    // What a store that remembers nothing finds in its first list may have been there for long.
    const auto& schedule = deps_.settings.now().schedule;
    if (!remembers_ && !request.requested && schedule && schedule->enabled_at)
        seen_at.wall = std::min(seen_at.wall, *schedule->enabled_at);
    auto life = first_seen(request, seen_at);
    life.twice_listed = twice;
    const auto damaged = records.damaged().find(request.id);
    const auto why = damaged == records.damaged().end() ? std::string{} : damaged->second.why;
    const auto stored = co_await records.begin(std::move(life));
    if (!stored) co_return stored.error();
    if (!why.empty()) say_set_aside(request.id, why);
    deps_.tally.requests_seen.add();
    deps_.log.info("request.seen", "A new elevation request",
                   {{"request", request.id.value}, {"user", request.user}, {"computer", request.computer}});
    co_return std::nullopt;
}

void WatchRequests::say_set_aside(const RequestId& id, const std::string& why) {
    deps_.log.error("request.set_aside", "The stored record of a request could not be read; it was set aside",
                    {{"request", id.value}, {"why", why}});
    deps_.announcer.to_admins(Words{"My record of request "}
                              << Code{id.value} << " was damaged (" << why
                              << "). I have set it aside and begun anew from Privilege Manager's list: nobody "
                                 "can decide it here for about four minutes, and it is never approved "
                                 "automatically. The damaged record is kept in the state store.");
}

bool WatchRequests::is_another_witness(const Life& life, const ReadList& read) {
    if (times_listed_again(life) == 0) return true;
    // Of a list from before a restart nobody knows when it was read: this one takes its place.
    const auto [last, is_new] = witnessed_.emplace(life.id, read.ended);
    return !is_new && read.begun.boot >= last->second + std::min(lists_apart_at_most, interval_);
}

void WatchRequests::note_witness(const RequestId& id, unsigned before, const Life& after, const ReadList& read) {
    const auto now = times_listed_again(after);
    if (now == 0 || now >= 2)
        witnessed_.erase(id);
    else if (now > before)
        witnessed_[id] = read.ended;
}

Async<std::optional<Failure>> WatchRequests::tell(const ReadList& read, const ElevationRequest& request) {
    auto& records = deps_.records;
    const bool twice = read.list->twice.contains(request.id);
    if (!records.find(request.id)) {
        auto against = co_await begin(request, twice);
        // It is known, and at rest; or what is stored of it cannot be read, which only a look at it tells.
        if (!against || (against->kind != Trouble::conflict && against->kind != Trouble::malformed)) co_return against;
        const auto recalled = co_await records.recall(request.id);
        if (!recalled) co_return recalled.error();
        if (!*recalled) co_return co_await begin(request, twice);
    }
    // Asked of the life as it is when this is stored: it may wait behind the very change that ended it.
    const auto is_later_than = [&](const Life& life) {
        // The list was asked for before this end was known, or before a later one that was read for a decision: it
        // says nothing against it.
        const auto* stored = records.find(request.id);
        const bool ends_now = stored && !has_ended(*stored);
        return (has_ended(life) && (ends_now || ended_meanwhile_.contains(request.id))) || learnt_.contains(request.id);
    };
    if (is_later_than(*records.find(request.id))) co_return std::nullopt;
    unsigned times_before = 0;
    bool said_before = false;
    const auto after = co_await records.amend(request.id, [&](Life life) {
        times_before = times_listed_again(life);
        said_before = std::holds_alternative<Settled>(life.stage) && times_before >= 2;
        if (is_later_than(life)) return life;
        const Listed happening{request, twice, is_another_witness(life, read), read.begun};
        return react(std::move(life), happening, deps_.clock.moment());
    });
    if (!after) co_return std::nullopt;
    note_witness(request.id, times_before, *after, read);
    if (const auto* settled = std::get_if<Settled>(&after->stage);
        settled && settled->listed_again >= 2 && !said_before) {
        deps_.tally.still_listed.add();
        deps_.log.error("decision.still_listed", "Privilege Manager confirmed a decision and still lists the request",
                        {{"request", request.id.value}});
        deps_.announcer.to_admins(Words{"Privilege Manager confirmed a decision on request "}
                                  << Code{request.id.value} << " and still lists it as pending. Check the console.");
    }
    co_return std::nullopt;
}

Async<void> WatchRequests::close_the_gone(const ReadList& read) {
    std::vector<RequestId> no_longer_listed;
    for (const auto& id : held_after_end_)
        if (!read.find(id)) no_longer_listed.push_back(id);
    for (const auto& id : no_longer_listed) co_await deps_.records.tell(id, Missing{});
    const ListTimes times{read.begun.boot, read.ended};
    for (const auto& id : vanishing_.complete_list(stored_.missing, watched_.size(), times)) {
        const auto after = co_await deps_.records.tell(id, Missing{});
        if (!after) continue;
        if (std::holds_alternative<Gone>(after->stage))
            deps_.tally.decisions(DecisionKind::unknown, DecisionOrigin::elsewhere).add();
        deps_.log.info("request.gone", "A request is no longer pending in Privilege Manager", {{"request", id.value}});
    }
}

}  // namespace privman
