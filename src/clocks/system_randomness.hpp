// Chance from the kernel.
#pragma once

#include "ports/randomness.hpp"

namespace privman::clocks {

/// Unguessable. Every number of a range is equally likely. Throws `std::system_error` when the kernel gives none.
class SystemRandomness final : public Randomness {
public:
    std::uint64_t below(std::uint64_t below) override;
    std::string bytes(std::size_t bytes) override;
};

}  // namespace privman::clocks
