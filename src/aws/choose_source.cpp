#include "aws/choose_source.hpp"

#include "aws/answer.hpp"
#include "aws/container_credentials.hpp"
#include "aws/endpoint.hpp"
#include "aws/environment_credentials.hpp"
#include "aws/instance_credentials.hpp"
#include "aws/profile_credentials.hpp"
#include "aws/web_identity.hpp"

#include <utility>

namespace privman::aws {

Result<std::unique_ptr<CredentialSource>> choose_source(const SourceNeeds& needs) {
    const auto& environment = needs.environment;
    if (EnvironmentCredentials::applies(environment)) return std::make_unique<EnvironmentCredentials>(environment);
    if (WebIdentity::applies(environment)) {
        auto sts = choose_endpoint(environment, needs.region, "sts");
        if (!sts) return std::unexpected{std::move(sts.error())};
        return std::make_unique<WebIdentity>(needs.http, needs.ambient, environment, needs.read, std::move(*sts),
                                             needs.forget);
    }
    if (ProfileCredentials::applies(read_profile(environment, needs.read)))
        return std::make_unique<ProfileCredentials>(environment, needs.read);
    if (ContainerCredentials::applies(environment))
        return std::make_unique<ContainerCredentials>(needs.direct, needs.ambient, environment, needs.read,
                                                      needs.forget);
    if (InstanceCredentials::applies(environment))
        return std::make_unique<InstanceCredentials>(needs.direct, environment);
    return fail(
        Trouble::no_credentials,
        "No AWS credentials are set. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE; on ECS, give "
        "the task a task role.");
}

std::string hidden_role_warning(const Environment& environment, const ReadFile& read) {
    const bool on_ecs =
        ContainerCredentials::applies(environment) || !value_of(environment, "ECS_CONTAINER_METADATA_URI_V4").empty();
    if (!on_ecs) return {};
    if (EnvironmentCredentials::applies(environment))
        return "AWS_ACCESS_KEY_ID hides the role of this container: keys in the environment are used first and never "
               "renewed. Unset AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to use the role.";
    if (!WebIdentity::applies(environment) && ProfileCredentials::applies(read_profile(environment, read)))
        return "An AWS profile hides the role of this container. Unset AWS_PROFILE and remove the credentials file to "
               "use the role.";
    return {};
}

}  // namespace privman::aws
