// Chance that is the same on every machine: our own generator, our own ways of drawing, one draw per statement.
#pragma once

#include <cstdint>
#include <string_view>

namespace privman::simulator {

/// splitmix64: small, fast, good enough to choose between misfortunes. Never for secrets.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_{seed} {}

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        auto z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    /// In [0, limit); `limit` must not be 0. The bias of 2^-64 · limit is of no interest here.
    std::uint64_t below(std::uint64_t limit) {
        return static_cast<std::uint64_t>((static_cast<unsigned __int128>(next()) * limit) >> 64);
    }
    /// In [from, to].
    std::int64_t between(std::int64_t from, std::int64_t to) {
        return from + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(to - from) + 1));
    }
    bool per_mille(unsigned chance) { return below(1000) < chance; }
    bool per_cent(unsigned chance) { return below(100) < chance; }

    /// Another stream, which depends on the seed and on `purpose` only: what one part of the world draws does not
    /// change what happens in another.
    static Chance of(std::uint64_t seed, std::string_view purpose, std::uint64_t number = 0) {
        std::uint64_t hash = 0xCBF29CE484222325ULL ^ seed;
        for (const char c : purpose) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
        Chance mixed{hash + number * 0xD1342543DE82EF95ULL};
        return Chance{mixed.next()};
    }

private:
    std::uint64_t state_;
};

}  // namespace privman::simulator
