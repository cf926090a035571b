// chat.*: posting, editing and deleting, with the refusals of the real thing.
#pragma once

#include "sandbox/slack/api_call.hpp"
#include "sandbox/slack/events.hpp"
#include "sandbox/slack/messages.hpp"
#include "sandbox/slack/tokens.hpp"
#include "sandbox/slack/workspace.hpp"

namespace privman::sandbox::slack {

class ChatMethods {
public:
    ChatMethods(Workspace& workspace, const Installation& app, Messages& messages, Events& events)
        : workspace_{workspace}, app_{app}, messages_{messages}, events_{events} {}

    Answer post(const ApiCall& call);
    Answer post_ephemeral(const ApiCall& call);
    Answer update(const ApiCall& call);
    Answer remove(const ApiCall& call);
    Answer permalink(const ApiCall& call);

private:
    struct Content {
        std::string text;
        json::array blocks;
        json::value metadata;
        bool has_metadata = false;
    };

    /// Text, blocks and metadata, checked.
    [[nodiscard]] std::expected<Content, Refusal> content_of(const ApiCall& call, std::size_t text_limit) const;
    /// Where a new message may go: a channel the bot can write in, or the direct message with a person.
    [[nodiscard]] std::expected<const Channel*, Refusal> destination(const ApiCall& call);
    [[nodiscard]] std::optional<Refusal> thread_refusal(const ApiCall& call, const Channel& channel) const;
    /// A message that `channel` and the argument called `ts_name` point at, visible to the bot.
    [[nodiscard]] std::expected<Message*, Refusal> existing(const ApiCall& call, std::string_view ts_name) const;

    Workspace& workspace_;
    const Installation& app_;
    Messages& messages_;
    Events& events_;
};

}  // namespace privman::sandbox::slack
