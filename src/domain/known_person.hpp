// What somebody in the chat was called when they were seen: whoever renames themselves is still who they were.
#pragma once

#include "domain/fold.hpp"
#include "domain/ids.hpp"
#include "domain/person.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace privman {

struct KnownPerson {
    UserId id;
    std::uint64_t version = 0;       ///< of the stored record; 0 = never stored
    std::vector<std::string> names;  ///< the oldest first; no two that fold to the same
    std::string unknown;             ///< fields that a newer version has stored; kept as they are

    friend bool operator==(const KnownPerson&, const KnownPerson&) = default;
};

/// When they are all taken the oldest stay: what somebody was called before anybody looked counts most.
inline constexpr std::size_t most_names_kept = 32;
/// Bytes; what is longer is cut between characters. Slack allows 80 characters.
inline constexpr std::size_t longest_name_kept = 320;
inline constexpr std::size_t most_people_kept = 20'000;

/// What this person is called now: handle, display name, real name and further ones, none of them empty or twice.
std::vector<std::string> names_of(const Person& person);

/// With those of `names` that it does not hold yet, as far as there is room.
KnownPerson having_seen(KnownPerson known, const std::vector<std::string>& names, const Fold& fold);

}  // namespace privman
