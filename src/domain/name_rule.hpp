// Whether a rule about an account, a computer or a text could mean what a request says.
#pragma once

#include "domain/fold.hpp"

#include <string_view>

namespace privman {

/// Case, composed letters, invisible characters and doubled blanks make no difference.
bool text_could_match(std::string_view glob, std::string_view text, const Fold& fold);

/// `CORP\jdoe`, `CORP/jdoe`, `jdoe@corp.example` and `jdoe` can be one account: which domain an address or a bare name
/// belongs to cannot be told, and counts as any. A rule without a domain means the user in every domain.
bool account_could_match(std::string_view glob, std::string_view account, const Fold& fold);

/// With or without its domain, with the `$` of its account or without. Which domain a bare name belongs to cannot be
/// told.
bool computer_could_match(std::string_view glob, std::string_view computer, const Fold& fold);

/// A request without a rating counts as `unknown` too.
bool rating_could_match(std::string_view glob, std::string_view rating, const Fold& fold);

}  // namespace privman
