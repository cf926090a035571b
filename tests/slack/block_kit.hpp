// Slack's limits on messages, checked the way Slack would: the first fault found, or an empty text.
#pragma once

#include <boost/json/object.hpp>

#include <string>

namespace privman::slack::testing {

/// https://docs.slack.dev/reference/block-kit: what `invalid_blocks` would be about.
std::string fault_in(const boost::json::object& message);

/// Every text that the message shows, in order, each on a line of its own.
std::string shown(const boost::json::object& message);

}  // namespace privman::slack::testing
