// What somebody was ever called, remembered before anything depends on it.
#pragma once

#include "domain/fold.hpp"
#include "domain/person.hpp"
#include "observe/log.hpp"
#include "workflows/records.hpp"

#include <string>
#include <vector>

namespace privman {

/// Every name that this person was ever seen with, the present ones stored among them. Stores only when there is a new
/// one; fails when the store does not take it. When no room is left, the present ones are answered all the same.
Async<Outcome<std::vector<std::string>>> names_ever_seen(Records& records, Person person, Fold fold);

/// The same for somebody about whom nothing is to be decided now: what cannot be stored is tried again at the next
/// sight. Nobody's name of whom nothing will ever depend: bots, and people of other companies.
Async<void> remember_names(Records& records, Person person, Fold fold, observe::Log& log);

}  // namespace privman
