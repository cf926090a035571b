// Blots out secrets: those that were named, in every spelling in which they travel, and what looks like one of the
// credentials that this program handles.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace privman::observe {

class Redactor {
public:
    static constexpr std::size_t shortest_secret = 4;

    /// Blots out `secret` from now on: as it is, JSON-escaped, URL-encoded (also as a form field), in hex and inside
    /// base64 (both alphabets, at any offset, so that `user:password` of a Basic header is covered too).
    void forget(std::string secret);

    /// The same for secrets that are replaced every few hours: only the latest `most_passing` different ones are kept,
    /// so that a process that runs for years does not look for thousands of expired ones in every line.
    void forget_passing(std::string secret);
    static constexpr std::size_t most_passing = 32;

    /// `text` with `***` for each secret, each Slack token (`xox?-`, `xapp-`), each `ticket=` and `Bearer` value and
    /// each path behind `hooks.slack.com/`.
    [[nodiscard]] std::string clean(std::string_view text) const;

private:
    void spell_out();
    /// The longest spelling with which `text`, of four bytes at least, begins.
    [[nodiscard]] const std::string* spelling_at(std::string_view text) const;

    std::vector<std::string> passing_;  ///< oldest first
    std::vector<std::string> lasting_;
    std::vector<std::string> spellings_;  ///< longest first, so that no tail of a longer one is left standing
    std::bitset<1u << 16> heads_;         ///< of the hashes of their first four bytes
    std::unordered_map<std::uint32_t, std::vector<std::size_t>> by_head_;  ///< places in `spellings_`
};

}  // namespace privman::observe
