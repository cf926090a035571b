// In which order people said things: by the chat product's own clock, which names every message by its moment.
#pragma once

#include "domain/ids.hpp"

namespace privman {

/// `one` was written before `other`. False when either is empty or no moment: what is not known is not held against
/// anybody.
bool written_before(const MessageTs& one, const MessageTs& other);

/// The later of the two; the one that is known when the other is not.
const MessageTs& later_of(const MessageTs& one, const MessageTs& other);

}  // namespace privman
