// Names and sentences of a description taken apart into words: what a generator called something is most of what is
// known.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace privman::contract_finder {

using Words = std::vector<std::string>;

/// In lower case, split where letters change case and at everything that is no letter or digit: `RequestGUID` is
/// request, guid; `Sha256Hash` is sha256, hash. Only the first two kilobytes are looked at.
[[nodiscard]] Words words_of(std::string_view text);

[[nodiscard]] bool has(const Words&, std::string_view word);
[[nodiscard]] bool has_any(const Words&, std::initializer_list<std::string_view> words);
/// A word that begins like this.
[[nodiscard]] bool has_stem(const Words&, std::string_view stem);
/// Every word of `phrase`, which is separated by single spaces.
[[nodiscard]] bool has_all(const Words&, std::string_view phrase);

[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

/// What an answer to a request can mean by itself: `Approve`, `approved`, `Granted`; `Deny`, `Rejected`.
enum class Meaning { neither, approval, denial };
[[nodiscard]] Meaning meaning_of_word(std::string_view word);

}  // namespace privman::contract_finder
