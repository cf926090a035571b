// From an instance's own API description (OpenAPI 2 or 3) to a contract profile: what can be told is written down, what
// is a guess is called one. It calls nobody and decides nothing.
#pragma once

#include "contract/profile.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace privman::contract_finder {

/// One operation of the description that has to do with approvals.
struct Operation {
    std::string method;
    std::string
        path;  ///< as a profile would say it: relative to the base URL, parameters as the description names them
    std::string summary;
    std::vector<std::string> parameters;  ///< `id (path)`, `Response (body)`, …
    bool chosen = false;                  ///< used in the profile
};

struct Finding {
    std::vector<Operation> operations;  ///< everything that mentions approvals, in the order of the description
    contract::Profile profile;          ///< never `verified`
    std::vector<std::string> read;      ///< what the description says for sure, one sentence each
    std::vector<std::string> guessed;   ///< what was filled in, one sentence each, with what to check
};

/// What could not be found, for a human; or the finding. `base` (the built-in contract) fills the gaps. Never throws on
/// bad input.
[[nodiscard]] std::expected<Finding, std::string> find_contract(std::string_view description, contract::Profile base);

}  // namespace privman::contract_finder
