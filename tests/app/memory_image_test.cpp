// A crash leaves nothing behind that holds a token.
#include "app/memory_image.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace privman::app {
namespace {

/// In a process of its own: there is no way back.
[[noreturn]] void try_it() {
    const auto done = keep_no_memory_image();
    rlimit limit{1, 1};
    const bool asked = getrlimit(RLIMIT_CORE, &limit) == 0;
    const bool kept = done && asked && limit.rlim_cur == 0 && limit.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0;
    std::fputs(kept ? "nothing stays\n" : "something stays\n", stderr);
    std::_Exit(kept ? 0 : 1);
}

TEST(MemoryImageDeathTest, IsNotLeftBehind) { EXPECT_EXIT(try_it(), ::testing::ExitedWithCode(0), "nothing stays"); }

}  // namespace
}  // namespace privman::app
