#include "slack/envelope.hpp"

#include "slack/button.hpp"
#include "slack/command_text.hpp"
#include "slack/json_read.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace privman::slack {

namespace json = boost::json;

namespace {

/// A uuid on the real wire; whatever it is, an ack that carries it must stay one small frame.
constexpr std::size_t longest_id = 256;

/// The envelope id of a frame that is not JSON: without an ack Slack would send it again and again.
std::string scan_for_id(std::string_view frame) {
    constexpr std::string_view key = "\"envelope_id\"";
    for (auto at = frame.find(key); at != std::string_view::npos; at = frame.find(key, at + 1)) {
        if (at > 0 && frame[at - 1] == '\\') continue;  // inside somebody's text
        auto rest = frame.substr(at + key.size());
        const auto skip_space = [&rest] {
            while (!rest.empty() &&
                   (rest.front() == ' ' || rest.front() == '\t' || rest.front() == '\n' || rest.front() == '\r'))
                rest.remove_prefix(1);
        };
        skip_space();
        if (!rest.starts_with(':')) continue;
        rest.remove_prefix(1);
        skip_space();
        if (!rest.starts_with('"')) continue;
        rest.remove_prefix(1);
        const auto id = rest.substr(0, rest.find('"'));
        const bool fits = id.size() < rest.size() && !id.empty() && id.size() <= longest_id &&
                          std::ranges::all_of(id, [](char c) { return c > ' ' && c < 0x7F && c != '\\'; });
        if (fits) return std::string{id};
    }
    return {};
}

void ignore(Envelope& envelope, std::string why) { envelope.ignored = std::move(why); }

/// Nothing that anybody waits for an answer to.
void leave_alone(Envelope& envelope, std::string why) {
    envelope.routine = true;
    ignore(envelope, std::move(why));
}

/// Which organisation something comes from, on an Enterprise Grid; empty elsewhere.
std::string organisation_of(const json::object& payload) {
    for (const auto* key : {"enterprise_id", "context_enterprise_id"})
        if (auto id = text_of(payload, key); !id.empty()) return id;
    const auto* enterprise = object_of(payload, "enterprise");
    return enterprise ? text_of(*enterprise, "id") : std::string{};
}

/// Of several ids of a workspace the one that is not ours, if there is one: a doubt is for authorisation to see. An
/// app that is installed for an organisation may be told that one instead, which says nothing about the workspace.
TeamId team_among(const Self& self, const std::string& organisation, std::initializer_list<std::string> ids) {
    TeamId team;
    for (const auto& id : ids) {
        if (id.empty() || id == organisation) continue;
        if (team.empty() || id != self.team.value) team = TeamId{id};
    }
    return team;
}

bool is_for_another_app(const json::object& payload, const Expected& expected) {
    const auto app = text_of(payload, "api_app_id");
    return !app.empty() && !expected.app_id.empty() && app != expected.app_id;
}

struct Place {
    ChannelId channel;
    MessageTs ts;
    std::string thread;
};

Place place_of(const json::object& payload) {
    Place place;
    const auto* container = object_of(payload, "container");
    if (const auto* channel = object_of(payload, "channel")) place.channel = ChannelId{text_of(*channel, "id")};
    if (const auto* message = object_of(payload, "message")) {
        place.ts = MessageTs{text_of(*message, "ts")};
        place.thread = text_of(*message, "thread_ts");
    }
    if (!container) return place;
    if (place.channel.empty()) place.channel = ChannelId{text_of(*container, "channel_id")};
    if (place.ts.empty()) place.ts = MessageTs{text_of(*container, "message_ts")};
    if (place.thread.empty()) place.thread = text_of(*container, "thread_ts");
    return place;
}

/// Far beyond any clock.
constexpr std::int64_t latest_second = 100'000'000'000;

/// `1722506400.123456`, to the millisecond; nothing for anything else, and for times that no click has.
std::optional<WallTime> moment_of(std::string_view ts) {
    std::int64_t seconds = 0;
    const auto [dot, error] = std::from_chars(ts.data(), ts.data() + ts.size(), seconds);
    if (error != std::errc{} || seconds <= 0 || seconds > latest_second) return std::nullopt;
    std::int64_t millis = 0;
    if (auto rest = ts.substr(static_cast<std::size_t>(dot - ts.data())); !rest.empty()) {
        rest.remove_prefix(1);
        const auto digits = rest.substr(0, 3);
        const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), millis);
        if (*dot != '.' || wrong != std::errc{} || end != digits.data() + 3 || millis < 0) return std::nullopt;
    }
    return WallTime{std::chrono::seconds{seconds} + Millis{millis}};
}

