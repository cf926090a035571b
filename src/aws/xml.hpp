// The little XML that STS answers with.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace privman::aws {

/// The text of each element that holds only text, by its path without the root: `Error/Code`, `GetCallerIdentityResult/
/// Arn`. Of several with the same path the first counts. Nothing for what is not well nested, carries a document type,
/// or is deeper than any answer of AWS. Attributes, comments and the like are skipped.
[[nodiscard]] std::optional<std::map<std::string, std::string, std::less<>>> read_xml(std::string_view text);

}  // namespace privman::aws
