// The login call and how the token travels, as far as a description says it.
#pragma once

#include "contract/profile.hpp"
#include "contract_finder/encodings.hpp"
#include "contract_finder/read_operations.hpp"

namespace privman::contract_finder {

void find_sign_in(const boost::json::object& document, const Api&, const Schemas&, contract::Profile&, Notes&);

}  // namespace privman::contract_finder
