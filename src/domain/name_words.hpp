// A name cut into words, in all the ways in which it can be meant: without titles, departments and the marks of a
// second account.
#pragma once

#include "domain/fold.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace privman {

/// In the order in which they were written; in Latin letters where there is a usual spelling; small; never empty.
using NameWords = std::vector<std::string>;

/// Who wrote it, and for what. An account is marked as a second one in ways that a person's own name may have too
/// (`a-jdoe`). What a directory puts in brackets is no name; what somebody has chosen to be called may hide one there.
enum class NameKind { account, full_name, chosen };

/// Every way to read `text` as a name: the whole; without what stands in brackets; up to a dash, a bar or another mark
/// that begins a department; without titles; without the words and affixes of second accounts (`adm`, `admin`, `sa`,
/// …). An account or an address is read as its user part. Empty when there is no letter or digit in it.
std::vector<NameWords> name_readings(std::string_view text, NameKind kind, const Fold& fold);

/// A single Latin letter, which may stand for a longer word.
bool is_initial(std::string_view word);

}  // namespace privman
