// Unicode's own word for "the same spelling".
#pragma once

#include <string>
#include <string_view>

namespace privman::unicode {

/// `domain/fold` by the Unicode standard: case folding, compatibility decomposition (NFKD), and nothing that is default
/// ignorable (zero-width and soft characters, variation selectors). Bytes that are not UTF-8, and code points that are
/// not assigned, are kept. At most a few dozen times longer than `text`.
std::string fold(std::string_view text);

}  // namespace privman::unicode
