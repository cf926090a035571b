// Everything one simulated Privilege Manager knows, in one place for those who serve its two faces.
#pragma once

#include "async/task_scope.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/privilege_manager/faults.hpp"
#include "sandbox/privilege_manager/queue.hpp"
#include "sandbox/privilege_manager/read_decision.hpp"
#include "sandbox/privilege_manager/service.hpp"
#include "sandbox/privilege_manager/tokens.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace privman::sandbox::pm {

namespace asio = boost::asio;

/// Lasting behaviour, as against faults, which are used up.
struct Rules {
    bool reject_login = false;
    std::int64_t list_lag_ms = 0;  ///< the list shows how things stood so long ago
    bool list_decided = false;     ///< decided requests stay in the list, with their status
};

/// One call of a client. Secrets and tokens are never in it.
struct JournalEntry {
    std::string call;
    std::string method;
    std::int64_t at_ms = 0;  ///< wall time
    unsigned status = 0;     ///< 0 while nothing was answered
    bool executed = false;
    std::string fault;
    std::string error;
    std::string id;
    std::string body;                      ///< of a decision, as it came
    std::optional<ReadDecision> decision;  ///< as understood
    std::optional<std::size_t> rows;       ///< of a list
};

/// The newest calls; older ones are forgotten.
class Journal {
public:
    std::uint64_t begin(std::string_view call, std::string_view method, std::int64_t at_ms) {
        entries_.push_back({.call = std::string{call}, .method = std::string{method}, .at_ms = at_ms});
        if (entries_.size() > limit) {
            entries_.pop_front();
            ++forgotten_;
        }
        return forgotten_ + entries_.size() - 1;
    }

    /// One that was forgotten meanwhile is a scratch entry nobody reads.
    [[nodiscard]] JournalEntry& at(std::uint64_t number) {
        if (number < forgotten_) return scratch_ = {};
        return entries_[static_cast<std::size_t>(number - forgotten_)];
    }

    [[nodiscard]] const std::deque<JournalEntry>& entries() const { return entries_; }

private:
    static constexpr std::size_t limit = 20'000;
    std::deque<JournalEntry> entries_;
    std::uint64_t forgotten_ = 0;
    JournalEntry scratch_;
};

struct Instance {
    Instance(asio::any_io_executor loop, Clock& time, PrivilegeManagerOptions settings)
        : clock{time},
          options{std::move(settings)},
          tokens{options.token_lifetime_ms},
          tasks{std::move(loop), [](const std::exception_ptr& failure) { std::rethrow_exception(failure); }} {}

    Clock& clock;
    PrivilegeManagerOptions options;
    Queue queue;
    Tokens tokens;
    Faults faults;
    Rules rules;
    Journal journal;
    async::TaskScope tasks;  // last: its children use everything above
};

}  // namespace privman::sandbox::pm
