#include "aws/environment_credentials.hpp"

#include "aws/answer.hpp"

namespace privman::aws {

EnvironmentCredentials::EnvironmentCredentials(const Environment& environment)
    : credentials_{.key_id = value_of(environment, "AWS_ACCESS_KEY_ID"),
                   .secret = value_of(environment, "AWS_SECRET_ACCESS_KEY"),
                   .session_token = value_of(environment, "AWS_SESSION_TOKEN"),
                   .expires = {}} {}

bool EnvironmentCredentials::applies(const Environment& environment) {
    return !value_of(environment, "AWS_ACCESS_KEY_ID").empty();
}

Async<Result<Credentials>> EnvironmentCredentials::fetch() {
    if (credentials_.secret.empty())
        co_return fail(Trouble::no_credentials,
                       "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not. Set both, or unset the first.");
    co_return credentials_;
}

}  // namespace privman::aws
