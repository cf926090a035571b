#include "aws/web_identity.hpp"

#include "aws/answer.hpp"
#include "aws/dates.hpp"
#include "aws/retry.hpp"
#include "aws/xml.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace privman::aws {

namespace {

constexpr std::string_view call = "sts AssumeRoleWithWebIdentity";

/// What AWS takes as a session's name.
bool is_session_name(std::string_view text) {
    constexpr std::string_view extra = "_+=,.@-";
    return text.size() >= 2 && text.size() <= 64 && std::ranges::all_of(text, [&](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || extra.contains(c);
           });
}

Result<Credentials> read_answer(std::string_view body) {
    const auto values = read_xml(body);
    const auto value = [&](const char* name) {
        const auto found = values->find(std::string{"AssumeRoleWithWebIdentityResult/Credentials/"} + name);
        return found == values->end() ? std::string{} : found->second;
    };
    if (!values) return fail(Trouble::malformed, "The answer of STS to AssumeRoleWithWebIdentity is not XML.");
    Credentials credentials{.key_id = value("AccessKeyId"),
                            .secret = value("SecretAccessKey"),
                            .session_token = value("SessionToken"),
                            .expires = parse_rfc3339(value("Expiration"))};
    if (credentials.key_id.empty() || credentials.secret.empty() || credentials.session_token.empty() ||
        !credentials.expires)
        return fail(Trouble::malformed, "The answer of STS to AssumeRoleWithWebIdentity holds no whole credentials.");
    return credentials;
}

}  // namespace

WebIdentity::WebIdentity(net::Http& http, Ambient ambient, const Environment& environment, ReadFile read, Endpoint sts,
                         Forget forget)
    : http_{http},
      ambient_{std::move(ambient)},
      read_{std::move(read)},
      sts_{std::move(sts)},
      forget_{std::move(forget)},
      token_file_{value_of(environment, "AWS_WEB_IDENTITY_TOKEN_FILE")},
      role_{value_of(environment, "AWS_ROLE_ARN")},
      session_{value_of(environment, "AWS_ROLE_SESSION_NAME")} {
    if (session_.empty()) session_ = "privman-slack";
}

bool WebIdentity::applies(const Environment& environment) {
    return !value_of(environment, "AWS_WEB_IDENTITY_TOKEN_FILE").empty() &&
           !value_of(environment, "AWS_ROLE_ARN").empty();
}

Async<Result<Credentials>> WebIdentity::fetch() {
    if (!is_session_name(session_))
        co_return fail(Trouble::no_credentials,
                       "AWS_ROLE_SESSION_NAME must be 2 to 64 letters, digits or any of _+=,.@- without blanks.");
    for (int attempt = 1;; ++attempt) {
        auto token = read_(token_file_);
        if (!token || token->empty())
            co_return fail(Trouble::no_credentials,
                           "The file that AWS_WEB_IDENTITY_TOKEN_FILE names cannot be read, or is empty.");
        while (token->ends_with('\n') || token->ends_with('\r')) token->pop_back();
        forget_(*token);
        const auto response = co_await ask(std::move(*token));
        if (response && response->status == 200) co_return read_answer(response->body);

        auto remedy = Remedy::wait;
        Failure failure;
        if (response) {
            const auto refusal = read_xml_refusal(*response);
            remedy = remedy_for(refusal);
            failure = failure_of(refusal, call);
        } else {
            failure = failure_of(response.error(), call);
        }
        const bool again = remedy == Remedy::wait || remedy == Remedy::wait_longer;
        if (!again || attempt == most_attempts) co_return std::unexpected{std::move(failure)};
        co_await ambient_.sleep(pause_after(attempt, remedy, ambient_.chance(), {}));
    }
}

Async<net::NetResult<net::HttpResponse>> WebIdentity::ask(std::string token) {
    using namespace std::chrono_literals;
    net::HttpRequest request{.method = "POST",
                             .target = {},
                             .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
                             .body = net::form_body({{"Action", "AssumeRoleWithWebIdentity"},
                                                     {"Version", "2011-06-15"},
                                                     {"RoleArn", role_},
                                                     {"RoleSessionName", session_},
                                                     {"WebIdentityToken", std::move(token)}})};
    return http_.send(sts_.url, std::move(request),
                      {.total = 10s, .max_body = 1u << 20, .repeat = net::Repeat::always});
}

}  // namespace privman::aws
