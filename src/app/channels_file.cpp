#include "app/channels_file.hpp"

#include "domain/settings.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace privman::app {

namespace json = boost::json;

std::expected<std::vector<ChannelId>, std::string> parse_channels_file(std::string_view text) {
    static constexpr const char* form = "expected {\"channels\": [\"C…\"]}";
    boost::system::error_code error;
    const auto document = json::parse(text, error);
    const auto* object = error ? nullptr : document.if_object();
    const auto* list = object ? object->if_contains("channels") : nullptr;
    if (!list || !list->is_array()) return std::unexpected{std::string{form}};
    std::vector<ChannelId> channels;
    for (const auto& entry : list->get_array()) {
        const auto* id = entry.if_string();
        const bool right =
            id && id->size() >= 2 && ((*id)[0] == 'C' || (*id)[0] == 'G') &&
            std::ranges::all_of(*id, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
        if (!right) return std::unexpected{std::string{"a channel is named by its id (C…); "} + form};
        if (const ChannelId channel{std::string{*id}}; std::ranges::find(channels, channel) == channels.end())
            channels.push_back(channel);
    }
    if (channels.size() > most_channels)
        return std::unexpected{"it names " + std::to_string(channels.size()) + " channels; at most " +
                               std::to_string(most_channels) + " can be registered"};
    return channels;
}

}  // namespace privman::app
