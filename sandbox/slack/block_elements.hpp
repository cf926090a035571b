// The parts inside blocks, checked as strictly as Slack checks them: text objects, options, buttons, menus, inputs.
// Limits: https://docs.slack.dev/reference/block-kit
#pragma once

#include "sandbox/slack/json_node.hpp"

#include <cstddef>

namespace privman::sandbox::slack {

enum class TextKind { plain_only, any };

/// Where an element stands decides which types are allowed there.
enum class Slot { accessory, actions, context, input };

/// A text object of 1 to `most` characters.
void check_text(const JsonNode& text, TextKind kind, std::size_t most);

/// Any block element; an element that does not belong into `slot` is a complaint.
void check_element(const JsonNode& element, Slot slot);

}  // namespace privman::sandbox::slack
