// What somebody typed at the bot, understood, or the word at fault and how to say it right.
#pragma once

#include "domain/business_hours.hpp"
#include "domain/ids.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace privman {

struct Help {
    friend bool operator==(const Help&, const Help&) = default;
};
struct Status {
    friend bool operator==(const Status&, const Status&) = default;
};
struct Pending {
    friend bool operator==(const Pending&, const Pending&) = default;
};
struct Channels {
    friend bool operator==(const Channels&, const Channels&) = default;
};
/// Where it was said, and nowhere else: whoever registers a channel stands in it.
struct Register {
    bool shared = false;  ///< knowing that another company reads along
    friend bool operator==(const Register&, const Register&) = default;
};
struct Unregister {
    std::optional<ChannelId> channel{};  ///< not named: where it was said
    friend bool operator==(const Unregister&, const Unregister&) = default;
};
/// The hours are well formed; which zone is meant, and whether it exists, is for the caller to find out.
struct AutoApproveSet {
    BusinessHours hours;
    std::string text;                     ///< as typed, with plain dashes and single spaces
    std::vector<BusinessHours> others{};  ///< what else the words may mean
    friend bool operator==(const AutoApproveSet&, const AutoApproveSet&) = default;
};
struct AutoApproveEnable {
    friend bool operator==(const AutoApproveEnable&, const AutoApproveEnable&) = default;
};
struct AutoApproveDisable {
    friend bool operator==(const AutoApproveDisable&, const AutoApproveDisable&) = default;
};
struct AutoApproveStatus {
    friend bool operator==(const AutoApproveStatus&, const AutoApproveStatus&) = default;
};
struct AutoApproveClear {
    friend bool operator==(const AutoApproveClear&, const AutoApproveClear&) = default;
};
struct Approvers {
    friend bool operator==(const Approvers&, const Approvers&) = default;
};
struct Admins {
    friend bool operator==(const Admins&, const Admins&) = default;
};
struct Version {
    friend bool operator==(const Version&, const Version&) = default;
};
/// `hello`, and nothing else.
struct Greeting {
    friend bool operator==(const Greeting&, const Greeting&) = default;
};
/// A command with a question mark behind it that would change something: `enable?` asks, it does not tell.
struct Question {
    std::string command;  ///< as it would have to be said
    friend bool operator==(const Question&, const Question&) = default;
};
/// Only a mention: nothing was said.
struct Nothing {
    friend bool operator==(const Nothing&, const Nothing&) = default;
};
/// Something was said that is no command, or a command with something wrong in it.
struct Misunderstood {
    std::string word;     ///< the word at fault, as typed, shortened
    std::string why;      ///< one clause, lower case, without a full stop
    std::string example;  ///< a right command
    friend bool operator==(const Misunderstood&, const Misunderstood&) = default;
};

using ChatCommand = std::variant<Help, Status, Pending, Channels, Register, Unregister, AutoApproveSet,
                                 AutoApproveEnable, AutoApproveDisable, AutoApproveStatus, AutoApproveClear, Approvers,
                                 Admins, Version, Greeting, Question, Nothing, Misunderstood>;

/// Reads text without the mention, already unescaped, with channels as `#C…`. Tolerates case, any space, typographic
/// dashes and quotes, and around the command politeness (`please`, `now`, `here`, thanks), emoji and punctuation;
/// nothing else: a command with a word too many is misunderstood, never half done.
ChatCommand parse_command(std::string_view text);

/// Automatic approval ends with it: `disable` (`off`, `stop`) and `clear`.
bool switches_off(const ChatCommand& command);

}  // namespace privman
