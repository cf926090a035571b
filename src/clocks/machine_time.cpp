#include "clocks/machine_time.hpp"

#include <ctime>
#include <fstream>
#include <stdexcept>

namespace privman::clocks {

BootTime machine_boot_time() {
    timespec time{};
    // Cannot fail: the clock exists since Linux 2.6.39, and the pointer is good.
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return BootTime{
        std::chrono::floor<Millis>(std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec})};
}

WallTime machine_wall_time() { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }

std::string machine_boot_id() {
    std::ifstream file{"/proc/sys/kernel/random/boot_id"};
    std::string id;
    if (!std::getline(file, id) || id.empty())
        throw std::runtime_error{"the kernel does not tell its boot id (/proc/sys/kernel/random/boot_id)"};
    return id;
}

}  // namespace privman::clocks
