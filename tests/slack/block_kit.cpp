#include "tests/slack/block_kit.hpp"

#include "slack/cut.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include <set>
#include <stdexcept>

namespace privman::slack::testing {

namespace json = boost::json;

namespace {

struct Fault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void require(bool holds, const std::string& what) {
    if (!holds) throw Fault{what};
}

std::string text_at(const json::object& from, const char* key) {
    require(from.contains(key) && from.at(key).is_string(), std::string{"no "} + key);
    return json::value_to<std::string>(from.at(key));
}

void check_text(const json::value& value, std::size_t limit, bool plain_only) {
    const auto& object = value.as_object();
    const auto type = text_at(object, "type");
    require(type == "plain_text" || (!plain_only && type == "mrkdwn"), "text type " + type);
    if (type == "plain_text") require(!object.contains("verbatim"), "plain_text with verbatim");
    if (type == "plain_text") require(object.contains("emoji") && !object.at("emoji").as_bool(), "emoji not off");
    if (type == "mrkdwn")
        require(object.contains("verbatim") && object.at("verbatim").as_bool(), "mrkdwn not verbatim");
    const auto length = length_of(text_at(object, "text"));
    require(length >= 1 && length <= limit, "text of " + std::to_string(length) + " above " + std::to_string(limit));
}

void check_element(const json::object& element) {
    require(length_of(text_at(element, "action_id")) <= 255, "action_id");
    const auto type = text_at(element, "type");
    if (type == "button") {
        check_text(element.at("text"), 75, true);
        require(length_of(text_at(element, "value")) <= 2000, "button value");
        if (element.contains("style")) {
            const auto style = text_at(element, "style");
            require(style == "primary" || style == "danger", "style " + style);
        }
        return;
    }
    require(type == "static_select", "element " + type);
    check_text(element.at("placeholder"), 150, true);
    const auto& options = element.at("options").as_array();
    require(!options.empty() && options.size() <= 100, "number of options");
    for (const auto& option : options) {
        check_text(option.at("text"), 75, true);
        require(length_of(text_at(option.as_object(), "value")) <= 150, "option value");
    }
    if (const auto* initial = element.if_contains("initial_option")) {
        bool found = false;
        for (const auto& option : options) found = found || option == *initial;
        require(found, "initial_option is no option");
    }
}

void check_block(const json::object& block, std::set<std::string>& ids) {
    if (block.contains("block_id")) {
        const auto id = text_at(block, "block_id");
        require(!id.empty() && id.size() <= 255 && ids.insert(id).second, "block_id " + id);
    }
    const auto type = text_at(block, "type");
    if (type == "header") return check_text(block.at("text"), 150, true);
    if (type == "section") {
        require(block.contains("text") || block.contains("fields"), "an empty section");
        if (block.contains("text")) check_text(block.at("text"), 3000, false);
        if (!block.contains("fields")) return;
        const auto& fields = block.at("fields").as_array();
        require(!fields.empty() && fields.size() <= 10, "number of fields");
        for (const auto& field : fields) check_text(field, 2000, false);
        return;
    }
    if (type == "context") {
        const auto& elements = block.at("elements").as_array();
        require(!elements.empty() && elements.size() <= 10, "context elements");
        for (const auto& element : elements) check_text(element, 3000, false);
        return;
    }
    require(type == "actions", "block " + type);
    const auto& elements = block.at("elements").as_array();
    require(!elements.empty() && elements.size() <= 25, "number of elements");
    std::set<std::string> actions;
    for (const auto& element : elements) {
        check_element(element.as_object());
        require(actions.insert(text_at(element.as_object(), "action_id")).second, "action_id twice");
    }
}

void collect(const json::value& value, std::string& out) {
    if (value.is_array())
        for (const auto& item : value.as_array()) collect(item, out);
    if (!value.is_object()) return;
    const auto& object = value.as_object();
    if (object.contains("text") && object.at("text").is_string())
        out += json::value_to<std::string>(object.at("text")) + "\n";
    for (const auto& [key, item] : object) collect(item, out);
}

}  // namespace

std::string fault_in(const json::object& message) {
    try {
        const auto text = text_at(message, "text");
        require(!text.empty() && length_of(text) <= 4000, "text");
        std::set<std::string> ids;
        const auto& blocks = message.at("blocks").as_array();
        require(!blocks.empty() && blocks.size() <= 50, "number of blocks");
        for (const auto& block : blocks) check_block(block.as_object(), ids);
        require(length_of(json::serialize(blocks)) < 8000, "the whole card");
        return {};
    } catch (const std::exception& fault) {
        return fault.what();
    }
}

std::string shown(const json::object& message) {
    std::string out;
    collect(message.at("blocks"), out);
    return out;
}

}  // namespace privman::slack::testing
