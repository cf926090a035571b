#include "app/diagnose_aws.hpp"

#include "app/setting_reader.hpp"
#include "app/version.hpp"
#include "domain/backoff.hpp"

#include <boost/asio/this_coro.hpp>

namespace privman::app {

namespace {

net::HttpClientOptions who_asks() { return {.user_agent = "privman-slack/" + std::string{version_number()}}; }

aws::Ambient ambient(Clock& clock, Randomness& randomness) {
    return {.wall = [&clock] { return clock.wall(); },
            .boot = [&clock] { return clock.now().time_since_epoch(); },
            .sleep = [&clock](Millis length) { return clock.sleep_for(length); },
            .chance = [&randomness] { return fraction(randomness.below(chance_steps)); }};
}

}  // namespace

DiagnoseAws::DiagnoseAws(const Config& config, net::Dialer& dialer, Clock& clock, observe::Log& log)
    : config_{config},
      clock_{clock},
      log_{log},
      direct_dialer_{net::make_dialer({})},
      http_{dialer, who_asks()},
      direct_{*direct_dialer_, who_asks()} {}

Async<doctor::AwsDocuments> DiagnoseAws::look(doctor::Report& report) {
    if (!config_.settings_in_aws) {
        report.skip_rest("aws.", "SETTINGS_STORE keeps channels and schedule elsewhere");
        co_return doctor::AwsDocuments{};
    }
    auto session = aws::Session::open({.loop = co_await boost::asio::this_coro::executor,
                                       .http = http_,
                                       .direct = direct_,
                                       .ambient = ambient(clock_, randomness_),
                                       .environment = config_.aws_environment,
                                       .read = file_content,
                                       .log = log_});
    if (!session) {
        doctor::report_no_session(session.error(), report);
        co_return doctor::AwsDocuments{};
    }
    session_ = std::move(*session);
    co_return co_await doctor::check_aws({.described = session_->describe(),
                                          .warning = session_->warning(),
                                          .who_are_we = [this] { return session_->caller_identity(); },
                                          .parameters = session_->parameters(),
                                          .names = {config_.ssm_channels_param, config_.ssm_schedule_param}},
                                         report);
}

}  // namespace privman::app
