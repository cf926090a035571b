// Metrics as Prometheus reads them: its text exposition format, version 0.0.4.
#pragma once

#include "observe/metrics.hpp"

#include <span>
#include <string>
#include <string_view>

namespace privman::observe {

inline constexpr std::string_view prometheus_content_type = "text/plain; version=0.0.4; charset=utf-8";

/// Every family with its HELP and TYPE lines, in the order given. Families without a sample (gauges that are not known)
/// are left out.
std::string prometheus_text(std::span<const MetricFamily> families);

}  // namespace privman::observe
