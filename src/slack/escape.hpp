// Other people's text made fit to be shown: nothing hidden, nothing too long, nothing interpreted. In this order:
// clean (`slack/clean`), cut (`slack/cut`), escape.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace privman::slack {

/// Literal in mrkdwn with `verbatim`: & < > escaped, formatting characters followed by a word joiner.
std::string escape_mrkdwn(std::string_view text);

/// Only & < >: for text that is not formatted anyway (a message's top-level text, inside back-ticks).
std::string escape_entities(std::string_view text);

/// clean + cut: for plain_text objects, which want no escaping.
std::string for_plain_text(std::string_view text, std::size_t limit);

/// clean + cut + escape, the result within `limit` although entities grow.
std::string for_mrkdwn(std::string_view text, std::size_t limit);

/// clean + cut + entities, the result within `limit`: for the top-level `text`.
std::string for_message_text(std::string_view text, std::size_t limit);

/// A person's, channel's or team's id as Slack makes them: safe between `<@` and `>`.
bool is_slack_id(std::string_view id);

}  // namespace privman::slack
