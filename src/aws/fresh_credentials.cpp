#include "aws/fresh_credentials.hpp"

#include "async/cancellation.hpp"
#include "async/within.hpp"
#include "aws/answer.hpp"
#include "observe/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace privman::aws {

namespace {

using namespace std::chrono_literals;

constexpr Millis advisory = 15min;
constexpr Millis urgent = 10min;
constexpr Millis longest_fetch = 20s;
/// An agent hands out the old ones until it has new ones; asking in every call would not speed it up.
constexpr Millis rest = 30s;
constexpr Millis longest_backoff = 60s;

std::string shortened(const std::string& key_id) {
    return key_id.size() > 8 ? "…" + key_id.substr(key_id.size() - 4) : std::string{"…"};
}

}  // namespace

FreshCredentials::FreshCredentials(asio::any_io_executor loop, CredentialSource& source, const ServerClock& clock,
                                   Ambient ambient, Forget forget, observe::Log& log)
    : source_{source},
      clock_{clock},
      ambient_{std::move(ambient)},
      forget_{std::move(forget)},
      log_{log},
      scope_{std::move(loop), [](const std::exception_ptr&) {}} {}

Async<Result<Credentials>> FreshCredentials::get() {
    const bool due = ambient_.boot() >= not_before_;
    if (time_left() < urgent) {
        if (due) start();
        co_await running_one();
    } else if (time_left() < advisory && due) {
        start();
    }
    co_return answer();
}

Async<std::optional<Credentials>> FreshCredentials::replacement_for(Credentials refused) {
    if (!held_ || *held_ == refused) {
        start();
        co_await running_one();
    }
    if (!held_ || *held_ == refused || time_left() <= Millis{0}) co_return std::nullopt;
    co_return held_;
}

Millis FreshCredentials::time_left() const {
    if (!held_) return Millis{0};
    return held_->expires ? *held_->expires - clock_.now() : Millis::max();
}

Result<Credentials> FreshCredentials::answer() const {
    if (held_ && time_left() > Millis{0}) return *held_;
    if (trouble_) return std::unexpected{*trouble_};
    return fail(Trouble::credentials,
                fmt::format("The AWS credentials from {} are expired, and there are no newer ones "
                            "yet. Is this machine's clock right?",
                            source_.description()));
}

void FreshCredentials::start() {
    if (running_) return;
    running_ = true;
    scope_.start([this] { return renew(); });
}

Async<void> FreshCredentials::running_one() {
    for (const auto round = rounds_; running_ && round == rounds_;) co_await ended_.wait();
}

Async<void> FreshCredentials::renew() {
    auto fetched = std::optional<Result<Credentials>>{};
    std::string broken;
    try {
        fetched = co_await async::within(ambient_.sleep(longest_fetch), source_.fetch());
    } catch (const std::exception& error) {
        // Nobody waits for us any more; `this` may be gone.
        if (async::is_cancellation(std::current_exception())) throw;
        broken = error.what();
    }
    if (fetched && *fetched)
        keep(std::move(**fetched));
    else if (fetched)
        note(std::move(fetched->error()));
    else
        note(fail(Trouble::no_credentials, fmt::format("No AWS credentials from {}: {}.", source_.description(),
                                                       broken.empty() ? "no answer in time" : broken))
                 .error());
    running_ = false;
    ++rounds_;
    ended_.wake_all();
}

void FreshCredentials::keep(Credentials fetched) {
    trouble_.reset();
    failures_ = 0;
    not_before_ = ambient_.boot() + rest;
    if (held_ == fetched) return;
    // Before anything else can write a line.
    forget_(fetched.secret);
    if (!fetched.session_token.empty()) forget_(fetched.session_token);
    held_ = std::move(fetched);
    const auto expires = held_->expires ? observe::as_timestamp(held_->expires->time_since_epoch().count()) : "never";
    log_.info("aws.credentials", "AWS credentials are at hand.",
              {{"source", source_.description()}, {"key", shortened(held_->key_id)}, {"expires", expires}});
}

void FreshCredentials::note(Failure failure) {
    failures_ = std::min(failures_ + 1, 10);
    const auto widest = std::min(longest_backoff, Millis{500} * (1 << failures_));
    // At least half of it, so that several machines drift apart and none of them hurries.
    not_before_ = ambient_.boot() + widest / 2 +
                  Millis{static_cast<Millis::rep>(ambient_.chance() * static_cast<double>(widest.count()) / 2)};
    const bool still_valid = held_ && time_left() > Millis{0};
    log_.warning("aws.credentials_failed",
                 still_valid ? "AWS credentials could not be renewed; those at hand are still valid."
                             : "There are no valid AWS credentials.",
                 {{"source", source_.description()}, {"why", failure.what}, {"code", failure.code}});
    trouble_ = std::move(failure);
}

}  // namespace privman::aws
