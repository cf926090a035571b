#include "slack/json_read.hpp"

#include <boost/json/parse.hpp>
#include <boost/system/error_code.hpp>

#include <limits>

namespace privman::slack {

namespace json = boost::json;

std::string text_of(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string{text->data(), text->size()} : std::string{};
}

bool flag_of(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    const auto* flag = value ? value->if_bool() : nullptr;
    return flag && *flag;
}

const json::object* object_of(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value ? value->if_object() : nullptr;
}

const json::array* array_of(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value ? value->if_array() : nullptr;
}

std::optional<unsigned> number_of(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    const auto* number = value ? value->if_int64() : nullptr;
    if (!number || *number < 0 || *number > std::numeric_limits<int>::max()) return std::nullopt;
    return static_cast<unsigned>(*number);
}

std::optional<json::object> parse_object(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, {.max_depth = 64});
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

}  // namespace privman::slack
