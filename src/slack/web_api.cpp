#include "slack/web_api.hpp"

#include "net/http_date.hpp"
#include "net/url.hpp"
#include "slack/api_errors.hpp"
#include "slack/escape.hpp"
#include "slack/json_read.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace privman::slack {

namespace json = boost::json;
using namespace std::string_view_literals;

namespace {

/// A whole page of members is a tenth of that; parsed, the worst that fits takes ten times as much memory.
constexpr std::size_t longest_answer = 1u << 20;

constexpr auto greeting_method = "auth.test";
constexpr auto open_method = "apps.connections.open";
constexpr auto post_method = "chat.postMessage";

// These take no JSON: https://docs.slack.dev/apis/web-api/#post_bodies
constexpr std::array form_methods{"auth.test"sv,           "apps.connections.open"sv, "conversations.info"sv,
                                  "users.info"sv,          "conversations.members"sv, "conversations.list"sv,
                                  "users.conversations"sv, "chat.getPermalink"sv};
constexpr std::array safe_methods{"auth.test"sv,   "apps.connections.open"sv, "conversations.info"sv, "users.info"sv,
                                  "chat.update"sv, "conversations.members"sv, "chat.getPermalink"sv};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

/// One word of theirs, fit for logs and comparisons: never more than a word, whatever they send.
std::string as_code(const std::string& word) {
    std::string code;
    for (const char c : word.substr(0, 80)) {
        const bool fits =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' || c == ':';
        code += fits ? c : '_';
    }
    return code.empty() ? "unknown_error" : code;
}

std::string form_value(const json::value& value) {
    if (const auto* text = value.if_string()) return {text->data(), text->size()};
    return json::serialize(value);
}

net::HttpRequest request_for(const std::string& method, const json::object& arguments, const std::string& token) {
    net::HttpRequest request;
    request.method = "POST";
    request.headers.add("Authorization", "Bearer " + token);
    if (among(form_methods, method)) {
        net::Fields fields;
        for (const auto& [name, value] : arguments) fields.emplace_back(std::string{name}, form_value(value));
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = net::form_body(fields);
    } else {
        request.headers.add("Content-Type", "application/json; charset=utf-8");
        request.body = json::serialize(arguments);
    }
    return request;
}

Failure network_failure(const std::string& what, const net::NetError& error) {
    Failure failure{Trouble::unreachable, what + ": " + error.what};
    if (!error.sent) failure.code = not_sent;
    if (error.kind == net::NetTrouble::proxy_refused) {
        failure.kind = Trouble::forbidden;
        failure.code = "proxy_refused";
    } else if (error.kind == net::NetTrouble::too_large || (error.kind == net::NetTrouble::protocol && error.sent)) {
        failure.kind = Trouble::malformed;
    }
    return failure;
}

/// Whole seconds; half a minute when they do not say, one second when they say none.
Millis retry_after(const net::HttpResponse& response) {
    constexpr long longest = 24L * 60 * 60;
    const auto header = response.headers.find("Retry-After");
    long seconds = 30;
    if (header) {
        long said = 0;
        const auto [end, error] = std::from_chars(header->data(), header->data() + header->size(), said);
        if (error == std::errc{} && said >= 0) seconds = std::clamp(said, 1L, longest);
    }
    return std::chrono::seconds{seconds};
}

/// What they say about our arguments: it names places in our own blocks, and helps to find the fault.
std::string remarks_of(const json::object& body) {
    std::string all;
    const auto* metadata = object_of(body, "response_metadata");
    const auto* messages = metadata ? array_of(*metadata, "messages") : nullptr;
    if (!messages) return all;
    for (const auto& message : *messages)
        if (const auto* text = message.if_string(); text && all.size() < 600)
            all += " " + for_plain_text({text->data(), text->size()}, 200);
    return all;
}

Failure failure_of(const std::string& method, const json::object& body) {
    const auto code = as_code(text_of(body, "error"));
    std::string what = method + ": " + code;
    if (const auto needed = text_of(body, "needed"); !needed.empty())
        what += ", needs the scope " + for_plain_text(needed, 100);
    if (const auto advice = how_to_mend(code); !advice.empty()) what += " (" + advice + ")";
    what += remarks_of(body);
    return {trouble_of(code), std::move(what), std::nullopt, code};
}

std::vector<std::string> scopes_in(std::string_view header) {
    std::vector<std::string> scopes;
    while (!header.empty()) {
        const auto comma = std::min(header.find(','), header.size());
        auto scope = header.substr(0, comma);
        while (scope.starts_with(' ')) scope.remove_prefix(1);
        while (scope.ends_with(' ')) scope.remove_suffix(1);
        if (!scope.empty()) scopes.emplace_back(scope);
        header.remove_prefix(std::min(comma + 1, header.size()));
    }
    return scopes;
}

std::string bucket_of(const std::string& method, const std::string& channel) { return method + " " + channel; }

}  // namespace

