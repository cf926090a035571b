// Reads sources as text and says where one sees what it must not see. The arrows themselves stand in arrows.cpp.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace privman::architecture {

/// One line that breaks a rule.
struct Violation {
    std::string file;  ///< relative to the top of the repository
    std::size_t line = 0;
    std::string what;
};

/// `src/domain/grant.cpp:12: …`
std::string text_of(const Violation& violation);

/// What `text` breaks when it stands at `file`, a path with slashes relative to the top of the repository.
std::vector<Violation> check(std::string_view file, std::string_view text);

/// What all of src/ and sandbox/ below `top` break. Throws when either is missing.
std::vector<Violation> check_tree(const std::filesystem::path& top);

/// `text` of the same length and lines, comments made blank; with `strings_too`, the insides of literals as well.
std::string without_comments(std::string_view text, bool strings_too);

}  // namespace privman::architecture
