// What one row says about each of our fields.
#pragma once

#include "contract/profile.hpp"
#include "privilege_manager/field_index.hpp"
#include "privilege_manager/find_rows.hpp"
#include "privilege_manager/walk_json.hpp"

#include <array>
#include <cstddef>
#include <deque>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace privman::pm {

struct Candidate {
    std::string_view key;   ///< as sent
    std::string_view text;  ///< never blank
    std::size_t rank = 0;
    bool number = false;   ///< was a JSON integer
    bool textual = false;  ///< was a JSON string
};

/// Candidates for each field, the best first.
class Said {
public:
    [[nodiscard]] std::span<const Candidate> of(contract::Field field) const { return all_[place(field)]; }
    /// Null when nothing is said about it.
    [[nodiscard]] const Candidate* best(contract::Field field) const {
        return all_[place(field)].empty() ? nullptr : all_[place(field)].data();
    }

    void clear() {
        for (auto& candidates : all_) candidates.clear();
    }
    /// Of two with the same rank the first one stays.
    void add(contract::Field field, const Candidate& candidate);

private:
    static std::size_t place(contract::Field field) { return static_cast<std::size_t>(field); }

    std::array<std::vector<Candidate>, std::size(contract::all_fields)> all_;
};

/// Reads one row after the other, each out of its own text, which is known to be JSON in valid UTF-8. What is returned
/// views that text and this reader, until the next row is read.
class RowFields final : private JsonVisitor {
public:
    /// The index must outlive it.
    explicit RowFields(const FieldIndex& index) : index_{index} {}

    /// A row that is an object.
    [[nodiscard]] const Said& read_object(std::string_view row);

    /// A row of a report, an array. Null when it does not have one cell per column. The columns must outlive what is
    /// returned.
    [[nodiscard]] const Said* read_cells(std::string_view row, std::span<const Column> columns);

private:
    /// What a key that we know stands before. A key that comes twice says what it says the last time.
    struct Entry {
        std::string_view key;
        std::span<const FieldIndex::Place> places;
        std::string_view token;  ///< empty: nothing that is text
    };

    bool open(Container kind, std::size_t at) override;
    void close(std::size_t end, std::size_t size) override;
    void key(std::string_view token) override;
    void scalar(std::string_view token) override;
    void value(std::string_view token);
    void read(std::string_view row);
    [[nodiscard]] bool read_text(std::string_view token, Candidate& candidate);

    const FieldIndex& index_;
    std::span<const Column> columns_;
    bool is_report_ = false;
    std::size_t depth_ = 0;
    std::size_t cells_ = 0;
    Entry next_;            ///< but for its token
    std::string key_room_;  ///< for its key, when that holds escapes
    std::vector<Entry> entries_;
    std::deque<std::string> unescaped_;  ///< texts that are not in the row as they are
    Said said_;
};

}  // namespace privman::pm
