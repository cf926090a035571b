// A role taken on with a token from a file: EKS service accounts, OpenID Connect of a build service.
#pragma once

#include "aws/credentials.hpp"
#include "aws/endpoint.hpp"
#include "aws/environment.hpp"
#include "net/http_client.hpp"

namespace privman::aws {

class WebIdentity final : public CredentialSource {
public:
    /// `http` must outlive this.
    WebIdentity(net::Http& http, Ambient ambient, const Environment& environment, ReadFile read, Endpoint sts,
                Forget forget);

    /// AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN are there.
    [[nodiscard]] static bool applies(const Environment& environment);

    /// Asks STS, unsigned; the token's file is read again each time, since it rotates.
    Async<Result<Credentials>> fetch() override;
    [[nodiscard]] const std::string& description() const override { return description_; }

private:
    Async<net::NetResult<net::HttpResponse>> ask(std::string token);

    net::Http& http_;
    Ambient ambient_;
    ReadFile read_;
    Endpoint sts_;
    Forget forget_;
    std::string token_file_;
    std::string role_;
    std::string session_;
    std::string description_ = "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE)";
};

}  // namespace privman::aws
