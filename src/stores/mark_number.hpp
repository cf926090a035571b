// The marks of stores that count what they store: 1, 2, 3 …
#pragma once

#include "ports/state_store.hpp"

#include <charconv>
#include <cstdint>
#include <string>

namespace privman::stores {

inline Mark mark_of(std::uint64_t number) { return number == 0 ? Mark{} : Mark{std::to_string(number)}; }

/// Of what is no number: 0, as if nothing were known.
inline std::uint64_t number_of(const Mark& mark) {
    std::uint64_t number = 0;
    const auto& token = mark.token();
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
    return error == std::errc{} && end == token.data() + token.size() ? number : 0;
}

}  // namespace privman::stores
