// The approval queue as the product keeps it: requests, their decisions, and what a list shows at a moment.
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::pm {

namespace json = boost::json;

enum class RequestStatus { pending, approved, denied, expired };

[[nodiscard]] std::string_view name_of(RequestStatus status);

/// For how long something may run elevated: once, or so many seconds.
struct GrantedTime {
    bool one_time = true;
    std::int64_t seconds = 0;
    friend bool operator==(const GrantedTime&, const GrantedTime&) = default;
};

struct RequestDecision {
    bool approved = false;
    std::optional<GrantedTime> time;  ///< nothing when the call carried none; a denial has none
    std::string comment;
    std::string approver;
    bool by_console = false;  ///< else by the API
    std::int64_t at_ms = 0;   ///< wall time
};

/// One request. `fields` are ours: user, computer, application, path, command_line, company, version, hash, reason,
/// policy, rating, requested (text in the profile's form is made on the way out), each only when present; `extra` goes
/// out as it is.
struct QueuedRequest {
    std::string id;
    json::object fields;
    json::object extra;
    RequestStatus status = RequestStatus::pending;
    std::optional<RequestDecision> decision;
    std::int64_t raised_boot_ms = 0;
    std::optional<std::int64_t> ended_boot_ms;
    std::uint64_t decide_calls = 0;
};

/// Order is that of raising. References stay good until the queue changes.
class Queue {
public:
    QueuedRequest& add(QueuedRequest request);

    /// Braces around the id and the case of its letters do not matter.
    [[nodiscard]] QueuedRequest* find(std::string_view id);

    /// Ends a pending request. False when it was not pending.
    bool decide(QueuedRequest& request, RequestDecision decision, std::int64_t boot_ms);
    bool expire(QueuedRequest& request, std::int64_t boot_ms);
    /// Pending again, as if it had never been decided.
    void reappear(QueuedRequest& request, std::int64_t boot_ms);

    /// What was pending at that moment of boot time.
    [[nodiscard]] std::vector<const QueuedRequest*> pending_at(std::int64_t boot_ms) const;
    [[nodiscard]] const std::vector<QueuedRequest>& all() const { return requests_; }

    /// An id nobody has yet, in the product's form.
    [[nodiscard]] std::string next_id();

private:
    std::vector<QueuedRequest> requests_;
    std::uint64_t ids_ = 0;
};

}  // namespace privman::sandbox::pm
