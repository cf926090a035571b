#include "workflows/new_attempt.hpp"

#include <string>

namespace privman {

Attempt new_attempt(Randomness& randomness) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const char c : randomness.bytes(8)) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return Attempt{text};
}

}  // namespace privman
