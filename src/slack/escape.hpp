// Other people's text made fit to be shown: nothing hidden, nothing too long, nothing interpreted. In this order:
// clean, cut, escape.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace privman::slack {

/// Valid UTF-8 in which everything invisible is visible: controls as their symbols (`␀`), bidi, zero-width and tag
/// characters as `<U+202E>`, line ends as ` ⏎ `, bad bytes as U+FFFD. Tabs become spaces.
std::string clean(std::string_view text);

/// Length as Slack's limits are taken here: UTF-16 units. `text` must be valid UTF-8.
std::size_t length_of(std::string_view text);

/// At most `limit` UTF-16 units: head and tail stay, the middle says how much is missing ("… 123 characters cut …").
/// Cuts between code points only. `limit` must be at least 40; `text` valid UTF-8.
std::string cut_middle(std::string_view text, std::size_t limit);

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
