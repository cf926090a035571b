#include "workflows/known_names.hpp"

#include "domain/known_person.hpp"

#include <algorithm>

namespace privman {

Async<Outcome<std::vector<std::string>>> names_ever_seen(Records& records, Person person, Fold fold) {
    const auto now = names_of(person);
    const auto& people = records.people();
    const auto found = people.find(person.id);
    std::vector<std::string> all;
    const bool room = found != people.end() || people.size() < most_people_kept;
    const auto known = found == people.end() ? KnownPerson{.id = person.id} : found->second;
    if (room && having_seen(known, now, fold) != known) {
        const auto stored = co_await records.amend_person(
            person.id, [now, fold](KnownPerson before) { return having_seen(std::move(before), now, fold); });
        if (!stored) co_return std::unexpected{stored.error()};
        all = stored->names;
    } else {
        all = known.names;
    }
    for (const auto& name : now)
        if (std::ranges::find(all, name) == all.end()) all.push_back(name);
    co_return all;
}

Async<void> remember_names(Records& records, Person person, Fold fold, observe::Log& log) {
    if (person.bot || person.stranger) co_return;
    const auto id = person.id;
    const auto names = co_await names_ever_seen(records, std::move(person), std::move(fold));
    if (!names)
        log.warning("person.not_remembered", "What somebody is called could not be stored; it is tried again",
                    {{"person", id.value}, {"why", names.error().what}});
}

}  // namespace privman
