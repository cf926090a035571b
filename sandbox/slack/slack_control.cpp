#include "sandbox/slack/slack_control.hpp"

#include "sandbox/slack/payloads.hpp"
#include "sandbox/slack/rules_control.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace privman::sandbox::slack {

namespace {

constexpr std::string_view root = "/_sandbox/slack";

std::vector<std::string> list_of_words(Arguments& arguments, std::string_view name) {
    std::vector<std::string> words;
    const auto* value = arguments.any(name);
    if (!value || value->is_null()) return words;
    if (!value->is_array()) throw BadCall{fmt::format("{} must be an array of strings", name)};
    for (const auto& item : value->get_array()) {
        if (!item.is_string()) throw BadCall{fmt::format("{} must be an array of strings", name)};
        words.emplace_back(item.get_string());
    }
    return words;
}

json::object done() { return {{"ok", true}}; }

json::object revision_json(const Revision& revision) {
    return {{"at_ms", revision.at_ms}, {"text", revision.text}, {"blocks", revision.blocks}};
}

json::object shown(const Message& message) {
    json::array history;
    for (const auto& revision : message.history) history.emplace_back(revision_json(revision));
    json::object result{{"ts", message.ts},
                        {"user", message.user},
                        {"is_bot", message.by_bot},
                        {"text", message.text},
                        {"blocks", message.blocks},
                        {"deleted", message.deleted},
                        {"edits", message.history.size() - 1},
                        {"first_shown_ms", message.history.front().at_ms},
                        {"last_edit_ms", message.history.back().at_ms},
                        {"history", std::move(history)}};
    if (!message.thread_ts.empty()) result["thread_ts"] = message.thread_ts;
    if (!message.ephemeral_to.empty()) result["ephemeral_to"] = message.ephemeral_to;
    if (!message.metadata.is_null()) result["metadata"] = message.metadata;
    return result;
}

/// block id -> action id -> chosen option, as one person sees the message.
json::object picks_json(const Picks& picks) {
    json::object result;
    for (const auto& [block, actions] : picks) {
        json::object inner;
        for (const auto& [action, value] : actions) inner[action] = value;
        result[block] = std::move(inner);
    }
    return result;
}

Sight sight_of(Arguments& arguments) {
    return {.as = arguments.needed_text("as"),
            .channel = arguments.needed_text("channel"),
            .ts = arguments.needed_text("ts"),
            .force = arguments.flag("force").value_or(false)};
}

}  // namespace

asio::awaitable<json::value> SlackControl::answer(net::HttpRequest request) {
    const auto target = parse_target(request.target);
    std::string what = target.path.substr(std::min(root.size(), target.path.size()));
    if (!what.empty()) what.erase(0, 1);
    if (request.method == "GET") co_return look(what, target);
    if (request.method != "POST") throw BadCall{"GET looks, POST acts", 405};
    co_return co_await act(std::move(what), Arguments{request});
}

json::value SlackControl::look(std::string_view what, const Target& target) const {
    if (what.empty()) return overview();
    if (what == "messages") return messages_in(target);
    if (what == "rules") return rules_json(world_);
    if (what == "calls") return json::object{{"calls", world_.log.list(target.find("method").value_or(""))}};
    throw BadCall{fmt::format("there is nothing to see at {}", target.path), 404};
}

asio::awaitable<json::value> SlackControl::act(std::string what, Arguments arguments) {
    if (what == "say") {
        const auto as = arguments.needed_text("as");
        const bool dm = arguments.flag("dm").value_or(false);
        const auto channel = dm ? std::string{} : arguments.needed_text("channel");
        const auto text = arguments.needed_text("text");
        const auto thread_ts = arguments.text("thread_ts").value_or("");
        arguments.nothing_else();
        const Message& message = world_.acting.say(as, channel, text, thread_ts);
        co_return json::object{{"channel", message.channel}, {"ts", message.ts}};
    }
    if (what == "select") {
        auto sight = sight_of(arguments);
        auto action = arguments.needed_text("action_id");
        auto value = arguments.needed_text("value");
        arguments.nothing_else();
        co_return co_await world_.acting.select(std::move(sight), std::move(action), std::move(value));
    }
    if (what == "click") {
        auto action = arguments.needed_text("action_id");
        auto value = arguments.text("value").value_or("");
        if (auto view = arguments.text("view_id")) {
            auto as = arguments.needed_text("as");
            arguments.nothing_else();
            co_return co_await world_.acting.click_in_view(std::move(as), std::move(*view), std::move(action),
                                                           std::move(value));
        }
        auto sight = sight_of(arguments);
        arguments.nothing_else();
        co_return co_await world_.acting.click(std::move(sight), std::move(action), std::move(value));
    }
    if (what == "submit") {
        auto as = arguments.needed_text("as");
        auto view = arguments.needed_text("view_id");
        const auto* values = arguments.object("values");
        auto entered = values ? *values : json::object{};
        arguments.nothing_else();
        co_return co_await world_.acting.submit(std::move(as), std::move(view), std::move(entered));
    }
    if (what == "close_view") {
        auto as = arguments.needed_text("as");
        auto view = arguments.needed_text("view_id");
        arguments.nothing_else();
        co_return co_await world_.acting.close_view(std::move(as), std::move(view));
    }
    co_return change(what, arguments);
}

