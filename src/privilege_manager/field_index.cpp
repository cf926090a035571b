#include "privilege_manager/field_index.hpp"

#include "privilege_manager/text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace privman::pm {

namespace {

constexpr std::size_t longest_key = 200;

}  // namespace

FieldIndex::FieldIndex(const contract::Profile& profile) {
    std::map<std::string, std::vector<Place>> named;
    for (const auto field : contract::all_fields) {
        std::size_t rank = 0;
        const auto add = [&](const contract::FieldMap& map) {
            const auto found = map.find(field);
            if (found == map.end()) return;
            // Ranks leave a gap, so that a key with the prefix stands right behind the one without.
            for (const auto& key : found->second) named[lower_case(key)].push_back({field, 2 * rank++});
        };
        if (profile.list.source == contract::ListSource::report) add(profile.list.columns);
        add(profile.fields);
    }
    for (const auto& [key, places] : named) {
        auto& plain = places_[key];
        plain.insert(plain.end(), places.begin(), places.end());
        auto& prefixed = places_["pm" + key];
        for (const auto& place : places) prefixed.push_back({place.field, place.rank + 1});
    }
}

std::span<const FieldIndex::Place> FieldIndex::places_of(std::string_view key) const {
    std::array<char, longest_key> lower;
    if (key.size() > lower.size()) return {};
    std::ranges::transform(key, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto found = places_.find(std::string_view{lower.data(), key.size()});
    return found == places_.end() ? std::span<const Place>{} : std::span<const Place>{found->second};
}

bool FieldIndex::names(contract::Field field, std::string_view key) const {
    return std::ranges::any_of(places_of(key), [&](const Place& place) { return place.field == field; });
}

}  // namespace privman::pm
