// Which credentials are used. Decided once from what is set, so that a failing source is reported instead of replaced
// by another identity.
#pragma once

#include "aws/credentials.hpp"
#include "aws/environment.hpp"
#include "net/http_client.hpp"

#include <memory>
#include <string>

namespace privman::aws {

struct SourceNeeds {
    net::Http& http;    ///< for STS
    net::Http& direct;  ///< for link-local addresses: never through a proxy
    Ambient ambient;
    Environment environment;
    ReadFile read;
    Forget forget;
    std::string region;  ///< for the host of STS
};

/// Environment, web identity, shared files, container endpoint, instance metadata: the first for which something is
/// set. Fails with `no_credentials` when nothing is and instance metadata is switched off.
[[nodiscard]] Result<std::unique_ptr<CredentialSource>> choose_source(const SourceNeeds& needs);

/// A warning for a human when keys hide the role that this ECS task has; empty when all is well.
[[nodiscard]] std::string hidden_role_warning(const Environment& environment, const ReadFile& read);

}  // namespace privman::aws
