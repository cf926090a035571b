// Looking things up in documents whose letter case cannot be relied on.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace privman::pm {

/// The member named `key`: exactly, else without regard to case. Null when absent.
[[nodiscard]] const boost::json::value* member(const boost::json::object& object, std::string_view key);
[[nodiscard]] const boost::json::value* member(const boost::json::value& value, std::string_view key);

/// What a JSON pointer names, with `member`'s idea of equal keys. Null when it names nothing.
[[nodiscard]] const boost::json::value* at_pointer(const boost::json::value& root, std::string_view pointer);

[[nodiscard]] std::string_view text_view(const boost::json::value& string);

/// Text, number or truth value as text; nothing for null, lists and objects.
[[nodiscard]] std::optional<std::string> as_text(const boost::json::value& value);

}  // namespace privman::pm