/// What stands in the picker as this clicker sees it; untouched, it stands where the card put it. Nothing: a value that
/// is not on offer now.
std::optional<Grant> picked(const json::object& payload, const std::string& block, const Grant& untouched,
                            const Expected& expected) {
    const json::object* at = object_of(payload, "state");
    for (const std::string& step : {std::string{"values"}, block, std::string{duration_action}})
        at = at ? object_of(*at, step) : nullptr;
    const auto* selected = at ? object_of(*at, "selected_option") : nullptr;
    // A picker that nobody touched may be reported as empty.
    const auto grant = selected ? parse_grant(text_of(*selected, "value")) : untouched;
    if (!grant || std::ranges::find(expected.offered, *grant) == expected.offered.end()) return std::nullopt;
    return grant;
}

void read_click(Envelope& envelope, const json::object& payload, const json::object& action, const UserId& user,
                const TeamId& team, const Expected& expected) {
    ClickArrived arrived;
    const auto place = place_of(payload);
    auto& click = arrived.click;
    click.by = user;
    click.team = team;
    click.channel = place.channel;
    click.ts = place.ts;
    click.response_url = text_of(payload, "response_url");
    click.choice.approve = text_of(action, "action_id") == approve_action;
    auto untouched = Grant::one_time();

    auto when = text_of(action, "action_ts");
    const auto action_id = text_of(action, "action_id");
    arrived.pressed = moment_of(when);
    if (when.empty()) {
        when = envelope.id;
    } else {
        envelope.keys.push_back("click|" + user.value + "|" + action_id + "|" + when + "|" + place.ts.value);
    }
    click.key = ClickKey{user.value + "|" + when + "|" + action_id + "|" + place.ts.value};

    if (const auto value = parse_button(text_of(action, "value"))) {
        arrived.request = value->request;
        click.attempt = value->attempt;
        click.seal = value->tag;
        untouched = value->preselected;
    } else {
        arrived.defect = "this button is not one of this bot's";
    }
    if (place.channel.empty() || place.ts.empty()) arrived.defect = "this button is not on one of this bot's cards";
    if (click.choice.approve && !arrived.defect) {
        if (const auto grant = picked(payload, text_of(action, "block_id"), untouched, expected)) {
            click.choice.grant = *grant;
        } else {
            arrived.defect = "that duration is not on offer any more; choose one and press the button again";
        }
    }
    envelope.arrival = std::move(arrived);
}

void read_actions(Envelope& envelope, const json::object& payload, const Expected& expected) {
    const auto* who = object_of(payload, "user");
    const UserId user{who ? text_of(*who, "id") : std::string{}};
    envelope.by = user.value;
    if (user.empty()) return ignore(envelope, "a click without a person");
    const auto* workspace = object_of(payload, "team");
    const auto team = team_among(expected.self, organisation_of(payload),
                                 {text_of(*who, "team_id"), workspace ? text_of(*workspace, "id") : ""});

    const auto* actions = array_of(payload, "actions");
    if (!actions) return ignore(envelope, "a click without an action");
    for (const auto& entry : *actions) {
        const auto* action = entry.if_object();
        if (!action) continue;
        const auto id = text_of(*action, "action_id");
        if (id == approve_action || id == deny_action)
            return read_click(envelope, payload, *action, user, team, expected);
        if (id == show_more_action) {
            const auto place = place_of(payload);
            envelope.arrival = MoreWanted{
                {user, place.channel, text_of(payload, "response_url"), place.thread}, team, place.channel, place.ts};
            return;
        }
        if (id.starts_with(offer_action)) {
            const auto place = place_of(payload);
            const auto when = text_of(*action, "action_ts");
            if (!when.empty()) envelope.keys.push_back("offer|" + user.value + "|" + when);
            envelope.arrival = OfferTaken{.from = {user, place.channel, text_of(payload, "response_url"), place.thread},
                                          .team = team,
                                          .channel = place.channel,
                                          .value = text_of(*action, "value"),
                                          .pressed = MessageTs{when}};
            return;
        }
        // Picking a duration sends an action at once; the value comes along with the button.
        if (id == duration_action) return leave_alone(envelope, "a choice in the picker");
        ignore(envelope, "an action of no meaning here");
    }
    if (envelope.ignored.empty()) ignore(envelope, "a click without an action");
}

constexpr const char* our_own = "our own message";

/// Whether a person wrote this to us, just now: bots that answer bots never stop.
std::string why_not_a_command(const json::object& event, const Expected& expected) {
    const auto present = [&event](const char* key) {
        const auto* value = event.if_contains(key);
        return value && !value->is_null();
    };
    const auto subtype = text_of(event, "subtype");
    if (present("subtype") && subtype != "file_share" && subtype != "thread_broadcast")
        return "a message that is no plain message";
    if (present("bot_id") || present("bot_profile")) return "a message of a bot";
    if (present("edited")) return "an edited message";
    if (flag_of(event, "hidden")) return "a hidden message";
    const auto app = text_of(event, "app_id");
    if (!app.empty() && app == expected.app_id) return our_own;
    const auto user = text_of(event, "user");
    if (user.empty()) return "a message of nobody";
    if (user == expected.self.user.value) return our_own;
    if (user == "USLACKBOT") return "a message of Slackbot";
    if (text_of(event, "channel").empty() || text_of(event, "ts").empty()) return "a message without a place";
    return {};
}

