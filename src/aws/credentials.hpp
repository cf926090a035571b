// Who we are to AWS, and where that can come from.
#pragma once

#include "aws/failure.hpp"

#include <optional>
#include <string>

namespace privman::aws {

struct Credentials {
    std::string key_id;
    std::string secret;
    std::string session_token;        ///< empty for keys that last
    std::optional<WallTime> expires;  ///< nothing: never

    friend bool operator==(const Credentials&, const Credentials&) = default;
};

/// Told of every secret as soon as it is known, so that it appears in no log line.
using Forget = std::function<void(std::string)>;

/// One place that credentials come from. Chosen once (`choose_source`), asked again for each refresh.
class CredentialSource {
public:
    virtual ~CredentialSource() = default;

    /// Asks once, or a few times within some seconds. What comes back is fresh, as far as the place can tell.
    virtual Async<Result<Credentials>> fetch() = 0;

    /// For a sentence: "the container's task role (http://169.254.170.2)". Lives as long as the source.
    [[nodiscard]] virtual const std::string& description() const = 0;
};

}  // namespace privman::aws
