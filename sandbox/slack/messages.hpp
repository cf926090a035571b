// Every message of the workspace, with its history and with what each person picked in it.
#pragma once

#include "sandbox/clock.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::slack {

namespace json = boost::json;

/// What a message said from one moment on.
struct Revision {
    std::int64_t at_ms = 0;
    std::string text;
    json::array blocks;
};

/// What one person sees picked: block id -> action id -> the chosen option.
using Picks = std::map<std::string, std::map<std::string, json::value>>;

struct Message {
    std::string ts;
    std::string channel;
    std::string user;
    bool by_bot = false;
    std::string text;
    json::array blocks;
    json::value metadata;      ///< null when the message carries none
    std::string thread_ts;     ///< empty at top level
    std::string ephemeral_to;  ///< empty when everybody sees it
    std::string client_msg_id;
    bool deleted = false;
    bool edited = false;                    ///< shown as "(edited)"; messages with blocks never are
    bool bot_was_told = false;              ///< an app_mention went out for it
    std::vector<Revision> history;          ///< the first revision is the message as it was posted
    std::map<std::string, Picks> picks_of;  ///< by person
};

/// References to messages stay valid: a deleted message is only marked.
class Messages {
public:
    explicit Messages(const Clock& clock) : clock_{clock} {}

    /// Files a new message under a fresh `ts` and gives its blocks the ids they lack.
    Message& add(Message message);

    /// Replaces text and blocks. What people picked survives where block id and action id stay the same.
    void edit(Message& message, std::string text, json::array blocks);

    void remove(Message& message);

    /// Null when there is none or when it was deleted.
    [[nodiscard]] Message* find(std::string_view channel, std::string_view ts);

    /// Oldest first, deleted and ephemeral ones included.
    [[nodiscard]] const std::deque<Message>& all() const { return messages_; }
    [[nodiscard]] std::deque<Message>& all() { return messages_; }

    /// "1722506400.123456" of the sandbox's wall clock; unique and increasing even when that clock is set back.
    [[nodiscard]] std::string next_ts();

private:
    const Clock& clock_;
    std::int64_t last_us_ = 0;
    std::deque<Message> messages_;
};

/// Whether `text` has the form of a message time stamp.
[[nodiscard]] bool is_ts(std::string_view text);

}  // namespace privman::sandbox::slack
