// Puts a whole file in its place, or none.
#pragma once

#include <string>

namespace privman::doctor {

/// Empty: it is written and on the disk, readable for others and writable only for its owner. Otherwise what went
/// wrong; whatever was there is as it was then. Follows no symbolic link at `path`, and replaces a file only to
/// `overwrite`.
std::string write_file(const std::string& path, const std::string& content, bool overwrite);

}  // namespace privman::doctor
