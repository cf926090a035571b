// Is the account that asks the account of this person? Nobody decides for themselves, whatever they are called today.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/fold.hpp"
#include "domain/name_words.hpp"

#include <span>
#include <string>
#include <vector>

namespace privman {

/// One way to read a name, with what comparing needs.
struct NameReading {
    explicit NameReading(NameWords read);

    NameWords words;
    NameWords full;        ///< those that say more than a letter, each once, without digraphs, sorted
    std::string together;  ///< all of them in one, without digraphs
};

/// The names of one person, read once and compared often.
class KnownNames {
public:
    KnownNames() = default;
    /// Handle, display name, real name, and whatever else they were called: in any order.
    KnownNames(std::span<const std::string> names, const Fold& fold);

    [[nodiscard]] const std::vector<NameReading>& readings() const { return readings_; }

private:
    std::vector<NameReading> readings_;
};

/// Whose account asks, read once: its user part, and its display name.
class RequesterNames {
public:
    RequesterNames(const ElevationRequest& request, const Fold& fold);

    [[nodiscard]] const std::vector<NameReading>& account() const { return account_; }
    [[nodiscard]] const std::vector<NameReading>& full_name() const { return full_name_; }

private:
    std::vector<NameReading> account_;
    std::vector<NameReading> full_name_;
};

/// True when one of the names is the account's user part or its display name: the same words in any order, more words
/// on one side (a middle name, a department), or written together. A name of one word matches only the whole account.
/// Marks of second accounts do not count. Initials (`jdoe` or `J. Doe` for John Doe) and a number at the end of an
/// account (`jdoe2`) count where no full name on both sides says that these are two people.
bool same_person(const KnownNames& names, const RequesterNames& requester);

}  // namespace privman
