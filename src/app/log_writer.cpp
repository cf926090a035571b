#include "app/log_writer.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <poll.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>

namespace privman::app {

struct LogWriter::Shared {
    const int file;
    const std::size_t room;
    std::mutex mutex;
    std::condition_variable changed;
    std::string waiting;
    bool urgent = false;                         ///< some of it matters
    std::atomic<std::size_t> being_written = 0;  ///< bytes
    bool closing = false;
    bool over = false;
};

namespace {

/// Whoever reads lines out of a pipe sees each whole, as long as it is written at once and no longer than this.
constexpr std::size_t in_one_piece = 4096;
constexpr std::size_t in_one_step = 32u << 10;
/// Lines come in bunches. Each by itself would wake the thread, and whoever reads. What matters is written at once.
constexpr std::chrono::milliseconds gathered_for{10};

/// The only one of the process whose lines a crash saves; the latest.
std::atomic<LogWriter*> of_this_process = nullptr;

/// All of it, however long that takes, or until nobody can read it any more. `left`: of it.
void write_all(int file, std::string_view text, std::atomic<std::size_t>& left) {
    while (!text.empty()) {
        // A pipe's write returns when all of it is gone: in pieces, so that it is seen how far it has come.
        const auto count = ::write(file, text.data(), std::min(text.size(), in_one_step));
        if (count > 0) {
            text.remove_prefix(static_cast<std::size_t>(count));
            left = text.size();
        } else if (errno == EAGAIN) {
            // Somebody else has made the file one that does not wait.
            pollfd ready{.fd = file, .events = POLLOUT, .revents = 0};
            ::poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return;
        }
    }
}

}  // namespace

LogWriter::LogWriter(int file, std::size_t most) : shared_{std::make_shared<Shared>(file, most)} {
    // Signals are the main thread's.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread{[shared = shared_] {
        std::unique_lock lock{shared->mutex};
        for (;;) {
            shared->changed.wait(lock, [&] { return shared->closing || !shared->waiting.empty(); });
            if (shared->waiting.empty()) break;
            shared->changed.wait_for(lock, gathered_for, [&] {
                return shared->closing || shared->urgent || shared->waiting.size() >= in_one_step;
            });
            shared->urgent = false;
            const auto lines = std::exchange(shared->waiting, {});
            shared->being_written = lines.size();
            lock.unlock();
            write_all(shared->file, lines, shared->being_written);
            lock.lock();
            shared->being_written = 0;
        }
        shared->over = true;
        shared->changed.notify_all();
    }}.detach();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    of_this_process = this;
}

void LogWriter::finish() {
    auto* mine = this;
    of_this_process.compare_exchange_strong(mine, nullptr);
    std::unique_lock lock{shared_->mutex};
    shared_->closing = true;
    shared_->changed.notify_all();
    shared_->changed.wait_for(lock, at_the_end, [this] { return shared_->over; });
}

void LogWriter::when_flowing_again(std::function<void(std::uint64_t)> told) { flowing_again_ = std::move(told); }

void LogWriter::take(std::string_view line, bool matters) {
    bool wakes = false;
    {
        const std::lock_guard lock{shared_->mutex};
        const auto allowed = matters ? shared_->room : shared_->room / 4 * 3;
        if (shared_->waiting.size() + shared_->being_written + line.size() + 1 > allowed) {
            ++dropped_;
            ++unsaid_;
            return;
        }
        const auto before = shared_->waiting.size();
        shared_->waiting.append(line).push_back('\n');
        const bool was_urgent = std::exchange(shared_->urgent, shared_->urgent || matters);
        wakes = before == 0 || shared_->urgent != was_urgent ||
                (before < in_one_step && shared_->waiting.size() >= in_one_step);
    }
    if (wakes) shared_->changed.notify_all();
    // Said when half of the room is free again, and not for each line that finds a gap.
    if (unsaid_ == 0 || !flowing_again_) return;
    {
        const std::lock_guard lock{shared_->mutex};
        if (shared_->waiting.size() + shared_->being_written > shared_->room / 2) return;
    }
    flowing_again_(std::exchange(unsaid_, 0));
}

void LogWriter::save_what_waits() noexcept {
    auto* const writer = of_this_process.exchange(nullptr);
    if (writer == nullptr || !writer->shared_->mutex.try_lock()) return;
    std::string_view rest{writer->shared_->waiting};
    while (!rest.empty()) {
        pollfd ready{.fd = writer->shared_->file, .events = POLLOUT, .revents = 0};
        const auto count =
            ::poll(&ready, 1, 0) > 0 ? ::write(ready.fd, rest.data(), std::min(rest.size(), in_one_piece)) : 0;
        if (count <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    writer->shared_->mutex.unlock();
}

void save_log_lines_in_a_crash() {
    struct sigaction crash{};
    crash.sa_handler = [](int signal) {
        LogWriter::save_what_waits();
        std::raise(signal);  // SA_RESETHAND: now it ends the process
    };
    crash.sa_flags = SA_RESETHAND;
    for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) ::sigaction(signal, &crash, nullptr);
}

}  // namespace privman::app
