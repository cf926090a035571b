// Misbehaviour on request: which call goes wrong, how, and how many more times.
#pragma once

#include "sandbox/control.hpp"

#include <boost/json/array.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::aws {

enum class FaultKind {
    throttle,     ///< 400 ThrottlingException, not executed
    error,        ///< any code, status and message, not executed
    html,         ///< a page of somebody on the way, not executed
    drop_before,  ///< connection closed, not executed
    drop_after,   ///< executed, connection closed
    truncated,    ///< executed, half of the answer
    hang,         ///< never answered, not executed
    late,         ///< executed at once, answered after late_ms
};

[[nodiscard]] std::string_view name_of(FaultKind kind);

struct Fault {
    std::string call;  ///< an operation, or a group of them: get, put, delete, history, describe, sts, credentials, *
    FaultKind kind{};
    std::string code = "InternalServerError";
    std::string message;
    unsigned status = 0;  ///< 0: the usual one of the kind
    std::int64_t late_ms = 0;
    std::int64_t times = 1;
};

/// The group an operation belongs to: "get" for "GetParametersByPath"; empty for unknown ones.
[[nodiscard]] std::string_view group_of(std::string_view operation);

/// Faults wait in the order in which they were set; a call takes the first that fits it.
class Faults {
public:
    /// One control call: sets a fault, or with `times` 0 clears those of that call (`*`: all).
    void set(Arguments& arguments);

    /// The fault for this operation, used up by one.
    [[nodiscard]] std::optional<Fault> take(std::string_view operation);

    [[nodiscard]] json::array as_json() const;

private:
    std::vector<Fault> faults_;
};

}  // namespace privman::sandbox::aws
