// Does the state outlive this container? For doctor, wherever the bot runs; the bot itself asks only on Amazon ECS.
#pragma once

#include "app/environment.hpp"

#include <string>

namespace privman::app {

/// One sentence when the file of the state at `path` ends with the container; empty when it stays, when there is no
/// file, and when that cannot be told. Blocks as long as the disk does.
std::string why_state_is_fleeting(const Environment& environment, const std::string& path);

}  // namespace privman::app
