// The app manifest that creates the Slack app this bot needs.
#pragma once

#include <string>

namespace privman::slack {

/// JSON, two spaces deep, with a line break at the end; what manifest.json at the top of the repository holds.
std::string manifest();

}  // namespace privman::slack
