// The real bot and the real sandbox, started on loopback, with everything a test does to them and sees of them.
#pragma once

#include "tests/tools/control.hpp"
#include "tests/tools/process.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace privman::tools {

struct Programs {
    std::string bot;
    std::string sandbox;
    // Contract profiles: the bot's, the sandbox's, and what the sandbox shows as its description. Empty: the built-in.
    std::string bot_profile = {};
    std::string sandbox_profile = {};
    std::string api_description = {};
    /// Words in front of the bot's path: what it runs under. The bot must keep the process id.
    std::vector<std::string> bot_runs_under = {};
};

/// Longer than anything that is promised takes, on a machine that is busy.
inline constexpr std::chrono::milliseconds patience{20'000};

/// True as soon as `condition` is; false when it is not within `limit`.
bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit = patience);

class Rig {
public:
    /// The key that the sandbox's AWS knows; its secret is a planted one.
    static constexpr const char* aws_access_key_id = "AKIAPLANTED000007070";

    /// Starts the sandbox on a port of the system's choice. Slack's rate limits are off until asked for.
    explicit Rig(const Programs& programs);

    // The bot.

    /// Settings of the bot, sensible for a test; change them before it starts. Empty values are left out.
    std::map<std::string, std::string>& settings() { return settings_; }
    /// Starts it without waiting for anything.
    void start_bot();
    /// Starts it and waits until it is connected to Slack and has read the list of requests.
    void start_working_bot();
    void kill_bot();
    /// SIGTERM; its exit code, or nothing when it is still there after `limit`.
    std::optional<int> stop_bot(std::chrono::milliseconds limit);
    [[nodiscard]] Process* bot() { return bot_.get(); }
    /// Everything the bot has printed, over all its lives.
    [[nodiscard]] std::string log() const;
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }

    // The sandbox.

    [[nodiscard]] const Control& control() const { return *control_; }
    /// Ids of people and channels by name; "#approvals" or "approvals". Throws for unknown ones.
    [[nodiscard]] std::string person(const std::string& name) const;
    [[nodiscard]] std::string channel(std::string name) const;
    void advance(std::chrono::milliseconds time);
    void set_clock(const std::string& wall);
    /// Two further lists have been asked for since: the bot had a chance to do what it should not.
    void let_it_poll() const;
    void say(const std::string& who, const std::string& channel, const std::string& text);
    /// carol says `register` in the channel, and the welcome comes.
    void register_channel(const std::string& channel);

    // Slack, as somebody sees it.

    /// Messages that are not deleted, ephemeral ones of everybody included.
    [[nodiscard]] std::vector<json::object> messages(const std::string& channel) const;
    /// Every card of a request in a channel, oldest first; twins are two.
    [[nodiscard]] std::vector<json::object> cards(const std::string& channel, const std::string& request) const;
    /// The first channel, by name, in which the request has a card; empty when none has.
    [[nodiscard]] std::string channel_with_card(const std::string& request) const;
    /// What only this person was told: ephemeral and direct messages of the bot, oldest first.
    [[nodiscard]] std::vector<std::string> told(const std::string& who) const;
    /// Clicks and answers when Slack did: true when the bot acknowledged. Waits for the card first.
    bool click(const std::string& who, const std::string& channel, const std::string& request,
               const std::string& action, bool force = false);
    void pick(const std::string& who, const std::string& channel, const std::string& request, const std::string& label);

    // Privilege Manager.

    void raise(const std::string& request, json::object fields = {});
    [[nodiscard]] json::object request(const std::string& id) const;
    [[nodiscard]] std::string status(const std::string& request) const;
    /// Calls that asked for a decision of any request, those included that a fault swallowed.
    [[nodiscard]] std::size_t decisions_sent() const;
    /// How many calls that asked to decide it were carried out, or refused because it was decided.
    [[nodiscard]] std::int64_t decide_calls(const std::string& request) const;
    void fail_privilege_manager(const json::object& fault);
    void fail_slack(const json::object& fault);

private:
    [[nodiscard]] json::object a_card(const std::string& channel, const std::string& request) const;
    [[nodiscard]] std::size_t lists_asked() const;

    Programs programs_;
    TemporaryDirectory directory_;
    std::unique_ptr<Process> sandbox_;
    std::unique_ptr<Control> control_;
    std::map<std::string, std::string> settings_;
    std::unique_ptr<Process> bot_;
};

}  // namespace privman::tools
