// Does a list still hold what people were shown? The contract's measure a second time, without a line of the bot's own.
#pragma once

#include "domain/elevation_request.hpp"

#include <optional>
#include <string>

namespace privman::simulator {

/// What makes `listed` another request than the one that was `shown`, in a word; nothing when it is the same.
std::optional<std::string> what_changed(const ElevationRequest& shown, const ElevationRequest& listed);

}  // namespace privman::simulator
