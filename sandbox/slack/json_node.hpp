// Looking at foreign JSON the way Slack's validator does: every complaint names the json-pointer it is about.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::slack {

namespace json = boost::json;

/// In the form of `response_metadata.messages`: "[ERROR] missing required field: text [json-pointer:/blocks/0]".
using Complaints = std::vector<std::string>;

/// How many "characters" Slack counts. Its unit is not documented; UTF-16 units are the strictest plausible one.
[[nodiscard]] std::size_t characters(std::string_view utf8);

/// A value, where it stands, and who hears about its faults. Refers to the value and the list: keep both alive.
class JsonNode {
public:
    using Names = std::initializer_list<std::string_view>;

    JsonNode(const json::value& value, std::string pointer, Complaints& complaints)
        : value_{&value}, pointer_{std::move(pointer)}, complaints_{&complaints} {}

    [[nodiscard]] const json::value& value() const { return *value_; }
    void complain(std::string_view what) const;

    /// An object with all of `required` and nothing beyond those and `optional`. False, after complaining, when it is
    /// no object.
    bool is_object_of(Names required, Names optional) const;
    /// An array of `least` to `most` items. False, after complaining, when it is no array.
    bool is_array_of(std::size_t least, std::size_t most) const;
    /// A string of `least` to `most` characters.
    bool is_string_of(std::size_t least, std::size_t most) const;
    bool is_boolean() const;
    bool is_one_of(Names words) const;

    /// Nothing when this is no object or has no such member; complaining about that is `is_object_of`'s business.
    [[nodiscard]] std::optional<JsonNode> member(std::string_view name) const;
    [[nodiscard]] std::vector<JsonNode> items() const;
    /// The string member `name`, or empty.
    [[nodiscard]] std::string_view word(std::string_view name) const;

    /// Checks the string or boolean member `name` when it is there.
    void optional_string(std::string_view name, std::size_t most) const;
    void optional_boolean(std::string_view name) const;

private:
    const json::value* value_;
    std::string pointer_;
    Complaints* complaints_;
};

}  // namespace privman::sandbox::slack
