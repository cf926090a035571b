#include "sandbox/slack/rules_control.hpp"

#include "sandbox/slack/slack_control.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace privman::sandbox::slack {

namespace {

using Words = std::set<std::string, std::less<>>;

std::optional<Words> set_of_words(Arguments& arguments, std::string_view name) {
    const auto* value = arguments.any(name);
    if (!value || value->is_null()) return std::nullopt;
    if (!value->is_array()) throw BadCall{fmt::format("{} must be an array of strings", name)};
    Words words;
    for (const auto& item : value->get_array()) {
        if (!item.is_string()) throw BadCall{fmt::format("{} must be an array of strings", name)};
        words.emplace(item.get_string());
    }
    return words;
}

/// true: dead with the usual code; a string: dead with that code; false: alive.
std::optional<std::string> death_of(Arguments& arguments, std::string_view name) {
    const auto* value = arguments.any(name);
    if (!value || value->is_null()) return std::nullopt;
    if (value->is_bool()) return value->get_bool() ? "invalid_auth" : "";
    if (value->is_string()) return std::string{value->get_string()};
    throw BadCall{fmt::format("{} must be true, false or an error code", name)};
}

json::array list_of(const Words& words) {
    json::array list;
    for (const auto& word : words) list.emplace_back(word);
    return list;
}

json::value death_json(const std::string& code) { return code.empty() ? json::value(false) : json::value(code); }

}  // namespace

void put_rules(const Controlled& world, Arguments& arguments) {
    auto bot_death = death_of(arguments, "dead_bot_token");
    auto app_death = death_of(arguments, "dead_app_token");
    auto scopes = set_of_words(arguments, "scopes");
    auto events = set_of_words(arguments, "events");
    const auto ack_lost = arguments.flag("ack_lost");
    const bool names_redelivery = arguments.has("redeliver_events");
    const auto redeliver = arguments.flag("redeliver_events");
    const auto enforce = arguments.flag("enforce_rate");
    const auto messages_tab = arguments.flag("messages_tab");
    const auto home_tab = arguments.flag("home_tab");
    const auto untouched = arguments.text("untouched");
    arguments.nothing_else();
    if (untouched && *untouched != "null" && *untouched != "absent" && *untouched != "initial") {
        throw BadCall{"untouched must be null, absent or initial (as words)"};
    }

    if (bot_death) world.app.bot_token_refused_with = std::move(*bot_death);
    if (app_death) world.app.app_token_refused_with = std::move(*app_death);
    if (scopes) world.app.scopes = std::move(*scopes);
    if (events) world.app.events = std::move(*events);
    if (ack_lost) world.hub.rules().ack_lost = *ack_lost;
    if (names_redelivery) world.hub.rules().redeliver_events = redeliver;
    if (enforce) world.limits.enforce(*enforce);
    if (messages_tab) world.app.messages_tab = *messages_tab;
    if (home_tab) world.app.home_tab = *home_tab;
    if (untouched) world.acting.report_untouched_as(*untouched);
}

json::object rules_json(const Controlled& world) {
    const auto redeliver = world.hub.rules().redeliver_events;
    return {{"dead_bot_token", death_json(world.app.bot_token_refused_with)},
            {"dead_app_token", death_json(world.app.app_token_refused_with)},
            {"scopes", list_of(world.app.scopes)},
            {"events", list_of(world.app.events)},
            {"ack_lost", world.hub.rules().ack_lost},
            {"redeliver_events", redeliver ? json::value(*redeliver) : json::value{}},
            {"enforce_rate", world.limits.enforced()},
            {"messages_tab", world.app.messages_tab},
            {"home_tab", world.app.home_tab},
            {"untouched", world.acting.untouched()}};
}

}  // namespace privman::sandbox::slack
