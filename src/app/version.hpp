// Which program this is.
#pragma once

#include <string>
#include <string_view>

namespace privman::app {

std::string_view version_number();
/// "privman-slack 0.1.0 (commit abc1234, Release)".
std::string version_line();

}  // namespace privman::app
