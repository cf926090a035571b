// Which of our fields a key of theirs belongs to.
#pragma once

#include "contract/profile.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::pm {

/// A row as the instance sent it: keys in its spelling. Points into the document.
using RawRow = std::vector<std::pair<std::string_view, const boost::json::value*>>;

struct Candidate {
    std::string_view key;  ///< as sent
    std::string text;      ///< never blank
    bool number = false;   ///< was a JSON integer
    bool textual = false;  ///< was a JSON string
};

/// What one row says about each field, best candidate first. Points into the document.
using Said = std::map<contract::Field, std::vector<Candidate>>;

class FieldIndex {
public:
    explicit FieldIndex(const contract::Profile& profile);

    [[nodiscard]] Said read(const RawRow& row) const;
    /// Whether `key` may hold `field`.
    [[nodiscard]] bool names(contract::Field field, std::string_view key) const;

private:
    struct Place {
        contract::Field field;
        std::size_t rank;
    };
    [[nodiscard]] std::vector<Place> places_of(std::string_view key) const;

    std::map<std::string, std::vector<Place>, std::less<>> places_;  ///< by key in lower case
};

}  // namespace privman::pm
