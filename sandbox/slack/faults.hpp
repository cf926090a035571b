// Misbehaviour on request: which of the next calls fail, and how.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::slack {

enum class FaultKind {
    error,        ///< 200 with `ok:false`, not executed
    http,         ///< another status with an HTML page, not executed
    ratelimited,  ///< 429 with `Retry-After`, not executed
    drop_before,  ///< the connection closes, not executed
    drop_after,   ///< executed, the answer is lost
    hang,         ///< not executed, never answered
    late,         ///< executed, answered `late_ms` later
};

[[nodiscard]] std::optional<FaultKind> fault_kind_named(std::string_view name);

struct Fault {
    std::string method;  ///< "chat.postMessage", "response" for response URLs, "*" for everything
    FaultKind kind = FaultKind::error;
    std::string error = "internal_error";
    unsigned status = 503;
    int retry_after = 30;
    std::int64_t late_ms = 1000;
    int times = 1;
};

class Faults {
public:
    /// Queues a fault behind those already there for its method. Zero `times` clears them instead.
    void put(Fault fault);

    /// The fault that strikes this call, used up once.
    std::optional<Fault> take(std::string_view method);

private:
    std::vector<Fault> waiting_;
};

}  // namespace privman::sandbox::slack
