// What the app called, for tests and for the curious: every Web API call with its arguments and its outcome, never a
// token.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace privman::sandbox::slack {

namespace json = boost::json;

struct LoggedCall {
    std::int64_t at_ms = 0;
    std::string method;
    bool ok = false;
    std::string error;    ///< Slack's code, or the fault that struck
    std::string channel;  ///< of the argument or the answer
    std::string ts;
    json::object arguments;
};

/// Keeps the latest ten thousand.
class CallLog {
public:
    void add(LoggedCall call) {
        calls_.push_back(std::move(call));
        if (calls_.size() > limit) calls_.pop_front();
    }

    /// Oldest first; only those of `method` unless that is empty.
    [[nodiscard]] json::array list(std::string_view method) const {
        json::array result;
        for (const auto& call : calls_) {
            if (!method.empty() && call.method != method) continue;
            json::object entry{{"at_ms", call.at_ms}, {"method", call.method}, {"ok", call.ok}};
            if (!call.error.empty()) entry["error"] = call.error;
            if (!call.channel.empty()) entry["channel"] = call.channel;
            if (!call.ts.empty()) entry["ts"] = call.ts;
            entry["args"] = call.arguments;
            result.emplace_back(std::move(entry));
        }
        return result;
    }

private:
    static constexpr std::size_t limit = 10'000;
    std::deque<LoggedCall> calls_;
};

}  // namespace privman::sandbox::slack
