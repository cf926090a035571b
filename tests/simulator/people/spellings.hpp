// What the simulated company writes in many ways, and what each of them means: told apart by this list alone, so that a
// mistake in the bot's own reading of names and paths cannot agree with itself.
#pragma once

#include "tests/simulator/world/chance.hpp"

#include <string>

namespace privman::simulator {

/// What a request is really about.
struct Meaning {
    std::string person;    ///< who asks: a handle of the cast, or somebody without one; empty: it is not said
    std::string computer;  ///< empty: it is not said
    std::string file;      ///< empty: it is not said
    bool fenced = false;   ///< it is, or may be, a file that AUTO_APPROVE_EXCEPT leaves to people
};

/// The pattern to which `fenced` belongs.
inline constexpr const char* fenced_path = "C:\\Tools\\*";

/// By how the texts are spelled; a text that the list does not hold means itself.
Meaning meaning_of(const std::string& account, const std::string& computer, const std::string& path);

/// Some spelling of somebody's account: mostly the usual one.
std::string some_account(Chance& chance);
std::string some_computer(Chance& chance);
std::string some_path(Chance& chance);
/// The path of another file than `path` names.
std::string another_path(const std::string& path, Chance& chance);

}  // namespace privman::simulator
