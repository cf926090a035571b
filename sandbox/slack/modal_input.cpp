#include "sandbox/slack/modal_input.hpp"

#include "sandbox/control.hpp"
#include "sandbox/slack/json_node.hpp"
#include "sandbox/slack/payloads.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <utility>

namespace privman::sandbox::slack {

namespace {

const json::object* block_with_id(const View& view, std::string_view id) {
    for (const auto& block : view.content.at("blocks").get_array()) {
        if (word(block.get_object(), "block_id") == id) return &block.get_object();
    }
    return nullptr;
}

std::int64_t bound(const json::object& element, std::string_view name, std::int64_t otherwise) {
    const auto* value = element.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : otherwise;
}

json::value entered(const json::object& element, const json::value& value, std::string_view where) {
    const auto type = word(element, "type");
    if (value.is_null()) return {};
    if (type == "static_select" || type == "radio_buttons") {
        if (!value.is_string()) throw BadCall{fmt::format("{} wants the value of an option", where)};
        const std::string wanted{value.get_string()};
        const auto* option = find_option(element, wanted);
        if (!option) throw BadCall{fmt::format("{} offers no option with the value \"{}\"", where, wanted)};
        return *option;
    }
    if (type == "plain_text_input") {
        if (!value.is_string()) throw BadCall{fmt::format("{} wants text", where)};
        const auto& text = value.get_string();
        const auto length = static_cast<std::int64_t>(characters({text.data(), text.size()}));
        if (length == 0) return {};
        if (length < bound(element, "min_length", 0) || length > bound(element, "max_length", 3000)) {
            throw BadCall{fmt::format("the text for {} is too short or too long", where)};
        }
    }
    return value;
}

bool filled(const View& view, const json::object& block, const json::object& element) {
    const auto in_block = view.picks.find(std::string{word(block, "block_id")});
    if (in_block != view.picks.end()) {
        const auto found = in_block->second.find(std::string{word(element, "action_id")});
        if (found != in_block->second.end()) return !found->second.is_null();
    }
    for (const auto* name : {"initial_value", "initial_option", "initial_options", "initial_user"}) {
        if (element.contains(name)) return true;
    }
    return false;
}

void check_filled(const View& view) {
    for (const auto& value : view.content.at("blocks").get_array()) {
        const auto& block = value.get_object();
        if (word(block, "type") != "input") continue;
        const auto* optional = block.if_contains("optional");
        if (optional && optional->is_bool() && optional->get_bool()) continue;
        if (!filled(view, block, block.at("element").get_object())) {
            throw BadCall{fmt::format("the input {} is empty and not optional", word(block, "block_id"))};
        }
    }
}

}  // namespace

void enter_values(View& view, const json::object& values) {
    for (const auto& [block_id, inner] : values) {
        const auto* block = block_with_id(view, block_id);
        if (!block) throw BadCall{fmt::format("the view has no block {}", std::string_view{block_id})};
        if (!inner.is_object()) throw BadCall{"values must be {block: {action: value}}"};
        const json::array only{json::value(*block)};
        for (const auto& [action_id, value] : inner.get_object()) {
            const auto found = find_element(only, action_id);
            if (!found.element)
                throw BadCall{fmt::format("the block {} has no action {}", std::string_view{block_id},
                                          std::string_view{action_id})};
            view.picks[std::string{block_id}][std::string{action_id}] = entered(*found.element, value, action_id);
        }
    }
    check_filled(view);
}

std::optional<std::string> fault_in_errors(const View& view, const json::value* errors) {
    const auto* object = errors ? errors->if_object() : nullptr;
    if (!object || object->empty()) return "errors must be an object with at least one entry";
    for (const auto& [block_id, text] : *object) {
        const auto* block = block_with_id(view, block_id);
        if (!block || word(*block, "type") != "input")
            return fmt::format("{} is no input block", std::string_view{block_id});
        if (!text.is_string() || text.get_string().empty()) return "an error must be text";
    }
    return std::nullopt;
}

}  // namespace privman::sandbox::slack
