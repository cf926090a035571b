#include "aws/session.hpp"

#include "aws/choose_source.hpp"
#include "aws/profile.hpp"
#include "aws/ssm_client.hpp"

#include <fmt/format.h>

#include <utility>

namespace privman::aws {

struct Session::Parts {
    Parts(SessionNeeds& needs, Forget forget, std::string chosen_region, std::unique_ptr<CredentialSource> chosen,
          Endpoint of_ssm, Endpoint of_sts, std::string hint)
        : region{std::move(chosen_region)},
          source{std::move(chosen)},
          warning{std::move(hint)},
          clock{needs.ambient.wall},
          credentials{needs.loop, *source, clock, needs.ambient, std::move(forget), needs.log},
          ssm_calls{needs.http, credentials, clock, needs.ambient, needs.log, std::move(of_ssm)},
          sts_calls{needs.http, credentials, clock, needs.ambient, needs.log, std::move(of_sts)},
          ssm{ssm_calls} {}

    std::string region;
    std::unique_ptr<CredentialSource> source;
    std::string warning;
    ServerClock clock;
    FreshCredentials credentials;
    SignedCalls ssm_calls;
    SignedCalls sts_calls;
    SsmClient ssm;
};

Result<std::unique_ptr<Session>> Session::open(SessionNeeds needs) {
    auto* const log = &needs.log;
    const Forget forget = [log](std::string secret) { log->forget_passing(std::move(secret)); };
    for (const auto* name : {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"})
        if (auto secret = value_of(needs.environment, name); !secret.empty()) log->forget(std::move(secret));

    const auto profile = read_profile(needs.environment, needs.read);
    const auto of_profile = profile.values.find("region");
    auto region =
        choose_region(needs.environment, of_profile == profile.values.end() ? std::string{} : of_profile->second);
    if (!region) return std::unexpected{std::move(region.error())};
    auto ssm = choose_endpoint(needs.environment, *region, "ssm");
    if (!ssm) return std::unexpected{std::move(ssm.error())};
    auto sts = choose_endpoint(needs.environment, *region, "sts");
    if (!sts) return std::unexpected{std::move(sts.error())};
    auto source = choose_source({.http = needs.http,
                                 .direct = needs.direct,
                                 .ambient = needs.ambient,
                                 .environment = needs.environment,
                                 .read = needs.read,
                                 .forget = forget,
                                 .region = *region});
    if (!source) return std::unexpected{std::move(source.error())};
    auto hint = hidden_role_warning(needs.environment, needs.read);
    return std::unique_ptr<Session>{new Session{std::make_unique<Parts>(
        needs, forget, std::move(*region), std::move(*source), std::move(*ssm), std::move(*sts), std::move(hint))}};
}

Session::Session(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}

Session::~Session() = default;

ParameterStore& Session::parameters() { return parts_->ssm; }

Async<Result<CallerIdentity>> Session::caller_identity() { return ask_caller_identity(parts_->sts_calls); }

const std::string& Session::region() const { return parts_->region; }

std::string Session::describe() const {
    const auto& ssm = parts_->ssm_calls.endpoint().url;
    return fmt::format("AWS region {}, Parameter Store at {}, credentials from {}.", parts_->region, ssm,
                       parts_->source->description());
}

const std::string& Session::warning() const { return parts_->warning; }

Millis Session::clock_offset() const { return parts_->clock.offset(); }

}  // namespace privman::aws
