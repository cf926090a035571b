#include "privilege_manager/row_fields.hpp"

#include "privilege_manager/json_lookup.hpp"
#include "privilege_manager/json_tokens.hpp"
#include "privilege_manager/read_json.hpp"
#include "privilege_manager/text.hpp"

#include <algorithm>
#include <utility>

namespace privman::pm {

namespace {

/// A row has one spelling of each name; whoever sends hundreds is not answered for all of them.
constexpr std::size_t most_entries = 256;

}  // namespace

void Said::add(contract::Field field, const Candidate& candidate) {
    auto& candidates = all_[place(field)];
    const auto behind = std::ranges::lower_bound(candidates, candidate.rank, {}, &Candidate::rank);
    if (behind == candidates.end() || behind->rank != candidate.rank) candidates.insert(behind, candidate);
}

const Said& RowFields::read_object(std::string_view row) {
    is_report_ = false;
    read(row);
    return said_;
}

const Said* RowFields::read_cells(std::string_view row, std::span<const Column> columns) {
    is_report_ = true;
    columns_ = columns;
    read(row);
    return cells_ == columns.size() ? &said_ : nullptr;
}

void RowFields::read(std::string_view row) {
    depth_ = 0;
    cells_ = 0;
    entries_.clear();
    unescaped_.clear();
    said_.clear();
    next_ = {};
    if (walk_json(row, *this)) return;  // cannot be, and then it says nothing
    for (const auto& entry : entries_) {
        Candidate candidate{.key = entry.key, .text = {}};
        if (!read_text(entry.token, candidate)) continue;
        for (const auto& place : entry.places) {
            candidate.rank = place.rank;
            said_.add(place.field, candidate);
        }
    }
}

bool RowFields::read_text(std::string_view token, Candidate& candidate) {
    if (token.empty()) return false;
    if (is_string_token(token)) {
        candidate.textual = true;
        auto& room = unescaped_.emplace_back();
        candidate.text = plain_text(token, room);
    } else {
        // Room behind a number makes no difference to what it is, but to how exactly Boost rounds it: in a whole
        // document there is always some.
        const auto value = parsed(std::string{token} + std::string(40, ' '));
        auto text = as_text(value);
        if (!text) return false;
        candidate.number = value.is_int64() || value.is_uint64();
        candidate.text = unescaped_.emplace_back(std::move(*text));
    }
    return !trimmed(candidate.text).empty();
}

bool RowFields::open(Container, std::size_t) {
    if (++depth_ == 1) return true;
    value({});
    return false;
}

void RowFields::close(std::size_t, std::size_t) { --depth_; }

void RowFields::key(std::string_view token) {
    next_.key = plain_text(token, key_room_);
    next_.places = index_.places_of(next_.key);
}

void RowFields::scalar(std::string_view token) { value(token); }

void RowFields::value(std::string_view token) {
    if (is_report_) {
        const auto cell = cells_++;
        if (cell >= columns_.size()) return;
        for (const auto& name : columns_[cell].names)
            if (const auto places = index_.places_of(name); !places.empty()) entries_.push_back({name, places, token});
        return;
    }
    if (next_.places.empty()) return;
    const auto same = std::ranges::find_if(entries_, [&](const Entry& entry) {
        return entry.places.data() == next_.places.data() && entry.key == next_.key;
    });
    if (same != entries_.end()) {
        same->token = token;
    } else if (entries_.size() < most_entries) {
        const bool as_written = next_.key.data() != key_room_.data();
        entries_.push_back(
            {as_written ? next_.key : std::string_view{unescaped_.emplace_back(next_.key)}, next_.places, token});
    }
}

}  // namespace privman::pm
