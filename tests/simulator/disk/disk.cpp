#include "tests/simulator/disk/disk.hpp"

#include "tests/simulator/disk/vfs.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace privman::simulator {

namespace {

Disk* the_disk = nullptr;

void apply(std::string& content, const Disk::File::Write& write, std::size_t length) {
    const auto from = static_cast<std::size_t>(write.offset);
    if (write.truncates) return content.resize(from, '\0');
    if (content.size() < from + length) content.resize(from + length, '\0');
    std::copy_n(write.bytes.begin(), length, content.begin() + write.offset);
}

}  // namespace

Disk::Disk(World& world, std::uint64_t seed)
    : world_{world}, noise_{Chance::of(seed, "sqlite")}, fate_{Chance::of(seed, "disk")} {
    register_vfs();
    the_disk = this;
    sqlite3_randomness(0, nullptr);  // SQLite's own generator starts anew, from ours
}

Disk::~Disk() { the_disk = nullptr; }

Disk* Disk::current() { return the_disk; }

std::shared_ptr<Disk::File> Disk::open(const std::string& name, bool create) {
    auto found = files_.find(name);
    if (found == files_.end()) {
        if (!create) return nullptr;
        found = files_.emplace(name, std::make_shared<File>()).first;
    }
    return found->second;
}

void Disk::count_down() {
    if (dark_ || power_cut_in == 0) return;
    --power_cut_in;
    if (power_cut_in > 0) return;
    dark_ = true;
    if (on_power_cut) on_power_cut();
}

bool Disk::write_fails(bool takes_space) {
    count_down();
    if (full && takes_space) return true;
    return write_errors > 0 && fate_.per_mille(write_errors);
}

bool Disk::sync_fails() {
    count_down();
    return sync_errors > 0 && fate_.per_mille(sync_errors);
}

bool Disk::read_fails() { return read_errors > 0 && fate_.per_mille(read_errors); }

void Disk::sync(File& file) {
    if (dark_) return;
    ++syncs_;
    for (const auto& write : file.loose) apply(file.durable, write, write.bytes.size());
    file.loose.clear();
}

void Disk::sync_failed(File& file) {
    if (fate_.per_mille(500)) std::erase_if(file.loose, [](const File::Write& write) { return !write.truncates; });
}

void Disk::lose_power() {
    dark_ = false;
    for (auto& [name, file] : files_) {
        // Sectors reach the disk in any order, whole or in part.
        for (const auto& write : file->loose) {
            const auto luck = fate_.below(4);
            const auto torn = fate_.below(write.bytes.size() / 512 + 1) * 512;
            if (luck == 0) apply(file->durable, write, write.bytes.size());
            if (luck == 1 && !write.truncates)
                apply(file->durable, write, std::min<std::size_t>(torn, write.bytes.size()));
        }
        file->loose.clear();
        file->seen = file->durable;
    }
}

std::size_t Disk::bytes_in(const std::string& suffix) const {
    std::size_t sum = 0;
    for (const auto& [name, file] : files_)
        if (name.ends_with(suffix)) sum += file->seen.size();
    return sum;
}

}  // namespace privman::simulator
