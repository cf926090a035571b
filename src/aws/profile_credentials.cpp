#include "aws/profile_credentials.hpp"

#include "aws/answer.hpp"
#include "observe/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace privman::aws {

namespace {

/// Ways to credentials that are not walked here. A role comes first in AWS's own tools too, even beside keys.
constexpr std::array other_ways{
    std::string_view{"role_arn"},      std::string_view{"sso_session"},        std::string_view{"sso_start_url"},
    std::string_view{"login_session"}, std::string_view{"credential_process"},
};

std::string value(const Profile& profile, std::string_view key) {
    const auto found = profile.values.find(key);
    return found == profile.values.end() ? std::string{} : found->second;
}

std::string quoted(const Profile& profile) { return '"' + observe::visible(observe::as_utf8(profile.name)) + '"'; }

}  // namespace

ProfileCredentials::ProfileCredentials(Environment environment, ReadFile read)
    : environment_{std::move(environment)},
      read_{std::move(read)},
      description_{fmt::format("the AWS profile {}", quoted(read_profile(environment_, read_)))} {}

bool ProfileCredentials::applies(const Profile& profile) {
    return profile.named || !value(profile, "aws_access_key_id").empty() ||
           std::ranges::any_of(other_ways, [&](std::string_view way) { return !value(profile, way).empty(); });
}

Async<Result<Credentials>> ProfileCredentials::fetch() {
    const auto profile = read_profile(environment_, read_);
    if (!profile.found)
        co_return fail(
            Trouble::no_credentials,
            fmt::format("The AWS profile {} is in none of the shared files that can be read. Check AWS_PROFILE "
                        "and the files (aws configure list-profiles shows what they hold).",
                        quoted(profile)));
    Credentials credentials{.key_id = value(profile, "aws_access_key_id"),
                            .secret = value(profile, "aws_secret_access_key"),
                            .session_token = value(profile, "aws_session_token"),
                            .expires = {}};
    for (const auto way : other_ways) {
        const bool instead = way == "role_arn" || credentials.key_id.empty();
        if (!instead || value(profile, way).empty()) continue;
        co_return fail(
            Trouble::no_credentials,
            fmt::format("The AWS profile {} gets its credentials by {}, which is not supported here. Export them "
                        "instead: eval \"$(aws configure export-credentials --profile NAME --format env)\"",
                        quoted(profile), way));
    }
    if (credentials.key_id.empty() || credentials.secret.empty())
        co_return fail(Trouble::no_credentials,
                       fmt::format("The AWS profile {} lacks {}.", quoted(profile),
                                   credentials.key_id.empty() ? "aws_access_key_id" : "aws_secret_access_key"));
    co_return credentials;
}

}  // namespace privman::aws
