#include "tests/strace/disk.hpp"

#include <algorithm>

namespace privman::strace {

namespace {

bool is_sync(const Call& call) { return call.name == "fdatasync" || call.name == "fsync"; }

/// The log that it prints, sockets and event descriptors are no part of its memory.
bool is_database(const std::string& path) {
    return path.ends_with(".db") || path.ends_with(".db-wal") || path.ends_with(".db-journal");
}

void write_at(std::string& file, std::size_t offset, std::string_view bytes) {
    if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size());
    std::ranges::copy(bytes, file.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

void Disk::begins(const Call& call) {
    if (is_sync(call) && is_database(call.target)) being_synced_[call.target] = written_[call.target];
}

void Disk::ends(const Call& call) {
    if (!is_database(call.target) || call.result < 0) return;
    if (call.name == "pwrite64")
        write_at(written_[call.target], static_cast<std::size_t>(call.number),
                 std::string_view{call.bytes}.substr(0, static_cast<std::size_t>(call.result)));
    if (call.name == "ftruncate") written_[call.target].resize(static_cast<std::size_t>(call.number));
    if (call.name == "unlink") written_.erase(call.target);
    if (!is_sync(call) && call.name != "unlink") return;
    auto durable = std::make_shared<Files>(*durable_);
    if (call.name == "unlink")
        durable->erase(call.target);
    else
        (*durable)[call.target] = std::move(being_synced_[call.target]);
    durable_ = std::move(durable);
}

}  // namespace privman::strace
