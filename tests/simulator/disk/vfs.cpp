#include "tests/simulator/disk/vfs.hpp"

#include "tests/simulator/disk/disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace privman::simulator {

namespace {

/// What SQLite allocates for us, `sqlite3_file` first.
struct Handle {
    sqlite3_file base;
    std::shared_ptr<Disk::File>* file;
};

Disk::File& file_of(sqlite3_file* base) { return **reinterpret_cast<Handle*>(base)->file; }

int close(sqlite3_file* base) {
    delete reinterpret_cast<Handle*>(base)->file;
    reinterpret_cast<Handle*>(base)->file = nullptr;
    return SQLITE_OK;
}

int read(sqlite3_file* base, void* to, int amount, sqlite3_int64 offset) {
    auto& file = file_of(base);
    if (Disk::current()->read_fails()) return SQLITE_IOERR_READ;
    const auto size = static_cast<std::size_t>(amount);
    const auto from = static_cast<std::size_t>(offset);
    const auto there = from < file.seen.size() ? std::min(size, file.seen.size() - from) : 0;
    if (there > 0) std::memcpy(to, file.seen.data() + from, there);
    if (there == size) return SQLITE_OK;
    std::memset(static_cast<char*>(to) + there, 0, size - there);
    return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* base, const void* bytes, int amount, sqlite3_int64 offset) {
    auto& file = file_of(base);
    auto& disk = *Disk::current();
    const auto size = static_cast<std::size_t>(amount);
    const auto from = static_cast<std::size_t>(offset);
    const bool takes_space = from + size > file.seen.size();
    if (disk.write_fails(takes_space)) return disk.full && takes_space ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    if (disk.dark()) return SQLITE_OK;
    if (file.seen.size() < from + size) file.seen.resize(from + size, '\0');
    std::memcpy(file.seen.data() + from, bytes, size);
    file.loose.push_back({offset, std::string(static_cast<const char*>(bytes), size)});
    return SQLITE_OK;
}

int truncate(sqlite3_file* base, sqlite3_int64 size) {
    if (Disk::current()->dark()) return SQLITE_OK;
    auto& file = file_of(base);
    file.seen.resize(static_cast<std::size_t>(size), '\0');
    file.loose.push_back({size, {}, true});
    return SQLITE_OK;
}

int sync(sqlite3_file* base, int) {
    auto& disk = *Disk::current();
    if (disk.sync_fails()) {
        disk.sync_failed(file_of(base));
        return SQLITE_IOERR_FSYNC;
    }
    disk.sync(file_of(base));
    return SQLITE_OK;
}

int size(sqlite3_file* base, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(file_of(base).seen.size());
    return SQLITE_OK;
}

int lock(sqlite3_file*, int) { return SQLITE_OK; }
int is_locked(sqlite3_file*, int* locked) {
    *locked = 0;
    return SQLITE_OK;
}
int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector(sqlite3_file*) { return 512; }
int character(sqlite3_file*) { return 0; }

/// Version 1: without shared memory, which an exclusively locked write-ahead log does not need.
const sqlite3_io_methods methods{1,    close, read,      write,   truncate, sync,     size,
                                 lock, lock,  is_locked, control, sector,   character};

int open(sqlite3_vfs*, const char* name, sqlite3_file* base, int flags, int* out) {
    auto* const handle = reinterpret_cast<Handle*>(base);
    handle->base.pMethods = nullptr;
    const std::string known = name ? name : "temporary-" + std::to_string(Disk::current()->random());
    auto file = Disk::current()->open(known, (flags & SQLITE_OPEN_CREATE) != 0 || !name);
    if (!file) return SQLITE_CANTOPEN;
    handle->file = new std::shared_ptr<Disk::File>{std::move(file)};
    handle->base.pMethods = &methods;
    if (out) *out = flags;
    return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int) {
    Disk::current()->remove(name);
    return SQLITE_OK;
}

int access(sqlite3_vfs*, const char* name, int, int* there) {
    *there = Disk::current()->exists(name) ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int room, char* out) {
    sqlite3_snprintf(room, out, "%s", name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int amount, char* out) {
    for (int i = 0; i < amount; ++i) out[i] = static_cast<char>(Disk::current()->random());
    return amount;
}

int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }

int wall(sqlite3_vfs*, double* julian_days) {
    constexpr double days_to_1970 = 2440587.5;
    constexpr double millis_per_day = 86'400'000.0;
    const auto since_1970 = Disk::current()->wall().time_since_epoch().count();
    *julian_days = days_to_1970 + static_cast<double>(since_1970) / millis_per_day;
    return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

void register_vfs() {
    static sqlite3_vfs vfs{};
    if (vfs.zName != nullptr) return;
    // SQLite mixes its own generator once per process and from the default VFS; nothing stored depends on it.
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(Handle);
    vfs.mxPathname = 256;
    vfs.zName = Disk::vfs_name;
    vfs.xOpen = open;
    vfs.xDelete = remove;
    vfs.xAccess = access;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleep;
    vfs.xCurrentTime = wall;
    vfs.xGetLastError = last_error;
    // The default one: SQLite's own generator, which salts the log, is seeded from it.
    sqlite3_vfs_register(&vfs, 1);
}

}  // namespace privman::simulator
