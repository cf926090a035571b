// A program started by a test: its output goes to a file, and it never outlives the object.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace privman::tools {

struct Command {
    std::vector<std::string> words;                  ///< the program's path first
    std::map<std::string, std::string> environment;  ///< all of it: nothing is inherited
    std::filesystem::path directory;                 ///< where it runs
    std::filesystem::path output;                    ///< stdout and stderr, appended
};

class Process {
public:
    /// Throws when the program cannot be started.
    explicit Process(const Command& command);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    /// Kills it when it still runs.
    ~Process();

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] bool running();
    void signal(int number);
    /// Its exit code (128 + signal when one ended it), or nothing when it still runs after `limit`.
    std::optional<int> wait(std::chrono::milliseconds limit);

private:
    pid_t pid_ = -1;
    std::optional<int> code_;
};

/// A directory that goes when the object goes.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// The whole file; empty when there is none.
std::string content_of(const std::filesystem::path& file);

}  // namespace privman::tools
