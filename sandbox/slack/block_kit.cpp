#include "sandbox/slack/block_kit.hpp"

#include "sandbox/slack/block_elements.hpp"
#include "sandbox/slack/ids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

namespace privman::sandbox::slack {

namespace {

void check_section(const JsonNode& block) {
    block.is_object_of({"type"}, {"block_id", "text", "fields", "accessory", "expand"});
    const auto text = block.member("text");
    const auto fields = block.member("fields");
    if (!text && !fields) block.complain("missing required field: text or fields");
    if (text) check_text(*text, TextKind::any, 3000);
    if (fields && fields->is_array_of(1, 10)) {
        for (const auto& field : fields->items()) check_text(field, TextKind::any, 2000);
    }
    if (const auto accessory = block.member("accessory")) check_element(*accessory, Slot::accessory);
    block.optional_boolean("expand");
}

void check_header(const JsonNode& block) {
    block.is_object_of({"type", "text"}, {"block_id"});
    if (const auto text = block.member("text")) check_text(*text, TextKind::plain_only, 150);
}

void check_elements(const JsonNode& block, Slot slot, std::size_t most) {
    block.is_object_of({"type", "elements"}, {"block_id"});
    const auto elements = block.member("elements");
    if (!elements || !elements->is_array_of(1, most)) return;
    for (const auto& element : elements->items()) check_element(element, slot);
}

void check_context(const JsonNode& block) { check_elements(block, Slot::context, 10); }
void check_actions(const JsonNode& block) { check_elements(block, Slot::actions, 25); }
void check_divider(const JsonNode& block) { block.is_object_of({"type"}, {"block_id"}); }

void check_image_block(const JsonNode& block) {
    block.is_object_of({"type", "image_url", "alt_text"}, {"block_id", "title"});
    if (const auto url = block.member("image_url")) url->is_string_of(1, 3000);
    if (const auto alt = block.member("alt_text")) alt->is_string_of(1, 2000);
    if (const auto title = block.member("title")) check_text(*title, TextKind::plain_only, 2000);
}

void check_input(const JsonNode& block) {
    block.is_object_of({"type", "label", "element"}, {"block_id", "hint", "optional", "dispatch_action"});
    if (const auto label = block.member("label")) check_text(*label, TextKind::plain_only, 2000);
    if (const auto hint = block.member("hint")) check_text(*hint, TextKind::plain_only, 2000);
    if (const auto element = block.member("element")) check_element(*element, Slot::input);
    block.optional_boolean("optional");
    block.optional_boolean("dispatch_action");
}

void check_markdown(const JsonNode& block) {
    block.is_object_of({"type", "text"}, {"block_id"});
    if (const auto text = block.member("text")) text->is_string_of(1, 12'000);
}

struct BlockRule {
    std::string_view type;
    bool in_messages, in_views;
    void (*check)(const JsonNode&);
};

constexpr std::array<BlockRule, 8> block_rules{{
    {"section", true, true, check_section},
    {"header", true, true, check_header},
    {"context", true, true, check_context},
    {"actions", true, true, check_actions},
    {"divider", true, true, check_divider},
    {"image", true, true, check_image_block},
    {"input", true, true, check_input},
    {"markdown", true, false, check_markdown},
}};

/// Elements that carry an action id: the members of `elements`, the accessory, the input's element.
std::vector<JsonNode> acting_elements(const JsonNode& block) {
    std::vector<JsonNode> found;
    if (const auto elements = block.member("elements")) found = elements->items();
    if (const auto accessory = block.member("accessory")) found.push_back(*accessory);
    if (const auto element = block.member("element")) found.push_back(*element);
    return found;
}

void check_unique_action_ids(const JsonNode& block) {
    std::set<std::string_view> seen;
    for (const auto& element : acting_elements(block)) {
        const auto id = element.word("action_id");
        if (id.empty() || seen.insert(id).second) continue;
        element.complain(fmt::format("`action_id` already exists: {}", id));
    }
}

void check_blocks(const JsonNode& blocks, Surface surface) {
    if (!blocks.is_array_of(surface == Surface::message ? 0 : 1, surface == Surface::message ? 50 : 100)) return;
    std::set<std::string_view> seen;
    for (const auto& block : blocks.items()) {
        const auto type = block.word("type");
        const auto* const rule = std::ranges::find(block_rules, type, &BlockRule::type);
        if (rule == block_rules.end() || !(surface == Surface::message ? rule->in_messages : rule->in_views)) {
            block.complain(fmt::format("unsupported type: {}", type));
            continue;
        }
        rule->check(block);
        if (const auto id = block.member("block_id")) id->is_string_of(1, 255);
        if (const auto id = block.word("block_id"); !id.empty() && !seen.insert(id).second) {
            block.complain(fmt::format("`block_id` already exists: {}", id));
        }
        check_unique_action_ids(block);
    }
}

bool has_input(const JsonNode& view) {
    const auto blocks = view.member("blocks");
    if (!blocks) return false;
    const auto list = blocks->items();
    return std::ranges::any_of(list, [](const JsonNode& block) { return block.word("type") == "input"; });
}

void check_modal(const JsonNode& view) {
    view.is_object_of({"type", "title", "blocks"}, {"submit", "close", "private_metadata", "callback_id", "external_id",
                                                    "clear_on_close", "notify_on_close", "submit_disabled"});
    for (const auto* name : {"title", "submit", "close"}) {
        if (const auto text = view.member(name)) check_text(*text, TextKind::plain_only, 24);
    }
    if (has_input(view) && !view.member("submit")) view.complain("missing required field: submit");
    for (const auto* name : {"clear_on_close", "notify_on_close", "submit_disabled"}) view.optional_boolean(name);
}

std::string type_of(const json::object& object) {
    const auto* type = object.if_contains("type");
    return type && type->is_string() ? std::string{type->get_string()} : std::string{};
}

void complete(json::value& value) {
    if (auto* array = value.if_array()) {
        for (auto& item : *array) complete(item);
        return;
    }
    auto* object = value.if_object();
    if (!object) return;
    // Copied, since adding a member moves the others.
    const auto type = type_of(*object);
    if (type == "plain_text") object->emplace("emoji", true);
    if (type == "mrkdwn") object->emplace("verbatim", false);
    for (auto& [name, inner] : *object) complete(inner);
}

void name_element(json::value& element) {
    auto* object = element.if_object();
    const auto type = object ? type_of(*object) : "";
    if (type.empty() || type == "plain_text" || type == "mrkdwn" || type == "image") return;
    object->emplace("action_id", random_word(5));
}

}  // namespace

Complaints complaints_about_blocks(const json::value& blocks, Surface surface) {
    Complaints complaints;
    check_blocks(JsonNode{blocks, "/blocks", complaints}, surface);
    return complaints;
}

Complaints complaints_about_view(const json::value& value) {
    Complaints complaints;
    const JsonNode view{value, "/view", complaints};
    const auto type = view.word("type");
    if (type == "modal") {
        check_modal(view);
    } else if (type == "home") {
        view.is_object_of({"type", "blocks"}, {"private_metadata", "callback_id", "external_id"});
    } else {
        view.complain(fmt::format("unsupported type: {}", type));
        return complaints;
    }
    view.optional_string("private_metadata", 3000);
    view.optional_string("callback_id", 255);
    view.optional_string("external_id", 255);
    if (const auto blocks = view.member("blocks"))
        check_blocks(*blocks, type == "modal" ? Surface::modal : Surface::home);
    return complaints;
}

std::size_t text_length(const json::value& value) {
    std::size_t sum = 0;
    if (const auto* array = value.if_array()) {
        for (const auto& item : *array) sum += text_length(item);
    } else if (const auto* object = value.if_object()) {
        for (const auto& [name, inner] : *object) {
            const auto* text = name == "text" ? inner.if_string() : nullptr;
            sum += text ? characters({text->data(), text->size()}) : text_length(inner);
        }
    }
    return sum;
}

void complete_blocks(json::array& blocks) {
    for (auto& value : blocks) {
        complete(value);
        auto* block = value.if_object();
        if (!block) continue;
        block->emplace("block_id", random_word(5));
        if (auto* elements = block->if_contains("elements"); elements && elements->is_array()) {
            for (auto& element : elements->get_array()) name_element(element);
        }
        for (const auto* name : {"accessory", "element"}) {
            if (auto* element = block->if_contains(name)) name_element(*element);
        }
    }
}

}  // namespace privman::sandbox::slack
