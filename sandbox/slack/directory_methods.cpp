#include "sandbox/slack/directory_methods.hpp"

#include "sandbox/slack/payloads.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace privman::sandbox::slack {

namespace {

std::string_view scope_to_read(const Channel& channel) {
    if (channel.is_dm()) return "im:read";
    return channel.is_private ? "groups:read" : "channels:read";
}

/// One page of `items`, with the cursor of the next. Cursors are opaque to clients and end in "=".
Answer page(std::string_view member, const json::array& items, const ApiCall& call, std::int64_t default_limit) {
    constexpr std::string_view prefix = "offset:";
    std::size_t from = 0;
    if (const auto cursor = call.text("cursor"); cursor && !cursor->empty()) {
        if (!cursor->starts_with(prefix) || !cursor->ends_with('=')) return refuse("invalid_cursor");
        const auto digits = cursor->substr(prefix.size());
        std::from_chars(digits.data(), digits.data() + digits.size(), from);
        if (from > items.size()) return refuse("invalid_cursor");
    }
    const auto limit = call.number("limit", default_limit);
    if (limit < 1 || limit > 1000) return refuse("invalid_limit");
    const auto to = std::min(items.size(), from + static_cast<std::size_t>(limit));
    json::array some;
    for (auto i = from; i < to; ++i) some.push_back(items[i]);
    const std::string next = to < items.size() ? fmt::format("{}{}=", prefix, to) : "";
    return json::object{{member, std::move(some)}, {"response_metadata", json::object{{"next_cursor", next}}}};
}

}  // namespace

Refusal DirectoryMethods::lacks(std::string_view scope) const {
    return {"missing_scope", {{"needed", scope}, {"provided", app_.scope_list()}}};
}

Answer DirectoryMethods::auth_test(const ApiCall&) const {
    return json::object{{"url", fmt::format("https://{}.slack.com/", workspace_.domain())},
                        {"team", "Sandbox"},
                        {"user", "privman"},
                        {"team_id", workspace_.team_id()},
                        {"user_id", workspace_.bot_user_id()},
                        {"bot_id", workspace_.bot_id()},
                        {"is_enterprise_install", false}};
}

Answer DirectoryMethods::user_info(const ApiCall& call) const {
    const auto id = call.text("user");
    const Person* person = id ? workspace_.person(*id) : nullptr;
    if (!person) return refuse("user_not_found");
    return json::object{{"user", person_json(workspace_, *person, app_.scopes.contains("users:read.email"))}};
}

Answer DirectoryMethods::user_by_email(const ApiCall& call) const {
    const auto email = call.text("email");
    if (!email) return refuse_argument("missing required field: email", "email");
    for (const Person& person : workspace_.people()) {
        if (person.email != *email || person.kind == Kind::deactivated || person.kind == Kind::bot) continue;
        return json::object{{"user", person_json(workspace_, person, true)}};
    }
    return refuse("users_not_found");
}

Answer DirectoryMethods::own_conversations(const ApiCall& call) const {
    const std::string types = call.text("types").value_or("public_channel");
    const bool public_wanted = types.contains("public_channel");
    const bool private_wanted = types.contains("private_channel");
    const bool dms_wanted = std::ranges::find(types, 'i') != types.end() &&
                            (types == "im" || types.contains(",im") || types.starts_with("im,"));
    if (public_wanted && !app_.scopes.contains("channels:read")) return std::unexpected{lacks("channels:read")};
    if (private_wanted && !app_.scopes.contains("groups:read")) return std::unexpected{lacks("groups:read")};
    if (dms_wanted && !app_.scopes.contains("im:read")) return std::unexpected{lacks("im:read")};
    json::array channels;
    for (const Channel& channel : workspace_.channels()) {
        if (!channel.has(workspace_.bot_user_id())) continue;
        if (channel.is_archived && call.flag("exclude_archived")) continue;
        const bool wanted = channel.is_dm() ? dms_wanted : channel.is_private ? private_wanted : public_wanted;
        if (wanted) channels.emplace_back(channel_json(workspace_, channel));
    }
    return page("channels", channels, call, 100);
}

Answer DirectoryMethods::group_users(const ApiCall& call) const {
    const auto id = call.text("usergroup");
    const UserGroup* group = id ? workspace_.group(*id) : nullptr;
    if (!group) return refuse("no_such_subteam");
    json::array users;
    for (const auto& user : group->users) users.emplace_back(user);
    return json::object{{"users", std::move(users)}};
}

std::expected<const Channel*, Refusal> DirectoryMethods::readable_channel(const ApiCall& call) const {
    const auto id = call.text("channel");
    if (!id || id->empty()) return refuse_argument("missing required field: channel", "channel");
    const Channel* channel = workspace_.visible_to_bot(*id);
    if (!channel) return refuse("channel_not_found");
    if (const auto scope = scope_to_read(*channel); !app_.scopes.contains(scope)) return std::unexpected{lacks(scope)};
    return channel;
}

Answer DirectoryMethods::channel_info(const ApiCall& call) const {
    const auto channel = readable_channel(call);
    if (!channel) return std::unexpected{channel.error()};
    json::object result = channel_json(workspace_, **channel);
    if (call.flag("include_num_members")) result["num_members"] = (*channel)->members.size();
    return json::object{{"channel", std::move(result)}};
}

Answer DirectoryMethods::channel_members(const ApiCall& call) const {
    const auto channel = readable_channel(call);
    if (!channel) return std::unexpected{channel.error()};
    json::array members;
    for (const auto& member : (*channel)->members) members.emplace_back(member);
    return page("members", members, call, 100);
}

Answer DirectoryMethods::open_direct_message(const ApiCall& call) {
    const auto users = call.text("users");
    if (!users || users->empty()) return refuse("users_list_not_supplied");
    if (users->contains(',')) return refuse("too_many_users");  // group messages are not part of this workspace
    const Person* person = workspace_.person(*users);
    if (!person) return refuse("user_not_found");
    if (person->kind == Kind::deactivated) return refuse("user_disabled");
    if (person->kind == Kind::stranger) return refuse("user_not_visible");
    if (person->id == workspace_.bot_user_id()) return refuse("cannot_dm_bot");
    const Channel& channel = workspace_.direct_message(person->id);
    json::object result{{"id", channel.id}};
    if (call.flag("return_im")) result = channel_json(workspace_, channel);
    return json::object{{"channel", std::move(result)}};
}

}  // namespace privman::sandbox::slack
