// Whoever reads the store can press any button for anybody, since it holds the key of the seal: only its owner may.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

namespace privman::stores {

struct NotPrivate {
    std::string what;  ///< a clause that names the file
    std::string mend;  ///< the command
};

/// What is wrong with the SQLite file at `path`, or with a log beside it: it belongs to somebody who is neither `user`
/// nor root, or its group or others may read or write it. Without a `user` its owner is not looked at. Nothing when all
/// is well, and nothing for what is not there. Links are followed.
std::optional<NotPrivate> why_not_private(const std::string& path, std::optional<uid_t> user);

/// Who else may put another file in its place, for people: its folder can be written by a group or by others, who are
/// not held back by the sticky bit. Nothing when nobody can, and nothing for a folder that is not there.
std::optional<std::string> why_replaceable(const std::string& path);

/// Whose file it is; nothing when it is not there.
std::optional<uid_t> owner_of(const std::string& path);

}  // namespace privman::stores
