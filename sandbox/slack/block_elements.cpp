#include "sandbox/slack/block_elements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace privman::sandbox::slack {

namespace {

constexpr std::size_t id_limit = 255;
constexpr std::size_t url_limit = 3000;

void optional_text(const JsonNode& owner, std::string_view name, TextKind kind, std::size_t most) {
    if (const auto text = owner.member(name)) check_text(*text, kind, most);
}

void check_action_id(const JsonNode& element) {
    if (const auto id = element.member("action_id")) id->is_string_of(1, id_limit);
}

void check_style(const JsonNode& owner) {
    if (const auto style = owner.member("style")) style->is_one_of({"primary", "danger"});
}

void check_confirm(const JsonNode& element) {
    const auto confirm = element.member("confirm");
    if (!confirm || !confirm->is_object_of({"title", "text", "confirm", "deny"}, {"style"})) return;
    optional_text(*confirm, "title", TextKind::plain_only, 100);
    optional_text(*confirm, "text", TextKind::any, 300);
    optional_text(*confirm, "confirm", TextKind::plain_only, 30);
    optional_text(*confirm, "deny", TextKind::plain_only, 30);
    check_style(*confirm);
}

void check_option(const JsonNode& option, TextKind text, bool with_url) {
    const bool shaped = with_url ? option.is_object_of({"text", "value"}, {"description", "url"})
                                 : option.is_object_of({"text", "value"}, {"description"});
    if (!shaped) return;
    optional_text(option, "text", text, 75);
    if (const auto value = option.member("value")) value->is_string_of(1, 150);
    optional_text(option, "description", text, 75);
    option.optional_string("url", url_limit);
}

void check_options(const JsonNode& options, TextKind text, std::size_t most, bool with_url = false) {
    if (!options.is_array_of(1, most)) return;
    for (const auto& option : options.items()) check_option(option, text, with_url);
}

/// Slack compares the whole option, not only its value.
bool offers(const JsonNode& element, const json::value& option) {
    if (const auto options = element.member("options")) {
        const auto list = options->items();
        return std::ranges::any_of(list, [&](const JsonNode& offered) { return offered.value() == option; });
    }
    if (const auto groups = element.member("option_groups")) {
        const auto list = groups->items();
        return std::ranges::any_of(list, [&](const JsonNode& group) { return offers(group, option); });
    }
    return true;
}

void check_initial_options(const JsonNode& element) {
    constexpr std::string_view mismatch = "must match exactly one of the provided options";
    if (const auto initial = element.member("initial_option")) {
        if (!offers(element, initial->value())) initial->complain(mismatch);
    }
    if (const auto initial = element.member("initial_options"); initial && initial->is_array_of(1, 100)) {
        for (const auto& option : initial->items()) {
            if (!offers(element, option.value())) option.complain(mismatch);
        }
    }
}

void check_choices(const JsonNode& element) {
    const auto options = element.member("options");
    const auto groups = element.member("option_groups");
    if (!options && !groups) element.complain("missing required field: options");
    if (options && groups) element.complain("options and option_groups exclude each other");
    if (options) check_options(*options, TextKind::plain_only, 100);
    if (groups && groups->is_array_of(1, 100)) {
        for (const auto& group : groups->items()) {
            if (!group.is_object_of({"label", "options"}, {})) continue;
            optional_text(group, "label", TextKind::plain_only, 75);
            if (const auto inner = group.member("options")) check_options(*inner, TextKind::plain_only, 100);
        }
    }
    check_initial_options(element);
}

void check_button(const JsonNode& button) {
    button.is_object_of({"type", "text"}, {"action_id", "value", "url", "style", "confirm", "accessibility_label"});
    check_action_id(button);
    optional_text(button, "text", TextKind::plain_only, 75);
    button.optional_string("value", 2000);
    button.optional_string("url", url_limit);
    button.optional_string("accessibility_label", 75);
    check_style(button);
    check_confirm(button);
}

void check_static_select(const JsonNode& select) {
    select.is_object_of({"type"}, {"action_id", "placeholder", "options", "option_groups", "initial_option", "confirm",
                                   "focus_on_load"});
    check_action_id(select);
    optional_text(select, "placeholder", TextKind::plain_only, 150);
    check_choices(select);
    check_confirm(select);
    select.optional_boolean("focus_on_load");
}

void check_multi_static_select(const JsonNode& select) {
    select.is_object_of({"type"}, {"action_id", "placeholder", "options", "option_groups", "initial_options", "confirm",
                                   "focus_on_load", "max_selected_items"});
    check_action_id(select);
    optional_text(select, "placeholder", TextKind::plain_only, 150);
    check_choices(select);
    check_confirm(select);
    select.optional_boolean("focus_on_load");
}

/// users_select, conversations_select, channels_select: the choices come from the workspace.
void check_workspace_select(const JsonNode& select) {
    select.is_object_of(
        {"type"}, {"action_id", "placeholder", "initial_user", "initial_conversation", "initial_channel",
                   "default_to_current_conversation", "response_url_enabled", "filter", "confirm", "focus_on_load"});
    check_action_id(select);
    optional_text(select, "placeholder", TextKind::plain_only, 150);
    check_confirm(select);
}

void check_overflow(const JsonNode& overflow) {
    overflow.is_object_of({"type", "options"}, {"action_id", "confirm"});
    check_action_id(overflow);
    if (const auto options = overflow.member("options")) check_options(*options, TextKind::plain_only, 5, true);
    check_confirm(overflow);
}

/// Checkboxes and radio buttons: their labels may be formatted.
void check_marks(const JsonNode& marks) {
    marks.is_object_of({"type", "options"},
                       {"action_id", "initial_options", "initial_option", "confirm", "focus_on_load"});
    check_action_id(marks);
    if (const auto options = marks.member("options")) check_options(*options, TextKind::any, 10);
    check_initial_options(marks);
    check_confirm(marks);
}

void check_date_or_time(const JsonNode& picker) {
    picker.is_object_of({"type"}, {"action_id", "placeholder", "initial_date", "initial_time", "initial_date_time",
                                   "timezone", "confirm", "focus_on_load"});
    check_action_id(picker);
    optional_text(picker, "placeholder", TextKind::plain_only, 150);
    check_confirm(picker);
}

void check_length_bound(const JsonNode& input, std::string_view name, std::int64_t least) {
    const auto bound = input.member(name);
    if (!bound) return;
    const auto* number = bound->value().if_int64();
    if (!number || *number < least || *number > 3000) {
        bound->complain(fmt::format("must be an integer between {} and 3000", least));
    }
}

void check_plain_text_input(const JsonNode& input) {
    input.is_object_of({"type"}, {"action_id", "multiline", "min_length", "max_length", "initial_value", "placeholder",
                                  "focus_on_load", "dispatch_action_config"});
    check_action_id(input);
    input.optional_boolean("multiline");
    check_length_bound(input, "min_length", 0);
    check_length_bound(input, "max_length", 1);
    input.optional_string("initial_value", 3000);
    input.optional_boolean("focus_on_load");
    optional_text(input, "placeholder", TextKind::plain_only, 150);
}

void check_image(const JsonNode& image) {
    image.is_object_of({"type", "image_url", "alt_text"}, {});
    if (const auto url = image.member("image_url")) url->is_string_of(1, url_limit);
    if (const auto alt = image.member("alt_text")) alt->is_string_of(1, 2000);
}

void check_context_text(const JsonNode& text) { check_text(text, TextKind::any, 3000); }

struct ElementRule {
    std::string_view type;
    bool accessory, actions, context, input;
    void (*check)(const JsonNode&);

