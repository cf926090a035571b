#include "sandbox/slack/payloads.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace privman::sandbox::slack {

namespace {

/// The acting elements of a block: members of `elements`, the accessory, the element of an input.
std::vector<const json::object*> elements_of(const json::object& block) {
    std::vector<const json::object*> found;
    if (const auto* list = block.if_contains("elements"); list && list->is_array()) {
        for (const auto& element : list->get_array()) {
            if (element.is_object()) found.push_back(&element.get_object());
        }
    }
    for (const auto* name : {"accessory", "element"}) {
        if (const auto* element = block.if_contains(name); element && element->is_object())
            found.push_back(&element->get_object());
    }
    return found;
}

/// Under which name an element's value is reported in `state.values`; empty for elements without a state.
std::string_view state_member(std::string_view type) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> members{{
        {"static_select", "selected_option"},
        {"radio_buttons", "selected_option"},
        {"multi_static_select", "selected_options"},
        {"checkboxes", "selected_options"},
        {"users_select", "selected_user"},
        {"conversations_select", "selected_conversation"},
        {"channels_select", "selected_channel"},
        {"datepicker", "selected_date"},
        {"timepicker", "selected_time"},
        {"datetimepicker", "selected_date_time"},
        {"plain_text_input", "value"},
    }};
    const auto* const found = std::ranges::find(members, type, &std::pair<std::string_view, std::string_view>::first);
    return found == members.end() ? std::string_view{} : found->second;
}

const json::value* initial_value(const json::object& element) {
    for (const auto& [name, value] : element) {
        if (name.starts_with("initial_")) return &value;
    }
    return nullptr;
}

const json::value* picked(const Picks& picks, std::string_view block, std::string_view action) {
    const auto in_block = picks.find(std::string{block});
    if (in_block == picks.end()) return nullptr;
    const auto found = in_block->second.find(std::string{action});
    return found == in_block->second.end() ? nullptr : &found->second;
}

}  // namespace

