// Whose account, and which computer, an elevation request names: for counting, so that another spelling counts as the
// same.
#pragma once

#include "domain/fold.hpp"

#include <string>
#include <string_view>

namespace privman {

/// The part of an account that names the person, of all the forms in which directories write accounts:
/// `CORP\jdoe`, `CORP/jdoe`, `jdoe@corp.example`, `jdoe$`, `i:0#.w|corp\jdoe`, `jdoe_corp.example#EXT#@tenant.example`,
/// `CN=jdoe,OU=IT,DC=corp`. `folded` is the result of a Fold; what comes back is a part of it, without blanks at its
/// ends. The whole text where no part of it names anybody.
std::string user_part(std::string_view folded);

/// Equal for two spellings of one account, whatever its domain is: letters without case, compatibility forms and
/// composed letters taken apart, no blanks, nothing invisible. Empty only for an account without a visible character.
/// Accounts of one name in two domains count as one person: a limit errs on the side of people.
std::string person_key(std::string_view account, const Fold& fold);

/// The same for computers: `LT-42`, `lt-42.corp.example`, `CORP\LT-42$` and `\\LT-42` are one. Addresses are kept
/// whole.
std::string computer_key(std::string_view computer, const Fold& fold);

}  // namespace privman
