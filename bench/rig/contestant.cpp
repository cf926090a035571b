#include "bench/rig/contestant.hpp"

#include <boost/asio/buffer.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace privman::bench {

namespace {

constexpr std::size_t kept_of_log = 4096;

std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// The number behind `name` in a file of /proc.
std::optional<std::int64_t> number_in(const std::string& file, std::string_view name) {
    std::ifstream in{file};
    std::string word;
    std::int64_t number = 0;
    while (in >> word)
        if (word == name && in >> number) return number;
    return std::nullopt;
}

}  // namespace

Contestant::Contestant(boost::asio::io_context& loop, std::vector<std::string> words,
                       std::vector<std::string> environment, const std::string& directory)
    : log_{loop}, buffer_(64u << 10, '\0') {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error{errno, std::generic_category(), "pipe"};
    const auto argv = pointers_to(words);
    const auto envp = pointers_to(environment);
    pid_ = fork();
    if (pid_ < 0) throw std::system_error{errno, std::generic_category(), "fork"};
    if (pid_ == 0) {
        // Only what is safe between fork and exec. It must not outlive the rig, however that ends.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int null = open("/dev/null", O_RDONLY);
        if (null < 0 || chdir(directory.c_str()) != 0) _exit(126);
        dup2(null, 0);
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        execve(argv[0], argv.data(), envp.data());
        _exit(127);
    }
    close(ends[1]);
    log_.assign(ends[0]);
    clock_getcpuclockid(pid_, &clock_);
    read_log();
}

Contestant::~Contestant() {
    if (!running()) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

void Contestant::read_log() {
    log_.async_read_some(boost::asio::buffer(buffer_), [this](boost::system::error_code error, std::size_t size) {
        if (error == boost::asio::error::operation_aborted) return;
        log_bytes_ += static_cast<std::int64_t>(size);
        last_words_.append(buffer_, 0, size);
        if (last_words_.size() > 2 * kept_of_log) last_words_.erase(0, last_words_.size() - kept_of_log);
        if (!error) read_log();
    });
}

bool Contestant::running() {
    if (!ended_ && waitpid(pid_, nullptr, WNOHANG) == pid_) ended_ = true;
    return !ended_;
}

void Contestant::terminate() {
    if (running()) kill(pid_, SIGTERM);
}

double Contestant::cpu_seconds() const {
    timespec time{};
    if (ended_ || clock_gettime(clock_, &time) != 0) return 0;
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::int64_t Contestant::resident_kilobytes() const {
    return number_in(fmt::format("/proc/{}/status", pid_), "VmRSS:").value_or(0);
}

std::optional<std::int64_t> Contestant::written_bytes() const {
    return number_in(fmt::format("/proc/{}/io", pid_), "write_bytes:");
}

}  // namespace privman::bench
