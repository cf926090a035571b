#include "app/settings_in_aws.hpp"

#include "async/within.hpp"

#include <optional>
#include <utility>

namespace privman::app {

namespace {

constexpr Millis introduced_within = std::chrono::seconds{30};

}  // namespace

SettingsInAws::SettingsInAws(const Given& given, std::unique_ptr<AwsWay> way, std::unique_ptr<aws::Session> session)
    : clock_{given.clock},
      log_{given.log},
      way_{std::move(way)},
      session_{std::move(session)},
      store_{given.tasks,
             given.behind,
             session_->parameters(),
             settings::ParameterNames{given.config.ssm_channels_param, given.config.ssm_schedule_param,
                                      session_->region()},
             given.clock,
             given.log} {}

std::expected<std::unique_ptr<SettingsInAws>, std::string> SettingsInAws::open(const Given& given) {
    auto way = std::make_unique<AwsWay>(given.dialer);
    auto session = way->open_session(given.loop, given.config, given.clock, given.randomness, given.log);
    if (!session) return std::unexpected{std::move(session.error().what)};
    given.log.info("aws.opened", (*session)->describe(),
                   {{"channels", given.config.ssm_channels_param}, {"schedule", given.config.ssm_schedule_param}});
    if (const auto& warning = (*session)->warning(); !warning.empty()) given.log.warning("aws.warning", warning);
    return std::unique_ptr<SettingsInAws>{new SettingsInAws{given, std::move(way), std::move(*session)}};
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
