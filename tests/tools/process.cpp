#include "tests/tools/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace privman::tools {

namespace {

constexpr std::chrono::milliseconds between_looks{5};

std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

Process::Process(const Command& command) {
    auto words = command.words;
    std::vector<std::string> environment;
    environment.reserve(command.environment.size());
    for (const auto& [name, value] : command.environment) environment.emplace_back(name).append("=").append(value);
    const auto argv = pointers_to(words);
    const auto envp = pointers_to(environment);
    const auto directory = command.directory.string();
    const auto output = command.output.string();

    pid_ = fork();
    if (pid_ < 0) throw std::system_error{errno, std::generic_category(), "fork"};
    if (pid_ > 0) return;
    // In the child: only what is safe between fork and exec.
    setpgid(0, 0);
    const int null = open("/dev/null", O_RDONLY);
    const int log = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (null < 0 || log < 0 || chdir(directory.c_str()) != 0) _exit(126);
    dup2(null, 0);
    dup2(log, 1);
    dup2(log, 2);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
}

Process::~Process() {
    if (!running()) return;
    signal(SIGKILL);
    wait(std::chrono::seconds{10});
}

bool Process::running() { return !wait(std::chrono::milliseconds{0}); }

void Process::signal(int number) {
    if (!code_) kill(pid_, number);
}

std::optional<int> Process::wait(std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!code_) {
        int status = 0;
        const auto ended = waitpid(pid_, &status, WNOHANG);
        if (ended == pid_) {
            code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        } else if (ended < 0 && errno != EINTR) {
            throw std::system_error{errno, std::generic_category(), "waitpid"};
        } else if (std::chrono::steady_clock::now() >= until) {
            return std::nullopt;
        } else {
            std::this_thread::sleep_for(between_looks);
        }
    }
    return code_;
}

TemporaryDirectory::TemporaryDirectory() {
    auto pattern = (std::filesystem::temp_directory_path() / "privman-test.XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::system_error{errno, std::generic_category(), "mkdtemp"};
    path_ = pattern;
}

namespace {

/// What the programs have printed outlives the test when PRIVMAN_KEEP_OUTPUT names a directory: it is searched later
/// for what must never be printed.
void keep_output(const std::filesystem::path& from) {
    const char* kept = std::getenv("PRIVMAN_KEEP_OUTPUT");
    if (!kept || !*kept) return;
    std::error_code ignored;
    const auto to = std::filesystem::path{kept} / from.filename();
    std::filesystem::create_directories(to, ignored);
    for (const auto& entry : std::filesystem::directory_iterator{from, ignored})
        if (entry.is_regular_file(ignored) && entry.path().filename() != ".env")
            std::filesystem::copy_file(entry.path(), to / entry.path().filename(),
                                       std::filesystem::copy_options::overwrite_existing, ignored);
}

}  // namespace

TemporaryDirectory::~TemporaryDirectory() {
    keep_output(path_);
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace privman::tools
