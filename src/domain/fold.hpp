// When two spellings are the same word. What that means for every script is a library's business, so it is passed in.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace privman {

/// Spellings that people take for one word come out as the same text: without case, compatibility forms taken apart
/// (full width, ligatures, composed letters), invisible characters left out. Bytes that are not UTF-8 stay as they are,
/// so that what cannot be read is never taken for something else. Folding twice changes nothing more.
using Fold = std::function<std::string(std::string_view)>;

}  // namespace privman
