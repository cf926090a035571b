// Whether a rule about paths could mean the program that somebody asks for.
#pragma once

#include "domain/fold.hpp"
#include "domain/spelling.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace privman {

/// Longer ones were cut on their way, or were made to be hard to judge: they can be any path.
inline constexpr std::size_t longest_judged_path = 4096;  ///< bytes

/// Every path that a request's path can be, worked out once and held against many rules.
class PossiblePaths {
public:
    /// `computer` is the request's own: its shares are this machine's folders.
    PossiblePaths(std::string_view path, std::string_view computer, const Fold& fold);

    /// Whether a file that the glob means could be the one that is asked for. The whole path must match; `*` and `?`
    /// match separators too. What cannot be told is a match: it holds, and never lets through.
    [[nodiscard]] bool could_match(std::string_view glob) const;

private:
    void read(std::string_view text, std::string_view computer);

    std::string path_;
    Fold fold_;
    bool anything_ = false;
    std::vector<Spelling> windows_{};
    std::vector<Spelling> posix_{};
};

}  // namespace privman