json::value SlackControl::change(std::string_view what, Arguments& arguments) {
    using Change = json::object (SlackControl::*)(Arguments&);
    static constexpr std::array<std::pair<std::string_view, Change>, 8> changes{{
        {"people", &SlackControl::put_person},
        {"channels", &SlackControl::put_channel},
        {"channel", &SlackControl::change_channel},
        {"usergroups", &SlackControl::put_group},
        {"delete", &SlackControl::remove_message},
        {"faults", &SlackControl::put_fault},
        {"disconnect", &SlackControl::disconnect},
        {"rules", &SlackControl::change_rules},
    }};
    const auto* const found = std::ranges::find(changes, what, &std::pair<std::string_view, Change>::first);
    if (found == changes.end()) throw BadCall{fmt::format("there is nothing to do at {}/{}", root, what), 404};
    return (this->*found->second)(arguments);
}

json::object SlackControl::overview() const {
    const Workspace& workspace = world_.workspace;
    json::array people;
    for (const Person& person : workspace.people()) {
        people.emplace_back(json::object{{"id", person.id},
                                         {"name", person.name},
                                         {"real_name", person.real_name},
                                         {"display_name", person.display_name},
                                         {"email", person.email},
                                         {"kind", name_of(person.kind)}});
    }
    json::array channels;
    for (const Channel& channel : workspace.channels()) {
        json::array members;
        for (const auto& member : channel.members) members.emplace_back(member);
        json::object entry{{"id", channel.id},
                           {"name", channel.name},
                           {"private", channel.is_private},
                           {"members", std::move(members)},
                           {"bot_member", channel.has(workspace.bot_user_id())},
                           {"ext_shared", channel.is_ext_shared},
                           {"archived", channel.is_archived}};
        if (channel.is_dm()) entry["dm_with"] = channel.dm_with;
        channels.emplace_back(std::move(entry));
    }
    json::array views;
    for (const View* view : world_.views.all_open()) {
        json::object entry = view_json(workspace, *view);
        entry["view_id"] = view->id;
        entry["user"] = view->owner;
        views.emplace_back(std::move(entry));
    }
    return {{"team", json::object{{"id", workspace.team_id()}, {"domain", workspace.domain()}}},
            {"bot", json::object{{"user_id", workspace.bot_user_id()},
                                 {"bot_id", workspace.bot_id()},
                                 {"app_id", workspace.app_id()},
                                 {"name", "privman"}}},
            {"people", std::move(people)},
            {"channels", std::move(channels)},
            {"connections", world_.hub.connections()},
            {"views", std::move(views)}};
}

json::object SlackControl::messages_in(const Target& target) const {
    const auto channel = target.find("channel");
    if (!channel) throw BadCall{"the query field channel is missing"};
    if (!world_.workspace.channel(*channel)) throw BadCall{fmt::format("there is no channel {}", *channel), 404};
    const auto as = target.find("as").value_or("");
    const bool all = target.find("all") == "1";
    json::array list;
    for (const Message& message : world_.messages.all()) {
        if (message.channel != *channel) continue;
        if (!message.ephemeral_to.empty() && !all && message.ephemeral_to != as) continue;
        json::object entry = shown(message);
        if (const auto picks = message.picks_of.find(std::string{as}); picks != message.picks_of.end()) {
            entry["picks"] = picks_json(picks->second);
        }
        list.emplace_back(std::move(entry));
    }
    return {{"messages", std::move(list)}};
}

json::object SlackControl::put_person(Arguments& arguments) {
    const auto id = arguments.text("id");
    const Person* known = id ? world_.workspace.person(*id) : nullptr;
    Person person = known ? *known : Person{.id = id.value_or("")};
    if (!known || arguments.has("name")) person.name = arguments.needed_text("name");
    person.real_name = arguments.text("real_name").value_or(known ? person.real_name : person.name);
    person.display_name = arguments.text("display_name").value_or(person.display_name);
    person.email = arguments.text("email").value_or(person.email);
    person.tz = arguments.text("tz").value_or(person.tz);
    if (const auto word = arguments.text("kind")) {
        const auto kind = kind_named(*word);
        if (!kind) throw BadCall{fmt::format("{} is no kind of person", *word)};
        if ((*kind == Kind::stranger) != (person.kind == Kind::stranger)) person.team_id.clear();
        person.kind = *kind;
    }
    arguments.nothing_else();
    return {{"id", world_.workspace.put(std::move(person)).id}};
}

