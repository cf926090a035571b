// The role of an ECS task or an EKS pod, from the endpoint that its agent offers. This is production.
#pragma once

#include "aws/credentials.hpp"
#include "aws/environment.hpp"
#include "net/http_client.hpp"

namespace privman::aws {

class ContainerCredentials final : public CredentialSource {
public:
    /// `direct` never uses a proxy; it, and what `ambient` calls, must outlive this.
    ContainerCredentials(net::Http& direct, Ambient ambient, Environment environment, ReadFile read, Forget forget);

    /// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI is there.
    [[nodiscard]] static bool applies(const Environment& environment);

    /// Three tries, a second apart. The authorization token's file is read again each time, since it rotates.
    Async<Result<Credentials>> fetch() override;
    [[nodiscard]] const std::string& description() const override { return description_; }

private:
    [[nodiscard]] Result<std::string> url() const;
    /// Empty when the agent wants none.
    [[nodiscard]] Result<std::string> token() const;
    Async<Result<Credentials>> ask(std::string url, std::string token);

    net::Http& http_;
    Ambient ambient_;
    Environment environment_;
    ReadFile read_;
    Forget forget_;
    std::string description_ = "the container's role (ECS task role or EKS Pod Identity)";
};

}  // namespace privman::aws
