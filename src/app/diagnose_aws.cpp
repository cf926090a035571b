#include "app/diagnose_aws.hpp"

#include <boost/asio/this_coro.hpp>

namespace privman::app {

DiagnoseAws::DiagnoseAws(const Config& config, net::Dialer& dialer, Clock& clock, observe::Log& log)
    : config_{config}, clock_{clock}, log_{log}, way_{dialer} {}

Async<doctor::AwsDocuments> DiagnoseAws::look(doctor::Report& report) {
    if (!config_.settings_in_aws) {
        report.skip_rest("aws.", "SETTINGS_STORE keeps channels and schedule elsewhere");
        co_return doctor::AwsDocuments{};
    }
    auto session = way_.open_session(co_await boost::asio::this_coro::executor, config_, clock_, randomness_, log_);
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
