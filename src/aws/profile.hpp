// The shared files of AWS's tools: ~/.aws/credentials and ~/.aws/config.
#pragma once

#include "aws/environment.hpp"
#include "aws/failure.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace privman::aws {

using ProfileValues = std::map<std::string, std::string, std::less<>>;

/// What both files say about one profile.
struct Profile {
    std::string name;
    bool named = false;  ///< AWS_PROFILE asked for it by name
    bool found = false;  ///< one of the files has it
    ProfileValues values;
};

/// Sections of an INI file by their name as written. Comments, nested values and lines that are neither are skipped.
[[nodiscard]] std::map<std::string, ProfileValues, std::less<>> read_ini(std::string_view text);

/// AWS_PROFILE (default `default`) in AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE, or in their usual places below
/// HOME. Where both say something, the credentials file counts. A file that cannot be read says nothing.
[[nodiscard]] Profile read_profile(const Environment& environment, const ReadFile& read);

}  // namespace privman::aws
