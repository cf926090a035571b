#include "clocks/system_randomness.hpp"

#include <cerrno>
#include <limits>
#include <stdexcept>
#include <sys/random.h>
#include <system_error>

namespace privman::clocks {

namespace {

void fill(void* place, std::size_t size) {
    auto* at = static_cast<unsigned char*>(place);
    while (size > 0) {
        const auto got = ::getrandom(at, size, 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            throw std::system_error{errno, std::generic_category(), "getrandom"};
        }
        at += got;
        size -= static_cast<std::size_t>(got);
    }
}

}  // namespace

std::uint64_t SystemRandomness::below(std::uint64_t below) {
    if (below == 0) throw std::invalid_argument{"there is no number below 0"};
    // What does not fit a whole number of times would make small numbers likelier: thrown away and drawn again.
    const auto uneven = (std::numeric_limits<std::uint64_t>::max() % below + 1) % below;
    const auto last_even = std::numeric_limits<std::uint64_t>::max() - uneven;
    std::uint64_t draw = 0;
    do fill(&draw, sizeof draw);
    while (draw > last_even);
    return draw % below;
}

std::string SystemRandomness::bytes(std::size_t bytes) {
    std::string all(bytes, '\0');
    fill(all.data(), all.size());
    return all;
}

}  // namespace privman::clocks
