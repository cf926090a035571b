// Keys in the shared files of AWS's tools, read again for each refresh.
#pragma once

#include "aws/credentials.hpp"
#include "aws/environment.hpp"
#include "aws/profile.hpp"

namespace privman::aws {

class ProfileCredentials final : public CredentialSource {
public:
    ProfileCredentials(Environment environment, ReadFile read);

    /// The profile says something about credentials, or was asked for by name.
    [[nodiscard]] static bool applies(const Profile& profile);

    /// Fails with `no_credentials` and advice for profiles that need a login, a role or a program.
    Async<Result<Credentials>> fetch() override;
    [[nodiscard]] const std::string& description() const override { return description_; }

private:
    Environment environment_;
    ReadFile read_;
    std::string description_;
};

}  // namespace privman::aws
