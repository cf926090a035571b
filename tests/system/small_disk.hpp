// A disk of a few hundred kilobytes, to be filled and written-protected: a tmpfs of its own.
#pragma once

#include "tests/tools/process.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/mount.h>

namespace privman::system_tests {

/// Mounting needs rights that not every machine gives: ask `why_not()` first.
class SmallDisk {
public:
    SmallDisk() {
        if (mount("tmpfs", path().c_str(), "tmpfs", MS_NOSUID | MS_NODEV, size) != 0) why_not_ = std::strerror(errno);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (why_not_.empty()) umount2(path().c_str(), MNT_DETACH);
    }

    /// Why there is no such disk; empty when there is.
    [[nodiscard]] const std::string& why_not() const { return why_not_; }
    [[nodiscard]] const std::filesystem::path& path() const { return directory_.path(); }

    /// Not a byte more fits.
    void fill() const {
        std::ofstream filler{path() / "filler", std::ios::binary | std::ios::app};
        for (const std::size_t piece : {std::size_t{4'096}, std::size_t{1}})
            while (filler.write(std::string(piece, 'x').data(), static_cast<std::streamsize>(piece)).flush()) {}
    }
    void empty() const { std::filesystem::remove(path() / "filler"); }

    /// Only while no file of it is open for writing.
    [[nodiscard]] bool protect(bool on) const {
        const auto flags = MS_REMOUNT | MS_NOSUID | MS_NODEV | (on ? MS_RDONLY : 0UL);
        return mount("tmpfs", path().c_str(), "tmpfs", flags, size) == 0;
    }

private:
    static constexpr auto size = "size=512k";

    tools::TemporaryDirectory directory_;
    std::string why_not_;
};

}  // namespace privman::system_tests
