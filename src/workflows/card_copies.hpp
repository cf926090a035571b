// One message among the cards of a life: finding it, changing it, dropping it; and what a failed call says about it.
#pragma once

#include "domain/request_life.hpp"
#include "ports/outcome.hpp"

#include <functional>

namespace privman {

/// The message that stands in this channel under this attempt; null when none is known to.
const CardCopy* copy_that_stands(const Life&, const ChannelId&, const Attempt&);
/// The life in which `change` was made to that copy, whether or not it stands.
Life with_copy(Life, const ChannelId&, const Attempt&, const std::function<void(CardCopy&)>& change);
Life without_copy(Life, const ChannelId&, const Attempt&);

/// The answer never came, or made no sense: what was asked for may have been done all the same.
bool may_have_happened(const Failure&);

}  // namespace privman
