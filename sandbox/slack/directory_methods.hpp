// users.*, usergroups.*, conversations.* and auth.test: who is who, and what the channels are.
#pragma once

#include "sandbox/slack/api_call.hpp"
#include "sandbox/slack/tokens.hpp"
#include "sandbox/slack/workspace.hpp"

namespace privman::sandbox::slack {

class DirectoryMethods {
public:
    DirectoryMethods(Workspace& workspace, const Installation& app) : workspace_{workspace}, app_{app} {}

    Answer auth_test(const ApiCall& call) const;
    Answer user_info(const ApiCall& call) const;
    Answer user_by_email(const ApiCall& call) const;
    /// The conversations the bot is in.
    Answer own_conversations(const ApiCall& call) const;
    Answer group_users(const ApiCall& call) const;
    Answer channel_info(const ApiCall& call) const;
    Answer channel_members(const ApiCall& call) const;
    Answer open_direct_message(const ApiCall& call);

private:
    /// The channel in the argument, when it is visible and its kind may be read.
    [[nodiscard]] std::expected<const Channel*, Refusal> readable_channel(const ApiCall& call) const;
    [[nodiscard]] Refusal lacks(std::string_view scope) const;

    Workspace& workspace_;
    const Installation& app_;
};

}  // namespace privman::sandbox::slack
