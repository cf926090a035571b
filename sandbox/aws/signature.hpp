// Signature Version 4 from the verifying side: what arrived is rebuilt as it must have been signed. Written apart from
// any signer of ours, so that a mistake in one of them meets the other.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include "net/http_message.hpp"
#include "sandbox/aws/access_keys.hpp"
#include "sandbox/aws/refusal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::aws {

/// What the endpoint that was called insists on.
struct Endpoint {
    std::string region;
    std::string service;      ///< "ssm", "sts"
    std::int64_t now_ms = 0;  ///< by AWS's clock
};

/// How far a request's time may lie from AWS's.
inline constexpr std::int64_t tolerated_skew_ms = 5LL * 60'000;

/// Milliseconds since 1970 as 20150830T123600Z.
[[nodiscard]] std::string amz_date(std::int64_t wall_ms);
/// The reverse; nothing when it is not exactly of that form.
[[nodiscard]] std::optional<std::int64_t> parse_amz_date(std::string_view text);

/// The canonical request of what arrived: headers as received, path and query as sent, body as it is.
[[nodiscard]] std::string canonical_request(const net::HttpRequest& request,
                                            const std::vector<std::string>& signed_headers);

/// The key that signed the request; it lives as long as `keys` are not changed. A refusal carries the codes of AWS's
/// JSON services.
[[nodiscard]] Answer<const AccessKey*> verify(const net::HttpRequest& request, const Endpoint& endpoint,
                                              const AccessKeys& keys);

}  // namespace privman::sandbox::aws
