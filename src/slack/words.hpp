// Words as mrkdwn: mentions, channels and moments become Slack's tokens, everything else stays literal.
#pragma once

#include "domain/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <string>

namespace privman::slack {

/// For a text object with `verbatim: true`. Not cut.
std::string mrkdwn(const Words& words);

/// Slack's limit for a text object is 3000; five per cent below, since its unit is not documented.
inline constexpr std::size_t section_limit = 2850;

/// Section blocks that hold the words, each within `text_limit` (at least 200), broken between lines where possible; at
/// most `max_blocks`, the last one then says that the rest was cut. Empty words give no block.
boost::json::array sections_of(const Words& words, std::size_t max_blocks = 10, std::size_t text_limit = section_limit);

/// A whole message made of words: `blocks`, and `text` for notifications.
boost::json::object message_of(const Words& words);

/// `<!date^…>` with a fallback in UTC.
std::string date_token(WallTime when);

}  // namespace privman::slack
