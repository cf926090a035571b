#include "app/ephemeral_state.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <ranges>
#include <system_error>
#include <vector>

namespace privman::app {

namespace {

/// The kernel writes blanks, line breaks and backslashes of a path as three octal digits.
std::string unescaped(std::string_view text) {
    const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digits = text.substr(i + 1, 3);
        if (text[i] != '\\' || digits.size() != 3 || !std::ranges::all_of(digits, is_octal)) {
            plain += text[i];
            continue;
        }
        plain += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0'));
        i += 3;
    }
    return plain;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (const auto word : std::views::split(line, ' '))
        if (!word.empty()) words.emplace_back(word.begin(), word.end());
    return words;
}

/// `36 35 98:0 /root /mounted/on options optional… - type source options`.
std::optional<Mount> parse_mount(std::string_view line) {
    const auto words = words_of(line);
    const auto dash = std::ranges::find(words, "-");
    if (words.size() < 5 || dash - words.begin() < 5 || words.end() - dash < 2) return std::nullopt;
    return Mount{unescaped(words[4]), std::string{*(dash + 1)}};
}

bool lies_under(const std::string& path, const std::string& folder) {
    if (folder == "/") return path.starts_with('/');
    return path == folder || path.starts_with(folder + "/");
}

/// Made of the task's own memory, or of the writable layer that is thrown away with the container.
bool dies_with_any_task(std::string_view file_system) {
    static constexpr std::array<std::string_view, 5> fleeting{"overlay", "tmpfs", "ramfs", "aufs", "rootfs"};
    return std::ranges::find(fleeting, file_system) != fleeting.end();
}

bool is_network(std::string_view file_system) { return file_system == "nfs4" || file_system == "nfs"; }

constexpr auto advice =
    " The next restart then remembers neither cards nor decisions, and channels and schedule only if SETTINGS_STORE "
    "keeps "
    "them. Mount an EFS volume on the folder of STATE_STORE (deploy/README.md).";

}  // namespace

std::optional<Mount> mount_of(std::string_view mountinfo, const std::string& path) {
    std::optional<Mount> nearest;
    for (const auto line : std::views::split(mountinfo, '\n')) {
        auto mount = parse_mount({line.begin(), line.end()});
        // Of two on the same folder the later one covers the earlier.
        if (mount && lies_under(path, mount->folder) && (!nearest || mount->folder.size() >= nearest->folder.size()))
            nearest = std::move(mount);
    }
    return nearest;
}

std::optional<std::string> why_state_dies(const Environment& environment, const std::optional<std::string>& mountinfo,
                                          const std::string& path) {
    if (environment.get("ECS_CONTAINER_METADATA_URI_V4").value_or("").empty()) return std::nullopt;
    std::error_code trouble;
    const auto resolved = std::filesystem::weakly_canonical(std::filesystem::absolute(path, trouble), trouble);
    const auto mount = mountinfo && !trouble ? mount_of(*mountinfo, resolved.string()) : std::nullopt;
    if (!mount)
        return "It cannot be told whether the state in " + path + " outlives this task: the mounts are unreadable." +
               advice;
    const bool on_fargate = environment.get("AWS_EXECUTION_ENV") == "AWS_ECS_FARGATE";
    if (!dies_with_any_task(mount->file_system) && (!on_fargate || is_network(mount->file_system))) return std::nullopt;
    return "The state in " + path + " dies with this task: it lies on " + mount->file_system + " mounted at " +
           mount->folder + "." + advice;
}

}  // namespace privman::app
