// The parameter store of AWS Systems Manager.
#pragma once

#include "aws/json_client.hpp"
#include "aws/parameter_store.hpp"

namespace privman::aws {

class SsmClient final : public ParameterStore {
public:
    /// `calls` must outlive this.
    explicit SsmClient(SignedCalls& calls) : client_{calls, "AmazonSSM"} {}

    Async<Result<FoundParameters>> get(std::vector<std::string> names) override;
    Async<Result<std::int64_t>> put(std::string name, std::string value) override;
    Async<Result<std::vector<Parameter>>> history(std::string name, std::int64_t after) override;

private:
    JsonClient client_;
};

}  // namespace privman::aws
