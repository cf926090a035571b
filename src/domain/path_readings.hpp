// What stands in the field of a path: one path, or a path with quotes, arguments, or another path in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace privman {

/// Every text that a system or a shell may take for the path of the program, the whole first. At most a few dozen.
/// An unquoted `C:\Program Files\a.exe` may also be the program `C:\Program.exe`: that is how Windows tries it.
std::vector<std::string> path_readings(std::string_view field);

/// Begins as paths of Windows do: a drive, a backslash, two slashes.
bool begins_as_windows(std::string_view text);

/// Begins with one slash.
bool begins_as_posix(std::string_view text);

}  // namespace privman
