#include "sandbox/privilege_manager/queue.hpp"

#include "net/http_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace privman::sandbox::pm {

namespace {

std::string_view without_braces(std::string_view id) {
    if (id.size() > 2 && id.front() == '{' && id.back() == '}') return id.substr(1, id.size() - 2);
    return id;
}

}  // namespace

std::string_view name_of(RequestStatus status) {
    switch (status) {
        case RequestStatus::pending: return "pending";
        case RequestStatus::approved: return "approved";
        case RequestStatus::denied: return "denied";
        case RequestStatus::expired: return "expired";
    }
    std::unreachable();
}

QueuedRequest& Queue::add(QueuedRequest request) { return requests_.emplace_back(std::move(request)); }

QueuedRequest* Queue::find(std::string_view id) {
    const auto it = std::ranges::find_if(requests_, [wanted = without_braces(id)](const QueuedRequest& request) {
        return net::equal_ignoring_case(without_braces(request.id), wanted);
    });
    return it == requests_.end() ? nullptr : &*it;
}

bool Queue::decide(QueuedRequest& request, RequestDecision decision, std::int64_t boot_ms) {
    if (request.status != RequestStatus::pending) return false;
    request.status = decision.approved ? RequestStatus::approved : RequestStatus::denied;
    request.decision = std::move(decision);
    request.ended_boot_ms = boot_ms;
    return true;
}

bool Queue::expire(QueuedRequest& request, std::int64_t boot_ms) {
    if (request.status != RequestStatus::pending) return false;
    request.status = RequestStatus::expired;
    request.ended_boot_ms = boot_ms;
    return true;
}

void Queue::reappear(QueuedRequest& request, std::int64_t boot_ms) {
    request.status = RequestStatus::pending;
    request.decision.reset();
    request.raised_boot_ms = boot_ms;
    request.ended_boot_ms.reset();
}

std::vector<const QueuedRequest*> Queue::pending_at(std::int64_t boot_ms) const {
    std::vector<const QueuedRequest*> pending;
    for (const auto& request : requests_) {
        const bool raised = request.raised_boot_ms <= boot_ms;
        const bool ended = request.ended_boot_ms && *request.ended_boot_ms <= boot_ms;
        if (raised && !ended) pending.push_back(&request);
    }
    return pending;
}

std::string Queue::next_id() {
    for (;;) {
        auto id = fmt::format("85000000-0000-4000-8000-{:012x}", ++ids_);
        if (!find(id)) return id;
    }
}

}  // namespace privman::sandbox::pm
