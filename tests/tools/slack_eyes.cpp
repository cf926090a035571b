#include "tests/tools/slack_eyes.hpp"

namespace privman::tools {

namespace {

/// Every string member called "text", however deep; objects in the order in which they are drawn.
void gather(const json::value& value, std::string& into) {
    if (const auto* list = value.if_array()) {
        for (const auto& item : *list) gather(item, into);
    } else if (const auto* object = value.if_object()) {
        for (const auto& [name, member] : *object) {
            if (name == "text" && member.is_string())
                into += std::string{member.get_string()} + "\n";
            else
                gather(member, into);
        }
    }
}

void gather_markup(const json::value& value, std::string& into) {
    if (const auto* list = value.if_array()) {
        for (const auto& item : *list) gather_markup(item, into);
    } else if (const auto* object = value.if_object()) {
        if (word(*object, "type") == "mrkdwn") into += word(*object, "text") + "\n";
        for (const auto& [name, member] : *object) gather_markup(member, into);
    }
}

const json::array& blocks_of(const json::object& message) {
    static const json::array none;
    const auto* blocks = message.if_contains("blocks");
    return blocks && blocks->is_array() ? blocks->get_array() : none;
}

}  // namespace

std::string word(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::string text_of(const json::object& message) {
    auto text = word(message, "text") + "\n";
    gather(blocks_of(message), text);
    return text;
}

std::string markup_of(const json::object& message) {
    auto markup = word(message, "text") + "\n";
    gather_markup(blocks_of(message), markup);
    return markup;
}

std::string first_token(std::string_view markup) {
    for (auto at = markup.find('<'); at != std::string_view::npos; at = markup.find('<', at + 1)) {
        const auto token = markup.substr(at, markup.find('>', at) - at + 1);
        if (!token.starts_with("<!date^")) return std::string{token};
    }
    return {};
}

std::string request_of(const json::object& message) {
    const auto* metadata = message.if_contains("metadata");
    if (!metadata || !metadata->is_object()) return {};
    const auto* payload = metadata->get_object().if_contains("event_payload");
    return payload && payload->is_object() ? word(payload->get_object(), "request_id") : std::string{};
}

std::optional<json::object> element(const json::object& message, std::string_view action_id) {
    for (const auto& block : blocks_of(message)) {
        const auto* elements = block.is_object() ? block.get_object().if_contains("elements") : nullptr;
        if (!elements || !elements->is_array()) continue;
        for (const auto& item : elements->get_array())
            if (item.is_object() && word(item.get_object(), "action_id") == action_id) return item.get_object();
    }
    return std::nullopt;
}

bool has_buttons(const json::object& message) { return element(message, "approve") && element(message, "deny"); }

std::optional<std::string> option_value(const json::object& select, std::string_view label) {
    const auto* options = select.if_contains("options");
    if (!options || !options->is_array()) return std::nullopt;
    for (const auto& option : options->get_array()) {
        const auto& object = option.as_object();
        if (word(object.at("text").as_object(), "text") == label) return word(object, "value");
    }
    return std::nullopt;
}

}  // namespace privman::tools
