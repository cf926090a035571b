// channels.json: the channels to begin with, read only while the store has never held any.
#pragma once

#include "domain/ids.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace privman::app {

/// `{"channels": ["C…"]}`; what is wrong, in one sentence, otherwise.
std::expected<std::vector<ChannelId>, std::string> parse_channels_file(std::string_view text);

}  // namespace privman::app
