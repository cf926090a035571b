// What always waits for people, in words: all of it for those who may know it, a number for the others.
#pragma once

#include "domain/pattern.hpp"
#include "domain/words.hpp"

#include <span>

namespace privman {

enum class FencesFor {
    channel,  ///< whoever reads there: how many there are
    insider,  ///< an admin or a listed approver, privately: all of them
};

/// One line, or one for each pattern; empty when there is none.
Words fences_in_words(std::span<const RequestPattern> fences, FencesFor reader);

}  // namespace privman
