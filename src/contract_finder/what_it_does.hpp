// What address, name and sentence of an operation say it does to a request: approves, denies, something else, nothing.
#pragma once

#include "contract_finder/read_operations.hpp"

#include <string>

namespace privman::contract_finder {

/// Whether words speak of approving, of denying, or of both.
struct Meanings {
    bool approval = false;
    bool denial = false;

    explicit Meanings(const Words& words);
    [[nodiscard]] bool none() const { return !approval && !denial; }
    [[nodiscard]] bool both() const { return approval && denial; }
    [[nodiscard]] bool only_approval() const { return approval && !denial; }
    [[nodiscard]] bool only_denial() const { return denial && !approval; }
};

/// Things around approvals that are not one request's decision.
[[nodiscard]] bool is_about_something_else(const Described&);

/// The first word of address or name that is neither a known word for deciding nor for what is decided; empty: there is
/// none. Under such a word a flag `approved` may mean anything.
[[nodiscard]] std::string unknown_word(const Described&);

/// Address, name or sentence has a word for changing something: no list, whatever else it says.
[[nodiscard]] bool speaks_of_changing(const Described&);

/// Part of the same thing as `decider`, or about approvals at all.
[[nodiscard]] bool belongs_to(const Described& other, const Described& decider);

/// It changes one request, and says only that it denies.
[[nodiscard]] bool says_that_it_denies(const Described&);

/// Whether the denial that belongs to `approve` could be `other`. Doubts count: a DELETE of the request, a word that
/// nobody knows, a cancelling.
[[nodiscard]] bool could_be_the_denial(const Described& other, const Described& approve, const Schemas& schemas);

}  // namespace privman::contract_finder
