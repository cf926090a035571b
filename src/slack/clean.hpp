// Other people's text made visible: whatever a reader would not see, or would take for something else, is named.
#pragma once

#include <string>
#include <string_view>

namespace privman::slack {

/// Valid UTF-8 in which nothing is hidden. Every space but U+0020, and whatever is not seen or only changes the
/// character before it, is shown by name (`<U+00A0>`), controls as their symbols (`␀`), line ends as ` ⏎ `, bad bytes
/// as U+FFFD. Such characters in a row become one short piece with their number: `<1500 blanks>`, `<U+200B ×9>`.
/// Letters of a script that the rest does not use are followed by its name (`о<Cyrillic>`), see `foreign_letters`;
/// characters that look like a path's separators are named. Everything else stays, in its order. Not for text that is
/// clean already.
std::string clean(std::string_view text);

/// `clean` for a text that stands alone: a blank before or after it is named as well.
std::string clean_value(std::string_view text);

}  // namespace privman::slack
