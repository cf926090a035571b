// A service that speaks AWS JSON 1.1.
#pragma once

#include "aws/signed_calls.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace privman::aws {

class JsonClient {
public:
    /// `target` is what stands before the operation's name in X-Amz-Target: `AmazonSSM`. `calls` must outlive this.
    JsonClient(SignedCalls& calls, std::string target) : calls_{calls}, target_{std::move(target)} {}

    /// The answer's object; empty when the operation has nothing to say.
    Async<Result<boost::json::object>> read(std::string operation, boost::json::object input);

    /// The same for an operation that changes something; it may be carried out twice (see `SignedCalls`).
    Async<Result<boost::json::object>> write(std::string operation, boost::json::object input);

private:
    Async<Result<boost::json::object>> call(std::string operation, boost::json::object input, bool changes_nothing);

    SignedCalls& calls_;
    std::string target_;
};

}  // namespace privman::aws
