// What somebody looking at Slack sees: texts, cards, buttons; read from the sandbox's list of messages.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::tools {

namespace json = boost::json;

/// Every text of a message, its notification text first, one per line.
std::string text_of(const json::object& message);

/// Every text of a message that Slack reads as markup, one per line: there `<…>` acts, elsewhere it is only shown.
std::string markup_of(const json::object& message);

/// The first mention, link or other token in such text, but for dates; empty when there is none.
std::string first_token(std::string_view markup);

/// The value of a member that is a string; empty otherwise.
std::string word(const json::object& object, std::string_view name);

/// The id of the request that the message is a card of; empty for other messages.
std::string request_of(const json::object& message);

/// The element with this action id, anywhere in the message's blocks.
std::optional<json::object> element(const json::object& message, std::string_view action_id);

/// It offers an Approve and a Deny button.
bool has_buttons(const json::object& message);

/// The value of the option with this label in a select; nothing when it offers none.
std::optional<std::string> option_value(const json::object& select, std::string_view label);

}  // namespace privman::tools
