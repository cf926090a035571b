#include "sandbox/slack/faults.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace privman::sandbox::slack {

std::optional<FaultKind> fault_kind_named(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, FaultKind>, 7> names{{
        {"error", FaultKind::error},
        {"http", FaultKind::http},
        {"ratelimited", FaultKind::ratelimited},
        {"drop_before", FaultKind::drop_before},
        {"drop_after", FaultKind::drop_after},
        {"hang", FaultKind::hang},
        {"late", FaultKind::late},
    }};
    const auto* const found = std::ranges::find(names, name, &std::pair<std::string_view, FaultKind>::first);
    if (found == names.end()) return std::nullopt;
    return found->second;
}

void Faults::put(Fault fault) {
    if (fault.times > 0) {
        waiting_.push_back(std::move(fault));
        return;
    }
    std::erase_if(waiting_,
                  [&](const Fault& waiting) { return fault.method == "*" || waiting.method == fault.method; });
}

std::optional<Fault> Faults::take(std::string_view method) {
    const auto found = std::ranges::find_if(
        waiting_, [&](const Fault& fault) { return fault.method == "*" || fault.method == method; });
    if (found == waiting_.end()) return std::nullopt;
    Fault struck = *found;
    if (--found->times == 0) waiting_.erase(found);
    return struck;
}

}  // namespace privman::sandbox::slack
