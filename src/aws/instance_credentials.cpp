#include "aws/instance_credentials.hpp"

#include "aws/answer.hpp"
#include "aws/credential_answer.hpp"
#include "net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace privman::aws {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view roles = "/latest/meta-data/iam/security-credentials/";

Result<std::string> base_from(const Environment& environment) {
    auto endpoint = value_of(environment, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
    if (endpoint.empty()) {
        const auto mode = value_of(environment, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
        const bool six = net::equal_ignoring_case(mode, "IPv6");
        return std::string{six ? "http://[fd00:ec2::254]" : "http://169.254.169.254"};
    }
    if (const auto url = net::parse_url(endpoint); !url || !endpoint.starts_with("http"))
        return fail(Trouble::no_credentials, "AWS_EC2_METADATA_SERVICE_ENDPOINT is not an http or https URL.");
    while (endpoint.ends_with('/')) endpoint.pop_back();
    return endpoint;
}

bool is_role_name(std::string_view text) {
    constexpr std::string_view extra = "+=,.@_-";
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || extra.contains(c);
    });
}

}  // namespace

InstanceCredentials::InstanceCredentials(net::Http& direct, const Environment& environment)
    : http_{direct}, base_{base_from(environment)} {}

bool InstanceCredentials::applies(const Environment& environment) {
    return !net::equal_ignoring_case(value_of(environment, "AWS_EC2_METADATA_DISABLED"), "true");
}

Async<Result<Credentials>> InstanceCredentials::fetch() {
    // A new token each time: refreshes are hours apart, and a kept one may have expired.
    auto token = co_await ask("PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}});
    if (!token) co_return std::unexpected{std::move(token.error())};
    const net::Headers headers{{"X-aws-ec2-metadata-token", *token}};
    const auto list = co_await ask("GET", std::string{roles}, headers);
    if (!list) co_return std::unexpected{list.error()};
    auto role = list->substr(0, list->find('\n'));
    if (role.ends_with('\r')) role.pop_back();
    if (!is_role_name(role))
        co_return fail(Trouble::no_credentials,
                       "The instance metadata service names no role. Attach one to the instance.");
    const auto answer = co_await ask("GET", std::string{roles} + net::encode_component(role), headers);
    if (!answer) co_return std::unexpected{answer.error()};
    co_return read_credentials(*answer, "the instance metadata service");
}

Async<Result<std::string>> InstanceCredentials::ask(std::string method, std::string path, net::Headers headers) {
    if (!base_) co_return std::unexpected{base_.error()};
    net::HttpRequest request{.method = std::move(method), .target = {}, .headers = std::move(headers), .body = {}};
    auto response = co_await http_.send(*base_ + path, std::move(request),
                                        {.total = 1s, .max_body = 64u << 10, .repeat = net::Repeat::always});
    constexpr std::string_view advice =
        "Outside AWS, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE; on ECS, give the task a task "
        "role.";
    if (!response)
        co_return fail(Trouble::no_credentials,
                       fmt::format("No AWS credentials are set, and there is no instance metadata service: {}. {}",
                                   response.error().what, advice));
    if (response->status == 404 && path.starts_with(roles))
        co_return fail(Trouble::no_credentials, "This EC2 instance has no role. Attach one to the instance.");
    if (response->status != 200)
        co_return fail(Trouble::no_credentials,
                       fmt::format("The instance metadata service answers HTTP {}. {}", response->status, advice));
    co_return std::move(response->body);
}

}  // namespace privman::aws
