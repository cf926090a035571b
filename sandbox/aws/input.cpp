#include "sandbox/aws/input.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace privman::sandbox::aws {

namespace {

std::string_view token_name(const json::value& value) {
    switch (value.kind()) {
        case json::kind::string: return "STRING_VALUE";
        case json::kind::bool_: return value.get_bool() ? "TRUE_VALUE" : "FALSE_VALUE";
        case json::kind::object: return "START_OBJECT";
        case json::kind::array: return "START_ARRAY";
        case json::kind::null: return "NULL_VALUE";
        case json::kind::double_: return "DECIMAL_VALUE";
        default: return "NUMBER_VALUE";
    }
}

Refused wrong_type(const json::value& value, std::string_view wanted) {
    return Refused{{"SerializationException", fmt::format("{} can not be converted to {}", token_name(value), wanted)}};
}

/// "Name" is 'name' in messages about constraints.
std::string member(std::string_view name) {
    std::string text{name};
    text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
    return text;
}

Refused broken(std::string_view name, std::string_view value, std::string_view constraint) {
    return Refused{{"ValidationException",
                    fmt::format("1 validation error detected: Value {} at '{}' failed to satisfy constraint: {}", value,
                                member(name), constraint)}};
}

}  // namespace

Input::Input(std::string_view body) {
    boost::system::error_code ec;
    auto value = json::parse(body, ec);
    if (ec || !value.is_object()) throw Refused{{"SerializationException", ""}};
    members_ = std::move(value.get_object());
}

const json::value* Input::find(std::string_view name) const {
    const auto* value = members_.if_contains(name);
    return value && !value->is_null() ? value : nullptr;
}

std::optional<std::string> Input::text(std::string_view name) const {
    const auto* value = find(name);
    if (!value) return std::nullopt;
    if (!value->is_string()) throw wrong_type(*value, "a String");
    return std::string{value->get_string()};
}

bool Input::flag(std::string_view name) const {
    const auto* value = find(name);
    if (!value) return false;
    if (!value->is_bool()) throw wrong_type(*value, "a Boolean");
    return value->get_bool();
}

std::size_t Input::page_size(std::size_t most, std::size_t otherwise) const {
    constexpr std::string_view name = "MaxResults";
    const auto* value = find(name);
    if (!value) return otherwise;
    boost::system::error_code ec;
    const auto number = value->to_number<std::int64_t>(ec);
    if (ec) throw wrong_type(*value, "Integer");
    if (number < 1)
        throw broken(name, fmt::format("'{}'", number), "Member must have value greater than or equal to 1");
    if (static_cast<std::uint64_t>(number) > most)
        throw broken(name, fmt::format("'{}'", number),
                     fmt::format("Member must have value less than or equal to {}", most));
    return static_cast<std::size_t>(number);
}

bool Input::has_some(std::string_view name) const {
    const auto* value = find(name);
    if (!value) return false;
    if (!value->is_array()) throw wrong_type(*value, "a List");
    return !value->get_array().empty();
}

std::string Input::needed_text(std::string_view name) const {
    auto value = text(name);
    if (!value) throw broken(name, "null", "Member must not be null");
    return std::move(*value);
}

std::vector<std::string> Input::needed_names() const {
    constexpr std::string_view name = "Names";
    const auto* value = find(name);
    if (!value) throw broken(name, "null", "Member must not be null");
    if (!value->is_array()) throw wrong_type(*value, "a List");
    std::vector<std::string> names;
    for (const auto& item : value->get_array()) {
        if (!item.is_string()) throw wrong_type(item, "a String");
        names.emplace_back(item.get_string());
    }
    if (names.empty()) throw broken(name, "'[]'", "Member must have length greater than or equal to 1");
    if (names.size() > 10)
        throw broken(name, fmt::format("'[{}]'", fmt::join(names, ", ")),
                     "Member must have length less than or equal to 10");
    return names;
}

}  // namespace privman::sandbox::aws
