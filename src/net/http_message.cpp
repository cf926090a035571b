#include "net/http_message.hpp"

#include <algorithm>

namespace privman::net {

namespace {

// Not std::tolower: header names do not depend on anybody's locale.
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (const auto& header : list_) {
        if (equal_ignoring_case(header.name, name)) return header.value;
    }
    return std::nullopt;
}

void Headers::set(std::string name, std::string value) {
    remove(name);
    add(std::move(name), std::move(value));
}

void Headers::remove(std::string_view name) {
    std::erase_if(list_, [&](const Header& header) { return equal_ignoring_case(header.name, name); });
}

}  // namespace privman::net
