// The way into AWS for doctor, as the bot would take it.
#pragma once

#include "app/aws_way.hpp"
#include "app/config.hpp"
#include "clocks/system_randomness.hpp"
#include "doctor/check_aws.hpp"
#include "doctor/report.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"

#include <memory>

namespace privman::app {

/// Everything given must outlive the loop's work, and so must this.
class DiagnoseAws {
public:
    DiagnoseAws(const Config& config, net::Dialer& dialer, Clock& clock, observe::Log& log);

    /// Says nothing when the settings keep channels and schedule elsewhere, but why.
    Async<doctor::AwsDocuments> look(doctor::Report& report);

private:
    const Config& config_;
    Clock& clock_;
    observe::Log& log_;
    clocks::SystemRandomness randomness_;
    AwsWay way_;
    std::unique_ptr<aws::Session> session_;
};

}  // namespace privman::app
