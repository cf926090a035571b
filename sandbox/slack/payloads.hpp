// How messages, people and channels look on the wire, in answers, events and interactions alike.
#pragma once

#include "sandbox/slack/messages.hpp"
#include "sandbox/slack/workspace.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace privman::sandbox::slack {

/// `message{}` of answers and of block_actions.
[[nodiscard]] json::object message_json(const Workspace& workspace, const Message& message);

/// `user{}` of users.info; the e-mail address only when `with_email`.
[[nodiscard]] json::object person_json(const Workspace& workspace, const Person& person, bool with_email);

/// `channel{}` of conversations.info.
[[nodiscard]] json::object channel_json(const Workspace& workspace, const Channel& channel);

/// `team{}` and the other members that every interaction carries.
[[nodiscard]] json::object interaction_json(std::string_view type, const Workspace& workspace, const Person& by);

/// `state.values` of `blocks` as a person with these `picks` sees them. `untouched` says how a select that nobody
/// touched is reported, which Slack does not document: "null", "absent" or "initial".
[[nodiscard]] json::object state_values(const json::array& blocks, const Picks& picks, std::string_view untouched);

/// The element with that action id, and the block it stands in; null when there is none.
struct FoundElement {
    const json::object* block = nullptr;
    const json::object* element = nullptr;
};
[[nodiscard]] FoundElement find_element(const json::array& blocks, std::string_view action_id);

/// The option of a menu with that value; null when it offers none.
[[nodiscard]] const json::value* find_option(const json::object& element, std::string_view value);

/// The string member, or empty.
[[nodiscard]] std::string_view word(const json::object& object, std::string_view name);

}  // namespace privman::sandbox::slack
