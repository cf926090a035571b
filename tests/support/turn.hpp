// One turn of the loop: no fake completes inline, as no real port does.
#pragma once

#include "ports/outcome.hpp"

namespace privman::testing {

Async<void> a_turn();

}  // namespace privman::testing