bool is_stand_in(const std::string& base) {
    const auto url = net::parse_url(base);
    return url && !url->origin.tls && net::is_loopback(url->origin.host);
}

bool is_under_api(const std::string& base, std::string_view host) {
    const auto url = net::parse_url(base);
    if (!url || url->origin.host.empty() || host.size() < url->origin.host.size()) return false;
    const auto before = host.substr(0, host.size() - url->origin.host.size());
    return net::equal_ignoring_case(host.substr(before.size()), url->origin.host) &&
           (before.empty() || (before.size() > 1 && before.ends_with('.')));
}

WebApi::WebApi(net::Http& http, const Clock& clock, WebApiOptions options)
    : http_{http}, clock_{clock}, options_{std::move(options)} {
    if (!options_.base.ends_with('/')) options_.base += '/';
}

void WebApi::let_through() {
    held_back_ = false;
    let_through_.wake_all();
}

Async<Outcome<json::object>> WebApi::call(std::string method, json::object arguments) {
    while (held_back_ && method != greeting_method) co_await let_through_.wait();
    const auto channel = method == post_method ? text_of(arguments, "channel") : std::string{};
    for (const auto& bucket : {method, bucket_of(method, channel)})
        if (const auto left = paused_for(bucket))
            co_return std::unexpected{
                Failure{Trouble::throttled, method + ": waiting as Slack asked", left, "ratelimited"}};

    const bool for_app = method == open_method;
    auto request = request_for(method, arguments, for_app ? options_.app_token : options_.bot_token);
    net::HttpLimits limits;
    limits.total = options_.timeout;
    limits.max_body = longest_answer;
    limits.repeat = among(safe_methods, method) ? net::Repeat::always : net::Repeat::by_method;
    const auto asked = clock_.now();
    const auto answer = co_await http_.send(options_.base + method, std::move(request), limits);
    if (!answer) co_return std::unexpected{network_failure(method, answer.error())};
    note_time(*answer, asked);

    if (const auto scopes = answer->headers.find("X-OAuth-Scopes"); scopes && !for_app) scopes_ = scopes_in(*scopes);
    auto understood = understand(method, channel, *answer);
    if (!for_app) note_token(understood);
    co_return understood;
}

std::optional<WallTime> WebApi::server_time() const {
    if (!server_time_) return std::nullopt;
    return server_time_->said + (clock_.now() - server_time_->at);
}

std::optional<Millis> WebApi::age_of(WallTime then) const {
    if (!server_time_) return std::nullopt;
    const auto since = std::max<Millis>(clock_.now() - server_time_->at, clock_.wall() - server_time_->wall);
    return std::max<Millis>(server_time_->said + since - then, Millis{0});
}

std::optional<Millis> WebApi::ahead_of_server() const {
    const auto theirs = server_time();
    return theirs ? std::optional{clock_.wall() - *theirs} : std::nullopt;
}

