#include "sandbox/slack/workspace.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace privman::sandbox::slack {

namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 8> kind_names{{
    {Kind::member, "member"},
    {Kind::admin, "admin"},
    {Kind::owner, "owner"},
    {Kind::guest, "guest"},
    {Kind::single_guest, "single_guest"},
    {Kind::bot, "bot"},
    {Kind::deactivated, "deactivated"},
    {Kind::stranger, "stranger"},
}};

std::string id_from(char prefix, std::string_view name) {
    std::string id{prefix, '0'};
    for (const char c : name) {
        if (c >= 'a' && c <= 'z') id += static_cast<char>(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) id += c;
    }
    return id;
}

template <class List>
auto* by_id(List& list, std::string_view id) {
    const auto found = std::ranges::find_if(list, [&](const auto& item) { return item.id == id; });
    return found == list.end() ? nullptr : &*found;
}

template <class T>
T& put_into(std::deque<T>& list, T item) {
    if (T* known = by_id(list, item.id)) return *known = std::move(item);
    return list.emplace_back(std::move(item));
}

}  // namespace

std::string_view name_of(Kind kind) {
    return std::ranges::find(kind_names, kind, &std::pair<Kind, std::string_view>::first)->second;
}

std::optional<Kind> kind_named(std::string_view name) {
    const auto found = std::ranges::find(kind_names, name, &std::pair<Kind, std::string_view>::second);
    if (found == kind_names.end()) return std::nullopt;
    return found->first;
}

bool Channel::has(std::string_view person_id) const { return std::ranges::find(members, person_id) != members.end(); }

Workspace::Workspace(std::string team_id, std::string domain, std::string app_id)
    : team_id_{std::move(team_id)}, domain_{std::move(domain)}, app_id_{std::move(app_id)} {
    put(Person{
        .id = bot_user_id_, .name = "privman", .real_name = "privman", .display_name = "privman", .kind = Kind::bot});
}

Person& Workspace::put(Person person) {
    if (person.id.empty()) person.id = id_from('U', person.name);
    if (person.email.empty()) person.email = person.name + "@example.com";
    if (person.team_id.empty()) person.team_id = person.kind == Kind::stranger ? "T0ELSEWHERE" : team_id_;
    return put_into(people_, std::move(person));
}

Channel& Workspace::put(Channel channel) {
    if (channel.id.empty()) channel.id = id_from('C', channel.name);
    return put_into(channels_, std::move(channel));
}

void Workspace::put(UserGroup group) { groups_.insert_or_assign(group.id, group); }

Person* Workspace::person(std::string_view id) { return by_id(people_, id); }
const Person* Workspace::person(std::string_view id) const { return by_id(people_, id); }
Channel* Workspace::channel(std::string_view id) { return by_id(channels_, id); }
const Channel* Workspace::channel(std::string_view id) const { return by_id(channels_, id); }

const UserGroup* Workspace::group(std::string_view id) const {
    const auto found = groups_.find(id);
    return found == groups_.end() ? nullptr : &found->second;
}

Channel& Workspace::direct_message(std::string_view person_id) {
    for (Channel& channel : channels_) {
        if (channel.dm_with == person_id) return channel;
    }
    const Person* who = person(person_id);
    if (!who) throw std::logic_error{"a direct message with nobody"};
    return put(Channel{.id = "D" + who->id.substr(1), .dm_with = who->id, .members = {who->id, bot_user_id_}});
}

const Channel* Workspace::visible_to_bot(std::string_view channel_id) const {
    const Channel* found = channel(channel_id);
    if (found && found->is_private && !found->has(bot_user_id_)) return nullptr;
    return found;
}

Workspace starting_workspace(std::string app_id) {
    Workspace workspace{"T0SANDBOX", "sandbox", std::move(app_id)};
    workspace.put(Person{.name = "ada", .real_name = "Ada Lovelace", .display_name = "Ada"});
    workspace.put(Person{.name = "bob", .real_name = "Bob Ross", .display_name = "Bob"});
    workspace.put(Person{.name = "carol", .real_name = "Carol Shaw", .display_name = "Carol", .kind = Kind::admin});
    workspace.put(Person{.name = "dave", .real_name = "Dave Visitor", .kind = Kind::guest});
    workspace.put(Person{.name = "eve", .real_name = "Eve Adams", .display_name = "Eve"});
    workspace.put(Person{.name = "mallory", .real_name = "Mallory Gone", .kind = Kind::deactivated});
    workspace.put(
        Person{.name = "zoe", .real_name = "Zoe Partner", .email = "zoe@partner.example", .kind = Kind::stranger});

    const std::vector<std::string> everybody{"U0ADA", "U0BOB", "U0CAROL", "U0DAVE", "U0EVE", workspace.bot_user_id()};
    workspace.put(Channel{.name = "approvals", .members = everybody});
    workspace.put(Channel{.name = "helpdesk", .members = everybody});
    workspace.put(Channel{.name = "partners", .is_ext_shared = true, .members = {"U0ADA", "U0CAROL", "U0ZOE"}});
    workspace.put(UserGroup{.id = "S0APPROVERS", .handle = "approvers", .users = {"U0ADA", "U0CAROL"}});
    return workspace;
}

}  // namespace privman::sandbox::slack
