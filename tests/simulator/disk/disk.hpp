// A disk that SQLite writes to through a VFS of our own: it knows what was synced, and forgets the rest when the lights
// go out.
#pragma once

#include "tests/simulator/world/chance.hpp"
#include "tests/simulator/world/world.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace privman::simulator {

/// The files of one machine. One per simulation; SQLite finds it by the name `vfs_name`, so there is one at a time in a
/// process.
class Disk {
public:
    static constexpr const char* vfs_name = "simulated";

    struct File {
        struct Write {
            std::int64_t offset;
            std::string bytes;
            bool truncates = false;  ///< to `offset`
        };
        std::string seen;          ///< what reads see
        std::string durable;       ///< what survives in any case
        std::vector<Write> loose;  ///< written and not synced, in order
    };

    Disk(World& world, std::uint64_t seed);
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;
    ~Disk();

    // Misfortunes, as the plan has them.
    bool full = false;          ///< no write finds space
    unsigned write_errors = 0;  ///< per mille of writes that fail
    unsigned sync_errors = 0;   ///< per mille of syncs that fail
    unsigned read_errors = 0;   ///< per mille of reads that fail
    Millis settings_take{0};    ///< as where they are kept far away: so much longer than anything else
    /// Called when the lights go out in the middle of a write; from then on nothing reaches the disk until the
    /// process is gone.
    std::function<void()> on_power_cut;
    /// So many writes and syncs from now the lights go out; 0: they do not.
    unsigned power_cut_in = 0;

    /// The process is dead: what its destructors still write goes nowhere.
    void go_dark() { dark_ = true; }
    /// The machine lost its power: each loose write is kept, lost or torn, as chance has it. Ends the darkness.
    void lose_power();
    /// The process was killed, and the kernel still had its pages. Ends the darkness.
    void come_back() { dark_ = false; }
    /// The lights went out in this very step of the process: what it believes to have done from here on never was.
    [[nodiscard]] bool dark() const { return dark_; }
    [[nodiscard]] std::size_t bytes_in(const std::string& suffix) const;

    // For the VFS.
    std::shared_ptr<File> open(const std::string& name, bool create);
    [[nodiscard]] bool exists(const std::string& name) const { return files_.contains(name); }
    void remove(const std::string& name) {
        if (!dark_) files_.erase(name);
    }
    bool write_fails(bool takes_space);
    bool sync_fails();
    bool read_fails();
    /// The lights went out: nothing that is written from here on is there afterwards.
    void sync(File& file);
    /// A kernel that could not write pages says so once and takes them for written: later syncs say yes.
    void sync_failed(File& file);
    std::uint64_t random() { return noise_.next(); }
    [[nodiscard]] WallTime wall() const { return world_.true_wall(); }
    [[nodiscard]] std::uint64_t syncs() const { return syncs_; }
    static Disk* current();

private:
    void count_down();

    World& world_;
    Chance noise_;
    Chance fate_;
    std::map<std::string, std::shared_ptr<File>> files_;
    bool dark_ = false;
    std::uint64_t syncs_ = 0;
};

}  // namespace privman::simulator