/// A cached answer (`Age`), or one that took long, says nothing about now.
void WebApi::note_time(const net::HttpResponse& response, BootTime asked) {
    constexpr Millis quick{10'000};
    const auto date = response.headers.find("Date");
    if (!date || response.headers.contains("Age") || clock_.now() - asked > quick) return;
    if (const auto said = net::parse_http_date(*date)) server_time_ = ServerTime{*said, clock_.now(), clock_.wall()};
}

void WebApi::note_token(const Outcome<json::object>& answer) {
    const bool refused = !answer && answer.error().kind == Trouble::rejected;
    if (!answer && !refused) return;  // says nothing about the token
    const bool news = refused != token_refused_.has_value();
    token_refused_ = refused ? std::optional{answer.error()} : std::nullopt;
    if (news) token_changed_.wake_all();
}

Outcome<json::object> WebApi::understand(const std::string& method, const std::string& channel,
                                         const net::HttpResponse& response) {
    if (response.status == 429) return std::unexpected{slow_down(method, channel, response)};
    const auto status = "http_" + std::to_string(response.status);
    if (response.status >= 500 || response.status == 408)
        return std::unexpected{Failure{Trouble::unreachable, method + ": " + status, std::nullopt, status}};

    auto body = parse_object(response.body);
    if (!body || !body->contains("ok")) {
        const bool fine = response.status >= 200 && response.status < 300;
        return std::unexpected{Failure{Trouble::malformed, method + ": " + status + " and no answer of Slack's kind",
                                       std::nullopt, fine ? std::string{} : status}};
    }
    if (flag_of(*body, "ok")) return std::move(*body);

    auto failure = failure_of(method, *body);
    if (failure.code == "message_limit_exceeded") {
        failure.retry_after = std::chrono::minutes{10};  // a quota of the workspace: nothing that seconds would mend
    } else if (failure.kind == Trouble::throttled) {
        failure = slow_down(method, channel, response);
    }
    return std::unexpected{std::move(failure)};
}

Failure WebApi::slow_down(const std::string& method, const std::string& channel, const net::HttpResponse& response) {
    const auto wait = retry_after(response);
    pause(method, channel, wait);
    return {Trouble::throttled, method + ": asked too often", wait, "ratelimited"};
}

std::optional<Millis> WebApi::paused_for(const std::string& bucket) const {
    const auto found = paused_until_.find(bucket);
    if (found == paused_until_.end() || found->second <= clock_.now()) return std::nullopt;
    return found->second - clock_.now();
}

void WebApi::pause(const std::string& method, const std::string& channel, Millis length) {
    const auto now = clock_.now();
    std::erase_if(paused_until_, [now](const auto& entry) { return entry.second <= now; });
    const auto hold = [&](const std::string& bucket) {
        auto& until = paused_until_[bucket];
        until = std::max(until, now + length);
    };
    if (channel.empty()) return hold(method);
    // A second channel at once, or the same one again: it is the workspace's ceiling that was reached.
    const bool repeated =
        std::ranges::any_of(paused_until_, [&](const auto& entry) { return entry.first.starts_with(method + " "); });
    hold(bucket_of(method, channel));
    if (repeated) hold(method);
}

Async<Outcome<void>> WebApi::respond(std::string response_url, json::object message) {
    const auto url = net::parse_url(response_url);
    const bool slack = url && url->origin.tls && url->origin.port == 443 && url->origin.host.starts_with("hooks.") &&
                       is_under_api(options_.base, url->origin.host);
    const bool stand_in = url && is_stand_in(options_.base) && !url->origin.tls && net::is_loopback(url->origin.host);
    if (!slack && !stand_in)
        co_return std::unexpected{Failure{Trouble::forbidden, "a response URL that is not Slack's was not followed"}};

    while (held_back_) co_await let_through_.wait();
    net::HttpRequest request;
    request.method = "POST";
    request.headers.add("Content-Type", "application/json; charset=utf-8");
    request.body = json::serialize(message);
    net::HttpLimits limits;
    limits.total = options_.timeout;
    limits.max_body = 64u << 10;
    const auto answer = co_await http_.send(std::move(response_url), std::move(request), limits);
    if (!answer) co_return std::unexpected{network_failure("response URL", answer.error())};

    const auto status = "http_" + std::to_string(answer->status);
    if (answer->status == 429)
        co_return std::unexpected{Failure{Trouble::throttled, "response URL: " + status, retry_after(*answer), status}};
    if (answer->status >= 500)
        co_return std::unexpected{Failure{Trouble::unreachable, "response URL: " + status, std::nullopt, status}};
    if (answer->status < 200 || answer->status >= 300)
        co_return std::unexpected{
            Failure{Trouble::not_found, "response URL: used up or too old", std::nullopt, status}};
    // `ok` as plain text or as JSON, or nothing at all: only a clear no counts.
    const auto body = parse_object(answer->body);
    if (body && body->contains("ok") && !flag_of(*body, "ok")) {
        auto failure = failure_of("response URL", *body);
        if (failure.kind == Trouble::throttled) failure.retry_after = retry_after(*answer);
        co_return std::unexpected{std::move(failure)};
    }
    co_return Outcome<void>{};
}

}  // namespace privman::slack
