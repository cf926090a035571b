#include "sandbox/slack/people_acting.hpp"

#include "sandbox/control.hpp"
#include "sandbox/slack/ids.hpp"
#include "sandbox/slack/modal_input.hpp"
#include "sandbox/slack/payloads.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <utility>

namespace privman::sandbox::slack {

namespace {

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

json::object told(const Receipt& receipt) {
    return {{"delivered", receipt.delivered}, {"acked", receipt.acked}, {"ack_ms", receipt.ack_ms}};
}

/// The members that an action repeats from its element.
void copy_members(const json::object& from, std::initializer_list<std::string_view> names, json::object& to) {
    for (const auto name : names) {
        if (const auto* value = from.if_contains(name)) to[name] = *value;
    }
}

json::object action_of(const FoundElement& found, const std::string& action_id, const std::string& value) {
    if (!found.element) throw BadCall{fmt::format("there is no element with action_id {}", action_id)};
    const auto type = word(*found.element, "type");
    json::object action{{"type", type}, {"action_id", action_id}, {"block_id", word(*found.block, "block_id")}};
    if (type == "button") {
        copy_members(*found.element, {"text", "value", "style", "url", "confirm"}, action);
        return action;
    }
    if (type != "overflow" && type != "static_select" && type != "radio_buttons") {
        throw BadCall{fmt::format("{} is a {}, which nobody can act on here", action_id, type)};
    }
    const auto* option = find_option(*found.element, value);
    if (!option) throw BadCall{fmt::format("{} offers no option with the value \"{}\"", action_id, value)};
    copy_members(*found.element, {"placeholder", "initial_option", "confirm"}, action);
    action["selected_option"] = *option;
    return action;
}

/// What a select remembers of an action; nothing for buttons and menus.
const json::value* state_after(const json::object& action) {
    const auto type = word(action, "type");
    return type == "static_select" || type == "radio_buttons" ? action.if_contains("selected_option") : nullptr;
}

}  // namespace

std::string PeopleActing::now_ts() const {
    const auto now_ms = clock_.wall_ms();
    return fmt::format("{}.{:06}", now_ms / 1000, now_ms % 1000 * 1000);
}

const Person& PeopleActing::person(const std::string& id) const {
    const Person* found = workspace_.person(id);
    if (!found) throw BadCall{fmt::format("there is no person {}", id), 404};
    return *found;
}

Message& PeopleActing::visible(const Sight& sight) {
    const Person& who = person(sight.as);
    Message* message = messages_.find(sight.channel, sight.ts);
    if (!message) throw BadCall{fmt::format("there is no message {} in {}", sight.ts, sight.channel), 404};
    if (sight.force) return *message;
    if (who.kind == Kind::deactivated) throw BadCall{fmt::format("{} is deactivated", who.id), 409};
    if (!workspace_.channel(sight.channel)->has(who.id)) {
        throw BadCall{fmt::format("{} is not a member of {}", who.id, sight.channel), 409};
    }
    if (!message->ephemeral_to.empty() && message->ephemeral_to != who.id) {
        throw BadCall{fmt::format("only {} sees that message", message->ephemeral_to), 409};
    }
    return *message;
}

View& PeopleActing::own_view(const std::string& as, const std::string& view_id) {
    View* view = views_.find(view_id);
    if (!view || view->owner != as) throw BadCall{fmt::format("{} has no open view {}", as, view_id), 404};
    return *view;
}

Message& PeopleActing::say(const std::string& as, const std::string& channel_id, std::string text,
                           const std::string& thread_ts) {
    const Person& who = person(as);
    if (who.kind == Kind::deactivated) throw BadCall{fmt::format("{} is deactivated", who.id), 409};
    if (text.empty()) throw BadCall{"text is empty"};
    Channel* channel = channel_id.empty() ? &workspace_.direct_message(as) : workspace_.channel(channel_id);
    if (!channel) throw BadCall{fmt::format("there is no channel {}", channel_id), 404};
    if (!channel->has(as)) throw BadCall{fmt::format("{} is not a member of {}", as, channel_id), 409};
    if (channel->is_archived) throw BadCall{fmt::format("{} is archived", channel_id), 409};
    replace_all(text, "@privman", fmt::format("<@{}>", workspace_.bot_user_id()));
    Message& message = messages_.add(Message{.channel = channel->id,
                                             .user = as,
                                             .text = std::move(text),
                                             .thread_ts = thread_ts,
                                             .client_msg_id = random_uuid()});
    events_.posted(message);
    return message;
}

asio::awaitable<json::object> PeopleActing::select(Sight sight, std::string action_id, std::string value) {
    Message& message = visible(sight);
    auto action = action_of(find_element(message.blocks, action_id), action_id, value);
    const auto* state = state_after(action);
    if (!state) throw BadCall{fmt::format("{} is not a select", action_id)};
    message.picks_of[sight.as][std::string{word(action, "block_id")}][action_id] = *state;
    co_return co_await act(std::move(sight), std::move(action));
}

asio::awaitable<json::object> PeopleActing::click(Sight sight, std::string action_id, std::string value) {
    auto action = action_of(find_element(visible(sight).blocks, action_id), action_id, value);
    if (state_after(action)) throw BadCall{fmt::format("{} is a select; pick with /select", action_id)};
    co_return co_await act(std::move(sight), std::move(action));
}

asio::awaitable<json::object> PeopleActing::act(Sight sight, json::object action) {
    const Person& who = person(sight.as);
    const Message& message = visible(sight);
    const Channel& channel = *workspace_.channel(message.channel);
    const bool ephemeral = !message.ephemeral_to.empty();

    json::object container{
        {"type", "message"}, {"message_ts", message.ts}, {"channel_id", channel.id}, {"is_ephemeral", ephemeral}};
    if (!message.thread_ts.empty()) container["thread_ts"] = message.thread_ts;
    json::object payload = interaction_json("block_actions", workspace_, who);
    payload["container"] = std::move(container);
    payload["channel"] = json::object{{"id", channel.id}, {"name", channel.is_dm() ? "directmessage" : channel.name}};
    if (!ephemeral) payload["message"] = message_json(workspace_, message);
    const auto picks = message.picks_of.find(who.id);
    payload["state"] =
        json::object{{"values", state_values(message.blocks, picks == message.picks_of.end() ? Picks{} : picks->second,
                                             untouched_)}};
    payload["trigger_id"] = views_.issue_trigger(who.id);
    payload["response_url"] = base_url_ + response_urls_.issue(who.id, message);
    action["action_ts"] = now_ts();
    payload["actions"] = json::array{std::move(action)};
    co_return told(co_await hub_.deliver_interactive(std::move(payload), false));
}

asio::awaitable<json::object> PeopleActing::click_in_view(std::string as, std::string view_id, std::string action_id,
                                                          std::string value) {
    View& view = own_view(as, view_id);
    auto action = action_of(find_element(view.content.at("blocks").get_array(), action_id), action_id, value);
    if (const auto* state = state_after(action)) {
        view.picks[std::string{word(action, "block_id")}][action_id] = *state;
    }
    co_return co_await act_in_view(std::move(as), std::move(view_id), std::move(action));
}

asio::awaitable<json::object> PeopleActing::act_in_view(std::string as, std::string view_id, json::object action) {
    const View& view = own_view(as, view_id);
    json::object payload = interaction_json("block_actions", workspace_, person(as));
    payload["container"] = json::object{{"type", "view"}, {"view_id", view.id}};
    payload["view"] = view_json(workspace_, view);
    payload["trigger_id"] = views_.issue_trigger(as, view.id);
    action["action_ts"] = now_ts();
    payload["actions"] = json::array{std::move(action)};
    co_return told(co_await hub_.deliver_interactive(std::move(payload), false));
}

asio::awaitable<json::object> PeopleActing::submit(std::string as, std::string view_id, json::object values) {
    View& view = own_view(as, view_id);
    enter_values(view, values);
    json::object payload = interaction_json("view_submission", workspace_, person(as));
    payload["trigger_id"] = views_.issue_trigger(as, view.id);
    payload["view"] = view_json(workspace_, view);
    payload["response_urls"] = json::array{};
    const auto receipt = co_await hub_.deliver_interactive(std::move(payload), true);
    co_return follow(view, receipt);
}

json::object PeopleActing::follow(View& view, const Receipt& receipt) {
    json::object result = told(receipt);
    if (!receipt.acked) return result;  // the modal stays open and says it had trouble connecting
    const auto* response = receipt.response.if_object();
    const std::string action{response ? word(*response, "response_action") : ""};
    const json::value* next = response ? response->if_contains("view") : nullptr;
    if (!action.empty()) result["response_action"] = action;

    if (action.empty()) {
        views_.close(view);
    } else if (action == "clear") {
        views_.clear(view);
    } else if (action == "errors") {
        const auto* errors = response->if_contains("errors");
        if (const auto fault = fault_in_errors(view, errors)) {
            result["refused"] = *fault;
        } else {
            result["errors"] = *errors;
        }
    } else if ((action == "update" || action == "push") && next) {
        const auto shown = action == "update" ? views_.update(view, *next, "") : views_.stack(view, *next);
        if (shown) {
            result["view_id"] = (*shown)->id;
        } else {
            result["refused"] = shown.error().error;
            if (const auto* why = shown.error().more.if_contains("response_metadata"))
                result["response_metadata"] = *why;
        }
    } else {
        result["refused"] = "invalid_response_action";
    }
    result["open"] = view.open;
    return result;
}

asio::awaitable<json::object> PeopleActing::close_view(std::string as, std::string view_id) {
    View& view = own_view(as, view_id);
    views_.close(view);
    const auto* notify = view.content.if_contains("notify_on_close");
    if (!notify || !notify->is_bool() || !notify->get_bool()) {
        co_return json::object{{"delivered", false}, {"acked", false}, {"ack_ms", 0}};
    }
    json::object payload = interaction_json("view_closed", workspace_, person(as));
    payload["view"] = view_json(workspace_, view);
    payload["is_cleared"] = false;
    co_return told(co_await hub_.deliver_interactive(std::move(payload), false));
}

}  // namespace privman::sandbox::slack
