// Blots out secrets: those that were named, in every spelling in which they travel, and what looks like one of the
// credentials that this program handles.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace privman::observe {

class Redactor {
public:
    static constexpr std::size_t shortest_secret = 4;

    /// Blots out `secret` from now on: as it is, JSON-escaped, URL-encoded (also as a form field), in hex and inside
    /// base64 (both alphabets, at any offset, so that `user:password` of a Basic header is covered too).
    void forget(std::string secret);

    /// `text` with `***` for each secret, each Slack token (`xox?-`, `xapp-`), each `ticket=` and `Bearer` value and
    /// each path behind `hooks.slack.com/`.
    [[nodiscard]] std::string clean(std::string_view text) const;

private:
    std::vector<std::string> spellings_;  ///< longest first, so that no tail of a longer one is left standing
};

}  // namespace privman::observe
