#include "tests/kill_rounds/troubles.hpp"

#include <array>

namespace privman::kill_rounds {

namespace {

namespace json = boost::json;

constexpr std::array slack_methods{"chat.postMessage", "chat.update", "chat.postEphemeral", "users.info"};
constexpr std::array slack_kinds{"http", "ratelimited", "drop_before", "drop_after", "late", "error"};
constexpr std::array manager_calls{"decide", "decide", "list", "token"};
constexpr std::array manager_kinds{"http",         "error_envelope", "html", "drop_before", "drop_after",
                                   "execute_late", "late",           "hang", "truncated"};

json::object fault(const char* what, const char* name, const char* kind, std::uint64_t times) {
    json::object body{{what, name}, {"kind", kind}, {"times", times}};
    const std::string word = kind;
    if (word == "late" || word == "execute_late") body["late_ms"] = 400;
    if (word == "ratelimited") body["retry_after"] = 1;
    if (word == "error") body["error"] = "internal_error";
    return body;
}

}  // namespace

void cause_trouble(tools::Rig& rig, Chance& chance) {
    const auto slack_troubles = below(chance, 3);
    for (std::uint64_t i = 0; i < slack_troubles; ++i) {
        const auto method = below(chance, slack_methods.size());
        const auto kind = below(chance, slack_kinds.size());
        const auto times = 1 + below(chance, 3);
        rig.fail_slack(fault("method", slack_methods[method], slack_kinds[kind], times));
    }
    const auto manager_troubles = below(chance, 3);
    for (std::uint64_t i = 0; i < manager_troubles; ++i) {
        const auto call = below(chance, manager_calls.size());
        const auto kind = below(chance, manager_kinds.size());
        const auto times = 1 + below(chance, 2);
        rig.fail_privilege_manager(fault("call", manager_calls[call], manager_kinds[kind], times));
    }
}

void end_trouble(tools::Rig& rig) {
    rig.fail_slack({{"method", "*"}, {"times", 0}});
    rig.fail_privilege_manager({{"call", "*"}, {"times", 0}});
}

}  // namespace privman::kill_rounds
