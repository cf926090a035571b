// Metrics as CloudWatch reads them out of a log line: its embedded metric format. No agent, no permission, no call.
#pragma once

#include "observe/metrics.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::observe {

struct EmbeddedMetric {
    std::string name;            ///< as it is called in CloudWatch
    std::string_view unit;       ///< one of CloudWatch's words: Count, Seconds, Milliseconds, None
    std::vector<double> values;  ///< none: not known, and then it is not named at all
};

struct EmbeddedLine {
    std::string name_space;      ///< 1 to 1024 characters
    std::int64_t timestamp = 0;  ///< milliseconds since 1970; CloudWatch drops what is older than two weeks
    /// Name and value (1 to 1024 characters, else CloudWatch drops the whole line) of the one set of dimensions under
    /// which all metrics are published; few values ever, since each one makes further metrics to pay for.
    std::vector<std::pair<std::string, std::string>> dimensions;
    std::vector<EmbeddedMetric> metrics;
    /// Members beside the metrics: found by Logs Insights, cost nothing. Metrics win over members of the same name.
    boost::json::object others;
};

inline constexpr std::size_t most_embedded_metrics = 100;
inline constexpr std::size_t most_embedded_values = 100;
/// As for every other line of the log: longer ones are cut apart on the way, and then nobody can read them.
inline constexpr std::size_t longest_embedded_line = 16'000;

/// One line, without its newline. Of more than 100 values, or when the line would get too long, evenly chosen ones are
/// kept. Throws std::logic_error for more than 100 metrics.
std::string embedded_line(EmbeddedLine line);

}  // namespace privman::observe
