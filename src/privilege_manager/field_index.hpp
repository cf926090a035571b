// Which of our fields a key of theirs belongs to.
#pragma once

#include "contract/profile.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace privman::pm {

class FieldIndex {
public:
    explicit FieldIndex(const contract::Profile& profile);

    struct Place {
        contract::Field field;
        std::size_t rank;  ///< among the field's candidates; the lower one is better
    };
    /// What `key` may hold, in whatever letter case; nothing for most keys. Views this index.
    [[nodiscard]] std::span<const Place> places_of(std::string_view key) const;

    /// Whether `key` may hold `field`.
    [[nodiscard]] bool names(contract::Field field, std::string_view key) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
    };
    std::unordered_map<std::string, std::vector<Place>, Hash, std::equal_to<>> places_;  ///< by key in lower case
};

}  // namespace privman::pm
