// Misbehaviour on request: which call goes wrong, how, and how many more times.
#pragma once

#include "sandbox/control.hpp"

#include <boost/json/array.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::pm {

enum class FaultKind {
    http,            ///< another status, not executed
    error_envelope,  ///< 200 with Status: error, not executed
    html,            ///< 200 with a login page, not executed
    truncated,       ///< executed, half of the answer
    huge,            ///< executed, an answer larger than anybody should read
    drop_before,     ///< connection closed, not executed
    drop_after,      ///< executed, connection closed
    hang,            ///< never answered, not executed
    late,            ///< executed at once, answered after late_ms
    wrong_total,     ///< a list whose Total does not agree with its rows
    unknown_status,  ///< a list whose rows carry a status word nobody knows
    execute_late,    ///< never answered, executed after late_ms
};

[[nodiscard]] std::string_view name_of(FaultKind kind);

struct Fault {
    std::string call;  ///< "token", "list", "decide", "version", "document", or "*"
    FaultKind kind{};
    unsigned status = 500;
    std::string message;
    std::optional<std::int64_t> retry_after_s;
    std::int64_t late_ms = 0;
    std::int64_t times = 1;
};

/// Faults wait in the order in which they were set; a call takes the first that fits it.
class Faults {
public:
    /// One control call: sets a fault, or with `times` 0 clears those of that call (all kinds when none is named).
    void set(Arguments& arguments);

    /// The fault for this call, used up by one.
    [[nodiscard]] std::optional<Fault> take(std::string_view call);

    [[nodiscard]] json::array as_json() const;

private:
    std::vector<Fault> faults_;
};

}  // namespace privman::sandbox::pm
