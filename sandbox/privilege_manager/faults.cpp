#include "sandbox/privilege_manager/faults.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace privman::sandbox::pm {

namespace {

using enum FaultKind;

constexpr std::array kinds{http,       error_envelope, html, truncated,   huge,           drop_before,
                           drop_after, hang,           late, wrong_total, unknown_status, execute_late};

constexpr std::array<std::string_view, 6> calls{"token", "list", "decide", "version", "document", "*"};

/// A fault that only a list can have must not be used up by a login.
bool fits(const Fault& fault, std::string_view call) {
    if (fault.kind == wrong_total || fault.kind == unknown_status) return call == "list";
    return fault.call == "*" || fault.call == call;
}

}  // namespace

std::string_view name_of(FaultKind kind) {
    switch (kind) {
        case http: return "http";
        case error_envelope: return "error_envelope";
        case html: return "html";
        case truncated: return "truncated";
        case huge: return "huge";
        case drop_before: return "drop_before";
        case drop_after: return "drop_after";
        case hang: return "hang";
        case late: return "late";
        case wrong_total: return "wrong_total";
        case unknown_status: return "unknown_status";
        case execute_late: return "execute_late";
    }
    std::unreachable();
}

void Faults::set(Arguments& arguments) {
    Fault fault;
    fault.call = arguments.needed_one_of("call", calls);
    fault.times = arguments.number("times").value_or(1);
    if (fault.times < 0) throw BadCall{"times must not be negative; 0 clears"};

    std::array<std::string_view, kinds.size()> words;
    std::ranges::transform(kinds, words.begin(), [](FaultKind kind) { return name_of(kind); });
    if (fault.times == 0 && !arguments.has("kind")) {
        arguments.nothing_else();
        std::erase_if(faults_, [&](const Fault& set) { return fault.call == "*" || set.call == fault.call; });
        return;
    }
    const auto word = arguments.needed_one_of("kind", words);
    fault.kind = *std::ranges::find(kinds, word, [](FaultKind kind) { return name_of(kind); });
    const auto status = arguments.number("status").value_or(500);
    if (status < 200 || status > 599) throw BadCall{"status must lie between 200 and 599"};
    fault.status = static_cast<unsigned>(status);
    fault.message = arguments.text("message").value_or("The sandbox was asked to fail.");
    fault.retry_after_s = arguments.number("retry_after");
    fault.late_ms = arguments.number("late_ms").value_or(0);
    if (fault.late_ms < 0) throw BadCall{"late_ms must not be negative"};
    if ((fault.kind == wrong_total || fault.kind == unknown_status) && fault.call != "list" && fault.call != "*") {
        throw BadCall{"only a list can have that fault"};
    }
    arguments.nothing_else();
    if (fault.times == 0) {
        std::erase_if(faults_, [&](const Fault& set) {
            return set.kind == fault.kind && (fault.call == "*" || set.call == fault.call);
        });
        return;
    }
    faults_.push_back(std::move(fault));
}

std::optional<Fault> Faults::take(std::string_view call) {
    const auto it = std::ranges::find_if(faults_, [&](const Fault& fault) { return fits(fault, call); });
    if (it == faults_.end()) return std::nullopt;
    auto taken = *it;
    if (--it->times == 0) faults_.erase(it);
    return taken;
}

json::array Faults::as_json() const {
    json::array list;
    for (const auto& fault : faults_) {
        list.push_back(json::object{{"call", fault.call}, {"kind", name_of(fault.kind)}, {"times", fault.times}});
    }
    return list;
}

}  // namespace privman::sandbox::pm
