// The system's VFS with a switch: it counts what is synced, and fails writes when a test says so. It offers no shared
// memory, like a network file system.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <string>

namespace privman::testing {

class TrialVfs {
public:
    explicit TrialVfs(std::string name) : name_{std::move(name)} {
        vfs_ = *sqlite3_vfs_find(nullptr);
        real_ = sqlite3_vfs_find(nullptr);
        vfs_.zName = name_.c_str();
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
        vfs_.pNext = nullptr;
        vfs_.xOpen = open;
        this_one = this;
        sqlite3_vfs_register(&vfs_, 0);
    }
    TrialVfs(const TrialVfs&) = delete;
    TrialVfs& operator=(const TrialVfs&) = delete;
    ~TrialVfs() { sqlite3_vfs_unregister(&vfs_); }

    std::atomic<int> writes_fail_with{SQLITE_OK};       ///< an SQLite result code
    std::atomic<int> checkpoints_fail_with{SQLITE_OK};  ///< writes to anything but the write-ahead log
    std::atomic<int> syncs_fail_with{SQLITE_OK};
    std::atomic<int> syncs{0};
    /// A sync waits until this is false: whatever is committed meanwhile has to queue.
    std::atomic<bool> syncs_hang{false};

private:
    struct File {
        sqlite3_file base;
        bool is_log;
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static File* mine(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
    static sqlite3_file* real(sqlite3_file* file) { return mine(file)->real(); }

    static int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* given) {
        static const sqlite3_io_methods methods{
            .iVersion = 1,  // without shared memory
            .xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); },
            .xRead = [](sqlite3_file* f, void* to, int n,
                        sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), to, n, at); },
            .xWrite =
                [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
                    if (const auto code = this_one->writes_fail_with.load()) return code;
                    if (const auto code = this_one->checkpoints_fail_with.load(); code && !mine(f)->is_log) return code;
                    return real(f)->pMethods->xWrite(real(f), from, n, at);
                },
            .xTruncate = [](sqlite3_file* f, sqlite3_int64 n) { return real(f)->pMethods->xTruncate(real(f), n); },
            .xSync =
                [](sqlite3_file* f, int how) {
                    while (this_one->syncs_hang) sqlite3_sleep(1);
                    ++this_one->syncs;
                    if (const auto code = this_one->syncs_fail_with.load()) return code;
                    return real(f)->pMethods->xSync(real(f), how);
                },
            .xFileSize = [](sqlite3_file* f, sqlite3_int64* n) { return real(f)->pMethods->xFileSize(real(f), n); },
            .xLock = [](sqlite3_file* f, int how) { return real(f)->pMethods->xLock(real(f), how); },
            .xUnlock = [](sqlite3_file* f, int how) { return real(f)->pMethods->xUnlock(real(f), how); },
            .xCheckReservedLock = [](sqlite3_file* f,
                                     int* held) { return real(f)->pMethods->xCheckReservedLock(real(f), held); },
            .xFileControl = [](sqlite3_file* f, int what,
                               void* with) { return real(f)->pMethods->xFileControl(real(f), what, with); },
            .xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); },
            .xDeviceCharacteristics =
                [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
        };
        auto* opened = mine(file);
        opened->is_log = (static_cast<unsigned>(flags) & SQLITE_OPEN_WAL) != 0;
        const auto code = this_one->real_->xOpen(this_one->real_, path, opened->real(), flags, given);
        opened->base.pMethods = opened->real()->pMethods != nullptr ? &methods : nullptr;
        return code;
    }

    inline static TrialVfs* this_one = nullptr;  // io methods get no context of their own
    std::string name_;
    sqlite3_vfs vfs_{};
    sqlite3_vfs* real_ = nullptr;
};

}  // namespace privman::testing
