#include "sandbox/aws/faults.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace privman::sandbox::aws {

namespace {

using enum FaultKind;

constexpr std::array kinds{throttle, error, html, drop_before, drop_after, truncated, hang, late};

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> operations{{
    {"GetParameter", "get"},
    {"GetParameters", "get"},
    {"GetParametersByPath", "get"},
    {"PutParameter", "put"},
    {"DeleteParameter", "delete"},
    {"DeleteParameters", "delete"},
    {"GetParameterHistory", "history"},
    {"DescribeParameters", "describe"},
    {"GetCallerIdentity", "sts"},
    {"AssumeRoleWithWebIdentity", "sts"},
    {"Credentials", "credentials"},
}};

std::vector<std::string_view> calls() {
    std::vector<std::string_view> words{"*"};
    for (const auto& [operation, group] : operations) {
        words.push_back(operation);
        if (std::ranges::find(words, group) == words.end()) words.push_back(group);
    }
    return words;
}

bool fits(const Fault& fault, std::string_view operation) {
    return fault.call == "*" || fault.call == operation || fault.call == group_of(operation);
}

}  // namespace

std::string_view name_of(FaultKind kind) {
    switch (kind) {
        case throttle: return "throttle";
        case error: return "error";
        case html: return "html";
        case drop_before: return "drop_before";
        case drop_after: return "drop_after";
        case truncated: return "truncated";
        case hang: return "hang";
        case late: return "late";
    }
    std::unreachable();
}

std::string_view group_of(std::string_view operation) {
    const auto* const found = std::ranges::find(operations, operation, [](const auto& entry) { return entry.first; });
    return found == operations.end() ? std::string_view{} : found->second;
}

void Faults::set(Arguments& arguments) {
    Fault fault;
    fault.call = arguments.needed_one_of("call", calls());
    fault.times = arguments.number("times").value_or(1);
    if (fault.times < 0) throw BadCall{"times must not be negative; 0 clears"};
    if (fault.times == 0) {
        arguments.nothing_else();
        std::erase_if(faults_, [&](const Fault& set) { return fault.call == "*" || set.call == fault.call; });
        return;
    }
    std::array<std::string_view, kinds.size()> words;
    std::ranges::transform(kinds, words.begin(), name_of);
    const auto word = arguments.needed_one_of("kind", words);
    fault.kind = *std::ranges::find(kinds, word, name_of);
    fault.code = arguments.text("code").value_or(fault.code);
    fault.message = arguments.text("message").value_or("The sandbox was asked to fail.");
    const auto status = arguments.number("status").value_or(0);
    if (status != 0 && (status < 200 || status > 599)) throw BadCall{"status must lie between 200 and 599"};
    fault.status = static_cast<unsigned>(status);
    fault.late_ms = arguments.number("late_ms").value_or(0);
    if (fault.late_ms < 0) throw BadCall{"late_ms must not be negative"};
    arguments.nothing_else();
    faults_.push_back(std::move(fault));
}

std::optional<Fault> Faults::take(std::string_view operation) {
    const auto it = std::ranges::find_if(faults_, [&](const Fault& fault) { return fits(fault, operation); });
    if (it == faults_.end()) return std::nullopt;
    auto taken = *it;
    if (--it->times == 0) faults_.erase(it);
    return taken;
}

json::array Faults::as_json() const {
    json::array list;
    for (const auto& fault : faults_)
        list.push_back(json::object{{"call", fault.call}, {"kind", name_of(fault.kind)}, {"times", fault.times}});
    return list;
}

}  // namespace privman::sandbox::aws
