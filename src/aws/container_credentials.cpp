#include "aws/container_credentials.hpp"

#include "aws/answer.hpp"
#include "aws/credential_answer.hpp"
#include "net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace privman::aws {

namespace {

using namespace std::chrono_literals;

constexpr auto relative_variable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr auto full_variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr auto file_variable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr auto token_variable = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

constexpr int tries = 3;

/// ECS, EKS on IPv4, EKS on IPv6.
constexpr std::array agents{std::string_view{"169.254.170.2"}, std::string_view{"169.254.170.23"},
                            std::string_view{"fd00:ec2::23"}};

}  // namespace

ContainerCredentials::ContainerCredentials(net::Http& direct, Ambient ambient, Environment environment, ReadFile read,
                                           Forget forget)
    : http_{direct},
      ambient_{std::move(ambient)},
      environment_{std::move(environment)},
      read_{std::move(read)},
      forget_{std::move(forget)} {}

bool ContainerCredentials::applies(const Environment& environment) {
    return !value_of(environment, relative_variable).empty() || !value_of(environment, full_variable).empty();
}

Result<std::string> ContainerCredentials::url() const {
    if (const auto relative = value_of(environment_, relative_variable); !relative.empty()) {
        // Without the slash it would continue the host's name instead of the path.
        if (!relative.starts_with('/'))
            return fail(Trouble::no_credentials, fmt::format("{} must begin with a slash.", relative_variable));
        return fmt::format("http://{}{}", agents.front(), relative);
    }
    auto full = value_of(environment_, full_variable);
    const auto url = net::parse_url(full);
    if (!url || !full.starts_with("http"))
        return fail(Trouble::no_credentials, fmt::format("{} is not an http or https URL.", full_variable));
    const auto& origin = url->origin;
    if (!origin.tls && !net::is_loopback(origin.host) && std::ranges::find(agents, origin.host) == agents.end())
        return fail(Trouble::no_credentials,
                    fmt::format("{} is plain http to {}, which is neither this machine nor one of the known agents. It "
                                "would be given the authorization token, so it is not asked.",
                                full_variable, origin.host));
    return full;
}

Result<std::string> ContainerCredentials::token() const {
    auto token = value_of(environment_, token_variable);
    if (const auto file = value_of(environment_, file_variable); !file.empty()) {
        const auto text = read_(file);
        if (!text)
            return fail(Trouble::no_credentials, fmt::format("The file that {} names cannot be read.", file_variable));
        token = *text;
    }
    if (!token.empty()) forget_(token);
    if (token.find_first_of("\r\n") != std::string::npos)
        return fail(Trouble::no_credentials, "The container's authorization token has more than one line.");
    return token;
}

Async<Result<Credentials>> ContainerCredentials::fetch() {
    const auto where = url();
    if (!where) co_return std::unexpected{where.error()};
    for (int attempt = 1;; ++attempt) {
        auto authorization = token();
        if (!authorization) co_return std::unexpected{std::move(authorization.error())};
        auto credentials = co_await ask(*where, std::move(*authorization));
        if (credentials || attempt == tries) co_return credentials;
        co_await ambient_.sleep(1s);
    }
}

Async<Result<Credentials>> ContainerCredentials::ask(std::string url, std::string token) {
    net::HttpRequest request{.method = "GET", .target = {}, .headers = {{"Accept", "application/json"}}, .body = {}};
    if (!token.empty()) request.headers.add("Authorization", std::move(token));
    const auto response = co_await http_.send(std::move(url), std::move(request), {.total = 2s, .max_body = 64u << 10});
    if (!response)
        co_return fail(Trouble::no_credentials,
                       fmt::format("The container's credential endpoint does not answer: {}", response.error().what));
    if (response->status != 200) {
        const auto refusal = read_json_refusal(*response);
        co_return fail(
            Trouble::no_credentials,
            fmt::format("The container's credential endpoint answers HTTP {} instead of credentials ({}). Has "
                        "the task a task role?",
                        response->status, refusal.code));
    }
    co_return read_credentials(response->body, "the container's endpoint");
}

}  // namespace privman::aws
