// Response URLs: a way to answer one interaction, five times within thirty minutes, without a token.
// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
#pragma once

#include "sandbox/clock.hpp"
#include "sandbox/slack/api_call.hpp"
#include "sandbox/slack/events.hpp"
#include "sandbox/slack/messages.hpp"
#include "sandbox/slack/workspace.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace privman::sandbox::slack {

class ResponseUrls {
public:
    ResponseUrls(const Clock& clock, const Workspace& workspace, Messages& messages, Events& events)
        : clock_{clock}, workspace_{workspace}, messages_{messages}, events_{events} {}

    /// A fresh path ("/response/<token>") for `person`'s interaction with `message`.
    [[nodiscard]] std::string issue(std::string_view person, const Message& message);

    /// Does what `body` asks: an ephemeral or public message, or a change of the original.
    [[nodiscard]] Answer respond(std::string_view token, const json::object& body);

private:
    struct Permit {
        std::string person;
        std::string channel;
        std::string original_ts;
        std::string thread_ts;
        bool original_is_ephemeral = false;
        std::int64_t ends_ms = 0;
        int uses = 0;
    };

    [[nodiscard]] Answer replace(const Permit& permit, std::string text, json::array blocks);

    const Clock& clock_;
    const Workspace& workspace_;
    Messages& messages_;
    Events& events_;
    std::map<std::string, Permit, std::less<>> permits_;
};

}  // namespace privman::sandbox::slack
