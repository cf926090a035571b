// Finished log lines on their way to standard output: whoever reads that may stall, and the bot goes on.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace privman::app {

class LogWriter {
public:
    /// So much waits at most; the last quarter of it is for lines that matter.
    static constexpr std::size_t room = 4u << 20;
    /// How long its end waits for what is still to be written.
    static constexpr std::chrono::milliseconds at_the_end{1'000};

    /// Writes to `file`, which stays open, on a thread of its own. Throws `std::system_error` when there can be none.
    explicit LogWriter(int file, std::size_t most = room);
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;
    ~LogWriter() { finish(); }

    /// Waits until everything is written, but not longer than `at_the_end`: what is left then, and what comes later, is
    /// lost.
    void finish();

    /// Takes one finished line without its newline, and never waits. Dropped when there is no room for it; `matters`:
    /// warnings, errors and decisions. From one thread.
    void take(std::string_view line, bool matters);
    /// Called inside `take` when lines flow again after `lines` were dropped; it may `take` in its turn.
    void when_flowing_again(std::function<void(std::uint64_t lines)> told);

    /// Ever.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

    /// For a process that is about to die of a signal: what waits is written as far as that takes no waiting. It was
    /// cleaned of secrets before it came here; nothing else is written. Safe in a signal handler.
    static void save_what_waits() noexcept;

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;  ///< the thread's too: stuck in a write, it outlives this
    std::uint64_t dropped_ = 0;
    std::uint64_t unsaid_ = 0;
    std::function<void(std::uint64_t)> flowing_again_;
};

/// A crash leaves the log lines that were waiting, then ends as it would have ended. Once, in `main`'s thread.
void save_log_lines_in_a_crash();

}  // namespace privman::app
