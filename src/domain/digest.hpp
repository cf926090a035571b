// A small stable hash for "does it still say the same": FNV-1a over length-prefixed pieces. Not for security.
#pragma once

#include <cstdint>
#include <string_view>

namespace privman {

class Digest {
public:
    Digest& operator<<(std::string_view text) {
        *this << static_cast<std::uint64_t>(text.size());
        for (const char c : text) step(static_cast<unsigned char>(c));
        return *this;
    }
    Digest& operator<<(std::uint64_t number) {
        for (int shift = 0; shift < 64; shift += 8) step(static_cast<unsigned char>(number >> shift));
        return *this;
    }
    /// Never 0: that means "not known".
    [[nodiscard]] std::uint64_t value() const { return state_ == 0 ? 1 : state_; }

private:
    void step(unsigned char byte) { state_ = (state_ ^ byte) * 1'099'511'628'211ULL; }
    std::uint64_t state_ = 14'695'981'039'346'656'037ULL;
};

}  // namespace privman