std::string_view word(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

json::object message_json(const Workspace& workspace, const Message& message) {
    json::object result{{"type", "message"},
                        {"user", message.user},
                        {"ts", message.ts},
                        {"text", message.text},
                        {"team", workspace.team_id()}};
    if (message.by_bot) {
        result["bot_id"] = workspace.bot_id();
        result["app_id"] = workspace.app_id();
        result["bot_profile"] = json::object{{"id", workspace.bot_id()},
                                             {"app_id", workspace.app_id()},
                                             {"name", "privman"},
                                             {"deleted", false},
                                             {"team_id", workspace.team_id()}};
    }
    if (!message.client_msg_id.empty()) result["client_msg_id"] = message.client_msg_id;
    if (!message.blocks.empty()) result["blocks"] = message.blocks;
    if (!message.metadata.is_null()) result["metadata"] = message.metadata;
    if (!message.thread_ts.empty()) result["thread_ts"] = message.thread_ts;
    if (message.edited) result["edited"] = json::object{{"user", message.user}, {"ts", message.ts}};
    return result;
}

json::object person_json(const Workspace& workspace, const Person& person, bool with_email) {
    const bool admin = person.kind == Kind::admin || person.kind == Kind::owner;
    json::object profile{{"display_name", person.display_name},
                         {"display_name_normalized", person.display_name},
                         {"real_name", person.real_name},
                         {"real_name_normalized", person.real_name},
                         {"image_24", "https://example.com/24.png"},
                         {"team", person.team_id}};
    if (with_email && person.kind != Kind::bot) profile["email"] = person.email;
    json::object result{{"id", person.id},
                        {"team_id", person.team_id},
                        {"name", person.name},
                        {"deleted", person.kind == Kind::deactivated},
                        {"real_name", person.real_name},
                        {"tz", person.tz},
                        {"tz_label", person.tz},
                        {"tz_offset", 0},
                        {"profile", std::move(profile)},
                        {"is_bot", person.kind == Kind::bot},
                        {"is_app_user", false},
                        {"updated", 1700000000}};
    if (person.kind != Kind::deactivated) {  // Slack leaves the role flags out for people who are gone
        result["is_admin"] = admin;
        result["is_owner"] = person.kind == Kind::owner;
        result["is_primary_owner"] = false;
        result["is_restricted"] = person.kind == Kind::guest || person.kind == Kind::single_guest;
        result["is_ultra_restricted"] = person.kind == Kind::single_guest;
    }
    if (person.team_id != workspace.team_id()) result["is_stranger"] = true;
    return result;
}

json::object channel_json(const Workspace& workspace, const Channel& channel) {
    json::object result{{"id", channel.id}, {"is_archived", channel.is_archived}, {"created", 1700000000}};
    if (channel.is_dm()) {
        result["is_im"] = true;
        result["user"] = channel.dm_with;
        result["is_ext_shared"] = false;
        result["is_org_shared"] = false;
        return result;
    }
    result["name"] = channel.name;
    result["name_normalized"] = channel.name;
    result["is_channel"] = !channel.is_private;
    result["is_group"] = channel.is_private;
    result["is_im"] = false;
    result["is_mpim"] = false;
    result["is_private"] = channel.is_private;
    result["is_member"] = channel.has(workspace.bot_user_id());
    result["is_shared"] = channel.is_ext_shared;
    result["is_ext_shared"] = channel.is_ext_shared;
    result["is_org_shared"] = false;
    result["context_team_id"] = workspace.team_id();
    return result;
}

json::object interaction_json(std::string_view type, const Workspace& workspace, const Person& by) {
    return json::object{
        {"type", type},
        {"api_app_id", workspace.app_id()},
        {"team", json::object{{"id", workspace.team_id()}, {"domain", workspace.domain()}}},
        {"enterprise", nullptr},
        {"is_enterprise_install", false},
        {"token", "legacy"},
        {"user", json::object{{"id", by.id}, {"username", by.name}, {"name", by.name}, {"team_id", by.team_id}}}};
}

json::object state_values(const json::array& blocks, const Picks& picks, std::string_view untouched) {
    json::object values;
    for (const auto& block : blocks) {
        if (!block.is_object()) continue;
        const auto block_id = word(block.get_object(), "block_id");
        json::object in_block;
        for (const auto* element : elements_of(block.get_object())) {
            const auto type = word(*element, "type");
            const auto member = state_member(type);
            if (member.empty()) continue;
            const auto action_id = word(*element, "action_id");
            json::value value =
                type == "multi_static_select" || type == "checkboxes" ? json::value(json::array{}) : json::value{};
            if (const auto* chosen = picked(picks, block_id, action_id)) {
                value = *chosen;
            } else if (untouched == "absent") {
                continue;
            } else if (const auto* initial = initial_value(*element); initial && untouched == "initial") {
                value = *initial;
            }
            in_block[action_id] = json::object{{"type", type}, {member, std::move(value)}};
        }
        if (!in_block.empty()) values[block_id] = std::move(in_block);
    }
    return values;
}

FoundElement find_element(const json::array& blocks, std::string_view action_id) {
    for (const auto& block : blocks) {
        if (!block.is_object()) continue;
        for (const auto* element : elements_of(block.get_object())) {
            if (word(*element, "action_id") == action_id) return {&block.get_object(), element};
        }
    }
    return {};
}

const json::value* find_option(const json::object& element, std::string_view value) {
    if (const auto* options = element.if_contains("options"); options && options->is_array()) {
        for (const auto& option : options->get_array()) {
            if (option.is_object() && word(option.get_object(), "value") == value) return &option;
        }
    }
    if (const auto* groups = element.if_contains("option_groups"); groups && groups->is_array()) {
        for (const auto& group : groups->get_array()) {
            const auto* found = group.is_object() ? find_option(group.get_object(), value) : nullptr;
            if (found) return found;
        }
    }
    return nullptr;
}

}  // namespace privman::sandbox::slack
