// Chance, passed in.
#pragma once

#include <cstdint>
#include <string>

namespace privman {

class Randomness {
public:
    virtual ~Randomness() = default;

    /// A number in [0, below); `below` must not be 0.
    virtual std::uint64_t below(std::uint64_t below) = 0;
    /// `bytes` random bytes, unguessable in the real implementation.
    virtual std::string bytes(std::size_t bytes) = 0;
};

}  // namespace privman
