#include "privilege_manager/field_index.hpp"

#include "privilege_manager/json_lookup.hpp"
#include "privilege_manager/text.hpp"

#include <algorithm>

namespace privman::pm {

FieldIndex::FieldIndex(const contract::Profile& profile) {
    for (const auto field : contract::all_fields) {
        std::size_t rank = 0;
        const auto add = [&](const contract::FieldMap& map) {
            const auto found = map.find(field);
            if (found == map.end()) return;
            // Ranks leave a gap, so that a key with the prefix stands right behind the one without.
            for (const auto& key : found->second) places_[lower_case(key)].push_back({field, 2 * rank++});
        };
        if (profile.list.source == contract::ListSource::report) add(profile.list.columns);
        add(profile.fields);
    }
}

std::vector<FieldIndex::Place> FieldIndex::places_of(std::string_view key) const {
    constexpr std::size_t longest_key = 200;
    if (key.size() > longest_key) return {};
    const auto lower = lower_case(key);
    std::vector<Place> all;
    if (const auto found = places_.find(lower); found != places_.end()) all = found->second;
    if (!lower.starts_with("pm")) return all;
    if (const auto found = places_.find(std::string_view{lower}.substr(2)); found != places_.end())
        for (const auto& place : found->second) all.push_back({place.field, place.rank + 1});
    return all;
}

Said FieldIndex::read(const RawRow& row) const {
    std::map<contract::Field, std::map<std::size_t, Candidate>> ranked;
    for (const auto& [key, value] : row)
        for (const auto& place : places_of(key)) {
            auto text = as_text(*value);
            if (!text || trimmed(*text).empty()) continue;
            ranked[place.field].try_emplace(place.rank, Candidate{.key = key,
                                                                  .text = std::move(*text),
                                                                  .number = value->is_int64() || value->is_uint64(),
                                                                  .textual = value->is_string()});
        }
    Said said;
    for (auto& [field, candidates] : ranked)
        for (auto& [rank, candidate] : candidates) said[field].push_back(std::move(candidate));
    return said;
}

bool FieldIndex::names(contract::Field field, std::string_view key) const {
    return std::ranges::any_of(places_of(key), [&](const Place& place) { return place.field == field; });
}

}  // namespace privman::pm
