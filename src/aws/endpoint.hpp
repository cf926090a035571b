// Which region, and which hosts.
#pragma once

#include "aws/environment.hpp"
#include "aws/failure.hpp"
#include "net/url.hpp"

#include <string>
#include <string_view>

namespace privman::aws {

/// Where calls to one service go and what they are signed for.
struct Endpoint {
    std::string url;
    std::string region;
    std::string service;  ///< the signing name: `ssm`
};

/// AWS_REGION, AWS_DEFAULT_REGION, then `of_profile`. Fails with `refused` when there is none or it is no region name.
[[nodiscard]] Result<std::string> choose_region(const Environment& environment, const std::string& of_profile);

/// The hosts' common ending: `amazonaws.com` for eu-central-1. Fails with `refused` for a region that belongs to no
/// partition known here.
[[nodiscard]] Result<std::string> dns_suffix(std::string_view region);

/// An override (AWS_ENDPOINT_URL_SSM, then AWS_ENDPOINT_URL) wins, then the partition's host, the FIPS one when
/// AWS_USE_FIPS_ENDPOINT says `true`. `service` is `ssm` or `sts`. Fails with `refused`: an override that is no URL or
/// would send signed requests in the clear to another machine, an unknown region, no such FIPS endpoint.
[[nodiscard]] Result<Endpoint> choose_endpoint(const Environment& environment, std::string_view region,
                                               std::string_view service);

}  // namespace privman::aws
