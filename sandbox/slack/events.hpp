// What happens in the workspace, told to the app as Events API payloads; only events the app subscribed to and may
// read.
#pragma once

#include "sandbox/slack/messages.hpp"
#include "sandbox/slack/socket_hub.hpp"
#include "sandbox/slack/tokens.hpp"
#include "sandbox/slack/workspace.hpp"

#include <string>
#include <string_view>

namespace privman::sandbox::slack {

class Events {
public:
    Events(const Clock& clock, const Workspace& workspace, const Installation& app, SocketHub& hub)
        : clock_{clock}, workspace_{workspace}, app_{app}, hub_{hub} {}

    /// A person's or the bot's new message: app_mention where the bot is a member, message.im in direct messages.
    void posted(Message& message);
    /// Only seen by the app in direct messages.
    void edited(const Message& message, const Revision& before);
    void removed(const Message& message);

    void joined(const Channel& channel, const Person& who);
    void left(const Channel& channel, const Person& who);
    void archived(const Channel& channel, bool archived);

private:
    /// Sends `event` when it is subscribed as `subscription` and `scope` was granted.
    void emit(std::string_view subscription, std::string_view scope, const Channel& channel, json::object event);

    const Clock& clock_;
    const Workspace& workspace_;
    const Installation& app_;
    SocketHub& hub_;
};

}  // namespace privman::sandbox::slack