/// `channel` is an id in most events, and an object in some.
std::string channel_of_event(const json::object& event) {
    if (const auto* channel = object_of(event, "channel")) return text_of(*channel, "id");
    return text_of(event, "channel");
}

/// A `ts` names a message, and its whole seconds tell when it was written.
std::optional<WallTime> written_at(const std::string& ts) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(ts.data(), ts.data() + ts.size(), seconds);
    if (error != std::errc{} || seconds <= 0 || seconds > latest_second || end == ts.data()) return std::nullopt;
    return WallTime{std::chrono::seconds{seconds}};
}

void read_event(Envelope& envelope, const json::object& payload, const Expected& expected) {
    const auto* event = object_of(payload, "event");
    if (!event) return ignore(envelope, "an event without an event");
    if (const auto id = text_of(payload, "event_id"); !id.empty()) envelope.keys.push_back("event|" + id);
    const auto type = text_of(*event, "type");
    const bool mention = type == "app_mention";
    const bool letter = type == "message" && text_of(*event, "channel_type") == "im";
    envelope.by = text_of(*event, "user");
    const bool asked_for = mention || letter;
    if (const auto why = asked_for ? why_not_a_command(*event, expected) : ""; !asked_for || !why.empty()) {
        if (asked_for) {
            envelope.routine = why == our_own;
            ignore(envelope, why);
        } else {
            leave_alone(envelope, "an event that was not asked for");
        }
        // Whoever's message it was: it tells what the channel is.
        if (flag_of(payload, "is_ext_shared_channel"))
            if (auto channel = channel_of_event(*event); !channel.empty())
                envelope.arrival = SharingSeen{ChannelId{std::move(channel)}};
        return;
    }

    CommandArrived command;
    command.channel = ChannelId{text_of(*event, "channel")};
    command.direct = letter || command.channel.value.starts_with('D');
    command.from = {UserId{text_of(*event, "user")}, command.channel, {}, text_of(*event, "thread_ts")};
    const auto organisation = organisation_of(payload);
    command.team = team_among(expected.self, organisation, {text_of(*event, "user_team"), text_of(*event, "team")});
    if (command.team.empty()) command.team = team_among(expected.self, organisation, {text_of(payload, "team_id")});
    if (const auto* shared = payload.if_contains("is_ext_shared_channel"); shared && shared->is_bool())
        command.shared_outside = shared->get_bool();
    command.text = command_text(text_of(*event, "text"), expected.self.user);
    const auto ts = text_of(*event, "ts");
    command.written = written_at(ts);
    command.ts = MessageTs{ts};
    command.key = command.channel.value + "|" + ts;
    // One mention may come as two events with different ids, if the app is subscribed to messages too.
    envelope.keys.push_back("message|" + command.key);
    envelope.arrival = std::move(command);
}

void read_payload(Envelope& envelope, const json::object& payload, const Expected& expected) {
    if (is_for_another_app(payload, expected)) return ignore(envelope, "meant for another app");
    const auto type = text_of(payload, "type");
    if (envelope.type == "interactive" && type == "block_actions") return read_actions(envelope, payload, expected);
    if (envelope.type == "events_api" && type == "event_callback") return read_event(envelope, payload, expected);
    ignore(envelope, "of a type that means nothing here");
}

HelloFrame read_hello(const json::object& frame) {
    HelloFrame hello;
    hello.connections = number_of(frame, "num_connections");
    if (const auto* info = object_of(frame, "connection_info")) hello.app_id = text_of(*info, "app_id");
    if (const auto* debug = object_of(frame, "debug_info"))
        if (const auto seconds = number_of(*debug, "approximate_connection_time"))
            hello.lifetime = std::chrono::seconds{*seconds};
    return hello;
}

}  // namespace

Incoming decode(std::string_view frame, const Expected& expected) {
    const auto object = parse_object(frame);
    if (!object) {
        auto id = scan_for_id(frame);
        if (id.empty()) return Noise{"not a JSON object"};
        Envelope unreadable;
        unreadable.id = std::move(id);
        unreadable.ignored = "could not be read";
        return unreadable;
    }
    const auto type = text_of(*object, "type");
    auto id = text_of(*object, "envelope_id");
    if (id.empty() || id.size() > longest_id) {
        if (type == "hello") return read_hello(*object);
        if (type == "disconnect") return DisconnectFrame{text_of(*object, "reason")};
        return Noise{"no envelope"};
    }
    Envelope envelope;
    envelope.keys.push_back("envelope|" + id);
    envelope.id = std::move(id);
    envelope.type = type;
    envelope.retry_attempt = number_of(*object, "retry_attempt").value_or(0);
    if (const auto* payload = object_of(*object, "payload")) {
        read_payload(envelope, *payload, expected);
    } else {
        ignore(envelope, "without a payload");
    }
    return envelope;
}

std::string ack_of(std::string_view envelope_id) { return json::serialize(json::object{{"envelope_id", envelope_id}}); }

}  // namespace privman::slack