    [[nodiscard]] bool fits(Slot slot) const {
        switch (slot) {
            case Slot::accessory: return accessory;
            case Slot::actions: return actions;
            case Slot::context: return context;
            case Slot::input: return input;
        }
        return false;
    }
};

constexpr std::array<ElementRule, 16> element_rules{{
    {"button", true, true, false, false, check_button},
    {"static_select", true, true, false, true, check_static_select},
    {"multi_static_select", true, false, false, true, check_multi_static_select},
    {"users_select", true, true, false, true, check_workspace_select},
    {"conversations_select", true, true, false, true, check_workspace_select},
    {"channels_select", true, true, false, true, check_workspace_select},
    {"overflow", true, true, false, false, check_overflow},
    {"checkboxes", true, true, false, true, check_marks},
    {"radio_buttons", true, true, false, true, check_marks},
    {"datepicker", true, true, false, true, check_date_or_time},
    {"timepicker", true, true, false, true, check_date_or_time},
    {"datetimepicker", false, true, false, true, check_date_or_time},
    {"plain_text_input", false, false, false, true, check_plain_text_input},
    {"image", true, false, true, false, check_image},
    {"plain_text", false, false, true, false, check_context_text},
    {"mrkdwn", false, false, true, false, check_context_text},
}};

}  // namespace

void check_text(const JsonNode& text, TextKind kind, std::size_t most) {
    const auto type = text.word("type");
    const bool plain = type == "plain_text";
    if (!plain && (kind == TextKind::plain_only || type != "mrkdwn")) {
        text.complain(fmt::format("unsupported type: {}", type));
        return;
    }
    const bool shaped =
        plain ? text.is_object_of({"type", "text"}, {"emoji"}) : text.is_object_of({"type", "text"}, {"verbatim"});
    if (!shaped) return;
    if (const auto content = text.member("text")) content->is_string_of(1, most);
    text.optional_boolean("emoji");
    text.optional_boolean("verbatim");
}

void check_element(const JsonNode& element, Slot slot) {
    const auto type = element.word("type");
    const auto* const rule = std::ranges::find(element_rules, type, &ElementRule::type);
    if (rule == element_rules.end() || !rule->fits(slot)) {
        element.complain(fmt::format("unsupported type: {}", type));
        return;
    }
    rule->check(element);
}

}  // namespace privman::sandbox::slack
