// What a newer version has stored in a record stays as it stands, byte for byte: a number that went through a double,
// or through an integer of 64 bits, is another number.
#pragma once

#include <boost/json/object.hpp>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace privman::stores {

/// The members of `object` whose names are not in `taken`, as an object in text; empty when there are none. `object` is
/// the text of a JSON object that has been parsed before.
std::string members_but(std::string_view object, std::span<const std::string> taken);

/// The text of what `object` holds under `name`: of the last such member, which is the one that Boost.JSON keeps; empty
/// when there is none. It lives as long as `object`.
std::string_view member_text(std::string_view object, std::string_view name);

/// `known` in text, followed by the members of each of `kept` whose names it does not have. Each of these is empty or
/// came from `members_but`.
std::string written(const boost::json::object& known, std::initializer_list<std::string_view> kept);

}  // namespace privman::stores
