// The instance's own description of its calls, as the product serves it: an OpenAPI 2 document of the profile in force.
#pragma once

#include "contract/profile.hpp"

#include <boost/json/object.hpp>

#include <string_view>

namespace privman::sandbox::pm {

/// `host` goes into the document as it is ("127.0.0.1:8420").
[[nodiscard]] boost::json::object api_document(const contract::Profile& profile, std::string_view host);

}  // namespace privman::sandbox::pm
