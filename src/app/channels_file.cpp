#include "app/channels_file.hpp"

#include "settings/settings_documents.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace privman::app {

namespace json = boost::json;

std::expected<std::vector<ChannelId>, std::string> parse_channels_file(std::string_view text) {
    static constexpr const char* form = "expected {\"channels\": [\"C…\"]}";
    boost::system::error_code error;
    const auto document = json::parse(text, error);
    const auto* object = error ? nullptr : document.if_object();
    const auto* list = object ? object->if_contains("channels") : nullptr;
    if (!list || !list->is_array()) return std::unexpected{std::string{form}};
    auto channels = settings::channels_named_in(list->get_array());
    if (!channels) return std::unexpected{channels.error() + "; " + form};
    return channels;
}

}  // namespace privman::app
