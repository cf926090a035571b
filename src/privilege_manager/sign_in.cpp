#include "privilege_manager/sign_in.hpp"

#include "async/wait_list.hpp"
#include "observe/redactor.hpp"
#include "privilege_manager/errors.hpp"
#include "privilege_manager/json_lookup.hpp"
#include "privilege_manager/text.hpp"
#include "privilege_manager/wire.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace privman::pm {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_token = 16u << 10;

/// One login and everybody who waits for it.
struct Attempt {
    std::optional<Outcome<Token>> result;  ///< nothing when the one who made it was cancelled
    async::WaitList done;
};

/// The product answers with the token itself: as a JSON string, as bare text, or inside an object.
std::string token_in(std::string_view body) {
    const auto document = read_json(body);
    if (!document) return std::string{trimmed(body)};
    if (document->is_string()) return std::string{trimmed(text_view(*document))};
    for (const auto* key : {"token", "access_token", "Result"})
        if (const auto* found = member(*document, key); found && found->is_string())
            return std::string{trimmed(text_view(*found))};
    return {};
}

/// It goes into a header, so nothing may be in it that could end one.
bool is_usable(std::string_view token) {
    return token.size() <= longest_token && !token.starts_with('<') && !token.starts_with('{') &&
           std::ranges::all_of(token, [](char c) { return c > ' ' && c <= '~'; });
}

/// What a login came to: a token, a refusal (which must not be repeated soon), or a failure.
struct Refusal {
    std::string why;
};
using LoginAnswer = std::variant<std::string, Refusal, Failure>;

LoginAnswer read_login(const net::HttpResponse& response, WallTime now) {
    constexpr std::string_view what = "the login";
    switch (class_of(response.status)) {
        case AnswerClass::success: {
            if (const auto document = read_json(response.body); document && says_error(*document))
                return Refusal{message_in(*document)};
            auto token = token_in(response.body);
            if (token.empty()) return Refusal{"an answer without a token"};
            if (!is_usable(token))
                return Failure{.kind = Trouble::malformed,
                               .what = "the login was answered with something that is no token"};
            return token;
        }
        case AnswerClass::credential:
        case AnswerClass::role:
        case AnswerClass::conflict:
        case AnswerClass::refused: {
            const auto message = message_in(response);
            return Refusal{fmt::format("HTTP {}{}{}", response.status, message.empty() ? "" : ": ", message)};
        }
        case AnswerClass::redirect:
        case AnswerClass::gone:
        case AnswerClass::throttled:
        case AnswerClass::broken: return failure_of(response, what, now);
    }
    return failure_of(response, what, now);
}

}  // namespace

struct SignIn::State {
    std::optional<Token> token;
    BootTime obtained{};
    std::uint64_t generation = 0;
    LoginHealth health;
    std::shared_ptr<Attempt> attempt;
};

SignIn::SignIn(net::Http& http, Clock& clock, contract::TokenRule rule, Access access)
    : http_{http},
      clock_{clock},
      rule_{std::move(rule)},
      access_{std::move(access)},
      state_{std::make_shared<State>()} {}

LoginHealth SignIn::health() const { return state_->health; }

std::string SignIn::header_value(const Token& token) const {
    return rule_.scheme.empty() ? token.secret : rule_.scheme + " " + token.secret;
}

std::string SignIn::redacted(const std::string& text) const { return redact()(text); }

Redact SignIn::redact() const {
    return [password = access_.password,
            token = state_->token ? state_->token->secret : std::string{}](const std::string& text) {
        observe::Redactor redactor;
        redactor.forget(password);
        if (!token.empty()) redactor.forget(token);
        return redactor.clean(text);
    };
}

void SignIn::refused(const Token& used) {
    if (state_->token && state_->token->generation == used.generation) state_->token.reset();
}

Async<Outcome<Token>> SignIn::token() {
    const auto state = state_;
    for (;;) {
        if (state->token && clock_.now() - state->obtained < rule_.renew_after) co_return *state->token;
        if (const auto pause = state->health.no_attempt_before; pause && clock_.now() < *pause)
            co_return std::unexpected{
                Failure{.kind = Trouble::rejected, .what = state->health.what, .retry_after = *pause - clock_.now()}};
        if (!state->attempt) co_return co_await log_in(state);
        const auto attempt = state->attempt;
        co_await attempt->done.wait();
        if (attempt->result) co_return *attempt->result;
    }
}

Async<Outcome<Token>> SignIn::log_in(std::shared_ptr<State> state) {
    // Left also when this coroutine is cancelled: then the first of those who wait tries himself.
    struct Turn {
        std::shared_ptr<State> state;
        std::shared_ptr<Attempt> attempt = std::make_shared<Attempt>();
        explicit Turn(std::shared_ptr<State> s) : state{std::move(s)} { state->attempt = attempt; }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            state->attempt.reset();
            attempt->done.wake_all();
        }
    } turn{state};

    net::HttpRequest request{
        .method = "POST",
        .headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}},
        .body = json::serialize(json::object{{"UserName", access_.username}, {"Password", access_.password}})};
    const net::HttpLimits limits{.total = access_.timeout, .max_body = 64u << 10};
    auto response = co_await http_.send(access_.base_url + rule_.path, std::move(request), limits);

    auto& health = state->health;
    health.at = clock_.wall();
    health.no_attempt_before.reset();
    LoginAnswer answer{Failure{}};
    if (response) {
        answer = read_login(*response, clock_.wall());
        if (!std::holds_alternative<std::string>(answer)) {
            // What is quoted from it must not quote the secret back, not even the half of it that a cut would leave.
            response->body = redacted(response->body);
            if (auto clean = read_login(*response, clock_.wall()); clean.index() == answer.index())
                answer = std::move(clean);
        }
    } else {
        answer = failure_of(response.error());
    }

    Outcome<Token> result = std::unexpected{Failure{}};
    if (auto* secret = std::get_if<std::string>(&answer)) {
        result = Token{.secret = std::move(*secret), .generation = ++state->generation};
        state->token = *result;
        state->obtained = clock_.now();
        health.state = LoginState::ok;
        health.what.clear();
    } else if (auto* refusal = std::get_if<Refusal>(&answer)) {
        health.state = LoginState::refused;
        health.what = redacted("Privilege Manager refuses the login of the API user (" + refusal->why + ")");
        health.no_attempt_before = clock_.now() + login_pause;
        state->token.reset();
        result = std::unexpected{
            Failure{.kind = Trouble::rejected, .what = health.what, .retry_after = Millis{login_pause}}};
    } else {
        auto& failure = std::get<Failure>(answer);
        failure.what = redacted(failure.what);
        health.state = LoginState::failed;
        health.what = failure.what;
        result = std::unexpected{std::move(failure)};
    }
    turn.attempt->result = result;
    co_return result;
}

Async<void> SignIn::sign_out() {
    const auto token = std::exchange(state_->token, std::nullopt);
    if (!token) co_return;
    net::HttpRequest request{.method = "DELETE", .headers = {{rule_.header, header_value(*token)}}};
    const net::HttpLimits limits{.total = std::min<Millis>(access_.timeout, std::chrono::seconds{5}),
                                 .max_body = 64u << 10};
    // Whatever comes back: the token is forgotten here, and it ages over there.
    co_await http_.send(access_.base_url + rule_.path, std::move(request), limits);
}

}  // namespace privman::pm
