#include "doctor/write_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace privman::doctor {

namespace {

constexpr const char* is_there = "there is such a file already; it was not touched";

/// A file of nobody else's choosing, in the folder where the result will be. Gone with this object.
class Draft {
public:
    explicit Draft(const std::string& beside) : path_{beside + ".XXXXXX"}, descriptor_{::mkstemp(path_.data())} {}
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    ~Draft() {
        if (descriptor_ < 0) return;
        ::close(descriptor_);
        ::unlink(path_.c_str());
    }

    [[nodiscard]] bool open() const { return descriptor_ >= 0; }
    [[nodiscard]] const char* path() const { return path_.c_str(); }

    [[nodiscard]] bool fill(std::string_view content, mode_t mode) const {
        while (!content.empty()) {
            const auto written = ::write(descriptor_, content.data(), content.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            content.remove_prefix(static_cast<std::size_t>(written));
        }
        return ::fchmod(descriptor_, mode) == 0 && ::fsync(descriptor_) == 0;
    }

private:
    std::string path_;
    int descriptor_;
};

}  // namespace

std::string write_file(const std::string& path, const std::string& content, bool overwrite) {
    mode_t mode = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;
    struct stat there{};
    if (::lstat(path.c_str(), &there) == 0) {
        if (S_ISLNK(there.st_mode)) return "it is a symbolic link, which is not followed";
        if (!overwrite) return is_there;
        if (!S_ISREG(there.st_mode)) return "it is no ordinary file";
        mode &= there.st_mode;
    } else if (errno != ENOENT) {
        return std::strerror(errno);
    }
    const Draft draft{path};
    if (!draft.open() || !draft.fill(content, mode)) return std::strerror(errno);
    // A link, unlike a rename, never replaces what somebody put there in the meantime.
    const auto placed = overwrite ? ::rename(draft.path(), path.c_str()) : ::link(draft.path(), path.c_str());
    if (placed != 0) return errno == EEXIST ? is_there : std::strerror(errno);
    return {};
}

}  // namespace privman::doctor
