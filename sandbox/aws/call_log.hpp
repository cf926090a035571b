// What AWS was asked, for tests and for the curious: every call with its outcome, never a secret or a token.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace privman::sandbox::aws {

namespace json = boost::json;

struct LoggedCall {
    std::int64_t at_ms = 0;
    std::string call;    ///< the operation; empty when none could be told
    std::string key_id;  ///< who signed
    json::object input;  ///< of SSM calls
    bool executed = false;
    unsigned status = 0;  ///< 0: nothing was answered
    std::string error;
    std::string fault;
};

/// Keeps the latest ten thousand.
class CallLog {
public:
    void add(LoggedCall call) {
        calls_.push_back(std::move(call));
        if (calls_.size() > limit) calls_.pop_front();
    }

    /// Oldest first; only those of `wanted` unless that is nothing.
    [[nodiscard]] json::array list(std::optional<std::string_view> wanted) const {
        json::array result;
        for (const auto& call : calls_) {
            if (wanted && call.call != *wanted) continue;
            json::object entry{
                {"at_ms", call.at_ms}, {"call", call.call}, {"executed", call.executed}, {"status", call.status}};
            if (!call.key_id.empty()) entry["access_key_id"] = call.key_id;
            if (!call.error.empty()) entry["error"] = call.error;
            if (!call.fault.empty()) entry["fault"] = call.fault;
            if (!call.input.empty()) entry["input"] = call.input;
            result.emplace_back(std::move(entry));
        }
        return result;
    }

private:
    static constexpr std::size_t limit = 10'000;
    std::deque<LoggedCall> calls_;
};

}  // namespace privman::sandbox::aws
