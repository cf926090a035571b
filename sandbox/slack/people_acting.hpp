// People using the workspace: writing, picking, clicking, submitting. Each deed is what a Slack client would do,
// checked first: nobody can click what he does not see.
#pragma once

#include "sandbox/clock.hpp"
#include "sandbox/slack/events.hpp"
#include "sandbox/slack/messages.hpp"
#include "sandbox/slack/response_urls.hpp"
#include "sandbox/slack/socket_hub.hpp"
#include "sandbox/slack/views.hpp"
#include "sandbox/slack/workspace.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <string>

namespace privman::sandbox::slack {

namespace asio = boost::asio;

/// Which message, seen by whom.
struct Sight {
    std::string as;
    std::string channel;
    std::string ts;
    /// Act although a real client would not let this person (deactivated, or not a member): a forged or stale click.
    bool force = false;
};

/// Every deed throws `BadCall` naming what is wrong when a real client would not offer it.
class PeopleActing {
public:
    PeopleActing(const Clock& clock, Workspace& workspace, Messages& messages, Views& views,
                 ResponseUrls& response_urls, Events& events, SocketHub& hub)
        : clock_{clock},
          workspace_{workspace},
          messages_{messages},
          views_{views},
          response_urls_{response_urls},
          events_{events},
          hub_{hub} {}

    void set_base_url(std::string base_url) { base_url_ = std::move(base_url); }
    /// "null", "absent" or "initial": how a select that nobody touched is reported.
    void report_untouched_as(std::string word) { untouched_ = std::move(word); }
    [[nodiscard]] const std::string& untouched() const { return untouched_; }

    /// A message; "@privman" in it becomes a mention. `channel` empty: a direct message to the bot.
    Message& say(const std::string& as, const std::string& channel, std::string text, const std::string& thread_ts);

    /// Picks an option of a select in a message; ends with the ack of the block_actions that Slack sends for it.
    asio::awaitable<json::object> select(Sight sight, std::string action_id, std::string value);

    /// Presses a button, or picks `value` from an overflow menu.
    asio::awaitable<json::object> click(Sight sight, std::string action_id, std::string value);

    /// The same inside a modal.
    asio::awaitable<json::object> click_in_view(std::string as, std::string view_id, std::string action_id,
                                                std::string value);

    /// Submits the modal with `values` ({block id: {action id: value}}); does what the ack asks for.
    asio::awaitable<json::object> submit(std::string as, std::string view_id, json::object values);

    /// Closes the modal without submitting.
    asio::awaitable<json::object> close_view(std::string as, std::string view_id);

private:
    [[nodiscard]] const Person& person(const std::string& id) const;
    [[nodiscard]] Message& visible(const Sight& sight);
    [[nodiscard]] View& own_view(const std::string& as, const std::string& view_id);
    /// Sends one action of `message` and waits for the ack.
    asio::awaitable<json::object> act(Sight sight, json::object action);
    asio::awaitable<json::object> act_in_view(std::string as, std::string view_id, json::object action);
    [[nodiscard]] json::object follow(View& view, const Receipt& receipt);
    /// "1722506401.123456" of now: not a message's, so it need not be unique.
    [[nodiscard]] std::string now_ts() const;

    const Clock& clock_;
    Workspace& workspace_;
    Messages& messages_;
    Views& views_;
    ResponseUrls& response_urls_;
    Events& events_;
    SocketHub& hub_;
    std::string base_url_;
    std::string untouched_ = "null";
};

}  // namespace privman::sandbox::slack
