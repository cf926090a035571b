// AWS Signature Version 4: pure functions of a request, credentials, a scope and a time.
#pragma once

#include "aws/credentials.hpp"
#include "aws/hashes.hpp"
#include "net/http_message.hpp"
#include "net/url.hpp"

#include <string>
#include <string_view>

namespace privman::aws {

struct Scope {
    std::string region;   ///< `eu-central-1`, also for hosts that say more
    std::string service;  ///< `ssm`, `sts`
    WallTime time;        ///< what AWS must agree to within minutes; whole seconds count
};

/// The request as both sides spell it before hashing.
struct Canonical {
    std::string text;
    std::string signed_headers;  ///< `content-type;host;x-amz-date`
};

struct Signature {
    Canonical canonical;
    std::string string_to_sign;
    std::string hex;
    std::string authorization;  ///< value of the header of that name; a secret for some minutes
};

/// `20150830T123600Z`.
[[nodiscard]] std::string amz_date(WallTime time);

/// Exactly `headers` are signed. `target` is path and query as they are sent.
[[nodiscard]] Canonical canonical_request(std::string_view method, std::string_view target, const net::Headers& headers,
                                          std::string_view body_sha256);

/// Good for one day (`20150830`), region and service, and for nothing else: may be kept.
[[nodiscard]] Digest signing_key(std::string_view secret, std::string_view day, std::string_view region,
                                 std::string_view service);

/// Which headers of `request` are signed, and `Host` as `net::Http` will send it. Left out is what proxies and HTTP
/// libraries change or set themselves: User-Agent, Content-Length, Accept and their kind.
[[nodiscard]] net::Headers headers_to_sign(const net::Origin& origin, const net::Headers& headers);

/// Signs exactly `headers`, which must hold Host and X-Amz-Date of `scope.time`.
[[nodiscard]] Signature sign(std::string_view method, std::string_view target, const net::Headers& headers,
                             std::string_view body, const Credentials& credentials, const Scope& scope);

/// Sets X-Amz-Date, X-Amz-Security-Token when there is one, and Authorization; what an earlier attempt left of them is
/// replaced. Everything else must be as it will be sent.
Signature sign_request(net::HttpRequest& request, const net::Url& url, const Credentials& credentials,
                       const Scope& scope);

}  // namespace privman::aws
