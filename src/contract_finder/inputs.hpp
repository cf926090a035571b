// Everything that a call can carry, and what each of it means for a decision.
#pragma once

#include "contract_finder/read_operations.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace privman::contract_finder {

/// A parameter, or a leaf of a JSON body.
struct Input {
    enum class Where { path, query, header, form, body };
    Where where = Where::body;
    std::vector<std::string> keys;  ///< the way to it in a body; else its name
    const boost::json::object* schema = nullptr;
    bool required = false;
    std::string description;
    Words words;  ///< of all its keys

    [[nodiscard]] std::string shown() const;  ///< `id (path)`
};

[[nodiscard]] std::vector<Input> inputs_of(const Described&, const Schemas&);

/// Where a call says which of the two it is, and how.
struct Verdict {
    std::size_t input = 0;
    boost::json::value approval;
    boost::json::value denial;
    bool from_list = false;  ///< the values stand in the description as such, not in a sentence
};

/// What the inputs of a decision are for, by their numbers.
struct Purposes {
    std::optional<std::size_t> id, duration, unit, one_time, comment, approver;
    bool length_unwritable = false;  ///< duration and unit are there, in a form that is never sent
    std::optional<Verdict> verdict;
    bool verdict_unclear = false;  ///< something says which it is, but not how
};

[[nodiscard]] Purposes purposes_of(const std::vector<Input>&, const Schemas&);

/// How much an input looks like the name of a request: 0 is not at all.
[[nodiscard]] int likeness_to_id(const Input&, const Schemas&);

}  // namespace privman::contract_finder
