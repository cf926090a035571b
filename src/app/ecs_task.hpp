// Which task of Amazon ECS this is, so that each line of the log says it.
#pragma once

#include "net/http_client.hpp"
#include "ports/outcome.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::app {

/// Set by ECS in every container.
inline constexpr auto ecs_metadata_variable = "ECS_CONTAINER_METADATA_URI_V4";
/// The log can do without: nothing waits longer for it.
inline constexpr std::chrono::milliseconds ecs_metadata_within{1'000};

/// `task` (the last part of the task's ARN, as the log stream's name has it) and `rev` (family:revision), as far as
/// the answer of the metadata endpoint's `/task` names them.
std::vector<std::pair<std::string, std::string>> ecs_marks(std::string_view task_metadata);

/// Asks `base` + "/task" once; no marks when it does not answer in time. `http` must not go through a proxy: the
/// address is link-local.
Async<std::vector<std::pair<std::string, std::string>>> ask_ecs(net::Http& http, std::string base);

}  // namespace privman::app
