// The few numbers that are worth money in CloudWatch, once a minute, as one line of the log.
#pragma once

#include "workflows/tally.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::app {

inline constexpr std::string_view cloudwatch_namespace = "PrivManSlack";
/// The dimension that tells several bots of one account apart.
inline constexpr std::string_view cloudwatch_dimension = "Bot";
/// Its value where no task definition gives a name. Not what a stack is likely to be called: a bot that could not learn
/// its name must not speak for another one.
inline constexpr std::string_view bot_without_family = "unnamed";

/// The dimension's value: the family of the ECS task definition, out of the mark `rev` (family:revision). Never empty.
std::string bot_name(const std::vector<std::pair<std::string, std::string>>& marks);

/// Remembers what it has said: counts are those since the line before.
class CloudWatchMetrics {
public:
    /// One line in embedded metric format. Takes the tally's samples. `marks` and counts by label stand beside the
    /// metrics, where they cost nothing. `at`: milliseconds since 1970.
    std::string line(Tally& tally, std::int64_t at, const std::vector<std::pair<std::string, std::string>>& marks);

private:
    double since_last(const std::string& what, double total);

    std::map<std::string, double> said_;
};

}  // namespace privman::app
