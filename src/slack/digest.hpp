// The digest of requests that wait without a card of their own, as Block Kit.
#pragma once

#include "domain/digest_view.hpp"

#include <boost/json/object.hpp>

namespace privman::slack {

/// The message, without channel and ts; with a "Show more" button while something waits without a card.
boost::json::object digest_message(const DigestView& view);

}  // namespace privman::slack
