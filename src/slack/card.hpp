// Cards as Block Kit: what a CardView looks like in Slack.
#pragma once

#include "domain/card_view.hpp"
#include "domain/ids.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace privman::slack {

/// The message (`text`, `blocks`, `metadata` and the switches against parsing), without channel and ts. `tag` is the
/// seal of attempt and facts. Never above 8000 characters of blocks, nor above any limit of Block Kit.
boost::json::object card_message(const CardView& view, const Attempt& attempt, const std::string& tag);

/// The same request as one plain line and two buttons, for when the card itself was refused. Approving grants what is
/// preselected, and the button says so.
boost::json::object minimal_card_message(const CardView& view, const Attempt& attempt, const std::string& tag);

}  // namespace privman::slack
