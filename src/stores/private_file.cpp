#include "stores/private_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sys/stat.h>

namespace privman::stores {

namespace {

// Whoever writes into a log that is rolled into the file writes into the file.
constexpr std::array<const char*, 4> with_its_logs{"", "-wal", "-shm", "-journal"};

/// For a shell, whatever the path holds.
std::string shell_word(const std::string& path) {
    std::string word = "'";
    for (const char c : path) word += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return word + "'";
}

std::string by_whom(mode_t mode) {
    const bool group = (mode & (S_IRGRP | S_IWGRP)) != 0;
    const bool others = (mode & (S_IROTH | S_IWOTH)) != 0;
    const auto* who = group && others ? "its group and by everybody else" : group ? "its group" : "everybody";
    const bool read = (mode & (S_IRGRP | S_IROTH)) != 0;
    const bool written = (mode & (S_IWGRP | S_IWOTH)) != 0;
    return fmt::format("{} by {}", read && written ? "read and written" : read ? "read" : "written", who);
}

std::optional<NotPrivate> why_shared(const std::string& file, const struct stat& facts) {
    constexpr mode_t read_or_write = S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;
    if ((facts.st_mode & read_or_write) == 0) return std::nullopt;
    return NotPrivate{fmt::format("{} can be {} (mode {:03o}), and with it the key that makes buttons valid", file,
                                  by_whom(facts.st_mode), facts.st_mode & 0777U),
                      "chmod 600 " + shell_word(file)};
}

}  // namespace

std::optional<NotPrivate> why_not_private(const std::string& path, std::optional<uid_t> user) {
    for (const auto* beside : with_its_logs) {
        struct stat facts{};
        const auto file = path + beside;
        if (::stat(file.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) continue;
        if (user && facts.st_uid != *user && facts.st_uid != 0)
            return NotPrivate{fmt::format("{} belongs to user {}, and this is user {}: its owner can read the key that "
                                          "makes buttons valid",
                                          file, facts.st_uid, *user),
                              fmt::format("chown {} {}", *user, shell_word(file))};
        if (auto why = why_shared(file, facts)) return why;
    }
    return std::nullopt;
}

std::optional<std::string> why_replaceable(const std::string& path) {
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? std::string{"."} : path.substr(0, std::max<std::size_t>(slash, 1));
    struct stat facts{};
    constexpr mode_t writable = S_IWGRP | S_IWOTH;
    if (::stat(folder.c_str(), &facts) != 0 || (facts.st_mode & writable) == 0 || (facts.st_mode & S_ISVTX) != 0)
        return std::nullopt;
    return fmt::format(
        "{} can be written by {} (mode {:03o}), who could put another store in the place of this one: chmod go-w {}",
        folder, (facts.st_mode & S_IWOTH) != 0 ? "everybody" : "its group", facts.st_mode & 0777U, shell_word(folder));
}

std::optional<uid_t> owner_of(const std::string& path) {
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
    return facts.st_uid;
}

}  // namespace privman::stores
