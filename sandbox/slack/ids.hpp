// Identifiers nobody can guess or mistake for those of an earlier run: clients remember event and envelope ids.
#pragma once

#include <cstddef>
#include <string>

namespace privman::sandbox::slack {

/// So many random letters and digits.
[[nodiscard]] std::string random_word(std::size_t length);

/// In the form of a UUID, version 4.
[[nodiscard]] std::string random_uuid();

}  // namespace privman::sandbox::slack
