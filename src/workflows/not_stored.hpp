// What people are told when something they wanted could not be stored.
#pragma once

#include "domain/words.hpp"
#include "ports/outcome.hpp"

namespace privman {

/// Their click decides nothing, because of that.
inline Words not_stored_safely(const Failure& why) {
    return Words{"Your click decided nothing: it could not be stored safely (" + for_people(why) +
                 "). Please try again."};
}

}  // namespace privman
