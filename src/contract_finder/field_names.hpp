// Which property of a row is which of our fields.
#pragma once

#include "contract/profile.hpp"
#include "contract_finder/schemas.hpp"

#include <map>
#include <string>
#include <vector>

namespace privman::contract_finder {

struct NamedField {
    std::vector<std::string> keys;  ///< as the instance spells them, the best first
    bool known = false;             ///< the name is one that the contract knew before
};

/// Never has `signer`. `known` is the field map of a contract whose names are trusted.
[[nodiscard]] std::map<contract::Field, NamedField> name_fields(const std::vector<Property>& row, const Schemas&,
                                                                const contract::FieldMap& known);

}  // namespace privman::contract_finder
