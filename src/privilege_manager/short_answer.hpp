// An answer in which every known row is replaced with an empty one: what is left is all that has to be parsed.
#pragma once

#include "privilege_manager/known_rows.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace privman::pm {

class ShortAnswer {
public:
    struct KnownRow {
        std::size_t at = 0;            ///< in the short text: an empty pair of brackets
        std::size_t at_in_answer = 0;  ///< where the row itself begins
        const RowNote* row = nullptr;
    };
    static constexpr std::size_t stand_in = 2;  ///< the length of the empty pair

    /// Nothing is replaced. Views the answer.
    explicit ShortAnswer(std::string_view answer) : text_{answer} {}

    /// Known rows are replaced where rows stood before: in an array that deep. An answer that is no JSON stays none.
    /// Nothing is replaced when more than 2 MB would be left. Views both, which must outlive it.
    ShortAnswer(std::string_view answer, const KnownRows& known);

    [[nodiscard]] std::string_view text() const { return rows_.empty() ? text_ : std::string_view{shortened_}; }
    /// In their order in the text.
    [[nodiscard]] const std::vector<KnownRow>& rows() const { return rows_; }

private:
    std::string_view text_;
    std::string shortened_;
    std::vector<KnownRow> rows_;
};

}  // namespace privman::pm
