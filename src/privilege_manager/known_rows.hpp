// The last complete answer, and what its rows turned out to be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace privman::pm {

/// What a row is. Small numbers are places on the list.
using RowMeaning = std::uint32_t;
inline constexpr RowMeaning decided_row = 0xFFFF'FFFFu;
inline constexpr RowMeaning unknown_status_row = 0xFFFF'FFFEu;
inline constexpr RowMeaning no_id_row = 0xFFFF'FFFDu;
[[nodiscard]] constexpr bool is_request(RowMeaning meaning) { return meaning < no_id_row; }

/// A row's text is held once: as part of the answer.
struct RowNote {
    std::uint32_t at = 0;  ///< in the answer
    std::uint32_t length = 0;
    std::uint32_t hash = 0;
    RowMeaning meaning = 0;
};

/// Where rows stood, and what gave them their meaning.
struct RowSetting {
    std::size_t depth = 0;  ///< how many brackets were open around each
    std::string columns;    ///< of a report, as written

    friend bool operator==(const RowSetting&, const RowSetting&) = default;
};

class KnownRows {
public:
    [[nodiscard]] static std::uint32_t hash_of(std::string_view row);

    /// Rows beyond the first 100,000 are not noted, which is no loss but of time.
    void note(const RowNote& row);
    /// Requests become what `places` has at their number.
    void renumber(const std::vector<std::uint32_t>& places);

    /// The answer in which the noted rows stand. One that is mostly something else is not worth its memory: it and its
    /// rows are forgotten.
    void hold(std::string answer, RowSetting setting);

    [[nodiscard]] bool is_answer(std::string_view answer) const { return !answer_.empty() && answer == answer_; }
    [[nodiscard]] const RowSetting& setting() const { return setting_; }
    [[nodiscard]] const std::vector<RowNote>& notes() const { return notes_; }
    [[nodiscard]] std::string_view text_of(const RowNote& row) const {
        return std::string_view{answer_}.substr(row.at, row.length);
    }
    [[nodiscard]] std::size_t held_bytes() const;

private:
    std::string answer_;
    RowSetting setting_;
    std::vector<RowNote> notes_;
    std::size_t noted_bytes_ = 0;
};

/// Looks the rows of a new answer up in those that are known. Most stand in the same order, a few rows were added,
/// changed or taken away.
class RowLookup {
public:
    /// `known` must outlive it.
    explicit RowLookup(const KnownRows& known) : known_{known} {}

    /// The known row that comes next, when `rest` begins with it. A row ends where its brackets do, so that whatever
    /// begins with one is that row. Null otherwise.
    [[nodiscard]] const RowNote* next_in(std::string_view rest);
    /// The known row with this text, wherever it stood. Null when there is none.
    [[nodiscard]] const RowNote* same_as(std::string_view row);

private:
    const KnownRows& known_;
    std::size_t next_ = 0;
    std::vector<std::uint32_t> by_hash_;  ///< made when it is needed
};

}  // namespace privman::pm
