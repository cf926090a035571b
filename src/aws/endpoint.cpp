#include "aws/endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace privman::aws {

namespace {

struct Partition {
    std::string_view beginning;
    std::string_view suffix;
};

/// The longer beginning first: `us-` alone would claim us-gov and us-iso.
constexpr std::array partitions{
    Partition{"us-gov-", "amazonaws.com"},   Partition{"us-isob-", "sc2s.sgov.gov"},
    Partition{"us-isof-", "csp.hci.ic.gov"}, Partition{"us-iso-", "c2s.ic.gov"},
    Partition{"eu-isoe-", "cloud.adc-e.uk"}, Partition{"eusc-", "amazonaws.eu"},
    Partition{"cn-", "amazonaws.com.cn"},    Partition{"us-", "amazonaws.com"},
    Partition{"eu-", "amazonaws.com"},       Partition{"ap-", "amazonaws.com"},
    Partition{"sa-", "amazonaws.com"},       Partition{"ca-", "amazonaws.com"},
    Partition{"me-", "amazonaws.com"},       Partition{"af-", "amazonaws.com"},
    Partition{"il-", "amazonaws.com"},       Partition{"mx-", "amazonaws.com"},
};

std::unexpected<Failure> refuse(std::string what) {
    return std::unexpected{Failure{.kind = Trouble::refused, .what = std::move(what), .code = {}, .request_id = {}}};
}

bool is_region_name(std::string_view text) {
    return !text.empty() && text.size() <= 32 && !text.starts_with('-') && !text.ends_with('-') &&
           std::ranges::all_of(text,
                               [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// Only hosts that exist: an invented one would fail later, as a name that nobody knows.
Result<std::string> fips_label(std::string_view region, std::string_view service) {
    if (region.starts_with("us-gov-")) return std::string{service};  // the ordinary host is the FIPS one
    const bool commercial_us = region.starts_with("us-") && !region.starts_with("us-iso");
    const bool canada = region.starts_with("ca-") && service == "ssm";
    if (commercial_us || canada) return fmt::format("{}-fips", service);
    return refuse(
        fmt::format("AWS_USE_FIPS_ENDPOINT is set, but {} has no FIPS endpoint in {} that is known here. Name "
                    "it with AWS_ENDPOINT_URL_{}, or unset AWS_USE_FIPS_ENDPOINT.",
                    service, region, service == "ssm" ? "SSM" : "STS"));
}

Result<Endpoint> from_override(std::string_view variable, const std::string& value, std::string_view region,
                               std::string_view service) {
    const auto url = net::parse_url(value);
    if (!url || value.starts_with("ws")) return refuse(fmt::format("{} is not an http or https URL.", variable));
    if (url->target.contains('?')) return refuse(fmt::format("{} must not carry a query.", variable));
    if (!url->origin.tls && !net::is_loopback(url->origin.host))
        return refuse(
            fmt::format("{} is plain http to another machine ({}). Requests with parameters and session tokens "
                        "go over https, or stay on this machine.",
                        variable, url->origin.host));
    return Endpoint{.url = value, .region = std::string{region}, .service = std::string{service}};
}

}  // namespace

Result<std::string> choose_region(const Environment& environment, const std::string& of_profile) {
    auto region = value_of(environment, "AWS_REGION");
    std::string_view from = "AWS_REGION";
    if (region.empty()) {
        region = value_of(environment, "AWS_DEFAULT_REGION");
        from = "AWS_DEFAULT_REGION";
    }
    if (region.empty()) {
        region = of_profile;
        from = "The region of the AWS profile";
    }
    if (region.empty()) return refuse("No AWS region is set. Set AWS_REGION, for example to eu-central-1.");
    if (!is_region_name(region))
        return refuse(
            fmt::format("{} is not a region name: small letters, digits and dashes, as in eu-central-1.", from));
    return region;
}

Result<std::string> dns_suffix(std::string_view region) {
    const auto found = std::ranges::find_if(
        partitions, [&](const Partition& partition) { return region.starts_with(partition.beginning); });
    if (is_region_name(region) && found != partitions.end()) return std::string{found->suffix};
    return refuse(
        fmt::format("The AWS region {} belongs to no partition that is known here, so its hosts are not known. "
                    "Check AWS_REGION, or name the hosts with AWS_ENDPOINT_URL_SSM and AWS_ENDPOINT_URL_STS.",
                    is_region_name(region) ? region : std::string_view{"in the settings"}));
}

Result<Endpoint> choose_endpoint(const Environment& environment, std::string_view region, std::string_view service) {
    const std::string own = service == "ssm" ? "AWS_ENDPOINT_URL_SSM" : "AWS_ENDPOINT_URL_STS";
    for (const auto& variable : {own, std::string{"AWS_ENDPOINT_URL"}}) {
        const auto value = value_of(environment, variable);
        if (!value.empty()) return from_override(variable, value, region, service);
    }
    const auto suffix = dns_suffix(region);
    if (!suffix) return std::unexpected{suffix.error()};
    Result<std::string> label = std::string{service};
    if (value_of(environment, "AWS_USE_FIPS_ENDPOINT") == "true") label = fips_label(region, service);
    if (!label) return std::unexpected{label.error()};
    return Endpoint{.url = fmt::format("https://{}.{}.{}/", *label, region, *suffix),
                    .region = std::string{region},
                    .service = std::string{service}};
}

}  // namespace privman::aws
