// Does the state outlive this task? On Amazon ECS only what lies on a mounted volume does, and on Fargate only a
// network file system: its disks are made for one task and end with it.
#pragma once

#include "app/environment.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace privman::app {

/// Where `path` (absolute, links resolved) lies, by the text of /proc/self/mountinfo; nothing when that does not say.
struct Mount {
    std::string folder;       ///< what is mounted there: "/", "/data"
    std::string file_system;  ///< overlay, tmpfs, ext4, nfs4, …
};
std::optional<Mount> mount_of(std::string_view mountinfo, const std::string& path);

/// One sentence for people, with what to do, when the store at `path` dies with an ECS task, or when that cannot be
/// ruled out. Nothing when it stays, and everywhere but on ECS. `mountinfo`: the text of /proc/self/mountinfo, if it
/// could be read.
std::optional<std::string> why_state_dies(const Environment& environment, const std::optional<std::string>& mountinfo,
                                          const std::string& path);

}  // namespace privman::app
