// One message among the cards of a life: finding it, changing it, dropping it.
#pragma once

#include "domain/request_life.hpp"

#include <functional>

namespace privman {

/// The message that stands in this channel under this attempt; null when none is known to.
const CardCopy* copy_that_stands(const Life&, const ChannelId&, const Attempt&);
/// The life in which `change` was made to that copy, whether or not it stands.
Life with_copy(Life, const ChannelId&, const Attempt&, const std::function<void(CardCopy&)>& change);
Life without_copy(Life, const ChannelId&, const Attempt&);

}  // namespace privman
