#include "domain/glob.hpp"

#include "domain/utf8.hpp"

#include <optional>
#include <string>

namespace privman {

namespace {

std::u32string without_case(std::string_view text) {
    std::u32string out;
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        text.remove_prefix(length);
        out += fold_case(point);
    }
    return out;
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view text) {
    const auto wanted = without_case(glob);
    const auto given = without_case(text);
    std::size_t w = 0;
    std::size_t g = 0;
    // Only the last star is ever taken back: what an earlier one could take more of, the last one can too.
    std::optional<std::size_t> star;
    std::size_t star_took_until = 0;
    while (g < given.size()) {
        if (w < wanted.size() && wanted[w] == '*') {
            star = w++;
            star_took_until = g;
        } else if (w < wanted.size() && (wanted[w] == '?' || wanted[w] == given[g])) {
            ++w;
            ++g;
        } else if (star) {
            w = *star + 1;
            g = ++star_took_until;
        } else {
            return false;
        }
    }
    while (w < wanted.size() && wanted[w] == '*') ++w;
    return w == wanted.size();
}

}  // namespace privman
