// Which operations can list, approve and deny: each with what it says of itself, so that the best can be chosen.
#pragma once

#include "contract/profile.hpp"
#include "contract_finder/inputs.hpp"
#include "contract_finder/rows.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace privman::contract_finder {

enum class Role { none, approve, deny, either };

/// An operation that could decide, with the purposes of its inputs.
struct Decider {
    const Described* operation = nullptr;
    Role role = Role::none;
    std::vector<Input> inputs;
    Purposes purposes;
    bool named_approve = false;  ///< with `either`: takes both words, but its name speaks of approving alone
    int trust = 0;
};

struct Lister {
    const Described* operation = nullptr;
    std::vector<Input> inputs;
    std::optional<Rows> rows;  ///< nothing when the answer is not described
    int trust = 0;
};

/// The two calls of a decision; for one that says it inside, both are the same.
struct Deciders {
    Decider approve;
    Decider deny;
    std::string rivals;  ///< others that looked as good, for the human
};

/// `why_not` says in a few words why something that speaks of approvals decides nothing.
[[nodiscard]] Decider as_decider(const Described&, const Schemas&, std::string& why_not);
[[nodiscard]] std::optional<Lister> as_lister(const Described&, const Schemas&);

/// Nothing when no pair is there that certainly says which is which. One call serves as both only when none of
/// `operations` could be a denial of its own; `doubts` says which one could.
[[nodiscard]] std::optional<Deciders> choose_deciders(const std::vector<Decider>&,
                                                      const std::vector<Described>& operations, const Schemas&,
                                                      const Lister* list, std::string& doubts);

/// Fills the template. Values that were not recognised but are required get their default or their only value; what is
/// left is named in `notes`. Nothing when the request cannot be named.
[[nodiscard]] std::optional<contract::Call> call_of(const Decider&, bool approve, const Schemas&, Notes&);
[[nodiscard]] std::optional<contract::Call> call_of(const Lister&, const Schemas&, Notes&);

}  // namespace privman::contract_finder
