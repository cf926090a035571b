// The token: fetched when first needed, renewed by age, replaced once when refused, and never fought for.
#pragma once

#include "contract/profile.hpp"
#include "domain/moment.hpp"
#include "net/http_client.hpp"
#include "ports/clock.hpp"
#include "ports/outcome.hpp"
#include "privilege_manager/errors.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace privman::pm {

/// How to reach and enter one instance.
struct Access {
    std::string base_url;  ///< as `check_base_url` returns it
    std::string username;  ///< API client id
    std::string password;  ///< API client secret
    Millis timeout{30'000};
};

/// After a refused login nobody tries again for this long: the product locks users out.
inline constexpr std::chrono::minutes login_pause{5};

enum class LoginState { not_tried, ok, refused, failed };

/// For status and readiness.
struct LoginHealth {
    LoginState state = LoginState::not_tried;
    std::optional<WallTime> at;                 ///< of the last attempt's end
    std::string what;                           ///< why it was refused or failed; never a secret
    std::optional<BootTime> no_attempt_before;  ///< while refused
};

/// Opaque, and not printable by accident.
struct Token {
    std::string secret;
    std::uint64_t generation = 0;  ///< which login it came from
};

/// One user's session. What it refers to must outlive the loop that runs its coroutines.
class SignIn {
public:
    SignIn(net::Http& http, Clock& clock, contract::TokenRule rule, Access access);

    /// A token that is young enough, logging in when there is none. Calls that overlap share one login and its outcome.
    /// `rejected`: the credential is refused, now or less than `login_pause` ago (`retry_after` says how long to wait).
    Async<Outcome<Token>> token();

    /// The product refused `used` with 401: the next `token()` logs in, unless somebody has already.
    void refused(const Token& used);

    /// Ends the session over there, as well as that can be done in five seconds. Later calls log in again.
    Async<void> sign_out();

    [[nodiscard]] LoginHealth health() const;
    /// The value that goes into the profile's header.
    [[nodiscard]] std::string header_value(const Token&) const;
    /// `text` without secret and token, whoever put them there.
    [[nodiscard]] std::string redacted(const std::string& text) const;
    /// The same, with the secrets of now: may be called from another thread, and outlives this.
    [[nodiscard]] Redact redact() const;

private:
    struct State;
    Async<Outcome<Token>> log_in(std::shared_ptr<State> state);

    net::Http& http_;
    Clock& clock_;
    contract::TokenRule rule_;
    Access access_;
    std::shared_ptr<State> state_;
};

}  // namespace privman::pm
