// Everything that must never be printed, known before anything is.
#pragma once

#include "app/environment.hpp"
#include "observe/redactor.hpp"

#include <string>
#include <vector>

namespace privman::app {

/// Every secret that the environment or a file it names holds, usable or not, as it stands there and as it is read.
/// Reads those files.
std::vector<std::string> known_secrets(const Environment& environment);

/// Blots all of them out.
observe::Redactor redactor_for(const Environment& environment);

}  // namespace privman::app
