// Reading foreign JSON without trusting its shape: what is absent, null or of another kind reads as empty.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace privman::slack {

/// The text under `key`; empty when there is none.
std::string text_of(const boost::json::object& from, std::string_view key);
/// True only for a literal true.
bool flag_of(const boost::json::object& from, std::string_view key);
/// The object or array under `key`, or null. Lives as long as `from`.
const boost::json::object* object_of(const boost::json::object& from, std::string_view key);
const boost::json::array* array_of(const boost::json::object& from, std::string_view key);
/// A whole number that is not negative.
std::optional<unsigned> number_of(const boost::json::object& from, std::string_view key);

/// An object in at most 64 levels; nothing for anything else. Never throws.
std::optional<boost::json::object> parse_object(std::string_view text);

}  // namespace privman::slack
