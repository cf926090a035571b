// The role of an EC2 instance, from its metadata service, version 2 only.
#pragma once

#include "aws/credentials.hpp"
#include "aws/environment.hpp"
#include "net/http_client.hpp"

namespace privman::aws {

class InstanceCredentials final : public CredentialSource {
public:
    /// `direct` never uses a proxy; it must outlive this.
    InstanceCredentials(net::Http& direct, const Environment& environment);

    /// AWS_EC2_METADATA_DISABLED does not say `true`.
    [[nodiscard]] static bool applies(const Environment& environment);

    Async<Result<Credentials>> fetch() override;
    [[nodiscard]] const std::string& description() const override { return description_; }

private:
    Async<Result<std::string>> ask(std::string method, std::string path, net::Headers headers);

    net::Http& http_;
    Result<std::string> base_;  ///< without a slash at its end
    std::string description_ = "the EC2 instance's role (instance metadata)";
};

}  // namespace privman::aws
