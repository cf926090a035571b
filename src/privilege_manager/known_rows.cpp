#include "privilege_manager/known_rows.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace privman::pm {

namespace {

constexpr std::size_t most_notes = 100'000;
/// So many rows that differ under one hash are no accident: they are decoded rather than compared.
constexpr std::ptrdiff_t most_compared = 8;
/// An answer of this size is held whatever is in it.
constexpr std::size_t small_answer = 64u << 10;

}  // namespace

std::uint32_t KnownRows::hash_of(std::string_view row) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>{}(row));
}

void KnownRows::note(const RowNote& row) {
    if (notes_.size() == most_notes) return;
    notes_.push_back(row);
    noted_bytes_ += row.length;
}

void KnownRows::renumber(const std::vector<std::uint32_t>& places) {
    for (auto& row : notes_)
        if (is_request(row.meaning)) row.meaning = places[row.meaning];
}

void KnownRows::hold(std::string answer, RowSetting setting) {
    if (answer.size() > small_answer && noted_bytes_ < answer.size() / 2) {
        *this = {};
        return;
    }
    setting_ = std::move(setting);
    answer_ = std::move(answer);
    if (notes_.capacity() > notes_.size() + notes_.size() / 4) notes_.shrink_to_fit();
}

std::size_t KnownRows::held_bytes() const {
    return answer_.capacity() + setting_.columns.capacity() + notes_.capacity() * sizeof(RowNote);
}

const RowNote* RowLookup::next_in(std::string_view rest) {
    const auto& notes = known_.notes();
    if (next_ >= notes.size() || !rest.starts_with(known_.text_of(notes[next_]))) return nullptr;
    return &notes[next_++];
}

const RowNote* RowLookup::same_as(std::string_view row) {
    const auto& notes = known_.notes();
    const auto hash_at = [&](std::uint32_t number) { return notes[number].hash; };
    if (by_hash_.size() != notes.size()) {
        by_hash_.resize(notes.size());
        std::iota(by_hash_.begin(), by_hash_.end(), 0u);
        std::ranges::sort(by_hash_, {}, hash_at);
    }
    const auto range = std::ranges::equal_range(by_hash_, KnownRows::hash_of(row), {}, hash_at);
    const auto end = range.begin() + std::min<std::ptrdiff_t>(std::ssize(range), most_compared);
    const auto found =
        std::find_if(range.begin(), end, [&](auto number) { return known_.text_of(notes[number]) == row; });
    if (found == end) return nullptr;
    next_ = *found + 1;
    return &notes[*found];
}

}  // namespace privman::pm
