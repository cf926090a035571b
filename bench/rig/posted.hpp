// A message as the Web API is asked to post or edit it, as JSON or as a form.
#pragma once

#include "bench/rig/server.hpp"

#include <string>

namespace privman::bench {

struct Posted {
    std::string channel;
    std::string ts;  ///< empty in a new one
    std::string text;
    std::string blocks;         ///< JSON; empty: none
    std::string approve_value;  ///< of the button `approve`; empty: there is none
    std::string approve_block;
};

/// What is missing or malformed stays empty.
Posted read_posted(const Request& request);

/// One argument of a call that takes a form or a query.
std::string argument(const Request& request, std::string_view name);

}  // namespace privman::bench
