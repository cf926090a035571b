#include "domain/known_person.hpp"

#include "domain/utf8.hpp"

#include <algorithm>
#include <string_view>

namespace privman {

namespace {

std::string cut(std::string_view name) {
    std::size_t keep = 0;
    while (keep < name.size()) {
        const auto length = front_char(name.substr(keep)).length;
        if (keep + length > longest_name_kept) break;
        keep += length;
    }
    return std::string{name.substr(0, keep)};
}

}  // namespace

std::vector<std::string> names_of(const Person& person) {
    std::vector<std::string> names;
    const auto add = [&names](const std::string& name) {
        if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
    };
    add(person.handle);
    add(person.display_name);
    add(person.real_name);
    for (const auto& name : person.other_names) add(name);
    return names;
}

KnownPerson having_seen(KnownPerson known, const std::vector<std::string>& names, const Fold& fold) {
    for (const auto& name : names) {
        if (known.names.size() >= most_names_kept) break;
        auto kept = cut(name);
        const auto folded = fold(kept);
        const bool there = std::ranges::any_of(known.names, [&](const auto& other) { return fold(other) == folded; });
        if (!folded.empty() && !there) known.names.push_back(std::move(kept));
    }
    return known;
}

}  // namespace privman
