// The Web API: one call, its tokens, its errors, its rate limits.
#pragma once

#include "async/wait_list.hpp"
#include "net/http_client.hpp"
#include "ports/clock.hpp"
#include "ports/outcome.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace privman::slack {

struct WebApiOptions {
    std::string base = "https://slack.com/api/";  ///< with or without the last slash
    std::string bot_token;                        ///< `xoxb-…`, a secret
    std::string app_token;                        ///< `xapp-…`, a secret; only apps.connections.open gets it
    Millis timeout{15'000};                       ///< per call
};

/// True for a base that is plain http on this machine: a stand-in for Slack, for which `ws://` and response URLs on
/// loopback are accepted too.
bool is_stand_in(const std::string& base);

/// Whether `host` is the API's own or one below it, so that an answer of the API may send us there:
/// `wss-primary.slack.com`, `hooks.slack.com`.
bool is_under_api(const std::string& base, std::string_view host);

/// Calls may overlap. `http` and `clock` must outlive it and every call in flight.
class WebApi {
public:
    WebApi(net::Http& http, const Clock& clock, WebApiOptions options);
    WebApi(const WebApi&) = delete;
    WebApi& operator=(const WebApi&) = delete;

    /// From now on every call but auth.test waits until `let_through`: nothing may reach a workspace that has not said
    /// yet that it is the right one.
    void hold_back() { held_back_ = true; }
    void let_through();

    /// Calls `method` once; the answer's object when it says `ok`. Writing methods send JSON, the others a form.
    /// Failures carry Slack's word as `code` (or `http_<status>`), kinds as in api_errors.hpp, and never a token or a
    /// URL. `unreachable` for a method that is not safe to repeat means that it may have been done. After a 429 the
    /// method (chat.postMessage: its channel first) fails with `throttled` without asking, until Slack's time is over.
    Async<Outcome<boost::json::object>> call(std::string method, boost::json::object arguments = {});

    /// Posts JSON to a response URL, without a token. `forbidden` for a host that is not Slack's.
    Async<Outcome<void>> respond(std::string response_url, boost::json::object message);

    /// The scopes that Slack named in its last answer to the bot token; empty before that.
    [[nodiscard]] const std::vector<std::string>& granted_scopes() const { return scopes_; }

    /// Why Slack refused the bot token the last time; nothing when it has taken it since, with whatever call.
    [[nodiscard]] const std::optional<Failure>& token_refused() const { return token_refused_; }
    /// Wakes whoever looks after that, when it begins and when it ends.
    async::WaitList& token_changed() { return token_changed_; }

    /// What Slack's own clock says now, to the second: learned from the `Date` of its answers, counted on by this
    /// machine's time that never jumps. Nothing before the first answer that had one.
    [[nodiscard]] std::optional<WallTime> server_time() const;
    /// How long ago this moment of Slack's clock is, at least nothing. A machine that was stopped in the middle and
    /// goes on as if nothing had been may count on with one of its clocks: the longer way counts.
    [[nodiscard]] std::optional<Millis> age_of(WallTime then) const;
    /// By how much this machine's clock is ahead of Slack's (behind it: negative), to two seconds or so; nothing before
    /// an answer said so.
    [[nodiscard]] std::optional<Millis> ahead_of_server() const;

    [[nodiscard]] const WebApiOptions& options() const { return options_; }

private:
    /// How long a bucket (a method, or method and channel) still has to wait; nothing when it may be asked.
    [[nodiscard]] std::optional<Millis> paused_for(const std::string& bucket) const;
    void pause(const std::string& method, const std::string& channel, Millis length);
    Outcome<boost::json::object> understand(const std::string& method, const std::string& channel,
                                            const net::HttpResponse& response);
    void note_time(const net::HttpResponse& response, BootTime asked);
    void note_token(const Outcome<boost::json::object>& answer);
    Failure slow_down(const std::string& method, const std::string& channel, const net::HttpResponse& response);

    net::Http& http_;
    const Clock& clock_;
    WebApiOptions options_;
    std::map<std::string, BootTime> paused_until_;
    std::vector<std::string> scopes_;
    struct ServerTime {
        WallTime said{};
        BootTime at{};
        WallTime wall{};  ///< of this machine, then
    };
    std::optional<ServerTime> server_time_;
    bool held_back_ = false;
    async::WaitList let_through_;
    std::optional<Failure> token_refused_;
    async::WaitList token_changed_;
};

}  // namespace privman::slack
