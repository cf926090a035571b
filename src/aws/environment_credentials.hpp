// Keys in the environment. They are what they are until the process ends.
#pragma once

#include "aws/credentials.hpp"
#include "aws/environment.hpp"

namespace privman::aws {

class EnvironmentCredentials final : public CredentialSource {
public:
    explicit EnvironmentCredentials(const Environment& environment);

    /// AWS_ACCESS_KEY_ID is there.
    [[nodiscard]] static bool applies(const Environment& environment);

    Async<Result<Credentials>> fetch() override;
    [[nodiscard]] const std::string& description() const override { return description_; }

private:
    Credentials credentials_;
    std::string description_ = "the keys in the environment (AWS_ACCESS_KEY_ID)";
};

}  // namespace privman::aws
