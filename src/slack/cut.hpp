// Clean text made to fit: what is lost is counted where it was, and what is seen goes last.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace privman::slack {

/// Length as Slack's limits are taken here: UTF-16 units. `text` must be valid UTF-8.
std::size_t length_of(std::string_view text);

/// At most `limit` UTF-16 units: head and tail stay, the middle says how much is missing ("… 123 characters cut …").
/// Before anything is cut, spelled blanks (`slack/blank_run`) are said more briefly, so that no number of them costs
/// what is seen its place. Cuts between code points only, and not within a spelled piece. `limit` must be at least 40;
/// `text` as `clean` makes it.
std::string cut_middle(std::string_view text, std::size_t limit);

}  // namespace privman::slack
