// JSON as a person would write it into a file: a key per line, short lists and objects on one.
#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace privman::doctor {

std::string pretty(const boost::json::value& value);

}  // namespace privman::doctor
