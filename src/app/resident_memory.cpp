#include "app/resident_memory.hpp"

#include <cstdint>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

// Where the linker has put the program: constants and code, which nobody writes to, from the first of these on and up
// to the second. Their names are the linker's.
extern "C" {
extern const char __executable_start[];  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)
extern const char etext[];
}

namespace privman::app {

void give_back_memory() {
    malloc_trim(0);
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto begins = reinterpret_cast<std::uintptr_t>(__executable_start);
    const auto ends = reinterpret_cast<std::uintptr_t>(etext);
    // Whole pages only: what else lies in the last one may be written to.
    const auto before = (page - begins % page) % page;
    const auto after = ends % page;
    if (ends - begins <= before + after) return;
    // When the kernel does not want to, everything stays as it is.
    madvise(const_cast<char*>(__executable_start + before), ends - begins - before - after, MADV_DONTNEED);
}

}  // namespace privman::app
