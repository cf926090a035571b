// /_sandbox/slack/...: looking at the workspace, changing it, and acting as its people. What each call takes and gives
// is written down in docs/sandbox.md.
#pragma once

#include "net/http_message.hpp"
#include "sandbox/control.hpp"
#include "sandbox/slack/call_log.hpp"
#include "sandbox/slack/events.hpp"
#include "sandbox/slack/faults.hpp"
#include "sandbox/slack/messages.hpp"
#include "sandbox/slack/people_acting.hpp"
#include "sandbox/slack/rate_limits.hpp"
#include "sandbox/slack/socket_hub.hpp"
#include "sandbox/slack/tokens.hpp"
#include "sandbox/slack/views.hpp"
#include "sandbox/slack/workspace.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>

namespace privman::sandbox::slack {

namespace asio = boost::asio;

/// Everything the control interface may look at or change.
struct Controlled {
    Workspace& workspace;
    Installation& app;
    Messages& messages;
    Views& views;
    SocketHub& hub;
    RateLimits& limits;
    Faults& faults;
    CallLog& log;
    Events& events;
    PeopleActing& acting;
};

class SlackControl {
public:
    explicit SlackControl(Controlled world) : world_{world} {}

    /// Throws `BadCall` when the call cannot be carried out.
    asio::awaitable<json::value> answer(net::HttpRequest request);

private:
    [[nodiscard]] json::value look(std::string_view what, const Target& target) const;
    asio::awaitable<json::value> act(std::string what, Arguments arguments);
    [[nodiscard]] json::value change(std::string_view what, Arguments& arguments);

    [[nodiscard]] json::object overview() const;
    [[nodiscard]] json::object messages_in(const Target& target) const;

    json::object put_person(Arguments& arguments);
    json::object put_channel(Arguments& arguments);
    json::object change_channel(Arguments& arguments);
    json::object put_group(Arguments& arguments);
    json::object remove_message(Arguments& arguments);
    json::object put_fault(Arguments& arguments);
    json::object disconnect(Arguments& arguments);
    json::object change_rules(Arguments& arguments);

    void join(Channel& channel, const std::string& person_id);
    void leave(Channel& channel, const std::string& person_id);

    Controlled world_;
};

}  // namespace privman::sandbox::slack
