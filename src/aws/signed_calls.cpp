#include "aws/signed_calls.hpp"

#include "async/within.hpp"
#include "aws/sigv4.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace privman::aws {

namespace {

using namespace std::chrono_literals;

constexpr Millis longest_attempt = 10s;
constexpr Millis longest_dial = 2s;
constexpr std::size_t longest_answer = 4u << 20;

net::Url parsed(const std::string& url) {
    auto result = net::parse_url(url);
    if (!result) throw std::invalid_argument{"an AWS endpoint is no URL"};
    return std::move(*result);
}

/// A refusal is quoted to people, and some (a proxy's, a debugging one's) quote the request back.
void blot_out(std::string& text, const std::string& secret) {
    if (secret.empty()) return;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
        text.replace(at, secret.size(), "***");
}

Remedy remedy_for(const net::NetError& error) {
    switch (error.kind) {
        case net::NetTrouble::proxy_refused:
        case net::NetTrouble::too_large:
        case net::NetTrouble::protocol: return Remedy::none;
        case net::NetTrouble::dns:
        case net::NetTrouble::connect:
        case net::NetTrouble::proxy:
        case net::NetTrouble::tls:
        case net::NetTrouble::timeout:
        case net::NetTrouble::closed: break;
    }
    return Remedy::wait;
}

/// A later refusal says nothing about an earlier try that was sent and not answered.
Failure after_a_lost_one(Failure failure) {
    if (failure.kind == Trouble::unreachable || failure.kind == Trouble::malformed) return failure;
    failure.kind = Trouble::unreachable;
    failure.what = "an earlier try may have been carried out; of the last one: " + failure.what;
    return failure;
}

}  // namespace

/// One attempt, and what its failure suggests.
struct SignedCalls::Attempted {
    Result<net::HttpResponse> result;
    Remedy remedy = Remedy::none;
    net::Headers headers{};  ///< of a refusal
    Millis took{0};
    bool maybe_done = false;  ///< of a failure: AWS may have carried it out
};

SignedCalls::SignedCalls(net::Http& http, FreshCredentials& credentials, ServerClock& clock, Ambient ambient,
                         observe::Log& log, Endpoint endpoint)
    : http_{http},
      credentials_{credentials},
      clock_{clock},
      ambient_{std::move(ambient)},
      log_{log},
      endpoint_{std::move(endpoint)},
      url_{parsed(endpoint_.url)} {}

Async<Result<net::HttpResponse>> SignedCalls::send(SignedCall call) {
    auto result = co_await async::within(ambient_.sleep(longest_call), try_all(call));
    if (result) co_return std::move(*result);
    auto late =
        fail(Trouble::unreachable, fmt::format("{} had no answer within {} seconds, all attempts together.", call.name,
                                               std::chrono::duration_cast<std::chrono::seconds>(longest_call).count()));
    tell(call, late.error(), most_attempts, true);
    co_return late;
}

Async<Result<net::HttpResponse>> SignedCalls::try_all(const SignedCall& call) {
    bool replaced = false;
    bool corrected = false;
    bool maybe_done = false;
    auto last = Remedy::none;
    for (int attempt = 1;;) {
        const auto credentials = co_await credentials_.get();
        if (!credentials)
            co_return std::unexpected{maybe_done ? after_a_lost_one(credentials.error()) : credentials.error()};
        auto attempted = co_await try_once(call, *credentials);
        if (attempted.result) {
            budget_.give_back(last);
            co_return std::move(attempted.result);
        }
        maybe_done = maybe_done || (attempted.maybe_done && !call.changes_nothing);
        const auto failure =
            maybe_done ? after_a_lost_one(std::move(attempted.result.error())) : std::move(attempted.result.error());

        bool again = false;
        Millis pause{0};
        switch (attempted.remedy) {
            case Remedy::none: break;
            case Remedy::new_credentials:
                again = !replaced && (co_await credentials_.replacement_for(*credentials)).has_value();
                replaced = true;
                break;
            case Remedy::right_clock:
                again = !corrected && clock_.correct(attempted.headers, attempted.took);
                corrected = true;
                if (again)
                    log_.warning("aws.clock", "This machine's clock differs from that of AWS; signatures use theirs.",
                                 {{"offset_ms", clock_.offset().count()}});
                break;
            case Remedy::wait:
            case Remedy::wait_longer:
                again = attempt < most_attempts && budget_.take(attempted.remedy);
                pause = pause_after(attempt, attempted.remedy, ambient_.chance(),
                                    attempted.headers.find("x-amz-retry-after").value_or(""));
                last = attempted.remedy;
                ++attempt;
                break;
        }
        tell(call, failure, attempt, !again);
        if (!again) co_return std::unexpected{failure};
        if (pause > Millis{0}) co_await ambient_.sleep(pause);
    }
}

Async<SignedCalls::Attempted> SignedCalls::try_once(const SignedCall& call, const Credentials& credentials) {
    auto request = call.request;
    sign_request(request, url_, credentials,
                 {.region = endpoint_.region, .service = endpoint_.service, .time = clock_.now()});
    const auto begun = ambient_.boot();
    auto response = co_await http_.send(endpoint_.url, std::move(request),
                                        {.total = longest_attempt,
                                         .connect = longest_dial,
                                         .max_body = longest_answer,
                                         .repeat = call.changes_nothing ? net::Repeat::always : net::Repeat::never});
    const auto took = ambient_.boot() - begun;
    if (!response)
        co_return Attempted{.result = std::unexpected{failure_of(response.error(), call.name)},
                            .remedy = remedy_for(response.error()),
                            .took = took,
                            .maybe_done = response.error().sent};
    if (response->status / 100 == 2) co_return Attempted{.result = std::move(*response)};
    blot_out(response->body, credentials.session_token);
    blot_out(response->body, credentials.secret);
    const auto refusal = call.read_refusal(*response);
    auto failure = failure_of(refusal, call.name);
    const bool maybe_done = failure.kind == Trouble::unreachable;
    co_return Attempted{.result = std::unexpected{std::move(failure)},
                        .remedy = aws::remedy_for(refusal),
                        .headers = std::move(response->headers),
                        .took = took,
                        .maybe_done = maybe_done};
}

void SignedCalls::tell(const SignedCall& call, const Failure& failure, int attempt, bool last) {
    if (last)
        log_.warning("aws.call_failed", "A call to AWS failed.",
                     {{"call", call.name},
                      {"why", failure.what},
                      {"code", failure.code},
                      {"aws_request_id", failure.request_id}});
    else
        log_.info("aws.call_again", "A call to AWS is tried again.",
                  {{"call", call.name},
                   {"why", failure.what},
                   {"code", failure.code},
                   {"aws_request_id", failure.request_id},
                   {"attempt", attempt}});
}

}  // namespace privman::aws
