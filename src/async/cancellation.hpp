// Telling a cancellation from a failure.
#pragma once

#include <exception>
#include <string>

namespace privman::async {

/// True when `error` holds `operation_aborted`, which is how a cancelled coroutine ends.
[[nodiscard]] bool is_cancellation(const std::exception_ptr& error);

/// What an exception says about itself, for a log line.
[[nodiscard]] std::string what_of(const std::exception_ptr& error);

}  // namespace privman::async
