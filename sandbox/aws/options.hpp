// The credentials the simulated account accepts.
#pragma once

#include <string>

namespace privman::sandbox {

struct AwsOptions {
    std::string region = "us-east-1";
    std::string access_key_id = "AKIASANDBOX000000000";
    std::string secret_access_key = "sandbox/aws+secret/access/key/0123456789";
    /// What the container credentials endpoint wants as `Authorization`.
    std::string container_token = "sandbox-container-token";
    /// What AssumeRoleWithWebIdentity takes.
    std::string web_identity_token = "sandbox-web-identity";
    std::string role_arn = "arn:aws:iam::123456789012:role/privman-slack";
};

}  // namespace privman::sandbox
