// What two kinds of peers have in common: how far a connection came, and whether their clock is ours.
#pragma once

#include "doctor/reading_http.hpp"
#include "doctor/report.hpp"
#include "net/error.hpp"

#include <string>

namespace privman::doctor {

/// Seconds per call at most, whatever the bot itself would wait: somebody sits in front of doctor.
inline constexpr Millis longest_call{8'000};

struct Obstacle {
    std::string seen;
    std::string mend;
};

/// Which stage failed (name, connection, proxy, encryption, answer), and what to do. `url_setting` names the setting
/// that holds the address, `ca_setting` the one for a private authority; empty: there is none.
Obstacle obstacle_of(const net::NetError& error, const std::string& url_setting, const std::string& ca_setting);

/// More than a minute apart is a fault: deadlines, schedules and tokens would be judged by the wrong time.
void check_clock_against(const ReadingHttp& http, const std::string& whose, std::string_view id, Report& report);

}  // namespace privman::doctor
