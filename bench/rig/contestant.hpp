// The bot that is measured, as a process: its output is read from a pipe, and what it costs is asked of the kernel.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace privman::bench {

class Contestant {
public:
    /// Starts `words` with nothing but `environment` (NAME=VALUE), in `directory`. Throws std::system_error.
    Contestant(boost::asio::io_context& loop, std::vector<std::string> words, std::vector<std::string> environment,
               const std::string& directory);
    Contestant(const Contestant&) = delete;
    Contestant& operator=(const Contestant&) = delete;
    /// Kills what still runs.
    ~Contestant();

    [[nodiscard]] bool running();
    /// SIGTERM; who wants to know whether it helped asks `running`.
    void terminate();

    /// Seconds of processor time of all its threads; the counter behind utime and stime of /proc/PID/stat, undivided
    /// into ticks. 0 when the process is gone.
    [[nodiscard]] double cpu_seconds() const;
    [[nodiscard]] std::int64_t resident_kilobytes() const;
    /// What it made the kernel write to disks; nothing where the kernel does not tell.
    [[nodiscard]] std::optional<std::int64_t> written_bytes() const;
    [[nodiscard]] std::int64_t log_bytes() const { return log_bytes_; }
    /// The last kilobytes of its output, for whoever looks for a reason.
    [[nodiscard]] const std::string& last_words() const { return last_words_; }

private:
    void read_log();

    pid_t pid_ = -1;
    bool ended_ = false;
    clockid_t clock_{};
    boost::asio::posix::stream_descriptor log_;
    std::string buffer_;
    std::string last_words_;
    std::int64_t log_bytes_ = 0;
};

}  // namespace privman::bench
