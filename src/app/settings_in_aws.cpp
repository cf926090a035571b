#include "app/settings_in_aws.hpp"

#include "app/setting_reader.hpp"
#include "app/version.hpp"
#include "async/within.hpp"
#include "domain/backoff.hpp"

#include <optional>
#include <utility>

namespace privman::app {

namespace {

constexpr Millis introduced_within = std::chrono::seconds{30};

net::HttpClientOptions who_asks() { return {.user_agent = "privman-slack/" + std::string{version_number()}}; }

aws::Ambient ambient(Clock& clock, Randomness& randomness) {
    return {.wall = [&clock] { return clock.wall(); },
            .boot = [&clock] { return clock.now().time_since_epoch(); },
            .sleep = [&clock](Millis length) { return clock.sleep_for(length); },
            .chance = [&randomness] { return fraction(randomness.below(chance_steps)); }};
}

}  // namespace

SettingsInAws::Network::Network(net::Dialer& dialer)
    : direct_dialer{net::make_dialer({})}, http{dialer, who_asks()}, direct{*direct_dialer, who_asks()} {}

SettingsInAws::SettingsInAws(const Given& given, std::unique_ptr<Network> network,
                             std::unique_ptr<aws::Session> session)
    : clock_{given.clock},
      log_{given.log},
      network_{std::move(network)},
      session_{std::move(session)},
      store_{
          given.behind, session_->parameters(),
          stores::ParameterNames{given.config.ssm_channels_param, given.config.ssm_schedule_param, session_->region()},
          given.clock, given.log} {}

std::expected<std::unique_ptr<SettingsInAws>, std::string> SettingsInAws::open(const Given& given) {
    auto network = std::make_unique<Network>(given.dialer);
    auto session = aws::Session::open({.loop = given.loop,
                                       .http = network->http,
                                       .direct = network->direct,
                                       .ambient = ambient(given.clock, given.randomness),
                                       .environment = given.config.aws_environment,
                                       .read = file_content,
                                       .log = given.log});
    if (!session) return std::unexpected{std::move(session.error().what)};
    given.log.info("aws.opened", (*session)->describe(),
                   {{"channels", given.config.ssm_channels_param}, {"schedule", given.config.ssm_schedule_param}});
    if (const auto& warning = (*session)->warning(); !warning.empty()) given.log.warning("aws.warning", warning);
    return std::unique_ptr<SettingsInAws>{new SettingsInAws{given, std::move(network), std::move(*session)}};
}

Async<void> SettingsInAws::introduce() {
    const auto identity = co_await async::within(clock_.deadline_in(introduced_within), session_->caller_identity());
    if (identity && *identity)
        log_.info("aws.identity", "AWS knows us", {{"account", (*identity)->account}, {"arn", (*identity)->arn}});
    else
        log_.error("aws.identity_unknown", "AWS does not say whom it takes us for",
                   {{"why", identity ? identity->error().what : std::string{"no answer in time"}}});
}

}  // namespace privman::app
