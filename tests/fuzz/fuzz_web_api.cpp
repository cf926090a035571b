// Any bytes as an answer of Slack's Web API: understood or named, never with a token of ours in it, and nobody becomes
// somebody else because of it.
#include "net/url.hpp"
#include "slack/directory.hpp"
#include "slack/identity.hpp"
#include "slack/web_api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace privman;
using namespace privman::slack;

constexpr std::string_view token = "xoxb-123456789-secret";

void require(bool holds) {
    if (!holds) std::abort();
}

class StillClock final : public Clock {
public:
    [[nodiscard]] BootTime now() const override { return BootTime{std::chrono::seconds{1000}}; }
    [[nodiscard]] WallTime wall() const override { return WallTime{std::chrono::seconds{1'722'506'400}}; }
    [[nodiscard]] Moment moment() const override { return {wall(), now(), "boot"}; }
    Async<void> sleep_until(BootTime) override {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    }
};

class SaysThis final : public net::Http {
public:
    Async<net::NetResult<net::HttpResponse>> send(std::string, net::HttpRequest, net::HttpLimits) override {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        co_return answer;
    }
    net::HttpResponse answer;
};

template <class T>
T finish(Async<T> work) {
    boost::asio::io_context loop{1};
    std::optional<T> result;
    boost::asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& error, T value) {
        if (!error) result.emplace(std::move(value));
    });
    loop.run();
    require(result.has_value());
    return std::move(*result);
}

template <class T>
void look_at(const Outcome<T>& outcome) {
    if (outcome) return;
    require(!outcome.error().what.empty());
    require(!outcome.error().what.contains(token));
    if (outcome.error().kind == Trouble::throttled) require(outcome.error().retry_after.has_value());
}

}  // namespace

/// One byte for the status, one for a header, up to a line break for its value; the rest is the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    static constexpr std::array<unsigned, 8> statuses{200, 200, 200, 429, 500, 503, 302, 404};
    static constexpr std::array<const char*, 4> names{"Retry-After", "Date", "X-OAuth-Scopes", "Age"};
    std::string_view text{reinterpret_cast<const char*>(data), size};
    SaysThis http;
    http.answer.status = statuses[static_cast<unsigned char>(text[0]) % statuses.size()];
    const auto* name = names[static_cast<unsigned char>(text[1]) % names.size()];
    text.remove_prefix(2);
    const auto line = std::min(text.find('\n'), text.size());
    http.answer.headers.add(name, std::string{text.substr(0, line)});
    http.answer.body = text.substr(std::min(line + 1, text.size()));

    StillClock clock;
    const auto fresh = [&] {
        return WebApi{http, clock, {.bot_token = std::string{token}, .app_token = "xapp-1-secret"}};
    };
    for (const auto* method : {"users.info", "conversations.info", "auth.test", "chat.postMessage", "chat.update",
                               "apps.connections.open"}) {
        auto api = fresh();
        const auto answer = finish(api.call(method, {{"channel", "C1"}, {"user", "U1"}}));
        look_at(answer);
        if (const auto time = api.server_time()) require(api.age_of(*time) == Millis{0});
        for (const auto& scope : api.granted_scopes()) require(!scope.empty());
    }
    auto api = fresh();
    SlackDirectory directory{api, clock, TeamId{"T0AAA"}};
    const auto person = finish(directory.person(UserId{"U1"}, std::chrono::seconds{30}));
    look_at(person);
    if (person) require(person->id == UserId{"U1"});
    auto other = fresh();
    SlackDirectory channels{other, clock, TeamId{"T0AAA"}};
    look_at(finish(channels.channel(ChannelId{"C1"})));
    auto third = fresh();
    const auto identity = finish(identify(third));
    look_at(identity);
    if (identity) require(!identity->self.team.empty() && !identity->self.user.empty());
    auto fourth = fresh();
    look_at(finish(fourth.respond("https://hooks.slack.com/actions/1", {{"text", "x"}})));
    return 0;
}
