// Credentials as the container's and the instance's endpoints spell them.
#pragma once

#include "aws/credentials.hpp"

#include <string_view>

namespace privman::aws {

/// `{"AccessKeyId", "SecretAccessKey", "Token", "Expiration"}`. `from` is for the sentence. Fails with `malformed`, or
/// with `no_credentials` when the answer's own `Code` is not `Success`; nothing of the answer is quoted but that code.
[[nodiscard]] Result<Credentials> read_credentials(std::string_view body, std::string_view from);

}  // namespace privman::aws
