// Block Kit as Slack's server checks it: blocks of messages, modal and home views.
// Limits: https://docs.slack.dev/reference/block-kit/blocks
#pragma once

#include "sandbox/slack/json_node.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>

namespace privman::sandbox::slack {

enum class Surface { message, modal, home };

/// A view may not be larger than this when written as JSON.
inline constexpr std::size_t view_bytes_limit = 250'000;
/// All texts of a message's blocks together. No official figure; refusals are reported from about here.
inline constexpr std::size_t block_text_limit = 12'000;

/// Everything Slack would refuse about `blocks`, which is the value of a "blocks" member; empty means valid.
[[nodiscard]] Complaints complaints_about_blocks(const json::value& blocks, Surface surface);

/// The same for a whole view (modal or home). Its size is not looked at.
[[nodiscard]] Complaints complaints_about_view(const json::value& view);

/// Characters in all text objects together.
[[nodiscard]] std::size_t text_length(const json::value& blocks);

/// What Slack adds when it stores blocks: a `block_id` and `action_id` where the app gave none, `emoji` and `verbatim`.
void complete_blocks(json::array& blocks);

}  // namespace privman::sandbox::slack
