#include "bench/rig/posted.hpp"

#include "net/url.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace privman::bench {

namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string{*text} : std::string{};
}

void find_button(Posted& posted, const json::array& blocks) {
    for (const auto& block : blocks) {
        const auto* object = block.if_object();
        const auto* elements = object ? object->if_contains("elements") : nullptr;
        if (!elements || !elements->is_array()) continue;
        for (const auto& element : elements->get_array()) {
            const auto* button = element.if_object();
            if (!button || text_of(*button, "action_id") != "approve") continue;
            posted.approve_value = text_of(*button, "value");
            posted.approve_block = text_of(*object, "block_id");
            return;
        }
    }
}

}  // namespace

Posted read_posted(const Request& request) {
    Posted posted;
    boost::system::error_code error;
    if (request.content_type.starts_with("application/json")) {
        const auto document = json::parse(request.body, error);
        const auto* message = error ? nullptr : document.if_object();
        if (!message) return posted;
        posted.channel = text_of(*message, "channel");
        posted.ts = text_of(*message, "ts");
        posted.text = text_of(*message, "text");
        if (const auto* blocks = message->if_contains("blocks"); blocks && blocks->is_array()) {
            posted.blocks = json::serialize(*blocks);
            find_button(posted, blocks->get_array());
        }
        return posted;
    }
    for (auto& [name, value] : net::parse_form(request.body)) {
        if (name == "channel")
            posted.channel = std::move(value);
        else if (name == "ts")
            posted.ts = std::move(value);
        else if (name == "text")
            posted.text = std::move(value);
        else if (name == "blocks")
            posted.blocks = std::move(value);
    }
    const auto blocks = json::parse(posted.blocks, error);
    if (!error && blocks.is_array()) find_button(posted, blocks.get_array());
    return posted;
}

std::string argument(const Request& request, std::string_view name) {
    const auto query = request.target.find('?');
    for (const auto text : {request.body, query == std::string_view::npos ? "" : request.target.substr(query + 1)})
        for (auto& [key, value] : net::parse_form(text))
            if (key == name) return std::move(value);
    return {};
}

}  // namespace privman::bench
