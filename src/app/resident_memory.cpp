#include "app/resident_memory.hpp"

#include <cstdint>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

// Where the linker has put the program: constants and code, which nobody writes to, from the first of these on and up
// to the second. Their names are the linker's.
extern "C" {
extern const char __executable_start;  // NOLINT(bugprone-reserved-identifier)
extern const char etext;
}

namespace privman::app {

void give_back_memory() {
    malloc_trim(0);
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto begin = (reinterpret_cast<std::uintptr_t>(&__executable_start) + page - 1) / page * page;
    const auto end = reinterpret_cast<std::uintptr_t>(&etext) / page * page;
    // When the kernel does not want to, everything stays as it is.
    if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

}  // namespace privman::app
