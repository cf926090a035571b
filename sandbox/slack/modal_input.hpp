// What a person types into a modal: checked as Slack's client does before it sends, and what an app's errors may refer
// to.
#pragma once

#include "sandbox/slack/views.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace privman::sandbox::slack {

/// Files `values` ({block id: {action id: value}}) as the owner's input; texts as they are, selects by the value of the
/// option. Throws `BadCall` for a block or action the view does not have, and for an input left empty that is not
/// optional.
void enter_values(View& view, const json::object& values);

/// Why Slack would not show these errors of a submission's ack: not an object, or keyed by something that is no input
/// block. Nothing when they are fine.
[[nodiscard]] std::optional<std::string> fault_in_errors(const View& view, const json::value* errors);

}  // namespace privman::sandbox::slack