json::object SlackControl::put_channel(Arguments& arguments) {
    Channel channel{.id = arguments.text("id").value_or(""), .name = arguments.needed_text("name")};
    channel.is_private = arguments.flag("private").value_or(false);
    channel.is_ext_shared = arguments.flag("ext_shared").value_or(false);
    channel.members = list_of_words(arguments, "members");
    arguments.nothing_else();
    for (const auto& member : channel.members) {
        if (!world_.workspace.person(member)) throw BadCall{fmt::format("there is no person {}", member), 404};
    }
    return {{"id", world_.workspace.put(std::move(channel)).id}};
}

void SlackControl::join(Channel& channel, const std::string& person_id) {
    const Person* person = world_.workspace.person(person_id);
    if (!person) throw BadCall{fmt::format("there is no person {}", person_id), 404};
    if (channel.has(person_id)) return;
    channel.members.push_back(person_id);
    world_.events.joined(channel, *person);
    if (person_id != world_.workspace.bot_user_id()) return;
    // Whoever mentions an app that is not there is offered to invite it, and the app is then told of that mention.
    auto& all = world_.messages.all();
    const auto last =
        std::find_if(all.rbegin(), all.rend(), [&](const Message& message) { return message.channel == channel.id; });
    if (last != all.rend() && !last->by_bot && !last->bot_was_told && !last->deleted) world_.events.posted(*last);
}

void SlackControl::leave(Channel& channel, const std::string& person_id) {
    const Person* person = world_.workspace.person(person_id);
    if (!person) throw BadCall{fmt::format("there is no person {}", person_id), 404};
    if (std::erase(channel.members, person_id) > 0) world_.events.left(channel, *person);
}

json::object SlackControl::change_channel(Arguments& arguments) {
    const auto id = arguments.needed_text("id");
    const auto archived = arguments.flag("archived");
    const auto ext_shared = arguments.flag("ext_shared");
    const auto invite = list_of_words(arguments, "invite");
    const auto kick = list_of_words(arguments, "kick");
    const auto invite_bot = arguments.flag("invite_bot");
    const bool restricts = arguments.has("posting_refused_with");
    const auto refused_with = arguments.text("posting_refused_with");
    arguments.nothing_else();
    Channel* channel = world_.workspace.channel(id);
    if (!channel) throw BadCall{fmt::format("there is no channel {}", id), 404};
    for (const auto& person : invite) join(*channel, person);
    if (invite_bot == true) join(*channel, world_.workspace.bot_user_id());
    if (invite_bot == false) leave(*channel, world_.workspace.bot_user_id());
    for (const auto& person : kick) leave(*channel, person);
    if (ext_shared) channel->is_ext_shared = *ext_shared;
    if (restricts) channel->posting_refused_with = refused_with.value_or("");
    if (archived && *archived != channel->is_archived) {
        channel->is_archived = *archived;
        world_.events.archived(*channel, *archived);
    }
    return done();
}

json::object SlackControl::put_group(Arguments& arguments) {
    UserGroup group{.id = arguments.needed_text("id")};
    group.handle = arguments.text("handle").value_or(group.id);
    group.users = list_of_words(arguments, "users");
    arguments.nothing_else();
    world_.workspace.put(std::move(group));
    return done();
}

json::object SlackControl::remove_message(Arguments& arguments) {
    const auto channel = arguments.needed_text("channel");
    const auto ts = arguments.needed_text("ts");
    arguments.nothing_else();
    Message* message = world_.messages.find(channel, ts);
    if (!message) throw BadCall{fmt::format("there is no message {} in {}", ts, channel), 404};
    world_.messages.remove(*message);
    world_.events.removed(*message);
    return done();
}

json::object SlackControl::put_fault(Arguments& arguments) {
    Fault fault{.method = arguments.text("method").value_or("*")};
    const auto times = arguments.number("times").value_or(1);
    fault.times = static_cast<int>(std::clamp<std::int64_t>(times, 0, 1'000'000));
    if (times > 0 || arguments.has("kind")) {
        const auto word = arguments.needed_text("kind");
        const auto kind = fault_kind_named(word);
        if (!kind) throw BadCall{fmt::format("{} is no kind of fault", word)};
        fault.kind = *kind;
    }
    fault.error = arguments.text("error").value_or(fault.error);
    fault.status = static_cast<unsigned>(arguments.number("status").value_or(fault.status));
    fault.retry_after = static_cast<int>(arguments.number("retry_after").value_or(fault.retry_after));
    fault.late_ms = arguments.number("late_ms").value_or(fault.late_ms);
    arguments.nothing_else();
    world_.faults.put(std::move(fault));
    return done();
}

json::object SlackControl::disconnect(Arguments& arguments) {
    const auto reason = arguments.needed_text("reason");
    arguments.nothing_else();
    const auto how = SocketHub::farewell_named(reason);
    if (!how) throw BadCall{fmt::format("{} is no reason to disconnect", reason)};
    const auto connections = world_.hub.connections();
    world_.hub.disconnect(*how);
    return {{"connections", connections}};
}

json::object SlackControl::change_rules(Arguments& arguments) {
    put_rules(world_, arguments);
    return rules_json(world_);
}

}  // namespace privman::sandbox::slack
